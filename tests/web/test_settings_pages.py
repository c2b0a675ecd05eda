"""The settings pages: who sees, who changes, what is said, and that nothing is kept unchecked."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kiosk.config import KEYS
from kiosk.live import Live
from kiosk.results import ResultStore
from kiosk.web.app import create_app
from kiosk.web.given import Given
from kiosk.web.staff import settings_view
from tests.web.conftest import FakeClock
from tests.web.settings_rig import Rig

SETTINGS = "/staff/settings"
CAMERA = "/staff/settings/camera"


@pytest.fixture
def rig(store: ResultStore) -> Rig:
    return Rig(store)


@pytest.fixture
def app(live: Live, store: ResultStore, clock: FakeClock, rig: Rig) -> Flask:
    return create_app(live, store, Given(clock=clock, settings=rig.desk()))


def save(admin: FlaskClient, post: Any, page: str = CAMERA, **changes: str) -> Any:
    """Send a section's form with these texts, as one that was read with the shipped values."""
    section = page.rpartition("/")[2]
    fields: dict[str, str] = {}
    for leaf, text in changes.items():
        name = f"{section}.{leaf}"
        fields |= {f"value.{name}": text, f"was.{name}": str(KEYS[name].default)}
    return post(admin, page, page=page, **fields)


def test_staff_read_every_value(staff: FlaskClient) -> None:
    """The first page names every value of the table in its section, with words for on and off."""
    html = staff.get(SETTINGS).get_data(as_text=True)
    for name in KEYS:
        assert settings_view.title(name) in html
    assert "frames per second" in html


@pytest.mark.parametrize("section", sorted({name.partition(".")[0] for name in KEYS}))
def test_a_section_tells_all_of_its_values(staff: FlaskClient, section: str) -> None:
    """Meaning, unit, what it takes, what is shipped and where it is from, for each value."""
    html = staff.get(f"{SETTINGS}/{section}").get_data(as_text=True)
    plain = html.replace("&#34;", '"').replace("&#39;", "'").replace("&amp;", "&")
    for name, key in KEYS.items():
        if name.startswith(f"{section}."):
            assert f"<code>{name}</code>" in plain
            assert key.declared.meaning in plain
            assert f", {key.declared.unit}. " in plain or key.declared.unit is None
    assert plain.count("Shipped: ") == plain.count("<code>" + section + ".")
    assert "From: shipped default" in plain or "Only kiosk.toml sets it." in plain


@pytest.mark.usefixtures("admin_pin")
def test_staff_change_nothing(staff: FlaskClient, post: Any) -> None:
    """They see no field, are asked to sign in as admin, and are refused when they send one."""
    html = staff.get(CAMERA).get_data(as_text=True)
    assert 'name="value.' not in html
    assert "Sign in as admin to change settings" in html
    for page in (CAMERA, f"{SETTINGS}/put-back", f"{SETTINGS}/unset", f"{SETTINGS}/begin-again"):
        assert post(staff, page, page=CAMERA).status_code == 403


def test_without_an_admin_pin_the_way_to_one_is_told(staff: FlaskClient) -> None:
    """On the box itself there is the page that chooses it."""
    assert "/staff/admin-pin" in staff.get(SETTINGS).get_data(as_text=True)


def test_a_form_without_its_token_changes_nothing(admin: FlaskClient, rig: Rig) -> None:
    """Neither a value nor a new start comes from another site's form."""
    sent = {"value.camera.fps": "20", "was.camera.fps": "30"}
    assert admin.post(CAMERA, data=sent).status_code == 403
    assert admin.post(f"{SETTINGS}/begin-again").status_code == 403
    assert (rig.store.settings(), rig.ended) == ({}, 0)


def test_an_admin_changes_a_value(admin: FlaskClient, post: Any, rig: Rig) -> None:
    """Only what was changed is kept, in the name of the one who did, and the page says so."""
    answer = save(admin, post, fps="20", mains_hz="50")
    assert answer.status_code == 303
    html = admin.get(answer.location).get_data(as_text=True)
    assert "Kept. It holds from the next start of the kiosk." in html
    assert "Until the next start: 30" in html
    kept = rig.store.settings()
    assert list(kept) == ["camera.fps"]
    assert (kept["camera.fps"].value, kept["camera.fps"].set_by) == (20, "admin, on the kiosk")


def test_sending_a_form_unchanged_changes_nothing(admin: FlaskClient, post: Any, rig: Rig) -> None:
    """No value is set to what it was anyway."""
    answer = save(admin, post, fps="30")
    assert "Nothing was changed." in admin.get(answer.location).get_data(as_text=True)
    assert rig.store.settings() == {}


def test_mistakes_stand_beside_their_values(admin: FlaskClient, post: Any, rig: Rig) -> None:
    """Every wrong value is marked, what was typed stays, and nothing is kept."""
    answer = save(admin, post, fps="200", longest_exposure_ms="long", mains_hz="60")
    html = answer.get_data(as_text=True)
    assert answer.status_code == 400
    assert "Nothing was kept." in html
    assert '<a href="#camera.longest_exposure_ms">Longest exposure</a>' in html
    assert "It must be a whole number from 5 to 120 (frames per second)." in html
    assert 'value="200"' in html
    assert 'value="long"' in html
    assert html.count('aria-invalid="true"') == 2
    assert rig.store.settings() == {}


