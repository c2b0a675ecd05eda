"""Is a database that comes from elsewhere built as our own migrations build one, and no other way?

A trigger, a view or a foreign table in it would act on the box as the rows are taken over. Decides
on the structure alone; whether pages and rows are sound is `backup`'s matter.
"""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing

from kiosk.results.deleting import KEPT_TABLES
from kiosk.results.schema import apply_missing, known_migrations, schema_number

_SPACE = re.compile(r"[ \t\r\n\f]+")
_PLAIN = re.compile(r"CREATE (TABLE|INDEX|UNIQUE INDEX) [A-Za-z_\"]")
"""How SQLite itself begins the text of a table or an index; of nothing else."""
_STATISTICS = {
    "CREATE TABLE sqlite_stat1(tbl,idx,stat)",
    "CREATE TABLE sqlite_stat4(tbl,idx,neq,nlt,ndlt,sample)",
}
"""What `ANALYZE`, typed by somebody at the box, leaves in a store."""
Entry = tuple[str, str, str, str]


def is_ours(connection: sqlite3.Connection) -> bool:
    """Whether everything in the schema is what the migrations up to its number make.

    That of a later version, which this one does not know, is a store that was brought up to date
    before an update was taken back: what is known has to be there as it is known, and besides it
    only plain tables and indexes.
    """
    number, found, known = schema_number(connection), _entries(connection), known_migrations()
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as fresh:
        apply_missing(fresh, tuple(each for each in known if each.number <= number))
        if number <= known[-1].number:
            return found == _entries(fresh)
        plain = all(_PLAIN.match(sql) for _, _, _, sql in found)
        return plain and _only_adds(connection, fresh, found)


def _entries(connection: sqlite3.Connection) -> list[Entry]:
    """Type, name, table and text of all that has a text. What has none is an index that SQLite
    makes by itself; a name is no reason to leave anything out, it can be made up."""
    rows = connection.execute("SELECT type, name, tbl_name, sql FROM main.sqlite_master").fetchall()
    texts = [
        (*map(str, row[:3]), _SPACE.sub(" ", str(row[3]))) for row in rows if row[3] is not None
    ]
    return sorted((a, b, c, sql) for a, b, c, sql in texts if sql not in _STATISTICS)


def _only_adds(
    connection: sqlite3.Connection, fresh: sqlite3.Connection, found: list[Entry]
) -> bool:
    """Whether it has every known index and column, and nothing that acts by itself."""
    known = _entries(fresh)
    indexes = {entry for entry in known if entry[0] == "index"}
    tables = [name for kind, name, _, _ in found if kind == "table"]
    return (
        indexes <= set(found)
        and all(_columns(fresh, each[1]) <= _columns(connection, each[1]) for each in known)
        and not any(hidden for name in tables for *_, hidden in _columns(connection, name))
        and not any(_keys(connection, name) for name in KEPT_TABLES)
    )


def _columns(connection: sqlite3.Connection, table: str) -> set[tuple[str, str, int, int, int]]:
    """Name, type, whether it must be there, place in the key, and whether it is made by itself."""
    rows = connection.execute(
        'SELECT name, type, "notnull", pk, hidden FROM pragma_table_xinfo(?)', (table,)
    )
    return {(str(name), str(kind), *map(int, rest)) for name, kind, *rest in rows}  # type: ignore[misc]


def _keys(connection: sqlite3.Connection, table: str) -> bool:
    """Whether its rows are changed or deleted along with others."""
    keys = connection.execute("SELECT 1 FROM pragma_foreign_key_list(?)", (table,))
    return keys.fetchone() is not None
