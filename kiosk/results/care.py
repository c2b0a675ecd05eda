"""Deleting for good: a label, what is old, everything; and how much there is to delete.

Deleted rows are overwritten by SQLite, but a copy of a row that was once moved from page to page
may stand in a page's unused part. So after a deletion the file is *swept*: written anew from its
rows alone, beside the old one, and put in its place. Until that is done the file `<store>.unswept`
says so, over restarts too.

Every method may be called from any thread; failures are StoreError and InputError.
"""

from __future__ import annotations

import logging
import shutil
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

from kiosk.errors import StoreError
from kiosk.moment import Moment
from kiosk.results import backup, deleting, placing, room
from kiosk.results.backups import Backups
from kiosk.results.database import Database
from kiosk.results.exchanging import UNDER_WAY, Exchange, opened
from kiosk.results.placing import beside
from kiosk.results.stored import StoredFacts, facts_of

_LOG = logging.getLogger("kiosk.results")
AT_ONCE, PAUSE_S = 2, 0.02
"""Checks deleted in one transaction, and the time between two: what a member's rep has to wait for,
and when it gets in."""
QUICK_BYTES = 64 * 1024 * 1024
"""A file of this size is written anew in a second or few; whoever deletes waits for it."""
SOON, LATER = "soon", "later"
"""What stands in the file that says what is to be swept: whether somebody asked for it."""


class Care:
    """The care of one open store."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._path = database.path
        self._exchange = Exchange(database)
        self.backups = Backups(self._exchange)
        self.in_use: Callable[[], bool] = lambda: False
        """Whether somebody is on the spot: then a sweep gives way. Set by whoever wires."""
        self.wake: Callable[[], None] = lambda: None
        """Told when a sweep is wanted soon. Set by whoever sweeps."""

    def facts(self) -> StoredFacts:
        """How much is stored."""
        with self._database.reading() as connection:
            return facts_of(connection)

    def free_bytes(self) -> int:
        """Free space of its disk, for this user."""
        return shutil.disk_usage(self._path.parent).free

    def file_bytes(self) -> int:
        """Size of the database and its log."""
        return self._path.stat().st_size + placing.log_bytes(self._path)

    def count_of_label(self, label: str) -> int:
        """How many checks have it, whatever its case."""
        with self._database.reading() as connection:
            return deleting.count_of_label(connection, label)

    def delete_label(self, label: str) -> int:
        """Delete every ended check with this label; how many those were."""
        return self._delete_all_of(
            lambda connection: deleting.some_of_label(connection, label, AT_ONCE), lambda: True
        )

    def expire(self, before_utc: str) -> int:
        """Delete every ended check that began before this moment, while nobody is on the spot; how
        many those were."""
        return self._delete_all_of(
            lambda connection: deleting.some_older(connection, before_utc, AT_ONCE),
            lambda: not self.in_use(),
        )

    def _delete_all_of(
        self, some: Callable[[sqlite3.Connection], list[int]], go_on: Callable[[], bool]
    ) -> int:
        deleted = 0
        while go_on() and (found := self._delete_some(some)):
            deleted += found
            time.sleep(PAUSE_S)
        if deleted:
            self._database.forget_log()
        return deleted

    def _delete_some(self, some: Callable[[sqlite3.Connection], list[int]]) -> int:
        def delete() -> int:
            with self._database.writing() as connection:
                numbers = some(connection)
                if numbers:
                    self.note_remnants(SOON)
                deleting.delete_numbers(connection, numbers)
                return len(numbers)

        return room.with_room(self._path, delete)

    def delete_everything(self, now: Moment) -> int:
        """Delete every check, and what was kept of stores before; how many checks those were.

        Refused while one is under way. What the box itself is (`deleting.KEPT_TABLES`) stays.
        """
        counted: list[int] = []

        def fits(writer: sqlite3.Connection) -> None:
            if deleting.is_one_open(writer):
                raise StoreError(UNDER_WAY, "wait")
            counted[:] = writer.execute("SELECT count(*) FROM checks").fetchone()
            with opened(empty, "mode=rw") as connection:
                deleting.take_over(connection, self._path, deleting.KEPT_TABLES)
                deleting.go_on_counting(connection, writer)

        with self._exchange.prepared(beside(self._path, "empty")) as empty:
            room.with_room(self._path, lambda: self._make_empty(empty, now))
            self._exchange.put(empty, now, fits)
            self._mark.unlink(missing_ok=True)
        self.backups.forget()
        return counted[0]

    def _make_empty(self, path: Path, now: Moment) -> None:
        placing.remove(path)
        Database.open(path, self._database.kind, now).close()

    @property
    def unswept(self) -> str | None:
        """`soon` or `later` where remnants of deleted rows may still stand in the file."""
        try:
            return self._mark.read_text(encoding="ascii").strip() or LATER
        except OSError:
            return None

    @property
    def unswept_since_s(self) -> float | None:
        """When that was noted first, on the wall clock."""
        return self._mark.stat().st_mtime if self._mark.exists() else None

    def note_remnants(self, when: str = LATER) -> None:
        """Something is about to be deleted."""
        if self.unswept in (when, SOON):
            return
        try:
            self._mark.write_text(when, encoding="ascii")
        except OSError:
            return  # on a full disk there is no room for the sweep either

    @property
    def _mark(self) -> Path:
        return beside(self._path, "unswept")

    def sweep(self, now: Moment) -> bool:
        """Write the file anew from its rows alone, where something was deleted; whether it is
        clean now. False where somebody wrote meanwhile, or stepped on the spot."""
        if self.unswept is None:
            return True
        with self._exchange.prepared(beside(self._path, "sweeping")) as swept:
            self._database.forget_log()
            with opened(self._path, "mode=ro") as watching:
                before = _version(watching)

                def fits(_writer: sqlite3.Connection) -> None:
                    same = _version(watching) == before
                    watching.close()
                    if not same:
                        raise _InterruptedError

                try:
                    with self._database.gate.shared():
                        backup.copy_out(self._path, swept, self.in_use)
                    self._exchange.put(swept, now, fits)
                except (_InterruptedError, backup.GivenWayError):
                    return False
                except StoreError as error:
                    if error.mend != "wait":
                        raise
                    return False  # somebody reads all the time
            self._mark.unlink(missing_ok=True)
        return True

    def tidy(self) -> None:
        """Take away what a stop has left half done, and keep some room for a full disk. Only while
        nothing of it is under way: at the start."""
        placing.remove_half_done(self._path)
        room.keep_room(self._path)

    def sweep_now(self, now: Moment) -> bool:
        """After a deletion: sweep where that is quick and nobody is on the spot, else leave it for
        later, soon; whether it is clean now."""
        if self.unswept is None:
            return True
        self.note_remnants(SOON)
        if self.file_bytes() > QUICK_BYTES or self.in_use():
            self.wake()
            return False
        try:
            return self.sweep(now)
        except StoreError as error:
            _LOG.warning("The sweep after a deletion has to wait: %s", error)
            return False


class _InterruptedError(Exception):
    """Somebody has written since."""


def _version(connection: sqlite3.Connection) -> int:
    """Another number as soon as anybody has written."""
    (version,) = connection.execute("PRAGMA data_version").fetchone()
    return int(version)
