"""What staff read about updates, and who may ask for one."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kiosk import __version__, paths, updating
from kiosk.live import Live
from kiosk.results import ResultStore
from kiosk.web.app import create_app
from kiosk.web.given import Given
from kiosk.web.sessions import COOKIE
from kiosk.web.staff.update_pages import ASK_EVERY_S, TOO_SOON
from kiosk.web.staff.update_view import asked_words, entry, facts, trial_words
from tests.web.conftest import from_network
from tests.web.update_notes import CURRENT, FAILED, WENT_BACK, WENT_WELL, Notes

PAGE, STATE = "/staff/update", "/staff/update/state"
BUTTON = "Look for an update"
Post = Callable[..., Any]


@pytest.fixture
def app(live: Live, store: ResultStore, notes: Notes, clock: Any) -> Flask:
    return create_app(live, store, Given(updates=notes.updating(), clock=clock))


def words(answer: Any) -> str:
    """The page's words without its marks."""
    html = re.sub(r"<svg.*?</svg>", "", answer.get_data(as_text=True), flags=re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def state_of(client: FlaskClient) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(client.get(STATE).data)
    return found


def test_a_new_box_says_that_nothing_happened(staff: FlaskClient) -> None:
    """Version, channel, that it has not looked yet, and that there is no history."""
    text = words(staff.get(PAGE))
    assert f"Version {__version__}" in text
    assert (
        "What is set Channel stable Group none Updates by themselves, from 22:00 to 06:00" in text
    )
    assert "The kiosk has not looked yet." in text
    assert "No update yet: this is the version that was installed." in text


def test_every_outcome_is_told_newest_first(staff: FlaskClient, notes: Notes) -> None:
    """Version, word, the updater's own sentence, when, and that the clock was not sure."""
    notes.write(last_look=CURRENT, history=[WENT_BACK, WENT_WELL, FAILED], base=None)
    text = words(staff.get(PAGE))
    assert f"Up to date {CURRENT['sentence']} Sun 22 Nov 2026, " in text
    entries = text.partition("History ")[2]
    assert re.match(
        r"1\.4\.0 from 1\.3\.0 Went back Update to 1\.4\.0 failed at start, still on 1\.3\.0: "
        r"the page did not answer\. Sun 22 Nov 2026, \d\d:\d\d \(the clock was not sure\) "
        r"1\.3\.0 from 1\.2\.0 Updated Updated from 1\.2\.0 to 1\.3\.0\. Sun 15 Nov 2026, "
        r"\d\d:\d\d 1\.3\.0rc1 from 1\.2\.0 Failed Update to 1\.3\.0rc1 failed at self-test",
        entries,
    )


def test_what_is_tried_now_is_told(staff: FlaskClient, admin: FlaskClient, notes: Notes) -> None:
    """An open trial stands on the page, and no other is asked for meanwhile."""
    notes.try_out()
    for client in (staff, admin):
        text = words(client.get(PAGE))
        assert "1.4.0 is being tried. If it is not well, the kiosk goes back to 1.3.0" in text
        assert BUTTON not in text


def test_trouble_of_base_and_settings_is_told(staff: FlaskClient, notes: Notes) -> None:
    """What of an update stayed behind has its sentence."""
    base = {"version": "1.4.0", "trouble": "The page did not answer."}
    notes.write(base=base, settings={"sha256": "ab", "trouble": "check.reps must be at most 10."})
    text = words(staff.get(PAGE))
    said = "The units and the updater of 1.4.0 were not taken, those before stay: The page did not"
    assert said in text
    assert "The configuration from afar was not taken: check.reps must be at most 10. " in text
    assert "Units and updater" not in text
    notes.write(base={"version": "1.4.0", "trouble": None}, settings={"sha256": "ab"})
    text = words(staff.get(PAGE))
    assert "Units and updater 1.4.0" in text
    assert "not taken" not in text


@pytest.mark.parametrize("content", [b"{", b"[]", b'{"history": [3], "last_look": {}}'])
def test_a_damaged_note_is_told(staff: FlaskClient, notes: Notes, content: bytes) -> None:
    """The page stands, says what cannot be read, and claims no empty history."""
    notes.damage(content)
    answer = staff.get(PAGE)
    assert answer.status_code == 200
    assert updating.UNREADABLE in words(answer)
    assert "No update yet" not in words(answer)
    assert "has not looked" not in words(answer)


def test_the_updaters_sentences_are_escaped(staff: FlaskClient, notes: Notes) -> None:
    """Whatever the note holds is shown as text."""
    evil = "<script>alert(1)</script>"
    note = {**WENT_WELL, **dict.fromkeys(("at", "version", "from", "outcome", "sentence"), evil)}
    notes.write(last_look=note, history=[note], base={"version": evil, "trouble": evil})
    notes.try_out(version=evil, from_version=evil, reason=evil)
    notes.wanted.write_text(json.dumps({"by": evil, "at": evil}))
    html = staff.get(PAGE).get_data(as_text=True)
    assert "<script>alert" not in html
    assert html.count("&lt;script&gt;alert(1)") >= 10


@pytest.mark.usefixtures("admin_pin")
def test_only_an_admin_is_offered_the_button(staff: FlaskClient, admin: FlaskClient) -> None:
    """Staff read who may ask, and sign in as admin where they are."""
    text = words(staff.get(PAGE))
    assert BUTTON not in text
    assert "Sign in as admin" in text
    text = words(admin.get(PAGE))
    assert BUTTON in text
    assert "Sign in as admin" not in text


def test_without_an_admin_pin_the_page_says_how_it_is_set(staff: FlaskClient) -> None:
    """On the box a link leads there, elsewhere the page says where; no button either way."""
    html = staff.get(PAGE).get_data(as_text=True)
    assert 'href="/staff/admin-pin"' in html
    from_network(staff)
    html = staff.get(PAGE).get_data(as_text=True)
    assert "/staff/admin-pin" not in html
    assert "on the kiosk itself" in html
    assert BUTTON not in html


def test_an_admin_asks_with_one_press(
    admin: FlaskClient, notes: Notes, post: Post, caplog: pytest.LogCaptureFixture
) -> None:
    """The request lies there with role and place, the journal has it, and the page answers."""
    with caplog.at_level(logging.INFO, "kiosk"):
        answer = post(admin, PAGE, PAGE)
    assert (answer.status_code, answer.location) == (303, PAGE)
    assert json.loads(notes.wanted.read_text())["by"] == "admin, on the kiosk"
    assert "An update was asked for by admin, on the kiosk at 2026-11-22T12:00:00" in caplog.text
    text = words(admin.get(answer.location))
    assert "The kiosk looks for an update in a moment; nobody may be on the spot." in text
    assert "Asked for by admin, on the kiosk, Sun 22 Nov 2026," in text
    assert BUTTON not in text


def test_a_request_from_a_phone_says_so(admin: FlaskClient, notes: Notes, post: Post) -> None:
    """Whoever reads the note knows that it was not asked at the box."""
    from_network(admin)
    assert post(admin, PAGE, PAGE).status_code == 303
    assert json.loads(notes.wanted.read_text())["by"] == "admin, on another device"


def test_staff_cannot_ask(staff: FlaskClient, visitor: FlaskClient, notes: Notes) -> None:
    """Neither staff with a good form nor a visitor leaves a request."""
    cookie = staff.get_cookie(COOKIE)
    assert cookie is not None
    token = staff.application.extensions["kiosk_sessions"].form_token(cookie.value)
    assert staff.post(PAGE, data={"token": token}).status_code == 403
    assert visitor.post(PAGE).status_code == 403
    assert not notes.wanted.exists()


def test_asking_needs_the_form(admin: FlaskClient, notes: Notes) -> None:
    """Another site cannot ask in an admin's name."""
    assert admin.post(PAGE).status_code == 403
    assert admin.post(PAGE, data={"token": "0" * 64}).status_code == 403
    assert not notes.wanted.exists()


def test_asking_again_has_to_wait(admin: FlaskClient, notes: Notes, post: Post, clock: Any) -> None:
    """Whoever presses again at once is told how long to wait, and nothing is written."""
    assert post(admin, PAGE, PAGE).status_code == 303
    notes.wanted.unlink()
    clock.advance(ASK_EVERY_S - 1.0)
    answer = post(admin, PAGE, "/staff/")
    assert answer.status_code == 429
    assert TOO_SOON in words(answer)
    assert not notes.wanted.exists()
    clock.advance(1.0)
    assert post(admin, PAGE, "/staff/").status_code == 303
    assert notes.wanted.exists()


def test_a_request_that_cannot_be_written_is_told(
    admin: FlaskClient, notes: Notes, post: Post
) -> None:
    """The reason stands on the page as an alert, and no request is told of."""
    notes.run_dir.rmdir()
    answer = post(admin, PAGE, PAGE)
    assert answer.status_code == 409
    assert 'role="alert">The request cannot be written' in answer.get_data(as_text=True)
    assert "Asked for" not in words(answer)


def test_the_state_is_small_and_changes_with_the_page(staff: FlaskClient, notes: Notes) -> None:
    """Its mark is the page's as long as nothing is new, and another one for everything new."""
    marks: list[str] = []
    for change in (
        lambda: None,
        lambda: notes.write(last_look=CURRENT),
        lambda: notes.write(last_look=CURRENT, history=[WENT_WELL]),
        notes.try_out,
        lambda: notes.try_out(phase="back"),
        lambda: notes.wanted.write_text("{}"),
    ):
        change()
        told = state_of(staff)
        assert f'data-mark="{told["mark"]}"' in staff.get(PAGE).get_data(as_text=True)
        assert state_of(staff) == told
        assert len(json.dumps(told)) < 100
        marks.append(told["mark"])
    assert len(set(marks)) == len(marks)
    assert state_of(staff)["busy"]
    notes.settle()
    notes.wanted.unlink()
    assert not state_of(staff)["busy"]


def test_the_state_is_for_staff(visitor: FlaskClient) -> None:
    """Whoever is not signed in learns nothing and is sent to sign in."""
    assert visitor.get(STATE).location == "/staff/sign-in"


def test_signing_in_leads_back_here(client: FlaskClient, post: Post, pin: str) -> None:
    """Whoever was signed out while an update ran comes back to what came of it."""
    there = "/staff/sign-in?then=update"
    assert client.get(PAGE).location == there
    html = client.get(there).get_data(as_text=True)
    assert f'action="{there}"' in html
    assert post(client, there, there, pin="000000").status_code == 403
    assert post(client, there, there, pin=pin).location == PAGE
    assert client.get(there).location == PAGE


@pytest.mark.parametrize(
    "then", ["https://evil.example/", "//evil.example", "checks", "", "Update"]
)
def test_signing_in_leads_nowhere_else(
    client: FlaskClient, post: Post, pin: str, then: str
) -> None:
    """An address that somebody else wrote leads to the list of checks (open redirect)."""
    there = f"/staff/sign-in?then={then}"
    assert "evil" not in client.get(there).get_data(as_text=True)
    assert post(client, there, there, pin=pin).location == "/staff/"


def test_without_an_address_the_page_says_how_to_switch_on(
    live: Live, store: ResultStore, notes: Notes, post: Post
) -> None:
    """Updates that are off have their reason and the command, no button, and refuse a request."""
    app = create_app(live, store, Given(updates=notes.updating(url="")))
    client = app.test_client()
    client.set_cookie(COOKIE, app.extensions["kiosk_sessions"].open("admin"))
    html = client.get(PAGE).get_data(as_text=True)
    assert "Remote updates are off: this kiosk has no address to look at." in html
    assert "<code>sudo systemd/install --update-root FILE --update-url URL</code>" in html
    assert BUTTON not in html
    assert post(client, PAGE, PAGE).status_code == 409
    assert not notes.wanted.exists()


def test_a_kiosk_started_by_hand_says_so(live: Live, store: ResultStore, notes: Notes) -> None:
    """On a laptop the page says where remote updates belong, even where notes lie about."""
    notes.write(history=[WENT_WELL])
    app = create_app(live, store, Given(updates=notes.updating(installed=False)))
    client = app.test_client()
    client.set_cookie(COOKIE, app.extensions["kiosk_sessions"].open("staff"))
    assert "Remote updates belong to an installed kiosk" in words(client.get(PAGE))


def test_a_run_without_updates_says_so(live: Live, store: ResultStore, post: Post) -> None:
    """A demo has none: one sentence, nothing to ask, an empty state."""
    app = create_app(live, store)
    client = app.test_client()
    client.set_cookie(COOKIE, app.extensions["kiosk_sessions"].open("admin"))
    assert "This run takes no remote updates." in words(client.get(PAGE))
    assert post(client, PAGE, PAGE).status_code == 404
    assert state_of(client) == {"busy": False, "mark": ""}


def test_the_page_follows_without_anything_inline(staff: FlaskClient, notes: Notes) -> None:
    """Our own script follows, a link does without it, and nothing is inline or from elsewhere."""
    notes.write(last_look=CURRENT, history=[WENT_BACK])
    html = staff.get(PAGE).get_data(as_text=True)
    assert "js/update.js" in html
    assert f'data-state="{STATE}"' in html
    assert f'<a href="{PAGE}">renew it now</a>' in html
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=", html)
    assert "http-equiv" not in html


def test_the_page_is_reached_from_every_staff_page(staff: FlaskClient) -> None:
    """A link in the bar, marked on the page itself."""
    link = f'<a href="{PAGE}" >Update</a>'
    assert link in staff.get("/staff/").get_data(as_text=True)
    assert f'<a href="{PAGE}" aria-current="page">Update</a>' in staff.get(PAGE).get_data(
        as_text=True
    )


@pytest.mark.parametrize(
    ("outcome", "mark", "said"),
    [
        ("good", "good", "Updated"),
        ("failed", "fault", "Failed"),
        ("fell-back", "fault", "Went back"),
        ("current", "good", "Up to date"),
        ("waiting", "unsure", "Waits"),
        ("refused", "fault", "Refused"),
        ("unreachable", "borderline", "Not reached"),
        ("off", "unsure", "Off"),
        ("later word", "unsure", "later word"),
        (None, "unsure", "Not known"),
    ],
)
def test_every_outcome_has_its_mark(outcome: str | None, mark: str, said: str) -> None:
    """One of a later version is shown as it is, and is not called well."""
    shown = entry({"outcome": outcome, "sentence": None, "at": None, "clock_sure": False})
    assert (shown["mark"], shown["words"]) == (mark, said)
    assert shown["sentence"] == "Nothing was noted about it."


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"phase": "waiting"}, "1.4.0 is ready to be tried: the kiosk begins no check until that"),
        ({}, "1.4.0 is being tried. If it is not well, the kiosk goes back to 1.3.0 by itself."),
        ({"phase": "back", "reason": "The page did not answer."}, "back to 1.3.0. The page did"),
        ({"of": "base"}, "The base of 1.4.0 (units and updater) is being tried."),
        (
            {"of": "settings", "from_version": "1.4.0"},
            "A new configuration from afar is being tried. If it is not well, the kiosk goes back",
        ),
        ({"phase": None}, "An update is being tried, and the kiosk begins no check"),
        ({"phase": "later"}, "An update is being tried, and the kiosk begins no check"),
        ({"version": None}, "An update is being tried, and the kiosk begins no check"),
    ],
)
def test_every_phase_of_a_trial_has_its_words(changed: dict[str, Any], said: str) -> None:
    """What is tried, and what happens if it is not well."""
    trial = {"version": "1.4.0", "from_version": "1.3.0", "phase": "switched", "of": "slot"}
    found = trial_words({**trial, "reason": None, **changed})
    assert found is not None
    assert said in found
    assert trial_words(None) is None


