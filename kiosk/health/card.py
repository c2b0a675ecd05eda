"""The card: free room, the kernel's count of errors, read-only, and a write that is read back.

The write test writes 4 KiB of noise, flushes it to the card, drops it from memory's copy, reads
it back and deletes it. It never writes anything of a picture.
"""

from __future__ import annotations

import errno
import os
import time
from dataclasses import dataclass
from pathlib import Path

from kiosk.health.absent import Absent
from kiosk.health.mounts import Mount, error_count, mount_of

_BYTES = 4096
FULL = "it is full"
_NOT_ALLOWED = (errno.EACCES, errno.EPERM)


@dataclass(frozen=True, slots=True)
class WriteTest:
    """How one write went."""

    trouble: str | None
    """Why it failed, as part of a sentence; None when all came back as it was written."""
    took_s: float


def try_write(folder: Path) -> WriteTest | Absent:
    """Write, flush, read back, compare, delete. A dying card may take its time: not for the loop.

    Absent where there is no such folder or this user may not write there: no fault of the card.
    """
    noise = os.urandom(_BYTES)
    # The number keeps a running kiosk and `kiosk health` beside it out of each other's file.
    path = folder / f".write-test-{os.getpid()}"
    begun_s = time.monotonic()
    try:
        came_back = _write_and_read(path, noise)
    except OSError as error:
        if error.errno in _NOT_ALLOWED:
            return Absent(f"This user may not write to {folder}.")
        if error.errno == errno.ENOENT:
            return Absent(f"{folder} is not there yet.")
        return WriteTest(_why(error), time.monotonic() - begun_s)
    trouble = None if came_back == noise else "it gave back other bytes than were written"
    return WriteTest(trouble, time.monotonic() - begun_s)


def _why(error: OSError) -> str:
    known = {errno.ENOSPC: FULL, errno.EROFS: "it has become read-only"}
    return known.get(error.errno or 0, f"the system says: {error.strerror or error}")


def _write_and_read(path: Path, noise: bytes) -> bytes:
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    try:
        os.write(handle, noise)
        os.fsync(handle)
        # Without its copy in memory the kernel reads the card itself.
        os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
        return os.pread(handle, _BYTES, 0)
    finally:
        os.close(handle)
        path.unlink(missing_ok=True)


def free_bytes(folder: Path) -> int | Absent:
    """Room for this user on the file system of a folder."""
    try:
        figures = os.statvfs(folder)
    except OSError as error:
        return Absent(f"{folder} cannot be looked at: {error.strerror}.")
    return figures.f_bavail * figures.f_frsize


def error_counts(
    root: Path, mounts: tuple[Mount, ...], paths: tuple[Path, ...]
) -> tuple[tuple[str, int], ...] | Absent:
    """(mount point, errors) of each different file system under these paths."""
    found = {mount.device: mount for path in paths if (mount := mount_of(mounts, path))}
    counts = {mount.point: error_count(root, mount) for mount in found.values()}
    known = tuple((at, count) for at, count in counts.items() if isinstance(count, int))
    if known:
        return known
    return next(
        (count for count in counts.values() if isinstance(count, Absent)),
        Absent("The kernel shows no mounts."),
    )


def read_only_points(
    mounts: tuple[Mount, ...], paths: tuple[Path, ...]
) -> tuple[str, ...] | Absent:
    """The mount points under these paths that take no writes; empty when all do."""
    under = [mount_of(mounts, path) for path in paths]
    found = [mount for mount in under if mount]
    if not found:
        return Absent("The kernel shows no mounts.")
    return tuple(dict.fromkeys(mount.point for mount in found if mount.read_only))
