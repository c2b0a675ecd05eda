"""Finding checks: every filter against a plain look at every check, pages, exports, the day."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.moment import Moment
from kiosk.results import CheckDetail, ResultReader, ResultStore
from kiosk.selection import Selection
from tests.results.many import NEWEST, fill

CHECKS = 400
NOW = Moment(NEWEST, 1.0, "boot", True)
FEB, MAY = "2026-02-01T00:00:00.000000Z", "2026-05-01T00:00:00.000000Z"


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of some hundred checks, one of them still open; nothing writes to it."""
    path = tmp_path_factory.mktemp("many") / "results.db"
    fill(path, CHECKS)
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE checks SET state = 'open' WHERE seq = 399")
        connection.execute("DELETE FROM verdicts WHERE check_seq = 399")
    connection.close()
    return path


@pytest.fixture
def reader(filled: Path) -> ResultReader:
    return ResultReader.open_to_read(filled, "kiosk")


@pytest.fixture
def own(path: Path) -> Iterator[ResultStore]:
    """A filled store to write to."""
    fill(path, 60)
    with ResultStore.open(path, "kiosk", NOW) as store:
        yield store


def fits(selection: Selection, detail: CheckDetail) -> bool:
    """What a selection means, said without SQL."""
    row = detail.row
    legs = [selection.leg] if selection.leg else ["left", "right"]
    answers = {
        verdict
        for leg in legs
        for name, verdict in row.verdicts[leg].items()
        if selection.check in (None, name)
    }
    key = None if row.label is None else row.label.casefold()
    asked_for_answers = selection.leg or selection.check or selection.verdict
    text = None if selection.text is None else selection.text.casefold()
    return (
        (selection.since_utc is None or row.started_utc >= selection.since_utc)
        and (selection.until_utc is None or row.started_utc < selection.until_utc)
        and selection.state in (None, row.state.value)
        and (selection.label is None or key == selection.label.casefold())
        and (selection.labelled is None or selection.labelled == (key is not None))
        and (text is None or text in (key or "") or text == str(row.number))
        and (not asked_for_answers or bool(answers))
        and (selection.verdict is None or selection.verdict in answers)
    )


SELECTIONS = [
    Selection(),
    Selection(since_utc=FEB),
    Selection(until_utc=MAY),
    Selection(since_utc=FEB, until_utc=MAY),
    Selection(since_utc=MAY, until_utc=FEB),
    Selection(since_utc="2031-01-01T00:00:00.000000Z"),
    Selection(leg="left"),
    Selection(check="balance"),
    Selection(verdict="fault"),
    Selection(verdict="unsure", leg="right"),
    Selection(verdict="fault", check="pelvic_drop"),
    Selection(verdict="borderline", check="depth", leg="left"),
    Selection(verdict="fault", since_utc=FEB, until_utc=MAY),
    Selection(verdict="fault", state="complete"),
    Selection(verdict="good", state="abandoned"),
    Selection(verdict="good", state="open"),
    Selection(verdict="fault", text="giel"),
    Selection(verdict="fault", labelled=False),
    Selection(verdict="unsure", check="knee_valgus", leg="left", labelled=True, since_utc=FEB),
    Selection(state="open"),
    Selection(state="abandoned"),
    Selection(state="complete", until_utc=MAY),
    Selection(labelled=False),
    Selection(labelled=True, state="abandoned"),
    Selection(text="JOS"),
    Selection(text="ï"),
    Selection(text="77"),
    Selection(text="no such name"),
    Selection(text="%"),
    Selection(label="nobody"),
]


@pytest.mark.parametrize("selection", SELECTIONS, ids=str)
def test_every_filter_finds_what_it_says(reader: ResultReader, selection: Selection) -> None:
    """The store's answer is that of looking at every check, newest first, on every page."""
    everything = [*reader.finding.iterate(Selection())]
    assert len(everything) == CHECKS
    wanted = [detail.row.number for detail in everything if fits(selection, detail)]
    assert wanted == sorted(wanted, reverse=True)
    assert pages(reader, selection, 7) == wanted
    assert reader.finding.count(selection) == len(wanted)
    assert reader.finding.count(selection, 5) == min(5, len(wanted))
    second = reader.finding.find(
        selection, 3, None if not wanted else everything[0].row.check_id, 9
    )
    assert second.count == min(9, len(wanted))
    assert [each.row.number for each in reader.finding.iterate(selection, 9)] == wanted


def test_end_of_the_days_is_not_in_them(reader: ResultReader) -> None:
    """A check that began at the very start of a selection is in it, at its very end it is not."""
    newest, second = reader.finding.find(Selection(), 2).rows
    between = Selection(since_utc=second.started_utc, until_utc=newest.started_utc)
    assert reader.finding.find(between, 5).rows == (second,)
    assert reader.finding.summary(second.started_utc, newest.started_utc).checks == 1


def test_the_filters_above_find_something(reader: ResultReader) -> None:
    """The comparison is not one of nothing with nothing: most filters find checks, none all."""
    counts = [reader.finding.count(selection) for selection in SELECTIONS]
    assert sum(1 for count in counts if 0 < count < CHECKS) >= 20


