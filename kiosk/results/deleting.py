"""The statements that delete many checks, and the store that is left when all of them are gone.

Deleting a check takes everything of it along: each table that holds something of a check says so
with `REFERENCES checks ON DELETE CASCADE`. What is left in the file afterwards is `care`'s matter.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from kiosk.results.identity import uri
from kiosk.results.labels import label_key
from kiosk.results.records import CheckState

KEPT_TABLES = ("store", "settings", "settings_log", "pins", "tokens", "spots", "audit")
"""All that stays when everything is deleted: what the box is, and nothing of anybody's check. A
table that a later version adds goes, unless it is named here."""
ACCESS_TABLES = ("pins", "tokens", "audit")
"""What a backup does not bring back: who may come in now, and what was done on this box."""

_BROKEN = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_IOERR)
_ENDED = f"state <> '{CheckState.OPEN}'"


def some_of_label(connection: sqlite3.Connection, label: str, most: int) -> list[int]:
    """The numbers of ended checks with this label, whatever its case; oldest first."""
    return _numbers(
        connection, f"label_key = ? AND {_ENDED} ORDER BY seq LIMIT ?", (label_key(label), most)
    )


def some_older(connection: sqlite3.Connection, before_utc: str, most: int) -> list[int]:
    """The numbers of ended checks that began before this moment; oldest first.

    One that does not know when it began is as old as the next one after it that does: numbers are
    in the order of beginning whatever the clock said.
    """
    sure = f"started_clock_sure AND started_utc < ? AND {_ENDED} ORDER BY seq LIMIT ?"
    unsure = (
        f"NOT started_clock_sure AND {_ENDED} AND seq < (SELECT max(seq) FROM checks"
        " WHERE started_clock_sure AND started_utc < ?) ORDER BY seq LIMIT ?"
    )
    found = _numbers(connection, unsure, (before_utc, most))
    return found or _numbers(connection, sure, (before_utc, most))


def delete_numbers(connection: sqlite3.Connection, numbers: Sequence[int]) -> None:
    """Delete these checks with all of their rows."""
    connection.executemany("DELETE FROM checks WHERE seq = ?", ((number,) for number in numbers))


def count_of_label(connection: sqlite3.Connection, label: str) -> int:
    """How many checks have it, whatever its case; one under way too."""
    (count,) = connection.execute(
        "SELECT count(*) FROM checks WHERE label_key = ?", (label_key(label),)
    ).fetchone()
    return int(count)


def is_one_open(connection: sqlite3.Connection) -> bool:
    """Whether a check is under way."""
    found = connection.execute(
        "SELECT 1 FROM checks WHERE state = ? LIMIT 1", (CheckState.OPEN,)
    ).fetchone()
    return found is not None


def take_over(target: sqlite3.Connection, origin: Path, tables: Sequence[str]) -> None:
    """Give `target` the rows that these tables have in `origin`, in place of its own.

    Both are stores. The caller holds no transaction.
    """
    with _attached(target, origin):
        for table in tables:
            _empty(target, (table,))
            _fill(target, table)


def take_access_over(target: sqlite3.Connection, origin: Path) -> None:
    """The same with all that lets somebody in: none of it is the target's afterwards, also where
    there is no `origin`, or one whose rows cannot be read any more.

    A box without a PIN keeps none: one is chosen on the box itself.
    """
    with _one_step(target):
        _empty(target, ACCESS_TABLES)
    if not origin.exists() or origin.stat().st_size == 0:
        return
    for table in ACCESS_TABLES:
        try:
            with _attached(target, origin):
                _fill(target, table)
        except sqlite3.DatabaseError as error:
            if not is_broken(error):
                raise


def is_broken(error: sqlite3.DatabaseError) -> bool:
    """Whether the file or its card is damaged, and no other program is in the way."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in _BROKEN


@contextmanager
def _attached(target: sqlite3.Connection, origin: Path) -> Iterator[None]:
    """One step for `target`, with `origin` beside it."""
    target.execute("ATTACH ? AS origin", (uri(origin, "mode=ro"),))
    try:
        with _one_step(target):
            yield
    finally:
        target.execute("DETACH origin")


@contextmanager
def _one_step(target: sqlite3.Connection) -> Iterator[None]:
    target.execute("BEGIN IMMEDIATE")
    try:
        yield
        target.execute("COMMIT")
    except BaseException:
        if target.in_transaction:
            target.execute("ROLLBACK")
        raise


def _empty(target: sqlite3.Connection, tables: Sequence[str]) -> None:
    for table in tables:
        target.execute(f"DELETE FROM main.{table}")


def _fill(target: sqlite3.Connection, table: str) -> None:
    theirs, ours = _columns(target, "origin", table), _columns(target, "main", table)
    columns = ", ".join(name for name in ours if name in theirs)
    if columns:
        target.execute(f"INSERT INTO main.{table} ({columns}) SELECT {columns} FROM origin.{table}")


def go_on_counting(target: sqlite3.Connection, origin: sqlite3.Connection) -> None:
    """The next check of `target` gets the number after the last of `origin`, not 1 again."""
    last = origin.execute("SELECT seq FROM sqlite_sequence WHERE name = 'checks'").fetchone()
    if last is not None:
        target.execute("DELETE FROM sqlite_sequence WHERE name = 'checks'")
        target.execute("INSERT INTO sqlite_sequence (name, seq) VALUES ('checks', ?)", (last[0],))


def _columns(connection: sqlite3.Connection, schema: str, table: str) -> list[str]:
    rows = connection.execute("SELECT name FROM pragma_table_info(?, ?)", (table, schema))
    return [str(row[0]) for row in rows]


def _numbers(
    connection: sqlite3.Connection, where: str, values: tuple[str | int, ...]
) -> list[int]:
    rows = connection.execute(f"SELECT seq FROM checks WHERE {where}", values)
    return [int(row[0]) for row in rows]
