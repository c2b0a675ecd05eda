"""Backups and bringing one back from the command line, where no open store is at hand.

Bringing one back must work with a store that nothing can open any more: that is what it is for.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from kiosk.errors import InputError, StoreError
from kiosk.moment import Moment
from kiosk.results import backup, deleting, placing
from kiosk.results.backup_facts import BackupFacts
from kiosk.results.database import Database
from kiosk.results.exchanging import opened
from kiosk.results.gate import Gate
from kiosk.results.placing import beside
from kiosk.results.run_lock import RunLock


def write_backup(path: Path, target: Path, now: Moment) -> BackupFacts:
    """A backup of the store at `path` as the file `target`, read back and verified. Raises
    StoreError and InputError; then there is no such file."""
    copy, part = beside(target, "copy"), beside(target, "part")
    try:
        with _own(copy), _own(part):
            with Gate(path).shared():
                backup.copy_out(path, copy)
            facts = backup.examine(copy, "kiosk", now.utc_text, now.clock_sure)
            with placing.opened_private(part) as out:
                for piece in backup.pieces(copy, facts):
                    out.write(piece)
                out.flush()
                os.fsync(out.fileno())
            placing.remove(copy)
            backup.unpack(part, copy, "kiosk")  # the very bytes that were written
            part.replace(target)
            placing.sync_folder(target.parent)
    except OSError as error:
        if isinstance(error, StoreError):
            raise
        raise InputError(
            f"The backup {target} cannot be written ({error.strerror}): choose another place."
        ) from error
    return facts


@contextmanager
def _own(path: Path) -> Iterator[None]:
    """A name for a while; what an earlier stop, or somebody else, left under it goes first."""
    placing.remove(path)
    try:
        yield
    finally:
        placing.remove(path)


def mend_in_place(
    path: Path, packed: Path, now: Moment, agreed: Callable[[str], bool]
) -> Path | None:
    """Put a backup in the place of the store at `path`, in whatever state that is; where what was
    there is kept, as far as there was anything. None, and nothing changed, where `agreed` says no.

    Raises InputError for what is no backup, StoreError while a kiosk runs on the store.
    """
    running = RunLock(path)
    running.take()
    coming = beside(path, "coming")
    try:
        placing.remove(coming)
        told = backup.unpack(packed, coming, "kiosk")
        facts = backup.examine(coming, "kiosk", told.made_utc, told.made_clock_sure)
        if not agreed(f"Put this backup of {facts.checks} checks in place?"):
            return None
        Database.open(coming, "kiosk", now).close()
        keep = placing.kept_name(path, now.utc)
        with Gate(path).alone():
            _keep_access(coming, path)
            placing.put_in_place(coming, path, keep)
    finally:
        placing.remove(coming)
        running.release()
    return keep


def _keep_access(coming: Path, path: Path) -> None:
    """PINs, tokens and the log of this box, where they can be read, and never the backup's; the
    store's log folded in."""
    if path.exists() and path.stat().st_size > 0:
        # Damaged: its bytes are kept as they are.
        with suppress(sqlite3.DatabaseError), opened(path, "mode=rw") as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with opened(coming, "mode=rw") as connection:
        deleting.take_access_over(connection, path)
