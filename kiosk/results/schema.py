"""The numbered migrations: which there are, and bringing a database up to them.

A migration is never changed and only ever adds tables, columns and indexes: after an update
that is taken back, the older program must read and write the newer schema. So numbers above
those known here are accepted as they are. `PRAGMA user_version` holds the highest one applied.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path

MIGRATIONS_DIR = Path(__file__).resolve().parent / "migrations"


@dataclass(frozen=True, slots=True)
class Migration:
    """One SQL file, `NNNN_what_it_adds.sql`."""

    number: int
    name: str
    sql: str


def known_migrations(folder: Path = MIGRATIONS_DIR) -> tuple[Migration, ...]:
    """All migrations in order of their numbers."""
    files = sorted(folder.glob("[0-9][0-9][0-9][0-9]_*.sql"))
    return tuple(
        Migration(int(file.name[:4]), file.stem[5:], file.read_text(encoding="utf-8"))
        for file in files
    )


def schema_number(connection: sqlite3.Connection) -> int:
    """The highest migration applied to this database, 0 for a new one."""
    (number,) = connection.execute("PRAGMA user_version").fetchone()
    return int(number)


def apply_missing(connection: sqlite3.Connection, migrations: tuple[Migration, ...]) -> None:
    """Apply what is missing. The caller holds a transaction: all of it happens, or nothing."""
    done = schema_number(connection)
    for migration in migrations:
        if migration.number > done:
            for statement in statements(migration.sql):
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {migration.number}")


def statements(sql: str) -> list[str]:
    """The single statements of a script (`executescript` would end the transaction)."""
    found: list[str] = []
    pending = ""
    for line in sql.splitlines(keepends=True):
        pending += line
        if sqlite3.complete_statement(pending):
            found.append(pending.strip())
            pending = ""
    if pending.strip():
        raise ValueError(f"a statement without its semicolon: {pending.strip()[:60]!r}")
    return found
