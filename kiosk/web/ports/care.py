"""What the pages need to show, delete, back up and bring back what is stored."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from kiosk.moment import Moment
from kiosk.stored_check import Counts


class StoredFacts(Protocol):
    """How much is stored."""

    @property
    def counts(self) -> Counts:
        """How many checks."""

    @property
    def labels(self) -> int:
        """Different labels."""

    @property
    def labelled(self) -> int:
        """Checks with one."""

    @property
    def unsure_times(self) -> int:
        """Checks that do not know when they were."""

    @property
    def oldest_utc(self) -> str | None:
        """When the first one began."""

    @property
    def newest_utc(self) -> str | None:
        """When the last one began."""

    @property
    def check_bytes(self) -> Mapping[str, int]:
        """By table that holds something of checks: about how much."""

    @property
    def rows(self) -> Mapping[str, int]:
        """By other table: how many rows."""


class BackupFacts(Protocol):
    """What is inside a backup."""

    @property
    def made_utc(self) -> str:
        """ISO 8601."""

    @property
    def made_clock_sure(self) -> bool:
        """False where the box did not know the time."""

    @property
    def checks(self) -> int:
        """How many."""

    @property
    def labels(self) -> int:
        """Different ones."""

    @property
    def oldest_utc(self) -> str | None:
        """Of its checks."""

    @property
    def newest_utc(self) -> str | None:
        """Of its checks."""

    @property
    def database_bytes(self) -> int:
        """Its size, unpacked."""

    @property
    def database_sha256(self) -> str:
        """Which database it is."""


class MadeBackup(Protocol):
    """A backup that was made and verified."""

    @property
    def facts(self) -> BackupFacts:
        """What is inside."""

    def pieces(self) -> Iterator[bytes]:
        """The one file that is given away."""


class Backups(Protocol):
    """Backups, and bringing one back. Failures are StoreError and InputError."""

    def copied(self, now: Moment) -> AbstractContextManager[MadeBackup]:
        """A verified copy of this moment, gone afterwards. StoreError, to be mended by waiting,
        while there is another one."""

    def receive(self, most_bytes: int) -> Path:
        """Where a backup of at most that size may be written to. StoreError when it cannot fit."""

    def stage(self, packed: Path) -> BackupFacts:
        """Verify a backup and lay it ready."""

    def stage_kept(self, name: str) -> BackupFacts:
        """The same with what was kept earlier."""

    def staged(self) -> BackupFacts | None:
        """What lies ready; None also where that cannot be read."""

    def lies_unreadable(self) -> bool:
        """Whether something lies there that can only be thrown away."""

    def unstage(self) -> None:
        """Throw that away."""

    def restore(self, now: Moment, sha256: str) -> Path:
        """Put it in the place of the store, where it is the database with this checksum; where
        that is kept. InputError where it is another one."""

    def kept(self) -> Sequence[Path]:
        """What was kept so."""

    def remove_kept(self, name: str) -> None:
        """Take one of them away for good."""


class Care(Protocol):
    """Looking after the store as a whole. Failures are KioskError."""

    @property
    def backups(self) -> Backups:
        """Backups of it."""

    @property
    def unswept(self) -> str | None:
        """Not None while remnants of what was deleted may stand in the file."""

    def facts(self) -> StoredFacts:
        """How much is stored."""

    def file_bytes(self) -> int:
        """Size of the file."""

    def free_bytes(self) -> int:
        """Free space of its disk."""

    def count_of_label(self, label: str) -> int:
        """How many checks have it."""

    def delete_label(self, label: str) -> int:
        """Delete every check that has it; how many those were."""

    def delete_everything(self, now: Moment) -> int:
        """Delete every check; how many those were. StoreError while one is under way."""

    def sweep_now(self, now: Moment) -> bool:
        """After a deletion: clean the file, or leave it for later; whether it is clean."""