def test_what_was_changed_meanwhile_is_not_overwritten(
    admin: FlaskClient, post: Any, rig: Rig
) -> None:
    """A form that is older than somebody else's change says so."""
    rig.desk().save({"camera.fps": "15"}, "admin, from 192.0.2.9")
    answer = save(admin, post, fps="20")
    assert answer.status_code == 400
    assert "It was changed meanwhile, to 15." in answer.get_data(as_text=True)
    assert rig.store.settings()["camera.fps"].value == 15


def test_a_hostile_value_is_shown_as_text(admin: FlaskClient, post: Any, rig: Rig) -> None:
    """What was typed comes back escaped, on the form and in the log."""
    hostile = '"><script>alert(1)</script>'
    html = save(admin, post, page=f"{SETTINGS}/share", address=hostile).get_data(as_text=True)
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert" in html
    rig.store.audit.note("x", hostile, {"k": hostile}, rig.desk().now())
    assert "<script>alert" not in admin.get(f"{SETTINGS}/log").get_data(as_text=True)


def test_putting_back_and_giving_back_to_the_file(admin: FlaskClient, post: Any, rig: Rig) -> None:
    """The buttons beside a value that was changed undo it."""
    for text in ("20", "25"):
        rig.desk().save({"camera.fps": text}, "admin")
    html = admin.get(CAMERA).get_data(as_text=True)
    assert "Put back 20" in html
    assert "No longer set here: 30" in html
    answer = post(admin, f"{SETTINGS}/put-back", page=CAMERA, key="camera.fps")
    assert answer.location == f"{CAMERA}?done=saved#camera.fps"
    assert rig.store.settings()["camera.fps"].value == 20
    post(admin, f"{SETTINGS}/unset", page=CAMERA, key="camera.fps")
    assert rig.store.settings() == {}


def test_what_cannot_be_put_back_is_said(admin: FlaskClient, post: Any) -> None:
    """A value that was never changed has nothing to go back to, and a key that is none no page."""
    answer = post(admin, f"{SETTINGS}/put-back", page=CAMERA, key="camera.fps")
    assert answer.status_code == 400
    assert "nothing to put back" in answer.get_data(as_text=True)
    for key in ("", "no.such", "../camera.fps", "camera"):
        answer = post(admin, f"{SETTINGS}/unset", page=CAMERA, key=key)
        assert answer.status_code in (400, 404), key


def test_a_new_start_is_offered_only_while_nobody_is_on_the_spot(
    admin: FlaskClient, post: Any, rig: Rig
) -> None:
    """With somebody there the page says why not, and a request is refused."""
    rig.desk().save({"camera.fps": "20"}, "admin")
    assert "Start the kiosk again" in admin.get(SETTINGS).get_data(as_text=True)
    rig.in_use = "Somebody is on the spot."
    html = admin.get(SETTINGS).get_data(as_text=True)
    assert "Start the kiosk again" not in html
    assert rig.in_use in html
    answer = post(admin, f"{SETTINGS}/begin-again", page=CAMERA)
    assert (answer.status_code, rig.ended) == (409, 0)


def test_the_run_ends_when_the_answer_has_gone_out(admin: FlaskClient, post: Any, rig: Rig) -> None:
    """The page that waits for the kiosk is sent first; the log says who asked."""
    answer = post(admin, f"{SETTINGS}/begin-again", page=CAMERA)
    assert answer.status_code == 200
    assert "The kiosk starts again" in answer.get_data(as_text=True)
    answer.close()
    assert rig.ended == 1
    (entry,) = rig.store.audit.newest(1)
    assert (entry.action, entry.by_whom) == ("kiosk.restarted", "admin, on the kiosk")


def test_a_mistake_in_the_file_is_told(admin: FlaskClient, rig: Rig) -> None:
    """Staff hear that the kiosk would not start again, before somebody tries."""
    rig.file = {"check.reps": 99}
    html = admin.get(SETTINGS).get_data(as_text=True)
    assert "would not start again" in html
    assert "check.reps = 99" in html


@pytest.mark.parametrize("path", ["/nothing", "/camera.fps", "/..%2f..%2fetc", "/put-back"])
def test_a_section_that_is_none_is_no_page(admin: FlaskClient, path: str) -> None:
    """Whatever else stands in the address is not found."""
    assert admin.get(f"{SETTINGS}{path}").status_code in (404, 405)


def test_a_run_without_a_desk_says_so(live: Live, store: ResultStore, clock: FakeClock) -> None:
    """The pages of a bare app stand, and change nothing."""
    app = create_app(live, store, Given(clock=clock))
    client = app.test_client()
    client.set_cookie("kiosk_session", app.extensions["kiosk_sessions"].open("admin"))
    assert "no settings of its own" in client.get(SETTINGS).get_data(as_text=True)
    assert client.get(CAMERA).status_code == 404


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("camera.longest_exposure_ms", "Longest exposure"),
        ("camera.aim_x_percent", "Aim x"),
        ("gpio.led_red_pin", "LED red"),
        ("screen.language", "Language"),
        ("check.welcome_s", "Welcome"),
    ],
)
def test_keys_read_as_words(name: str, words: str) -> None:
    """The unit at the end of a name is left to the unit beside its value."""
    assert settings_view.title(name) == words
