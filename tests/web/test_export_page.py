"""Taking results away from the staff pages: which, in what form, and what goes wrong."""

from __future__ import annotations

import csv
import http.client
import io
import json
import logging
from collections.abc import Callable, Iterator
from itertools import repeat
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kiosk.errors import StoreError
from kiosk.export.tables import LEG_TABLE, REP_TABLE
from kiosk.results import ResultStore
from kiosk.web.staff.export_page import AT_ONCE, READ_AT_ONCE, rested
from tests.web.conftest import FakeClock

HOSTILE = '=HYPERLINK("http://evil.example");\'<script>alert(1)</script>'
AddCheck = Callable[..., str]


def rows(answer: Any) -> list[dict[str, str]]:
    """The rows of a CSV answer, as Python's own reader sees them."""
    assert answer.status_code == 200
    text = answer.get_data(as_text=True)
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def test_a_selection_as_csv(staff: FlaskClient, store: ResultStore, add_check: AddCheck) -> None:
    """Two rows a check, newest first, and only of the checks that the parameters mean."""
    first, _, third = add_check(0), add_check(60, state="abandoned"), add_check(86_400)
    store.finding.set_label(third, "Zoë")
    answer = staff.get("/staff/export.csv?state=complete")
    assert answer.mimetype == "text/csv"
    assert answer.data.startswith(b"\xef\xbb\xbfschema,check_id,")
    found = rows(answer)
    assert [row["check_id"] for row in found] == [third, third, first, first]
    assert [row["label"] for row in found] == ["Zoë", "Zoë", "", ""]
    assert (found[0]["leg"], found[0]["knee_valgus_verdict"]) == ("left", "fault")
    assert len(rows(staff.get("/staff/export.csv?label=ZOË"))) == 2


def test_the_reps_as_csv(staff: FlaskClient, add_check: AddCheck) -> None:
    """A row for each rep of the check, practice and refused ones too."""
    check_id = add_check()
    for address in ("/staff/export.csv", f"/staff/checks/{check_id}/export.csv"):
        found = rows(staff.get(f"{address}?rows=reps"))
        assert len(found) == 12
        assert [row["practice"] for row in found].count("true") == 1
        assert found[6]["refused_because"] == "foot_down"


def test_a_selection_as_json(staff: FlaskClient, add_check: AddCheck) -> None:
    """One document that says what was selected and holds those checks."""
    add_check(0)
    add_check(60, state="abandoned")
    told = json.loads(staff.get("/staff/export.json?state=complete&from=2026-01-01").data)
    assert told["selection"] == {"from": "2026-01-01", "state": "complete"}
    assert (told["schema"], told["count"]) == (1, 1)
    assert told["checks"][0]["report"]["legs"]["left"]["counted"] == 5


def test_one_check_as_a_file(staff: FlaskClient, add_check: AddCheck) -> None:
    """From its page a check is taken away alone, under a name that says which."""
    add_check(0)
    check_id = add_check(60)
    answer = staff.get(f"/staff/checks/{check_id}/export.json")
    assert [check["id"] for check in json.loads(answer.data)["checks"]] == [check_id]
    assert answer.headers["Content-Disposition"].endswith('-check-2.json"')
    answer = staff.get(f"/staff/checks/{check_id}/export.csv")
    assert {row["check_id"] for row in rows(answer)} == {check_id}
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="kiosk-20')


def test_nothing_selected_is_a_file_too(staff: FlaskClient) -> None:
    """An empty selection gives a header alone and a document without checks."""
    header = staff.get("/staff/export.csv").get_data(as_text=True)
    assert header == "\ufeff" + ",".join(LEG_TABLE.columns) + "\r\n"
    assert json.loads(staff.get("/staff/export.json").data)["checks"] == []


def test_a_hostile_label_is_harmless(
    staff: FlaskClient, store: ResultStore, add_check: AddCheck
) -> None:
    """A label that is a formula and a script is neither in any of the files."""
    store.finding.set_label(add_check(), HOSTILE)
    for kind in ("legs", "reps"):
        found = rows(staff.get(f"/staff/export.csv?rows={kind}", buffered=True))
        assert {row["label"][:2] for row in found} == {"'="}
    answer = staff.get("/staff/export.json", buffered=True)
    assert json.loads(answer.data)["checks"][0]["label"] == HOSTILE
    assert answer.mimetype == "application/json"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/staff/export.csv?rows=toes", 400),
        ("/staff/export.csv?from=yesterday", 400),
        ("/staff/export.json?leg=both", 400),
        ("/staff/checks/none/export.csv", 404),
        ("/staff/checks/..%2f..%2fetc/export.json", 404),
        ("/staff/checks/7-000000000000000000000000/export.csv?rows=reps", 404),
    ],
)
def test_what_cannot_be_meant_is_said(staff: FlaskClient, address: str, status: int) -> None:
    """A wrong parameter or id is a page with one sentence, not an empty file."""
    answer = staff.get(address)
    assert (answer.status_code, answer.mimetype) == (status, "text/html")
    assert "Content-Disposition" not in answer.headers


@pytest.mark.parametrize(
    "address", ["/staff/export.csv", "/staff/export.json", "/staff/checks/{}/export.csv"]
)
def test_only_staff_take_anything_away(
    visitor: FlaskClient, add_check: AddCheck, address: str
) -> None:
    """Whoever is not signed in is led to sign in and gets nothing."""
    answer = visitor.get(address.format(add_check()))
    assert (answer.status_code, answer.location) == (303, "/staff/sign-in")


