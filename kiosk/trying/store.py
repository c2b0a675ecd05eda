"""A copy of the results through this version: brought up to date, and read and written by it.

Only ever a copy: the kiosk's own database is refused by name, and nothing else is opened.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from kiosk import __version__
from kiosk.errors import StoreError
from kiosk.moment import Moment
from kiosk.pose.keypoints import Leg
from kiosk.results import CheckDetail, CheckRow, ResultReader, ResultStore, Software
from kiosk.results.failures import reading_in_plain_words
from kiosk.results.identity import refuse_other_files, uri
from kiosk.results.schema import known_migrations, schema_number
from kiosk.scoring import protocol
from kiosk.scoring.findings import Rep
from kiosk.trying.failure import TrialError
from kiosk.web.staff import check_view

PAGE = 50
"""So many of the newest checks are read in full: what a staff page shows."""

Rows = Mapping[str, int]
"""By table: a fingerprint of every row that is in it."""
_SPACE = 2**256
_NOT_AS_KNOWN = (
    *(StoreError, sqlite3.Error),
    *(AttributeError, LookupError, TypeError, ValueError),
)
"""What reading and showing results of another form ends with."""


@dataclass(frozen=True, slots=True)
class Inside:
    """What a database holds, by SQLite's own account."""

    schema: int
    columns: Mapping[str, tuple[str, ...]]
    """Names of its columns by table."""


def try_store(copy: Path, own: Path, now: Moment) -> str:
    """Bring the copy to this version's schema and read it; nothing in it may change.

    `own` is the kiosk's database, which is refused. Raises KioskError.
    """
    _refuse(copy, own)
    _check(copy)
    with _failing_as("cannot bring the results up to date"):
        before = _inside(copy)
        rows = _rows(copy, before.columns)
        with ResultStore.open(copy, "kiosk", now) as store:
            seen = _read_as_pages(store)
        _check(copy)
        after = _inside(copy)
        if _rows(copy, before.columns) != rows:
            raise TrialError(
                f"Version {__version__} changes results that are there already: it only may add."
            )
    newest = max(before.schema, known_migrations()[-1].number)
    if after.schema != newest:
        raise TrialError(f"The copy {copy} is at schema {after.schema}, not at {newest}.")
    return f"Schema {before.schema} became {after.schema}; {seen}, all as before."


def try_read(copy: Path, own: Path, now: Moment) -> str:
    """Read the copy as the pages do, and store a check into it and take it out again.

    The copy may be of a newer schema than this version knows. Raises KioskError.
    """
    _refuse(copy, own)
    _check(copy)
    with _failing_as("cannot work with these results"):
        before = _inside(copy)
        with ResultStore.open(copy, "kiosk", now) as store:
            seen = _read_as_pages(store)
            counts = store.counts()
            _store_one(store, now)
            if store.counts() != counts:
                raise TrialError(f"A check that was taken out again is still in {copy}.")
        _check(copy)
    return f"At schema {before.schema}: {seen}, and a check was stored and taken out again."


def _refuse(copy: Path, own: Path) -> None:
    """The kiosk's own database under any name, and what is none. Raises KioskError."""
    if not os.access(copy, os.F_OK):
        raise TrialError(f"There is no copy {copy}: make one of the results database first.")
    if os.access(own, os.F_OK) and copy.samefile(own):
        raise TrialError(f"{copy} is the kiosk's own results database: only a copy may be tried.")
    with reading_in_plain_words(copy):
        is_store = refuse_other_files(copy, "kiosk")
    if not is_store:
        raise TrialError(f"{copy} is empty: make a copy of the results database first.")


@contextmanager
def _failing_as(what: str) -> Iterator[None]:
    """A failure of the store, or of SQL that the database does not take, as this version's.

    In SQLite's own words: the store takes a schema that it cannot read for damage, and the file
    was checked before.
    """
    try:
        yield
    except _NOT_AS_KNOWN as error:
        why = " ".join(str(error.__cause__ or error).split()).rstrip(".")
        raise TrialError(f"Version {__version__} {what}: {why}.") from error


