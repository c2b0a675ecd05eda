"""Is this file a results database, and of which kind? Asked before anything is written to it.

A kiosk's store and a replay's store never mix: what was simulated must not lie among the
results of members. Each carries its kind inside.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Literal
from urllib.parse import quote

from kiosk.errors import StoreError

Kind = Literal["kiosk", "replay"]

APPLICATION_ID = 0x4B494F53
"""`KIOS` in ASCII, in the header of every store (`PRAGMA application_id`). Our choice."""


_SMALLEST_DATABASE = 512
"""SQLite's smallest page, in bytes. SQLite takes a file of one byte for a new database."""


def uri(path: Path, options: str) -> str:
    """The address of a database file for `sqlite3.connect(uri=True)`."""
    return f"file:{quote(str(path.absolute()))}?{options}"


def refuse_other_files(path: Path, kind: Kind) -> bool:
    """True for a store of this kind, False where one can be made, else StoreError. Writes nothing.

    Looks inside through SQLite alone: closing any other handle of a database takes away the
    locks that an open store of this process has on it.
    """
    try:
        if path.is_dir():
            raise StoreError(f"{path} is a folder: name a file in it for the store.")
        size = path.stat().st_size if path.exists() else 0
    except PermissionError as error:
        raise StoreError(
            f"The results database {path} cannot be reached ({error.strerror}):"
            " give the kiosk's user the right to read and write its folder."
        ) from error
    if size == 0:
        _refuse_orphaned_log(path)
        return False
    if size < _SMALLEST_DATABASE:
        raise StoreError(_not_a_store(path))
    return _is_store(path, kind)


def _refuse_orphaned_log(path: Path) -> None:
    """SQLite would delete a log whose database is empty: there may be results in it."""
    log = path.with_name(path.name + "-wal")
    if log.exists() and log.stat().st_size > 0:
        raise StoreError(
            f"The results database {path} is empty but {log.name} beside it holds data:"
            " nothing was touched; keep a copy of both, then put a backup in their place."
        )


def _is_store(path: Path, kind: Kind) -> bool:
    log = path.with_name(path.name + "-wal")
    # Without a log the file is whole; `immutable` then keeps SQLite from making files beside it.
    options = "mode=ro" if log.exists() else "mode=ro&immutable=1"
    connection = sqlite3.connect(uri(path, options), uri=True, isolation_level=None)
    try:
        found = _kind_inside(connection, path)
    finally:
        connection.close()
    if found not in (None, kind):
        raise StoreError(other_kind_sentence(path, str(found), kind))
    return found is not None


def _kind_inside(connection: sqlite3.Connection, path: Path) -> str | None:
    """The kind marked inside; None for a database that never got its first table."""
    (application_id,) = connection.execute("PRAGMA application_id").fetchone()
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if tables == 0 and application_id == 0:
        return None
    if application_id != APPLICATION_ID:
        raise StoreError(_not_a_store(path))
    (kind,) = connection.execute("SELECT kind FROM store").fetchone()
    return str(kind)


def _not_a_store(path: Path) -> str:
    return (
        f"{path} is not a results database of the kiosk: it was left as it is;"
        " choose another path for the store."
    )


def other_kind_sentence(path: Path, found: str, wanted: Kind) -> str:
    """Why a store of one kind is not opened as the other."""
    if wanted == "replay":
        return (
            f"{path} holds the results of members, and a replay must not be stored among them:"
            " give the replay a store of its own with --store."
        )
    return (
        f"{path} holds the results of a {found}, not of members:"
        " choose another path for the kiosk's store."
    )
