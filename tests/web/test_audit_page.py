"""The audit log on its page: in words, newest first, and never in the way of what it tells of."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kiosk.errors import StoreError
from kiosk.live import Live
from kiosk.results import ResultStore
from kiosk.setup.desk import SetupDesk
from kiosk.web.app import create_app
from kiosk.web.given import Given
from kiosk.web.sessions import COOKIE
from kiosk.web.staff.audit import note
from kiosk.web.staff.audit_page import PAGE_SIZE
from kiosk.web.staff.audit_view import _WORDS, line
from tests.web.conftest import FakeClock, moment
from tests.web.update_notes import Notes

LOG = "/staff/settings/log"
WEB = Path(__file__).resolve().parents[2] / "kiosk"


def test_an_empty_log_says_what_it_is_for(staff: FlaskClient) -> None:
    """Before anything was done there is a sentence, not an empty page."""
    assert "Nothing yet." in staff.get(LOG).get_data(as_text=True)


def test_entries_read_as_sentences(staff: FlaskClient, store: ResultStore) -> None:
    """What was done, to which check, by whom and when; a clock that was not sure is marked."""
    store.audit.note("admin, from 192.0.2.7", "check.deleted", {"check": 7}, moment(0, False))
    html = staff.get(LOG).get_data(as_text=True)
    assert "Check 7 deleted" in html
    assert "admin, from 192.0.2.7" in html
    assert "Fri 2 Jan 2026" in html
    assert "clock not sure" in html


@pytest.mark.parametrize(
    ("action", "detail", "what", "details"),
    [
        ("export.made", {"kind": "csv", "count": 3}, "Results taken away", ["kind csv", "count 3"]),
        (
            "settings.changed",
            {"key": "web.host_names", "old": None, "new": '["a","b"]'},
            "Setting web.host_names changed",
            ["not set here → a, b"],
        ),
        (
            "settings.restored",
            {"key": "cues.quiet", "old": "true", "new": "false"},
            "Setting cues.quiet put back",
            ["on → off"],
        ),
        ("tea.made", {"cups": 2}, "tea.made", ["cups 2"]),
        ("check.deleted", {}, "Check ? deleted", []),
    ],
)
def test_each_kind_of_entry_has_its_words(
    store: ResultStore, action: str, detail: dict[str, Any], what: str, details: list[str]
) -> None:
    """Known actions in words with what belongs to them, unknown ones as they are."""
    store.audit.note("admin", action, detail, moment(0))
    read = line(store.audit.newest(1)[0])
    assert (read["what"], read["details"]) == (what, details)


def test_a_value_is_shown_as_what_it_was(store: ResultStore) -> None:
    """The number one is not "on", and a very long value is cut."""
    detail = {"key": "k", "old": "1", "new": '"' + "x" * 500 + '"'}
    store.audit.note("admin", "settings.changed", detail, moment(0))
    (words,) = line(store.audit.newest(1)[0])["details"]
    assert words.startswith("1 → xxx")
    assert len(words) < 250


def test_the_log_goes_on_page_by_page(staff: FlaskClient, store: ResultStore) -> None:
    """Every entry is on one page, the newest first."""
    for number in range(1, PAGE_SIZE + 8):
        store.audit.note("staff", "check.deleted", {"check": number}, moment(number))
    first = staff.get(LOG).get_data(as_text=True)
    older = re.search(r'rel="next" href="([^"]+)"', first)
    assert older is not None
    second = staff.get(older.group(1)).get_data(as_text=True)
    seen = [int(number) for number in re.findall(r"Check (\d+) deleted", first + second)]
    assert seen == list(range(PAGE_SIZE + 7, 0, -1))
    assert 'rel="next"' not in second


@pytest.mark.parametrize("before", ["-1", "x", "9" * 40, "1;drop", "²"])
def test_a_place_in_the_log_that_is_none_is_the_beginning(
    staff: FlaskClient, store: ResultStore, before: str
) -> None:
    """What stands in the address never fails the page."""
    store.audit.note("staff", "signed-in", {}, moment(0))
    answer = staff.get(LOG, query_string={"before": before})
    assert answer.status_code == 200
    assert "Signed in" in answer.get_data(as_text=True)


def test_who_and_where_is_taken_from_the_request(app: Flask, store: ResultStore) -> None:
    """On the box, from the network, and for somebody who is about to be signed in."""
    for place in ("127.0.0.1", "192.0.2.7"):
        with app.test_request_context("/", environ_base={"REMOTE_ADDR": place}):
            note("signed-in", who="admin")
            note("locked-out", count=5)
    assert [each.by_whom for each in store.audit.newest(9)] == [
        "nobody signed in, from 192.0.2.7",
        "admin, from 192.0.2.7",
        "nobody signed in, on the kiosk",
        "admin, on the kiosk",
    ]


def test_a_log_that_cannot_be_written_fails_nothing(
    app: Flask, store: ResultStore, monkeypatch: pytest.MonkeyPatch, caplog: Any
) -> None:
    """The request that it is about goes on; the kiosk's own log says what is missing."""

    def full(*_given: Any) -> None:
        raise StoreError("The disk is full.")

    monkeypatch.setattr(store.audit, "note", full)
    with app.test_request_context("/"):
        note("check.deleted", check=7)
    assert "check.deleted" in caplog.text
    assert "The disk is full." in caplog.text


def test_every_action_that_is_written_has_words() -> None:
    """No call of `note` in the program writes an action that the page does not know."""
    calls = re.compile(r'\bnote\(\s*"([a-z-]+[.-][a-z-]+)"')
    written = {
        action
        for path in WEB.rglob("*.py")
        for action in calls.findall(path.read_text(encoding="utf-8"))
    }
    assert "kiosk.restarted" in written
    assert written - _WORDS.keys() == set()


def test_a_new_spot_and_a_wanted_update_are_written_down(
    live: Live,
    store: ResultStore,
    desk: SetupDesk,
    notes: Notes,
    clock: FakeClock,
    post: Any,
) -> None:
    """What changes the box is in the log, what was refused is not."""
    app = create_app(live, store, Given(clock=clock, setup=desk, updates=notes.updating()))
    client = app.test_client()
    client.set_cookie(COOKIE, app.extensions["kiosk_sessions"].open("admin"))
    spot = {"x": "50", "y": "80", "width": "30", "height": "8", "tilt": "0"}
    assert post(client, "/staff/setup/draw", page="/staff/setup/", x="50").status_code == 409
    assert post(client, "/staff/setup/draw", page="/staff/setup/", **spot).status_code == 303
    assert post(client, "/staff/update", page="/staff/update").status_code == 303
    assert [entry.action for entry in store.audit.newest(9)] == ["update.asked", "spot.set"]