@contextmanager
def _looking(copy: Path) -> Iterator[sqlite3.Connection]:
    with reading_in_plain_words(copy):
        connection = sqlite3.connect(uri(copy, "mode=rw"), uri=True, isolation_level=None)
        with closing(connection):
            connection.execute("PRAGMA trusted_schema = OFF")
            yield connection


def _check(copy: Path) -> None:
    """SQLite's own two checks of the whole file. Raises TrialError."""
    with _looking(copy) as connection:
        found = [str(row[0]) for row in connection.execute("PRAGMA integrity_check(1)")]
        orphan = connection.execute("PRAGMA foreign_key_check").fetchone()
    if found != ["ok"]:
        raise TrialError(f"The copy {copy} is damaged: {' '.join(found[0].split())}.")
    if orphan:
        raise TrialError(f"The copy {copy} is damaged: a row of {orphan[0]} belongs to no check.")


def _inside(copy: Path) -> Inside:
    with _looking(copy) as connection:
        names = [
            str(row[0])
            for row in connection.execute(
                "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
            )
        ]
        columns = {
            name: tuple(
                str(row[0])
                for row in connection.execute("SELECT name FROM pragma_table_info(?)", (name,))
            )
            for name in names
        }
        return Inside(schema_number(connection), columns)


def _rows(copy: Path, columns: Mapping[str, tuple[str, ...]]) -> Rows:
    """A fingerprint of each of these tables, of these columns alone, whatever was added.

    The sum of the rows' own, which needs no order: sorting years of results takes long on a card.
    """
    found = {}
    with _looking(copy) as connection:
        for table, names in columns.items():
            listed = ", ".join(f'"{name}"' for name in names)
            rows = connection.execute(f'SELECT {listed} FROM "{table}"')
            found[table] = sum(map(_fingerprint, rows)) % _SPACE
    return found


def _fingerprint(row: tuple[object, ...]) -> int:
    return 1 + int.from_bytes(hashlib.sha256(repr(row).encode()).digest())


def _read_as_pages(store: ResultReader) -> str:
    """All that the pages ask of a store. What was read, in words. Raises StoreError."""
    newest = store.list_checks(PAGE)
    details = [_shown(store, row) for row in newest]
    store.settings()
    store.setting_changes(PAGE)
    store.newest_spots(PAGE)
    store.tokens()
    store.has_pin("staff")
    checks, reps = store.counts().checks, sum(len(each.reps) for each in details)
    return f"{checks} checks, the newest {len(newest)} read with {reps} repetitions"


def _shown(store: ResultReader, row: CheckRow) -> CheckDetail:
    """One check as the list and its own page show it, in words."""
    detail = store.check(row.check_id)
    if detail is None:
        raise TrialError(f"Check {row.number} is listed and cannot be opened.")
    check_view.line(row)
    check_view.detail_view(detail)
    store.trails.of(row.check_id)
    return detail


def _store_one(store: ResultStore, now: Moment) -> None:
    """A whole check as the loop stores it, read back and deleted."""
    software = Software(__version__, protocol.VERSION, None, None, "keypoints")
    check_id = store.start_check(now, software)
    store.add_rep(check_id, _rep(), 1)
    verdict = {"verdict": "unsure", "reason": "tried by the updater"}
    report = {"legs": {"left": {"counted": 1, "checks": {"knee_valgus": verdict}}}}
    store.complete(check_id, report, now)
    found = store.check(check_id)
    if found is None or len(found.reps) != 1 or found.report != report:
        raise TrialError("A check that was stored is not read back as it was.")
    store.delete_check(check_id)


def _rep() -> Rep:
    return Rep(Leg.LEFT, 0.0, 1.0, 2.0, True, None, 0.0, 0.0, None, 0.0, 60.0)