def pages(reader: ResultReader, selection: Selection, size: int) -> list[int]:
    """The numbers of all pages, one after another."""
    numbers: list[int] = []
    before: str | None = None
    while True:
        found = reader.finding.find(selection, size, before)
        numbers += [row.number for row in found.rows]
        if found.older is None:
            return numbers
        assert len(found.rows) == size
        before = found.older


def test_label_is_found_whatever_its_case(own: ResultStore) -> None:
    """Exactly this label, in capitals or not; a part of it is not enough."""
    newest, second, third = (row.check_id for row in own.finding.find(Selection(), 3).rows)
    own.finding.set_label(newest, "Zoë Straße")
    own.finding.set_label(second, "ZOË STRASSE")
    own.finding.set_label(third, "Zoë Straße 2")
    found = own.finding.find(Selection(label="zoë  strasse"), 5).rows
    assert [row.check_id for row in found] == [newest, second]
    assert own.finding.count(Selection(text="zoË")) == 3


@pytest.mark.parametrize("text", ["7", "#7", " 7 "])
def test_number_is_found(own: ResultStore, text: str) -> None:
    """The number of a check finds it, with its # too."""
    assert 7 in [row.number for row in own.finding.find(Selection(text=text), 100).rows]


@pytest.mark.parametrize("text", ["9" * 30, "٣", "-1", "#", "'; DROP TABLE checks; --", "\x00"])
def test_strange_text_finds_nothing(own: ResultStore, text: str) -> None:
    """No text that might be typed is an error."""
    assert own.finding.find(Selection(text=text), 5).rows == ()


@pytest.mark.parametrize("before", ["", "none", "7", "7-xyz", "0-" + "a" * 24, "9" * 4000])
def test_nothing_is_older_than_what_is_no_check(own: ResultStore, before: str) -> None:
    """A page after a text that is no check's id is empty."""
    found = own.finding.find(Selection(), 5, before)
    assert (found.rows, found.older) == ((), None)


def test_page_goes_on_after_its_last_check_is_deleted(own: ResultStore) -> None:
    """The next page begins where it would have, when the check that it follows is gone."""
    first = own.finding.find(Selection(), 5)
    assert first.older is not None
    own.delete_check(first.older)
    following = own.finding.find(Selection(), 5, first.older)
    assert [row.number for row in following.rows] == [55, 54, 53, 52, 51]


def test_export_sees_each_check_whole(own: ResultStore) -> None:
    """Every check comes with what `check` gives of it."""
    for detail in own.finding.iterate(Selection(), 8):
        assert detail == own.check(detail.row.check_id)


def test_export_holds_no_reading_open(own: ResultStore, path: Path) -> None:
    """While somebody takes an export slowly, the log can still be folded into the file."""
    slow = own.finding.iterate(Selection(), 10)
    next(slow)
    own.finding.set_label(own.finding.find(Selection(), 1).rows[0].check_id, "Anna")
    with sqlite3.connect(path) as connection:
        busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    connection.close()
    assert busy == 0
    assert len([*slow]) == 59


def test_export_leaves_out_what_is_deleted_meanwhile(own: ResultStore) -> None:
    """A check that is deleted while an export runs is not in it; nothing else is lost."""
    slow = own.finding.iterate(Selection(), 10)
    numbers = [next(slow).row.number]
    (gone,) = own.finding.find(Selection(text="30"), 1).rows
    own.delete_check(gone.check_id)
    numbers += [detail.row.number for detail in slow]
    assert numbers == [number for number in range(60, 0, -1) if number != gone.number]


def test_summary_counts_a_day(reader: ResultReader) -> None:
    """The day's figures are those of its checks, one by one."""
    since, until = "2026-06-01T00:00:00.000000Z", "2026-07-01T00:00:00.000000Z"
    month = [*reader.finding.iterate(Selection(since_utc=since, until_utc=until))]
    summary = reader.finding.summary(since, until)
    assert summary.checks == len(month) > 20
    states = [detail.row.state.value for detail in month]
    assert (summary.open, summary.complete, summary.abandoned) == tuple(
        states.count(state) for state in ("open", "complete", "abandoned")
    )
    assert summary.labelled == sum(1 for detail in month if detail.row.label)

    def having(verdict: str, name: str | None = None) -> int:
        asked = Selection(verdict=verdict, check=name)
        return sum(1 for detail in month if fits(asked, detail))

    assert (summary.faults, summary.unsure) == (having("fault"), having("unsure"))
    names = ("knee_valgus", "pelvic_drop", "trunk_lean", "depth", "balance")
    by_check = {name: having("fault", name) for name in names}
    assert summary.faults_by_check == {name: count for name, count in by_check.items() if count}


def test_summary_of_nothing_is_noughts(reader: ResultReader) -> None:
    """A day without checks has none of anything, and one without an end goes on for ever."""
    nothing = reader.finding.summary("2031-01-01T00:00:00.000000Z")
    assert (nothing.checks, nothing.faults, nothing.faults_by_check) == (0, 0, {})
    assert reader.finding.summary("1970-01-01T00:00:00.000000Z").checks == CHECKS
