"""Files of the store beside its database, and putting another database in its place.

Decides their names and an order of steps in which a kill at any moment leaves either the old
database or the new one, whole, under the store's name. Whether the other one is fit is decided
before (`backup`), that nobody has the old one open by the caller (`gate`).
"""

from __future__ import annotations

import os
import shutil
import time
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from kiosk.errors import StoreError

_BIT, _PAUSE_S = 32 * 1024 * 1024, 0.02
"""How much of a large file is taken away at once, and how long others may write then."""
_STAMP = "%Y%m%dT%H%M%SZ"


def beside(path: Path, what: str) -> Path:
    """A file of this store: `results.db.staged` and the like."""
    return path.with_name(f"{path.name}.{what}")


def log_of(path: Path) -> Path:
    """SQLite's log of what is not in the file itself yet."""
    return path.with_name(path.name + "-wal")


def log_bytes(path: Path) -> int:
    """How much stands in the log."""
    log = log_of(path)
    return log.stat().st_size if log.exists() else 0


def kept_name(path: Path, now: datetime) -> Path:
    """A name, not taken, for what was there before an exchange."""
    name = beside(path, f"kept-{now:{_STAMP}}")
    while name.exists():
        name = name.with_name(name.name + "+")
    return name


def kept_files(path: Path) -> tuple[Path, ...]:
    """What was kept when backups were brought back, oldest first; without their logs."""
    found = path.parent.glob(f"{path.name}.kept-*")
    return tuple(sorted(each for each in found if each.name.rpartition(".kept-")[2][-1] in "Z+"))


def kept_since(kept: Path) -> datetime | None:
    """When it was put aside, as far as the clock was right; None for a foreign name."""
    try:
        stamp = kept.name.rpartition(".kept-")[2].rstrip("+")
        return datetime.strptime(stamp, _STAMP).replace(tzinfo=UTC)
    except ValueError:
        return None


def opened_private(path: Path) -> BinaryIO:
    """A new file to write, nobody else's to read from its first byte. Raises FileExistsError where
    there is any, a link too: it may lead elsewhere."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def remove(path: Path) -> None:
    """Take a database and what lies beside it away; nothing happens where there is none."""
    for ending in ("", "-wal", "-shm", "-journal", ".gate"):
        path.with_name(path.name + ending).unlink(missing_ok=True)


def remove_large(path: Path) -> None:
    """The same, bit by bit: taking a gigabyte away in one step holds up every other write."""
    with suppress(FileNotFoundError):
        for left in range(path.stat().st_size - _BIT, 0, -_BIT):
            os.truncate(path, left)
            time.sleep(_PAUSE_S)
    remove(path)


def remove_half_done(path: Path) -> None:
    """Take away the copies that were being made as the kiosk stopped."""
    for what in ("sweeping", "empty", "coming", "staging", "old"):
        remove(beside(path, what))
    for what in ("copy-*", "upload-*"):
        for left in path.parent.glob(f"{path.name}.{what}"):
            left.unlink(missing_ok=True)


def put_in_place(other: Path, path: Path, keep: Path) -> None:
    """`other`, a whole file without a log, becomes `path`; what was there stays as `keep`.

    Raises StoreError, with the old database in its place, when a step fails.
    """
    try:
        _flush(other)
        _keep(path, keep)
        # A log belongs to the file before: SQLite would play it into the new one.
        for name in (path.name + "-wal", path.name + "-shm"):
            path.with_name(name).unlink(missing_ok=True)
        other.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        raise StoreError(
            f"{other.name} could not be put in the place of {path} ({error.strerror}):"
            " look at the free space and the health of the card; the results are as they were."
        ) from error


def _keep(path: Path, keep: Path) -> None:
    """A second name for the file and for what its log holds: no moment is without the results."""
    for old, new in ((path, keep), (log_of(path), log_of(keep))):
        if old.exists() and old.stat().st_size > 0:
            try:
                os.link(old, new)
            except OSError:  # a file system without second names
                shutil.copyfile(old, new)
                new.chmod(0o600)
                _flush(new)
    sync_folder(path.parent)


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_folder(folder: Path) -> None:
    """A new name is on the disk only when its folder is."""
    _flush(folder)
