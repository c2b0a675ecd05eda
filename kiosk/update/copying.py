"""A consistent copy of a database that is written to meanwhile: `-m kiosk.update.copying A B`.

A program of its own, because it runs as the kiosk's user: the database is his.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager


def copy(origin: str, target: str) -> None:
    """SQLite's own backup. Raises sqlite3.Error.

    The kiosk puts no other file in the place of the database meanwhile: see its results/gate.py.
    """
    with (
        _gate_of(origin),
        closing(sqlite3.connect(origin, timeout=60)) as old,
        closing(sqlite3.connect(target)) as new,
    ):
        old.backup(new)


@contextmanager
def _gate_of(origin: str) -> Iterator[None]:
    """A database of an older version has no gate."""
    try:
        handle = os.open(f"{origin}.gate", os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        yield
        return
    try:
        fcntl.flock(handle, fcntl.LOCK_SH)
        yield
    finally:
        os.close(handle)


if __name__ == "__main__":
    try:
        copy(*sys.argv[1:3])
    except sqlite3.Error as error:
        print(f"The results cannot be copied: {error}.", file=sys.stderr)
        sys.exit(1)