def test_an_export_is_noted_without_a_name(
    staff: FlaskClient, store: ResultStore, add_check: AddCheck
) -> None:
    """The log says who took what form away, and never whose results."""
    store.finding.set_label(add_check(), "Zoë")
    staff.get("/staff/export.csv?label=Zo%C3%AB&rows=reps").get_data()
    (entry,) = store.audit.newest(5)
    assert (entry.action, entry.detail) == ("export.made", {"kind": "csv reps"})
    assert "Zo" not in repr(entry)


def test_a_few_at_a_time(staff: FlaskClient, add_check: AddCheck) -> None:
    """While two exports are under way a third is refused; one that ends frees its place."""
    add_check()
    running = [staff.get("/staff/export.csv", buffered=False) for _ in range(AT_ONCE)]
    refused = staff.get("/staff/export.csv")
    assert refused.status_code == 503
    assert "try again" in refused.get_data(as_text=True)
    running.pop().close()
    again = staff.get("/staff/export.csv")
    assert len(rows(again)) == 2
    running.pop().close()


def test_a_store_in_trouble_is_a_page(
    staff: FlaskClient, store: ResultStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Trouble at the first check is told on a page, and frees its place each time."""
    monkeypatch.setattr(store.finding, "iterate", failing_after(0, store, ""))
    for _ in range(AT_ONCE + 1):
        answer = staff.get("/staff/export.csv")
        assert answer.status_code == 503
        assert "The disk failed" in answer.get_data(as_text=True)


def failing_after(count: int, store: ResultStore, check_id: str) -> Callable[..., Iterator[Any]]:
    """Checks from a store of which the disk fails after so many."""

    def iterate(*_: object) -> Iterator[Any]:
        for _turn in range(count):
            yield store.check(check_id)
        raise StoreError("The disk failed.")

    return iterate


@pytest.mark.parametrize("address", ["/staff/export.csv", "/staff/export.json"])
def test_half_a_file_is_never_taken_for_a_whole_one(
    app: Flask,
    address: str,
    store: ResultStore,
    add_check: AddCheck,
    serve: Any,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Where the disk fails in the middle, the transfer breaks off and the browser says so."""
    monkeypatch.setattr(store.finding, "iterate", failing_after(200, store, add_check()))
    cookie = app.extensions["kiosk_sessions"].open("staff")
    connection = http.client.HTTPConnection(serve(app)[1].removeprefix("http://"), timeout=30)
    with caplog.at_level(logging.CRITICAL):
        connection.request("GET", address, headers={"Cookie": f"kiosk_session={cookie}"})
        answer = connection.getresponse()
        assert answer.status == 200
        with pytest.raises((http.client.IncompleteRead, ConnectionError)):
            answer.read()
    connection.close()


def test_a_slow_download_does_not_hold_the_log(
    staff: FlaskClient, store: ResultStore, add_check: AddCheck
) -> None:
    """Between two pieces nothing is being read: the log can be folded in and emptied."""
    for turn in range(2 * READ_AT_ONCE):
        add_check(turn)
    answer = staff.get("/staff/export.json", buffered=False)
    begun = answer.iter_encoded()
    size = len(next(begun))
    with store._writer._lock:
        folded = store._writer._writer.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    assert tuple(folded) == (0, 0, 0)
    rest = b"".join(begun)
    assert len(rest) > size
    assert rest.endswith(b'"count": %d}\n' % (2 * READ_AT_ONCE))
    answer.close()


def test_who_leaves_frees_the_place(
    app: Flask,
    store: ResultStore,
    add_check: AddCheck,
    serve: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A browser that is closed in the middle of a download ends it."""
    check = store.check(add_check())
    monkeypatch.setattr(store.finding, "iterate", lambda *_: repeat(check))
    cookie = app.extensions["kiosk_sessions"].open("staff")
    address = serve(app)[1].removeprefix("http://")
    for _ in range(AT_ONCE):
        connection = http.client.HTTPConnection(address, timeout=30)
        connection.request(
            "GET", "/staff/export.csv", headers={"Cookie": f"kiosk_session={cookie}"}
        )
        answer = connection.getresponse()
        assert len(answer.read(1000)) == 1000
        answer.close()
        connection.close()
    free = app.extensions["kiosk_exports"]._free
    assert [free.acquire(timeout=20) for _ in range(AT_ONCE)] == [True] * AT_ONCE


def test_half_of_the_time_is_left_to_the_loop() -> None:
    """After each piece the export rests as long as it worked, yet never for long."""
    clock = FakeClock()
    rests: list[float] = []

    def pieces() -> Iterator[str]:
        for took_s in (0.02, 0.05, 9.0):
            clock.advance(took_s)
            yield "x"

    def rest(seconds: float) -> None:
        rests.append(seconds)
        clock.advance(seconds)

    assert list(rested(pieces(), clock, rest)) == ["x", "x", "x"]
    assert rests == pytest.approx([0.02, 0.05, 0.1])


def test_the_list_links_to_what_it_shows(staff: FlaskClient, add_check: AddCheck) -> None:
    """The links under the list, and on a check's page, take just that away."""
    check_id = add_check()
    html = staff.get("/staff/?leg=left&verdict=fault").get_data(as_text=True)
    assert 'href="/staff/export.csv?rows=legs&amp;leg=left&amp;verdict=fault"' in html
    assert 'href="/staff/export.json?leg=left&amp;verdict=fault"' in html
    html = staff.get(f"/staff/checks/{check_id}").get_data(as_text=True)
    assert f'href="/staff/checks/{check_id}/export.csv?rows=reps"' in html


def test_the_tables_are_the_documented_ones(staff: FlaskClient, add_check: AddCheck) -> None:
    """What is sent has the columns of docs/exports.md, which a test beside the tables compares."""
    add_check()
    for kind, table in (("legs", LEG_TABLE), ("reps", REP_TABLE)):
        assert (
            tuple(rows(staff.get(f"/staff/export.csv?rows={kind}", buffered=True))[0])
            == table.columns
        )
