"""One kiosk at a time runs checks on a store; the lock ends with its process, however it ends.

Reading, settings and PINs need no lock: a command may do those while the kiosk runs.
"""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from kiosk.errors import StoreError


class RunLock:
    """A lock on `<store>.lock`. A file of its own: closing a second handle of the database
    would make SQLite lose its locks."""

    def __init__(self, store_path: Path) -> None:
        self._store_path = store_path
        self._path = store_path.with_name(store_path.name + ".lock")
        self._handle: int | None = None

    def take(self) -> None:
        """Hold the lock from here on. Raises StoreError naming the process that has it."""
        if self._handle is not None:
            return
        try:
            handle = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise StoreError(
                f"The lock {self._path} cannot be made ({error.strerror}):"
                " give the kiosk's user the right to write that folder."
            ) from error
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise StoreError(self._taken(handle)) from error
        os.ftruncate(handle, 0)
        os.pwrite(handle, b"%d\n" % os.getpid(), 0)
        self._handle = handle

    def release(self) -> None:
        """Let go. Safe to call twice and without `take`."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None

    def _taken(self, handle: int) -> str:
        """The sentence of a lock that somebody else holds; lets go of `handle`."""
        owner = os.pread(handle, 32, 0).decode("ascii", "replace").strip() or "unknown"
        os.close(handle)
        return (
            f"Another kiosk (process {owner}) is running checks on {self._store_path}:"
            " stop it first, or give this one a store of its own with --store."
        )
