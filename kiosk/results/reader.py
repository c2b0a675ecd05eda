"""Reading a store: what the pages and the commands ask of it.

Any thread may call any method; each sees one moment of the store and never waits for the loop.
Failures of file, disk and rights are StoreError, one sentence each.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from kiosk.results import reading, settings, spots, staff_pin, tokens
from kiosk.results.agreement import AgreementReader
from kiosk.results.database import DatabaseReader
from kiosk.results.finding import Finding
from kiosk.results.history import History
from kiosk.results.identity import Kind
from kiosk.results.records import (
    CheckDetail,
    CheckRow,
    Counts,
    Setting,
    SettingChange,
    StoredSpot,
    StoredToken,
)
from kiosk.results.staff_pin import Role
from kiosk.results.trails import Trails


class ResultReader:
    """A store to read, also while a kiosk runs on it. Made by `open_to_read`; needs no closing."""

    def __init__(self, database: DatabaseReader) -> None:
        self._database = database
        self.finding = Finding(database)
        self.history = History(database)
        self.agreement = AgreementReader(database)
        self.trails = Trails(database)

    @classmethod
    def open_to_read(cls, path: Path, kind: Kind) -> ResultReader:
        """A store that is there already; nothing is made, migrated or written."""
        return ResultReader(DatabaseReader.open_to_read(path, kind))

    @property
    def path(self) -> Path:
        """The database file."""
        return self._database.path

    @property
    def kind(self) -> Kind:
        """Whose results these are: of members, or of a replay."""
        return self._database.kind

    def list_checks(self, limit: int, before_id: str | None = None) -> tuple[CheckRow, ...]:
        """Newest first; the next page is `before_id=` the last id of this one."""
        with self._database.reading() as connection:
            return reading.list_checks(connection, limit, before_id)

    def check(self, check_id: str) -> CheckDetail | None:
        """One check with its reps and report; None when there is no such check."""
        with self._database.reading() as connection:
            return reading.find_check(connection, check_id)

    def counts(self) -> Counts:
        """How many checks are stored, by state."""
        with self._database.reading() as connection:
            return reading.count_checks(connection)

    def settings(self) -> Mapping[str, Setting]:
        """What an admin has set, by dotted key."""
        with self._database.reading() as connection:
            return settings.all_settings(connection)

    def setting_changes(self, limit: int) -> tuple[SettingChange, ...]:
        """The audit log, newest first."""
        with self._database.reading() as connection:
            return settings.newest_changes(connection, limit)

    def last_setting_changes(self) -> Mapping[str, SettingChange]:
        """The newest change of each key, by the key."""
        with self._database.reading() as connection:
            return settings.last_changes(connection)

    def newest_spots(self, limit: int) -> tuple[StoredSpot, ...]:
        """The spots that were set for any camera, newest first."""
        with self._database.reading() as connection:
            return spots.newest_spots(connection, limit)

    def tokens(self) -> tuple[StoredToken, ...]:
        """The keys of other programs, revoked ones too, oldest first."""
        with self._database.reading() as connection:
            return tokens.all_tokens(connection)

    def token_of(self, secret: str) -> StoredToken | None:
        """The living key that this secret is; None when it is none."""
        with self._database.reading() as connection:
            return tokens.find_token(connection, secret)

    def has_pin(self, role: Role) -> bool:
        """Whether a PIN has been set for the role."""
        with self._database.reading() as connection:
            return role in staff_pin.load_pins(connection)

    def role_of_pin(self, pin: str) -> Role | None:
        """Whose PIN this is, or None. Takes long on purpose, and as long whatever it finds."""
        with self._database.reading() as connection:
            hashes = staff_pin.load_pins(connection)
        return staff_pin.role_of(pin, hashes)
