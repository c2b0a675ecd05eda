"""A check that a trainer rates blind is hidden from every reading, and costs the others nothing."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from kiosk.moment import Moment
from kiosk.results import ResultReader, ResultStore, Software
from kiosk.results.database import Database
from kiosk.results.schema import apply_missing, known_migrations
from kiosk.results.selecting import Span, numbers
from kiosk.results.veil import cover
from kiosk.scoring.findings import Rep
from kiosk.selection import Selection

At = Callable[[float], Moment]
AddCheck = Callable[..., str]
SPAN = Span(0, 2**63 - 1)
SELECTIONS = (
    Selection(),
    Selection(state="complete", since_utc="2026-02-01", until_utc="2026-02-02"),
    Selection(text="anna"),
    Selection(label="anna"),
    Selection(verdict="unsure"),
    Selection(verdict="fault", leg="left", state="complete"),
    Selection(leg="left"),
)


@pytest.fixture
def add_check(store: ResultStore, at: At, software: Software, good_rep: Rep) -> AddCheck:
    """A complete check with a label, hidden where that is asked."""

    def add(report: dict[str, object], *, hidden: bool = False) -> str:
        check_id = store.start_check(at(1), software)
        if hidden:
            store.agreement.begin(check_id, None, None)
        store.add_rep(check_id, good_rep, 1)
        store.complete(check_id, report, at(90))
        store.finding.set_label(check_id, "Anna" if not hidden else "Bram")
        return check_id

    return add


def hide(connection: sqlite3.Connection) -> None:
    """One check, hidden."""
    connection.execute(
        "INSERT INTO checks (token, state, started_utc, started_monotonic_s, started_boot_id,"
        " started_clock_sure, kiosk_version, protocol_version, source_kind)"
        " VALUES ('t', 'complete', '2026-01-01', 1.0, 'b', 1, '1', '1', 'camera')"
    )
    connection.execute("INSERT INTO studies (check_seq, veiled) VALUES (1, 1)")


@pytest.fixture
def connections() -> Iterator[tuple[sqlite3.Connection, sqlite3.Connection]]:
    """The same tables with nothing hidden, and with one check hidden."""
    plain, veiled = (sqlite3.connect(":memory:", isolation_level=None) for _ in range(2))
    with closing(plain), closing(veiled):
        for connection in (plain, veiled):
            apply_missing(connection, known_migrations())
        hide(veiled)
        cover(plain)
        cover(veiled)
        yield plain, veiled


def steps(connection: sqlite3.Connection, selection: Selection) -> list[str]:
    """How the tables of checks are read, without the looking up of what is hidden."""
    asked = numbers(selection, SPAN, 26)
    plan = connection.execute(f"EXPLAIN QUERY PLAN {asked.sql}", asked.values)
    found = [row[3] for row in plan if row[3].startswith(("SEARCH", "SCAN", "USE TEMP"))]
    # A table under a view goes by its own name, one without by its name in the statement.
    return [re.sub(r"^(SEARCH|SCAN) \S+", r"\1", step) for step in found if "studies" not in step]


@pytest.mark.parametrize("selection", SELECTIONS, ids=str)
def test_lists_keep_their_indexes_under_the_veil(
    connections: tuple[sqlite3.Connection, sqlite3.Connection], selection: Selection
) -> None:
    """Every filter walks the same index in the same order, whether a check is hidden or not; that
    one is left out by a look into an index that holds it alone."""
    plain, veiled = connections
    assert steps(veiled, selection) == steps(plain, selection)


def test_nothing_hidden_changes_nothing(
    connections: tuple[sqlite3.Connection, sqlite3.Connection],
) -> None:
    """Without such a check a reading has no view at all."""
    plain, veiled = connections
    assert plain.execute("SELECT count(*) FROM sqlite_temp_master").fetchone() == (0,)
    assert veiled.execute("SELECT count(*) FROM sqlite_temp_master").fetchone()[0] > 5


def test_every_table_of_a_check_is_covered(
    connections: tuple[sqlite3.Connection, sqlite3.Connection],
) -> None:
    """Every table that refers to checks, those of later migrations too, but the rating's own."""
    _, veiled = connections
    tables = [name for (name,) in veiled.execute("SELECT name FROM main.sqlite_master")]
    of_checks = {
        name
        for name in tables
        if any(
            key[2] == "checks" for key in veiled.execute(f'PRAGMA main.foreign_key_list("{name}")')
        )
    }
    views = {name for (name,) in veiled.execute("SELECT name FROM sqlite_temp_master")}
    assert views == (of_checks - {"studies", "ratings"}) | {"checks"}


def test_every_way_of_reading_leaves_it_out(
    store: ResultStore, add_check: AddCheck, report: dict[str, object], path: Path
) -> None:
    """List, one check, counts, search, labels, summary, history, trail and export; in this process
    and in another."""
    shown, hidden = add_check(report), add_check(report, hidden=True)
    other = ResultReader.open_to_read(path, "kiosk")
    for reader in (store, other):
        assert [row.check_id for row in reader.list_checks(10)] == [shown]
        assert reader.check(hidden) is None
        assert reader.counts().checks == 1
        assert [row.check_id for row in reader.finding.find(Selection(), 10).rows] == [shown]
        assert reader.finding.count(Selection(verdict="fault")) == 1
        assert [each.row.check_id for each in reader.finding.iterate(Selection())] == [shown]
        assert [each.label for each in reader.finding.labels()] == ["Anna"]
        assert reader.finding.summary("2026-01-01").checks == 1
        assert reader.history.visits("Bram") == ()
        assert reader.trails.of(hidden) is None
        assert reader.agreement.rated() == ()


def test_it_is_there_once_it_is_released(
    store: ResultStore, add_check: AddCheck, report: dict[str, object], at: At
) -> None:
    """All of it, with what was written to it meanwhile."""
    hidden = add_check(report, hidden=True)
    store.agreement.release(hidden, at(100))
    found = store.check(hidden)
    assert found is not None
    assert (found.report is not None, len(found.reps)) == (True, 1)
    assert [each.label for each in store.finding.labels()] == ["Bram"]


def test_writing_is_not_veiled(
    store: ResultStore, add_check: AddCheck, report: dict[str, object], path: Path
) -> None:
    """The loop writes to a hidden check as to any other, and a deletion reaches all of it."""
    hidden = add_check(report, hidden=True)
    assert store.delete_check(hidden)
    with closing(sqlite3.connect(path)) as connection:
        for table in ("checks", "reps", "studies", "reports"):
            assert connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)


def test_a_store_of_before_is_read(path: Path, at: At) -> None:
    """A reading of a store without the table finds nothing to hide."""
    Database.open(path, "kiosk", at(0)).close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DROP INDEX studies_veiled")
        connection.execute("DROP TABLE studies")
        connection.commit()
    assert ResultReader.open_to_read(path, "kiosk").counts().checks == 0
