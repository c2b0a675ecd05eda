"""Backups of an open store, and bringing one back.

A backup that comes back is verified first and lies ready as `<store>.staged`; only then is it put
in the place of the store, which stays as `<store>.kept-<time>` until somebody removes it.

Every method may be called from any thread; failures are StoreError and InputError.
"""

from __future__ import annotations

import json
import secrets
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from kiosk.errors import InputError, StoreError
from kiosk.moment import Moment
from kiosk.results import backup, deleting, placing
from kiosk.results.backup_facts import BackupFacts, facts_of
from kiosk.results.database import Database
from kiosk.results.exchanging import UNDER_WAY, Exchange, opened
from kiosk.results.placing import beside

_BEING_MADE = "A backup is being made and taken away already: try again when it is through."
_ANOTHER = "Another backup lies ready than the one you looked at: look at it first."


@dataclass(frozen=True, slots=True)
class MadeBackup:
    """A verified copy that lies beside the store."""

    database: Path
    facts: BackupFacts

    def pieces(self) -> Iterator[bytes]:
        """The one file that is given away."""
        return backup.pieces(self.database, self.facts)


class Backups:
    """The backups of one open store."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self._database = exchange.database
        self._path = exchange.database.path
        self._making = threading.Lock()

    @contextmanager
    def copied(self, now: Moment) -> Iterator[MadeBackup]:
        """A verified copy of this moment, gone afterwards. Raises StoreError while another one is
        being made or taken away: each is as large as the store."""
        if not self._making.acquire(blocking=False):
            raise StoreError(_BEING_MADE, "wait")
        copy = beside(self._path, f"copy-{secrets.token_hex(8)}")
        try:
            with self._database.gate.shared():
                backup.copy_out(self._path, copy)
            facts = backup.examine(copy, self._database.kind, now.utc_text, now.clock_sure)
            yield MadeBackup(copy, facts)
        finally:
            placing.remove(copy)
            self._making.release()

    def receive(self, most_bytes: int) -> Path:
        """A new file beside the store, for a backup of at most that size that is coming in. Raises
        StoreError where it cannot fit; whoever asked removes the file."""
        backup.require_room(self._path.parent, most_bytes)
        path = beside(self._path, f"upload-{secrets.token_hex(8)}")
        placing.opened_private(path).close()
        return path

    def stage(self, packed: Path) -> BackupFacts:
        """Verify a backup and lay it ready. Raises InputError for one that is none; nothing of the
        store is touched."""
        with self._exchange.prepared(beside(self._path, "staging")) as staging:
            told = backup.unpack(packed, staging, self._database.kind)
            return self._lay_ready(staging, told.made_utc, told.made_clock_sure)

    def stage_kept(self, name: str) -> BackupFacts:
        """The same with what was kept when another one was brought back."""
        kept = self._kept_of(name)
        since = placing.kept_since(kept)
        with self._exchange.prepared(beside(self._path, "staging")) as staging:
            backup.copy_out(kept, staging)
            return self._lay_ready(staging, since.isoformat() if since else "", since is not None)

    def _lay_ready(self, staging: Path, made_utc: str, clock_sure: bool) -> BackupFacts:
        facts = backup.examine(staging, self._database.kind, made_utc, clock_sure)
        self.unstage()
        with placing.opened_private(self._about) as about:
            about.write(json.dumps(asdict(facts)).encode())
        staging.replace(self._staged)
        return facts

    def staged(self) -> BackupFacts | None:
        """What lies ready to be brought back; None also where that cannot be read."""
        try:
            return facts_of(self._about.read_bytes()) if self._staged.exists() else None
        except (OSError, ValueError):
            return None

    def lies_unreadable(self) -> bool:
        """Whether something lies there of which nothing can be said; it can be thrown away."""
        return self.staged() is None and (self._staged.exists() or self._about.exists())

    def unstage(self) -> None:
        """Throw away what lies ready."""
        placing.remove(self._staged)
        self._about.unlink(missing_ok=True)

    def restore(self, now: Moment, sha256: str | None = None) -> Path:
        """Put what lies ready in the place of the store; where that is kept.

        Raises InputError where nothing lies ready, or not the database with this checksum. Refused
        while a check is under way. Who may come in, and the log of what was done, stay those of
        this box (`deleting.ACCESS_TABLES`), as far as they can be read; never the backup's.
        """
        with self._exchange.prepared(beside(self._path, "coming")) as coming:
            self._require_ready(sha256)
            self._staged.replace(coming)
            try:
                Database.open(coming, self._database.kind, now).close()
                keep = placing.kept_name(self._path, now.utc)
                self._exchange.put_keeping(
                    coming, keep, now, lambda writer: self._fits(writer, coming)
                )
            except BaseException:
                if coming.exists():
                    coming.replace(self._staged)
                raise
        self._about.unlink(missing_ok=True)
        return keep

    def _require_ready(self, sha256: str | None) -> None:
        staged = self.staged()
        if staged is None:
            raise InputError("No backup lies ready: choose one first.")
        if sha256 not in (None, staged.database_sha256):
            raise InputError(_ANOTHER)

    def _fits(self, writer: sqlite3.Connection, coming: Path) -> None:
        try:
            if deleting.is_one_open(writer):
                raise StoreError(UNDER_WAY, "wait")
        except sqlite3.DatabaseError as error:
            if not deleting.is_broken(error):
                raise
        with opened(coming, "mode=rw") as connection:
            deleting.take_access_over(connection, self._path)

    def kept(self) -> tuple[Path, ...]:
        """What was kept when backups were brought back, oldest first."""
        return placing.kept_files(self._path)

    def remove_kept(self, name: str) -> None:
        """Take one of them away for good."""
        placing.remove(self._kept_of(name))

    def forget(self) -> None:
        """Take away all that is not the store itself: what lies ready, what was kept."""
        self.unstage()
        for kept in self.kept():
            placing.remove(kept)

    def _kept_of(self, name: str) -> Path:
        found = next((each for each in self.kept() if each.name == name), None)
        if found is None:
            raise InputError("There is no such file any more.")
        return found

    @property
    def _staged(self) -> Path:
        return beside(self._path, "staged")

    @property
    def _about(self) -> Path:
        return beside(self._path, "staged.json")
