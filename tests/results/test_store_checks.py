"""A check from its start to its end, in lists and details."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest

from kiosk.results import CheckState, ResultStore, Software
from kiosk.scoring.findings import OtherMovement, Refusal, Rep


def test_a_check_keeps_all_that_was_given(
    store: ResultStore,
    at: Any,
    software: Software,
    good_rep: Rep,
    refused_rep: Rep,
    report: dict[str, Any],
) -> None:
    """Reps, other movements, report, software and both moments come back as they went in."""
    check_id = store.start_check(at(1), software)
    store.add_rep(check_id, good_rep, 0, practice=True)
    store.add_rep(check_id, good_rep, 1)
    store.add_rep(check_id, refused_rep, None)
    store.add_other(check_id, OtherMovement(11.0, 12.0, Refusal.TWO_LEGS))
    store.complete(check_id, report, at(60))
    detail = store.check(check_id)
    assert detail is not None
    assert [(rep.leg, rep.number, rep.practice) for rep in detail.reps] == [
        ("left", 0, True),
        ("left", 1, False),
        ("right", None, False),
    ]
    assert detail.reps[1].values["knee_fppa_deg"] == 12.1
    assert detail.reps[1].values["why_null"] == {"pelvic_drop_deg": "the hips were hidden"}
    assert detail.reps[2].values["refused_because"] == "foot_down"
    assert detail.other == ({"start_s": 11.0, "end_s": 12.0, "refused_because": "two_legs"},)
    assert detail.report == report
    assert detail.software == asdict(software)
    assert detail.ended_utc == "2026-01-02T12:01:00.000000Z"
    row = detail.row
    assert (row.state, row.reason, row.kind, row.number) == ("complete", None, "kiosk", 1)
    assert (row.started, row.ended) == (at(1), at(60))


def test_a_list_row_sums_the_check_up(
    store: ResultStore, at: Any, software: Software, good_rep: Rep, report: dict[str, Any]
) -> None:
    """A row holds the counted reps (not practice, not refused) and the verdicts of both legs."""
    check_id = store.start_check(at(1), software)
    store.add_rep(check_id, good_rep, 0, practice=True)
    store.add_rep(check_id, good_rep, 1)
    store.add_rep(check_id, replace(good_rep, counted=False), None)
    store.complete(check_id, report, at(60))
    (row,) = store.list_checks(10)
    assert row.check_id == check_id
    assert row.counted == {"left": 1, "right": 0}
    assert row.verdicts == {
        "left": {"knee_valgus": "fault", "balance": "good"},
        "right": {"knee_valgus": "good", "balance": "good"},
    }
    assert row.started_utc == "2026-01-02T12:00:01.000000Z"
    assert row.clock_sure


def test_an_abandoned_check_keeps_its_reason_and_what_there_is(
    store: ResultStore, at: Any, software: Software, good_rep: Rep, report: dict[str, Any]
) -> None:
    """Abandoning works with and without a report."""
    with_report = store.start_check(at(1), software)
    store.abandon(with_report, "stepped off", report, at(9))
    without = store.start_check(at(10), software)
    store.add_rep(without, good_rep, 1)
    store.abandon(without, "too far away", None, at(19))
    newer, older = store.list_checks(10)
    assert (newer.state, newer.reason, newer.verdicts) == (
        CheckState.ABANDONED,
        "too far away",
        {"left": {}, "right": {}},
    )
    assert older.reason == "stepped off"
    assert older.verdicts["left"]["knee_valgus"] == "fault"
    detail = store.check(without)
    assert detail is not None
    assert detail.report is None
    assert len(detail.reps) == 1


def test_the_list_is_newest_first_whatever_the_clock_says(
    store: ResultStore, at: Any, software: Software
) -> None:
    """Order is that of starting: a clock that jumps back moves nothing, and stays marked."""
    first = store.start_check(at(1000), software)
    unsure = replace(at(-90_000), clock_sure=False, boot_id="boot-2")
    second = store.start_check(unsure, software)
    rows = store.list_checks(10)
    assert [row.check_id for row in rows] == [second, first]
    assert [row.number for row in rows] == [2, 1]
    assert [row.clock_sure for row in rows] == [False, True]


def test_pages_follow_each_other_without_gap_or_double(
    store: ResultStore, at: Any, software: Software
) -> None:
    """Paging goes on from the last id, also when checks come and that very check goes."""
    ids = [store.start_check(at(n), software) for n in range(7)]
    for check_id in ids:
        store.abandon(check_id, "stepped off", None, at(100))
    first = [row.check_id for row in store.list_checks(3)]
    store.start_check(at(50), software)
    assert store.delete_check(first[-1])
    second = [row.check_id for row in store.list_checks(3, before_id=first[-1])]
    third = [row.check_id for row in store.list_checks(3, before_id=second[-1])]
    assert first + second + third == ids[::-1]
    assert store.list_checks(3, before_id=ids[0]) == ()


JUNK_IDS = ["", "1", "1-", "0-" + "a" * 24, "1-" + "g" * 24, "9" * 30 + "-" + "a" * 24, "x' OR 1"]


@pytest.mark.parametrize("text", [*JUNK_IDS, "1-" + "0" * 24, "¹-" + "0" * 24])
def test_a_text_that_is_no_id_finds_nothing(
    store: ResultStore, at: Any, software: Software, text: str
) -> None:
    """Ids come from addresses: junk, and a right number with a wrong token, are just not found."""
    store.start_check(at(1), software)
    assert store.check(text) is None
    assert not store.delete_check(text)
    assert store.list_checks(5, before_id=text) == ()


def test_ids_cannot_be_guessed(store: ResultStore, at: Any, software: Software) -> None:
    """Two ids share nothing but the form; each has 96 random bits."""
    ids = [store.start_check(at(n), software).split("-") for n in range(50)]
    assert [int(number) for number, _ in ids] == list(range(1, 51))
    assert len({token for _, token in ids}) == 50
    assert {len(token) for _, token in ids} == {24}


def test_a_number_is_never_given_twice(store: ResultStore, at: Any, software: Software) -> None:
    """After the newest check is deleted its number stays unused: people may have noted it."""
    first = store.start_check(at(1), software)
    store.abandon(first, "stepped off", None, at(2))
    store.delete_check(first)
    assert store.start_check(at(3), software).startswith("2-")


@pytest.mark.parametrize("ended", [True, False])
def test_an_ended_or_unknown_check_takes_nothing(
    store: ResultStore,
    at: Any,
    software: Software,
    good_rep: Rep,
    report: dict[str, Any],
    ended: bool,
) -> None:
    """Adding to a check that is not open is a mistake of the program and changes nothing."""
    check_id = "5-" + "0" * 24
    if ended:
        check_id = store.start_check(at(1), software)
        store.complete(check_id, report, at(2))
    before = store.check(check_id)
    with pytest.raises(ValueError, match="not open"):
        store.add_rep(check_id, good_rep, 1)
    with pytest.raises(ValueError, match="not open"):
        store.add_other(check_id, OtherMovement(1.0, 2.0, Refusal.KNEE_LIFT))
    with pytest.raises(ValueError, match="not open"):
        store.complete(check_id, report, at(3))
    with pytest.raises(ValueError, match="not open"):
        store.abandon(check_id, "x", None, at(3))
    with pytest.raises(ValueError, match="not open"):
        store.discard(check_id)
    assert store.check(check_id) == before


def test_a_report_that_is_no_json_undoes_the_ending(
    store: ResultStore, at: Any, software: Software, report: dict[str, Any]
) -> None:
    """Not-a-number must never be stored: the check stays open and can still be ended."""
    check_id = store.start_check(at(1), software)
    with pytest.raises(ValueError, match="JSON"):
        store.complete(check_id, {**report, "bad": float("nan")}, at(2))
    detail = store.check(check_id)
    assert detail is not None
    assert (detail.row.state, detail.row.ended, detail.report) == (CheckState.OPEN, None, None)
    store.complete(check_id, report, at(3))


def test_interrupted_checks_are_abandoned_at_the_next_start(
    path: Path, at: Any, software: Software, good_rep: Rep, report: dict[str, Any]
) -> None:
    """What a stop left open becomes abandoned with its reps; ended checks are left alone."""
    with ResultStore.open(path, "kiosk", at(0)) as store:
        whole = store.start_check(at(1), software)
        store.complete(whole, report, at(2))
        cut = store.start_check(at(3), software)
        store.add_rep(cut, good_rep, 1)
    with ResultStore.open(path, "kiosk", at(4)) as store:
        assert store.close_interrupted() == 1
        assert store.close_interrupted() == 0
        detail = store.check(cut)
        assert detail is not None
        assert (detail.row.state, detail.row.reason) == ("abandoned", "the kiosk stopped")
        assert detail.row.ended is None
        assert detail.ended_utc is None
        assert len(detail.reps) == 1
        assert store.list_checks(1, before_id=cut)[0].state == "complete"


def test_counts_tell_how_many_checks_of_each_state(
    store: ResultStore, at: Any, software: Software, report: dict[str, Any]
) -> None:
    """Open, complete and abandoned checks are counted apart."""
    assert store.counts().checks == 0
    ids = [store.start_check(at(n), software) for n in range(4)]
    store.complete(ids[0], report, at(5))
    store.complete(ids[1], report, at(5))
    store.abandon(ids[2], "stepped off", None, at(5))
    counts = store.counts()
    assert (counts.open, counts.complete, counts.abandoned, counts.checks) == (1, 2, 1, 4)


def test_deleting_leaves_no_row_and_no_byte(
    store: ResultStore, path: Path, at: Any, software: Software, good_rep: Rep
) -> None:
    """After deletion neither the file nor its log holds anything of the check."""
    secret = "the hips were hidden by a bright orange towel"
    check_id = store.start_check(at(1), software)
    store.add_rep(check_id, replace(good_rep, why_null={"pelvic_drop_deg": secret}), 1)
    store.abandon(check_id, secret, {"legs": {}, "advice": [secret]}, at(2))
    files = [path, path.with_name(path.name + "-wal")]
    assert any(secret.encode() in file.read_bytes() for file in files)
    assert store.delete_check(check_id)
    assert store.check(check_id) is None
    assert store.list_checks(5) == ()
    for file in files:
        content = file.read_bytes()
        assert secret.encode() not in content
        assert check_id.partition("-")[2].encode() not in content


def test_discarding_leaves_no_row_and_no_byte(
    store: ResultStore, path: Path, at: Any, software: Software, good_rep: Rep
) -> None:
    """What the member was promised not to be kept is in no table, in neither file; the check
    before stays."""
    secret = "the hips were hidden by a bright orange towel"
    before = store.start_check(at(1), software)
    store.abandon(before, "stepped off", None, at(2))
    rows = rows_of(path)
    check_id = store.start_check(at(3), software)
    store.add_rep(check_id, replace(good_rep, why_null={"pelvic_drop_deg": secret}), 1)
    store.add_other(check_id, OtherMovement(11.0, 12.0, Refusal.TWO_LEGS))
    files = [path, path.with_name(path.name + "-wal")]
    assert any(secret.encode() in file.read_bytes() for file in files)
    assert rows_of(path) != rows
    store.discard(check_id)
    assert store.check(check_id) is None
    assert [row.check_id for row in store.list_checks(5)] == [before]
    assert rows_of(path) == rows
    for file in files:
        content = file.read_bytes()
        assert secret.encode() not in content
        assert check_id.partition("-")[2].encode() not in content
    with pytest.raises(ValueError, match="not open"):
        store.discard(check_id)


def rows_of(path: Path) -> dict[str, int]:
    """How many rows each table of the store has."""
    with closing(sqlite3.connect(path)) as connection:
        names = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        ).fetchall()
        return {
            name: connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0]
            for (name,) in names
        }


def test_a_running_check_cannot_be_deleted(
    store: ResultStore, at: Any, software: Software, good_rep: Rep
) -> None:
    """Staff deleting the check of a member who is on the spot get a sentence; the check goes on."""
    check_id = store.start_check(at(1), software)
    with pytest.raises(OSError, match="still running"):
        store.delete_check(check_id)
    store.add_rep(check_id, good_rep, 1)
