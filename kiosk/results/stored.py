"""What is stored, in figures: how much of what, since when, and how large it is."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass

from kiosk.results.reading import count_checks
from kiosk.results.records import Counts

_SAMPLE = 100
"""Checks that are looked at to say how large one is: walking through all would take long."""


@dataclass(frozen=True, slots=True)
class StoredFacts:
    """How much is in the database."""

    counts: Counts
    labels: int
    """Different ones."""
    labelled: int
    """Checks that have one."""
    unsure_times: int
    """Checks that began while the kiosk did not know the time."""
    oldest_utc: str | None
    """When the first of the stored checks began, by the order in which they did."""
    newest_utc: str | None
    check_bytes: Mapping[str, int]
    """By table that holds something of checks: about how much, from the newest ones."""
    rows: Mapping[str, int]
    """By table that holds none: how many rows."""


def facts_of(connection: sqlite3.Connection) -> StoredFacts:
    """Look them up; a tenth of a second with a hundred thousand checks."""
    counts = count_checks(connection)
    labels, labelled = connection.execute(
        "SELECT count(DISTINCT label_key), count(label_key) FROM checks WHERE label_key IS NOT NULL"
    ).fetchone()
    (unsure,) = connection.execute(
        "SELECT count(*) FROM checks WHERE NOT started_clock_sure"
    ).fetchone()
    tables = _tables(connection)
    return StoredFacts(
        counts,
        labels,
        labelled,
        unsure,
        _started(connection, "ASC"),
        _started(connection, "DESC"),
        {name: _bytes_of(connection, name, counts.checks) for name, of in tables.items() if of},
        {name: _rows_of(connection, name) for name, of in tables.items() if not of},
    )


def _started(connection: sqlite3.Connection, order: str) -> str | None:
    row = connection.execute(f"SELECT started_utc FROM checks ORDER BY seq {order} LIMIT 1")
    found = row.fetchone()
    return None if found is None else str(found[0])


def _tables(connection: sqlite3.Connection) -> dict[str, bool]:
    """Every table, and whether its rows belong to checks."""
    names = connection.execute(
        "SELECT name FROM main.sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
    ).fetchall()
    return {
        name: name == "checks" or "check_seq" in _columns(connection, name) for (name,) in names
    }


def _columns(connection: sqlite3.Connection, table: str) -> list[str]:
    rows = connection.execute("SELECT name FROM pragma_table_info(?)", (table,))
    return [str(row[0]) for row in rows]


def _bytes_of(connection: sqlite3.Connection, table: str, checks: int) -> int:
    """What the newest checks have in a table, as if all had that much."""
    key = "seq" if table == "checks" else "check_seq"
    sizes = " + ".join(
        f'coalesce(length(CAST("{name}" AS BLOB)), 0)' for name in _columns(connection, table)
    )
    numbers = f"SELECT seq FROM checks ORDER BY seq DESC LIMIT {_SAMPLE}"
    (found,) = connection.execute(
        f'SELECT coalesce(sum({sizes}), 0) FROM "{table}" WHERE {key} IN ({numbers})'
    ).fetchone()
    return int(found * checks / max(1, min(checks, _SAMPLE)))


def _rows_of(connection: sqlite3.Connection, table: str) -> int:
    (rows,) = connection.execute(f'SELECT count(*) FROM "{table}"').fetchone()
    return int(rows)
