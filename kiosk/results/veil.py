"""Hides checks that a trainer is rating blind from everything that reads the store.

One place for every list, page, link, export and API: while such a check exists, its reading
connection sees the tables through views that leave it out. Writers, backups and the rating itself
(the tables in `OWN`) see all. When there is none, which is nearly always, a reading stays as it is.
"""

from __future__ import annotations

import sqlite3

OWN = frozenset({"studies", "ratings"})
"""Tables of the rating: they hold nothing of what the kiosk says."""
_HIDDEN = "(SELECT check_seq FROM main.studies WHERE veiled)"


def cover(connection: sqlite3.Connection) -> None:
    """Lay the veil over one reading, where there is anything to hide."""
    if not _anything_hidden(connection):
        return
    connection.execute(
        f"CREATE TEMP VIEW checks AS SELECT * FROM main.checks WHERE seq NOT IN {_HIDDEN}"
    )
    for table in _tables_of_checks(connection):
        connection.execute(
            f'CREATE TEMP VIEW "{table}" AS SELECT * FROM main."{table}"'
            f" WHERE check_seq NOT IN {_HIDDEN}"
        )


def _anything_hidden(connection: sqlite3.Connection) -> bool:
    """A store of an older version has no such table."""
    if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'studies'").fetchone():
        return False
    return connection.execute("SELECT 1 FROM studies WHERE veiled LIMIT 1").fetchone() is not None


def _tables_of_checks(connection: sqlite3.Connection) -> list[str]:
    """Every table whose rows belong to a check, those of later versions too."""
    rows = connection.execute(
        "SELECT tables.name FROM main.sqlite_master AS tables,"
        " pragma_table_info(tables.name, 'main') AS columns"
        " WHERE tables.type = 'table' AND columns.name = 'check_seq'"
    )
    return [name for (name,) in rows if name not in OWN]
