"""The keys of other programs on their page: making one, seeing it once, taking it back."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from kiosk.results import ResultStore
from tests.web.conftest import Post, moment

PAGE = "/staff/programs"
HOSTILE = "<script>alert(1)</script>"


def make(post: Post, client: FlaskClient, name: str, opens: str = "results") -> Any:
    return post(client, f"{PAGE}/make", PAGE, name=name, opens=opens)


def shown(answer: Any) -> str:
    """The key on the page."""
    found = re.search(r'<code class="secret">([^<]+)</code>', answer.get_data(as_text=True))
    assert found, answer.get_data(as_text=True)
    return found[1]


def test_a_key_is_made_and_shown_once(
    admin: FlaskClient, store: ResultStore, post: Post, tmp_path: Path
) -> None:
    """The page that answers shows the key; afterwards it is on no page and nowhere on the disk."""
    answer = make(post, admin, "members-app")
    secret = shown(answer)
    found = store.token_of(secret)
    assert found is not None
    assert (found.name, found.opens) == ("members-app", "results")
    assert answer.headers["Cache-Control"] == "no-store"
    html = admin.get(PAGE).get_data(as_text=True)
    assert "members-app" in html
    assert secret[:12] not in html
    for file in tmp_path.iterdir():
        assert secret[:12].encode() not in file.read_bytes()


def test_the_harmless_choice_comes_first(
    admin: FlaskClient, store: ResultStore, post: Post
) -> None:
    """Who changes nothing in the form makes a key that opens the metrics alone."""
    html = admin.get(PAGE).get_data(as_text=True)
    assert re.search(r'value="metrics" checked', html)
    assert not re.search(r'value="results" checked', html)
    found = store.token_of(shown(make(post, admin, "prometheus", "metrics")))
    assert found is not None
    assert found.opens == "metrics"


def test_a_key_is_taken_back(admin: FlaskClient, store: ResultStore, post: Post) -> None:
    """It opens nothing from that moment, and the page tells when it was taken back."""
    secret = shown(make(post, admin, "members-app"))
    answer = post(admin, f"{PAGE}/revoke", PAGE, name="members-app")
    assert (answer.status_code, answer.location) == (303, f"{PAGE}?revoked=yes")
    assert store.token_of(secret) is None
    html = admin.get(answer.location).get_data(as_text=True)
    assert "No program has a token." in html
    assert "Revoked tokens (1)" in html


@pytest.mark.parametrize(
    ("name", "opens", "said"),
    [
        ("", "results", "1 to 40 printable"),
        ("a" * 41, "results", "1 to 40 printable"),
        ("taken", "results", "revoke it first"),
        ("app", "everything", "metrics or results"),
        ("app", "", "metrics or results"),
    ],
)
def test_a_mistake_is_one_sentence(
    admin: FlaskClient, store: ResultStore, post: Post, name: str, opens: str, said: str
) -> None:
    """What is wrong stands above the form, which keeps the name, and no key is made."""
    store.add_token("taken", moment(0))
    answer = make(post, admin, name, opens)
    html = answer.get_data(as_text=True)
    assert answer.status_code == 400
    assert said in html
    assert f'value="{name}"' in html
    assert [each.name for each in store.tokens()] == ["taken"]


def test_taking_back_what_is_not_there_is_said(admin: FlaskClient, post: Post) -> None:
    """A name that no key has is answered in one sentence."""
    answer = post(admin, f"{PAGE}/revoke", PAGE, name="nobody")
    assert answer.status_code == 400
    assert "no token" in answer.get_data(as_text=True)


def test_staff_see_but_do_not_change(
    staff: FlaskClient, store: ResultStore, post: Post, admin_pin: str
) -> None:
    """Staff read who has a key; making one or taking one back is refused, and offers no form."""
    store.add_token("members-app", moment(0), "results")
    html = staff.get(PAGE).get_data(as_text=True)
    assert "members-app" in html
    assert f'action="{PAGE}/' not in html
    assert "Admin PIN" in html
    assert admin_pin not in html
    for address, fields in (("make", {"opens": "results"}), ("revoke", {})):
        answer = post(staff, f"{PAGE}/{address}", PAGE, name="members-app", **fields)
        assert answer.status_code == 403
    assert [each.revoked_utc for each in store.tokens()] == [None]


def test_without_an_admin_pin_the_page_says_where_one_is_set(staff: FlaskClient) -> None:
    """There is no form that could not work."""
    assert "no admin PIN yet" in staff.get(PAGE).get_data(as_text=True)


@pytest.mark.parametrize("address", ["make", "revoke"])
@pytest.mark.parametrize("token", [None, "", "0" * 64])
def test_a_form_of_somebody_else_changes_nothing(
    admin: FlaskClient, store: ResultStore, address: str, token: str | None
) -> None:
    """Without the form's own token nothing is made and nothing taken back."""
    store.add_token("taken", moment(0))
    fields = {"name": "taken", "opens": "results"} | ({} if token is None else {"token": token})
    assert admin.post(f"{PAGE}/{address}", data=fields).status_code == 403
    assert [each.revoked_utc for each in store.tokens()] == [None]


def test_a_hostile_name_is_text(admin: FlaskClient, post: Post) -> None:
    """A name with markup is shown as it is typed, where it was made and in the list."""
    for html in (
        make(post, admin, HOSTILE).get_data(as_text=True),
        admin.get(PAGE).get_data(as_text=True),
    ):
        assert HOSTILE not in html
        assert "&lt;script&gt;" in html


def test_each_change_is_noted(admin: FlaskClient, store: ResultStore, post: Post) -> None:
    """The log says who made or took back which key, and never the key."""
    secret = shown(make(post, admin, "members-app"))
    post(admin, f"{PAGE}/revoke", PAGE, name="members-app")
    entries = store.audit.newest(5)
    assert [entry.action for entry in entries] == ["token.revoked", "token.made"]
    assert entries[1].detail == {"token": "members-app", "opens": "results"}
    assert secret[:8] not in repr(entries)
