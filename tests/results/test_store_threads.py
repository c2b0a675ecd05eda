"""The loop writes while pages read: nobody waits, nobody sees half of anything."""

from __future__ import annotations

import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from kiosk.errors import StoreError
from kiosk.results import ResultStore, Software
from kiosk.results.database import Database
from kiosk.results.reading import list_checks
from kiosk.scoring.findings import Rep

CHECKS, REPS, READERS = 25, 6, 4


def test_readers_see_whole_moments_while_the_loop_writes(
    store: ResultStore, at: Any, software: Software, good_rep: Rep, report: dict[str, Any]
) -> None:
    """In every look, reps never get fewer and verdicts are there exactly when a check has ended."""
    done = threading.Event()

    def write() -> None:
        try:
            for n in range(CHECKS):
                check_id = store.start_check(at(n), software)
                for number in range(1, REPS + 1):
                    store.add_rep(check_id, good_rep, number)
                store.complete(check_id, report, at(n + 1))
        finally:
            done.set()

    def read() -> int:
        looks = seen = 0
        while not done.is_set() or looks == 0:
            rows = store.list_checks(100)
            reps = sum(row.counted["left"] for row in rows)
            assert reps >= seen
            for row in rows:
                assert (row.state == "complete") == bool(row.verdicts["left"])
                assert row.state == "open" or row.counted["left"] == REPS
            seen, looks = reps, looks + 1
        return looks

    with ThreadPoolExecutor(READERS + 1) as pool:
        writer = pool.submit(write)
        readers = [pool.submit(read) for _ in range(READERS)]
        writer.result(timeout=60)
        assert all(reader.result(timeout=60) > 0 for reader in readers)
    assert store.counts().complete == CHECKS


def test_a_slow_reader_does_not_hold_up_the_writer(
    path: Path, at: Any, software: Software, good_rep: Rep
) -> None:
    """While a page still reads, reps are stored; the page goes on seeing its own moment."""
    database = Database.open(path, "kiosk", at(0))
    store = ResultStore(database)
    check_id = store.start_check(at(1), software)
    with database.reading() as connection:
        assert count_reps(connection) == 0
        store.add_rep(check_id, good_rep, 1)
        assert count_reps(connection) == 0
    detail = store.check(check_id)
    assert detail is not None
    assert len(detail.reps) == 1
    store.close()


def count_reps(connection: sqlite3.Connection) -> int:
    (count,) = connection.execute("SELECT count(*) FROM reps").fetchone()
    return int(count)


def test_a_reader_cannot_write(path: Path, at: Any) -> None:
    """What pages read through refuses every change."""
    database = Database.open(path, "kiosk", at(0))
    with (
        pytest.raises(StoreError, match="cannot be written"),
        database.reading() as connection,
    ):
        connection.execute("DELETE FROM checks")
    database.close()


def test_many_threads_may_write(
    store: ResultStore, at: Any, software: Software, good_rep: Rep
) -> None:
    """Writes of the loop and of pages take turns: each is whole, none is lost."""
    check_id = store.start_check(at(1), software)

    def write(n: int) -> None:
        store.add_rep(check_id, good_rep, n)
        store.change_settings({f"key.{n}": n}, "ann", at(n))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(40)))
    detail = store.check(check_id)
    assert detail is not None
    assert sorted(rep.number or 0 for rep in detail.reps) == list(range(40))
    assert len(store.settings()) == 40
    assert len(store.setting_changes(100)) == 40


def test_a_page_costs_the_same_however_much_is_stored(path: Path, at: Any) -> None:
    """The steps of SQLite for one page of the list do not grow with the number of checks."""
    database = Database.open(path, "kiosk", at(0))
    store = ResultStore(database)
    steps = []
    for more in (200, 3000):
        fill(database, more)
        first = store.list_checks(50)
        deep = store.list_checks(50, before_id="100-" + "0" * 24)
        assert (len(first), len(deep)) == (50, 50)
        steps.append(steps_of_page(database))
    assert steps[1] <= steps[0] * 1.05
    store.close()


def fill(database: Database, count: int) -> None:
    with database.writing() as connection:
        connection.execute(
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)"
            " INSERT INTO checks (token, state, started_utc, started_monotonic_s, started_boot_id,"
            " started_clock_sure, kiosk_version, protocol_version, source_kind)"
            " SELECT '000000000000000000000000', 'complete', '2026-01-02T00:00:00.000000Z', i,"
            " 'boot', 1, '1', '1', 'camera' FROM n",
            (count,),
        )
        connection.execute(
            "INSERT OR IGNORE INTO reps SELECT seq, p.value, p.value, 0, 'left', 1, '{}'"
            " FROM checks, json_each('[1,2,3,4,5,6,7,8,9,10]') AS p"
        )
        connection.execute(
            "INSERT OR IGNORE INTO verdicts (check_seq, leg, name, verdict)"
            " SELECT seq, l.value, n.value, 'good' FROM checks,"
            ' json_each(\'["left","right"]\') AS l, json_each(\'["knee_valgus","depth"]\') AS n'
        )


def steps_of_page(database: Database) -> int:
    """How often SQLite's virtual machine calls back, every ten instructions, for a deep page."""
    calls = 0

    def count() -> int:
        nonlocal calls
        calls += 1
        return 0

    with database.reading() as connection:
        connection.set_progress_handler(count, 10)
        list_checks(connection, 50, "150-" + "0" * 24)
        connection.set_progress_handler(None, 0)
    return calls
