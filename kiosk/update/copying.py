"""A consistent copy of a database that is written to meanwhile: `-m kiosk.update.copying A B`.

A program of its own, because it runs as the kiosk's user: the database is his.
"""

from __future__ import annotations

import sqlite3
import sys
from contextlib import closing


def copy(origin: str, target: str) -> None:
    """SQLite's own backup. Raises sqlite3.Error."""
    with (
        closing(sqlite3.connect(origin, timeout=60)) as old,
        closing(sqlite3.connect(target)) as new,
    ):
        old.backup(new)


if __name__ == "__main__":
    try:
        copy(*sys.argv[1:3])
    except sqlite3.Error as error:
        print(f"The results cannot be copied: {error}.", file=sys.stderr)
        sys.exit(1)
