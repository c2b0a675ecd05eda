"""Brings one signed file to this box: goes on where it was, ends whole and verified, or not.

The bytes are kept in a `.part` file, which is bound to the signed sha256 by its name and to the
signed length; a power cut costs what came since the last write to the disk. Only a file that
is as signed gets its own name. The folder keeps at most one file of a kind (release, settings).
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from kiosk.install.files import sync_folder
from kiosk.update.errors import DiskError, RangeError, TrustError, UnreachableError, UpdateError
from kiosk.update.network import Fetcher

ATTEMPTS = 5
"""Connections in one run, each going on where the last one broke. Our choice, 2026-11."""
TO_DISK_BYTES = 16_000_000

Tell = Callable[[int, int], None]
"""Called with the bytes that are there and the bytes that will be, for each piece."""


@dataclass(frozen=True)
class Wanted:
    """A signed file: where it is, what it must be; `is_whole` verifies length and hashes."""

    url: str
    name: str
    bytes: int
    sha256: str
    is_whole: Callable[[Path], bool]


def fetch(wanted: Wanted, fetcher: Fetcher, folder: Path, tell: Tell) -> Path:
    """The file, verified and on the disk; at once if it is there already.

    Raises TrustError (not as signed; nothing of it is left), UnreachableError (the rest comes
    next time) or DiskError.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return _fetched(wanted, fetcher, folder, tell)
    except UpdateError:
        raise
    except OSError as error:
        raise DiskError(f"{wanted.name} cannot be kept on the disk: {error}.") from error


def _fetched(wanted: Wanted, fetcher: Fetcher, folder: Path, tell: Tell) -> Path:
    whole, part = folder / wanted.name, folder / f"{wanted.name}.{wanted.sha256[:16]}.part"
    _forget(folder, wanted.name.split("-")[0], {whole, part})
    if whole.is_file() and wanted.is_whole(whole):
        return whole
    whole.unlink(missing_ok=True)
    went_on = _size(part) > 0
    _fill(wanted, fetcher, part, tell)
    if went_on and not wanted.is_whole(part):
        part.unlink()  # what an earlier run left may have suffered from a power cut
        _fill(wanted, fetcher, part, tell)
    if not wanted.is_whole(part):
        part.unlink()
        raise TrustError(
            f"{wanted.name} is not the file that was signed: what came is thrown away."
        )
    part.replace(whole)
    sync_folder(folder)
    return whole


def _fill(wanted: Wanted, fetcher: Fetcher, part: Path, tell: Tell) -> None:
    """Bring the part to the signed length, over as many connections as it may take."""
    if _size(part) > wanted.bytes:
        part.unlink()
    for left in reversed(range(ATTEMPTS)):
        if _size(part) == wanted.bytes:
            return
        before = _size(part)
        try:
            _more(wanted, fetcher, part, tell)
        except RangeError:
            part.unlink(missing_ok=True)
            if not left:
                raise
        except TrustError:
            part.unlink(missing_ok=True)
            raise
        except UnreachableError:
            if not left or _size(part) <= before:
                raise
    if _size(part) != wanted.bytes:
        raise UnreachableError(
            f"{wanted.name} ended at {_size(part)} of {wanted.bytes} bytes; "
            "the next look goes on there."
        )


def _more(wanted: Wanted, fetcher: Fetcher, part: Path, tell: Tell) -> None:
    """One connection: write what comes behind what is there, or from the start."""
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        try:
            with fetcher.open(wanted.url, wanted.bytes, _size(part)) as reply:
                file.truncate(reply.start)
                there = kept = file.seek(reply.start)
                for piece in reply.pieces:
                    there += file.write(piece)
                    if there - kept >= TO_DISK_BYTES:
                        file.flush()
                        os.fdatasync(file.fileno())
                        kept = there
                    tell(there, wanted.bytes)
        finally:
            file.flush()
            os.fsync(file.fileno())


def _forget(folder: Path, kind: str, kept: set[Path]) -> None:
    for path in folder.glob(f"{kind}-*"):
        if path not in kept:
            path.unlink()


def _size(path: Path) -> int:
    return path.stat().st_size if path.is_file() else 0
