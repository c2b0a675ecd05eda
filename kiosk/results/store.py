"""The results store: what the loop, the pages and the commands call.

Any thread may call any method. A method that stores something has it on the disk, safe from a
kill and a loss of power, when it returns; a method that reads sees one moment and never waits
for the loop. Failures of file, disk and rights are StoreError, one sentence each; writing to a
check that is not open is a mistake of the program and a ValueError.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from kiosk.errors import StoreError
from kiosk.moment import Moment
from kiosk.results import settings, spots, staff_pin, tokens, trails, writing
from kiosk.results.agreement import Agreement
from kiosk.results.audit import Audit
from kiosk.results.care import SOON, Care
from kiosk.results.database import Database
from kiosk.results.finding import Labelling
from kiosk.results.identity import Kind
from kiosk.results.reader import ResultReader
from kiosk.results.records import CheckState, Software, StoredSpot
from kiosk.results.run_lock import RunLock
from kiosk.results.staff_pin import Role
from kiosk.scoring.findings import OtherMovement, Rep
from kiosk.trail import Piece


class ResultStore(ResultReader):
    """An open store. Made by `open`; use it in `with`, or call `close`."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self._writer = database
        self.audit = Audit(database)
        self.care = Care(database)
        self.finding: Labelling = Labelling(database, self.care.note_remnants)
        self.agreement: Agreement = Agreement(database, partial(self.care.note_remnants, SOON))
        self._run_lock = RunLock(database.path)

    @classmethod
    def open(cls, path: Path, kind: Kind, now: Moment) -> ResultStore:
        """Open the store, or make it where there is none (its folder must exist).

        A store of the other kind, another program's database and a damaged file are refused
        before anything is written.
        """
        return cls(Database.open(path, kind, now))

    def close(self) -> None:
        """Safe to call twice and from `finally`."""
        self._writer.close()
        self._run_lock.release()

    def __enter__(self) -> ResultStore:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def close_interrupted(self) -> int:
        """To call at start: checks that a stop left open become abandoned. Returns how many.

        From here on this process alone runs checks on the store; StoreError names another.
        """
        self._run_lock.take()
        with self._writer.writing() as connection:
            return writing.end_interrupted(connection)

    def trouble(self) -> str | None:
        """Why nothing could be stored at this moment, one sentence; None when it could."""
        try:
            with self._writer.writing():
                return None
        except StoreError as error:
            return str(error)

    def start_check(self, started: Moment, software: Software) -> str:
        """Open a check; returns its id, which cannot be guessed."""
        self._run_lock.take()
        with self._writer.writing() as connection:
            return writing.insert_check(connection, started, software).public_id

    def add_rep(
        self,
        check_id: str,
        rep: Rep,
        number: int | None,
        practice: bool = False,
        seen: Piece | None = None,
    ) -> None:
        """Store a rep before it is painted. `number` is None for a refused rep; `seen` is the
        check's trail since the rep before, stored with it or not at all."""
        with self._writer.writing() as connection:
            writing.insert_rep(connection, check_id, rep, number, practice)
            trails.insert_piece(connection, check_id, seen)

    def measure_again(self, check_id: str, rep: Rep) -> None:
        """Store the new values of a counted rep after a closer look; known by its start."""
        with self._writer.writing() as connection:
            writing.replace_rep(connection, check_id, rep)

    def add_other(self, check_id: str, movement: OtherMovement) -> None:
        """Store a movement that was no single-leg squat."""
        with self._writer.writing() as connection:
            writing.insert_other(connection, check_id, movement)

    def complete(
        self,
        check_id: str,
        report: Mapping[str, Any],
        ended: Moment,
        seen: Piece | None = None,
    ) -> None:
        """End a check with its report (the JSON of `kiosk analyze`) and the end of its trail."""
        with self._writer.writing() as connection:
            trails.insert_piece(connection, check_id, seen)
            writing.end_check(connection, check_id, CheckState.COMPLETE, None, report, ended)

    def abandon(
        self,
        check_id: str,
        reason: str,
        report: Mapping[str, Any] | None,
        ended: Moment,
        seen: Piece | None = None,
    ) -> None:
        """End a check that did not come to its end; `reason` is plain words."""
        with self._writer.writing() as connection:
            trails.insert_piece(connection, check_id, seen)
            writing.end_check(connection, check_id, CheckState.ABANDONED, reason, report, ended)

    def discard(self, check_id: str) -> None:
        """End an open check so that nothing of it is left, in one step."""
        self.care.note_remnants()
        with self._writer.writing() as connection:
            writing.discard_check(connection, check_id)
        self._writer.forget_log()

    def delete_check(self, check_id: str) -> bool:
        """Delete an ended check for good; False when there is no such check."""
        self.care.note_remnants(SOON)
        with self._writer.writing() as connection:
            deleted = writing.delete_check(connection, check_id)
        if deleted:
            self._writer.forget_log()
        return deleted

    def change_settings(
        self,
        changes: Mapping[str, Any],
        by_whom: str,
        now: Moment,
        action: str = "settings.changed",
    ) -> None:
        """Set values (None: no longer set), all or none of them, with an entry in the log each."""
        with self._writer.writing() as connection:
            settings.change_settings(connection, changes, by_whom, now, action)

    def add_spot(
        self,
        camera: str,
        record_json: str,
        by_whom: str,
        now: Moment,
        brings_back: int | None = None,
    ) -> StoredSpot:
        """Store a spot for the camera of this signature; earlier ones stay as they are."""
        with self._writer.writing() as connection:
            return spots.insert_spot(connection, camera, record_json, by_whom, now, brings_back)

    def add_token(self, name: str, now: Moment, opens: str = "metrics") -> str:
        """Make a key for another program; the key itself, which nothing can show again.

        `opens`: metrics | results. Raises ConfigError for a bad name and for one that a living
        key has.
        """
        secret = tokens.new_secret()
        with self._writer.writing() as connection:
            tokens.insert_token(connection, name, secret, opens, now)
        return secret

    def revoke_token(self, name: str, now: Moment) -> None:
        """The key of this name opens nothing any more. Raises ConfigError when there is none."""
        with self._writer.writing() as connection:
            tokens.revoke_token(connection, name, now)

    def note_token_use(self, number: int, day: str) -> None:
        """Remember the day (ISO 8601) on which a key was last used."""
        with self._writer.writing() as connection:
            tokens.note_use(connection, number, day)

    def set_pin(self, role: Role, pin: str) -> None:
        """Set or replace the PIN of a role. Raises ConfigError when it is too short, too long, or
        the other role's."""
        pin_hash = staff_pin.hash_pin(pin)
        with self._writer.reading() as connection:
            hashes = staff_pin.load_pins(connection)
        staff_pin.refuse_taken(pin, role, hashes)
        with self._writer.writing() as connection:
            staff_pin.save_pin(connection, role, pin_hash)
