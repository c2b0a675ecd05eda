"""The audit log: who did what to this kiosk, and when; the newest `KEPT` entries of it.

Decides how an entry is kept. Which actions there are, and how they read, is the pages'; that no
entry names a member is the rule of whoever writes one, because no delete reaches in here.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from kiosk.moment import Moment, parse_utc
from kiosk.results.database import Database, DatabaseReader
from kiosk.results.encoding import json_text

KEPT = 20_000
"""Entries; the oldest go first. Twenty a day are nearly three years. Our choice."""

Detail = Mapping[str, int | str | None]


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One line of the log."""

    number: int
    """Grows by one with every entry of this store, whatever the clock says."""
    action: str
    """Such as `check.deleted`; a later version may have further ones."""
    detail: Detail
    by_whom: str
    at_utc: datetime
    clock_sure: bool


class AuditReader:
    """The log to read. Any thread may call it; failures are StoreError."""

    def __init__(self, database: DatabaseReader) -> None:
        self._reader = database

    def newest(self, limit: int, before: int | None = None) -> tuple[AuditEntry, ...]:
        """Newest first; the next page is `before=` the last number of this one."""
        with self._reader.reading() as connection:
            rows = connection.execute(
                "SELECT * FROM audit WHERE seq < ? ORDER BY seq DESC LIMIT ?",
                (_END if before is None else before, limit),
            )
            return tuple(_entry_of(row) for row in rows)


class Audit(AuditReader):
    """The log to read and to write to."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self._writer = database

    def note(self, by: str, action: str, detail: Detail, now: Moment) -> None:
        """Write an entry; it is on the disk when this returns. Raises StoreError."""
        with self._writer.writing() as connection:
            insert_entry(connection, by, action, detail, now)


def insert_entry(
    connection: sqlite3.Connection, by: str, action: str, detail: Detail, now: Moment
) -> None:
    """Write an entry within the transaction of what it tells of, and forget the oldest."""
    cursor = connection.execute(
        "INSERT INTO audit (action, detail_json, by_whom, at_utc, at_clock_sure)"
        " VALUES (?, ?, ?, ?, ?)",
        (action, json_text(dict(detail)), by, now.utc_text, now.clock_sure),
    )
    connection.execute("DELETE FROM audit WHERE seq <= ?", ((cursor.lastrowid or 0) - KEPT,))


_END = 2**63 - 1
"""Above every number that SQLite gives."""


def _entry_of(row: sqlite3.Row) -> AuditEntry:
    return AuditEntry(
        row["seq"],
        row["action"],
        json.loads(row["detail_json"]),
        row["by_whom"],
        parse_utc(row["at_utc"]),
        bool(row["at_clock_sure"]),
    )