def test_a_request_is_told_by_how_far_it_is() -> None:
    """Not yet taken, taken, and late, whatever of it can be read."""
    asked = {"by": "admin, on the kiosk", "at": None, "taken": False, "late": False}
    assert asked_words(asked) == (
        "Asked for by admin, on the kiosk. The kiosk looks for an update in a moment; nobody may "
        "be on the spot."
    )
    assert "looking now" in (asked_words({**asked, "taken": True}) or "")
    late = asked_words({**asked, "by": None, "late": True})
    assert late == (
        "Asked for. Nothing has taken it up yet: `systemctl status kiosk-update` tells why."
    )
    assert asked_words(None) is None


@pytest.mark.parametrize(
    ("config", "said"),
    [
        ({}, "by themselves, from 22:00 to 06:00"),
        ({"quiet_hours": ""}, "by themselves, at any time"),
        ({"automatic": False}, "only when asked for"),
    ],
)
def test_what_is_set_is_said_in_words(notes: Notes, config: dict[str, Any], said: str) -> None:
    """When updates are made without being asked for."""
    assert ("Updates", said) in facts(notes.updating(**config).view())
    assert ("Group", "north") in facts(notes.updating(group="north").view())


def test_the_notes_are_read_where_the_updater_leaves_them() -> None:
    """The files of the contract: what the box keeps, and what the kiosk writes."""
    assert str(paths.UPDATES_FILE) == "/var/lib/kiosk-system/update.json"
    assert str(paths.TRIAL_FILE) == "/var/lib/kiosk-system/trial.json"
    assert str(paths.UPDATE_WANTED_FILE) == "/run/kiosk/update-wanted"
