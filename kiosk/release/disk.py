"""Puts files in place so that a reader, and a power cut, sees the old file or the new one.

Which file comes before which is `settling`'s decision; a failure is a ReleaseError.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kiosk.install.files import sync_folder
from kiosk.release.failure import ReleaseError

CHUNK_BYTES = 1 << 20


def write(path: Path, data: bytes, mode: int = 0o644) -> None:
    """Write aside, fsync, rename, fsync the folder."""
    with said(path):
        make_folder(path.parent)
        aside = _aside(path)
        with aside.open("wb") as file:
            file.write(data)
            file.flush()
            _to_disk(file.fileno(), mode)
        _in_place(aside, path)


def copy(source: Path, path: Path) -> None:
    """The same for a large file."""
    with said(path):
        make_folder(path.parent)
        aside = _aside(path)
        with source.open("rb") as old, aside.open("wb") as new:
            shutil.copyfileobj(old, new, CHUNK_BYTES)
            new.flush()
            _to_disk(new.fileno(), 0o644)
        _in_place(aside, path)


def remove(path: Path) -> None:
    """Take a file away for good."""
    with said(path):
        path.unlink(missing_ok=True)
        sync_folder(path.parent)


def make_folder(folder: Path) -> None:
    """The folder and those above it, each known to the one above before anything is put in."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    with said(folder):
        folder.mkdir(mode=0o755, exist_ok=True)
        sync_folder(folder.parent)


def read(path: Path) -> bytes:
    """The content; raises ReleaseError."""
    with said(path, "read"):
        return path.read_bytes()


def see(folder: Path) -> None:
    """Raises ReleaseError unless it is a folder that can be listed."""
    with said(folder, "read"):
        list(folder.iterdir())


def digest_of(path: Path) -> str:
    """The sha256 of a file, in hex."""
    with said(path, "read"), path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Nobody else changes the folder meanwhile; raises ReleaseError when somebody does."""
    with said(folder, "read"):
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        _lock(handle, folder)
        yield
    finally:
        os.close(handle)


def _lock(handle: int, folder: Path) -> None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise ReleaseError(
            f"Another kiosk release is at work in {folder}: wait until it is done."
        ) from None


def _aside(path: Path) -> Path:
    return path.with_name(f".{path.name}.new")


def _to_disk(handle: int, mode: int) -> None:
    os.fchmod(handle, mode)
    os.fsync(handle)


def _in_place(aside: Path, path: Path) -> None:
    aside.replace(path)
    sync_folder(path.parent)


@contextmanager
def said(path: Path, verb: str = "written") -> Iterator[None]:
    """What the system refuses is a ReleaseError with the path."""
    try:
        yield
    except OSError as error:
        raise ReleaseError(
            f"{path} cannot be {verb} ({error.strerror}): mend that or give another path."
        ) from error
