"""Who has the store's file open, so that another file can be put in its place only when nobody has.

A lock of the system on `<store>.gate`, shared by every reading and every writer of this and other
programs, and held alone for the moment of an exchange. Without it a program that has the old file
open could write into the log of the new one.
"""

from __future__ import annotations

import fcntl
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kiosk.errors import StoreError

WITHIN_S, _LOOK_EVERY_S = 0.06, 0.002
"""A page reads for some hundredths of a second; the loop waits as long as we do. Our choice."""


def gate_of(store_path: Path) -> Path:
    """The file that the lock is on; it stays empty."""
    return store_path.with_name(store_path.name + ".gate")


class Gate:
    """The gate of one store. Safe from any thread: each holder has a handle of its own."""

    def __init__(self, store_path: Path) -> None:
        self._store_path = store_path
        self._path = gate_of(store_path)
        self._turnstile = threading.Lock()
        """Held by whoever waits to be alone: else those who read one after another never let him
        in."""

    @contextmanager
    def shared(self) -> Iterator[None]:
        """While this is held no other file is put in the store's place."""
        handle = self.enter()
        try:
            yield
        finally:
            leave(handle)

    def enter(self, *, make: bool = False) -> int | None:
        """The same without `with`; `leave` has to follow.

        Only who writes makes the gate. None where there is none: then no kiosk has the store open
        that could exchange it.
        """
        with self._turnstile:
            handle = self._open(os.O_RDONLY, make=make)
        if handle is not None:
            fcntl.flock(handle, fcntl.LOCK_SH)
        return handle

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Nobody else reads or writes. Raises StoreError where somebody does not come to an end
        within `WITHIN_S`."""
        with self._turnstile:
            handle = self._open(os.O_RDWR, make=True)
            try:
                if handle is None or not _taken(handle):
                    raise StoreError(self._busy(), mend="wait")
                yield
            finally:
                leave(handle)

    def _open(self, how: int, *, make: bool) -> int | None:
        if make:
            how |= os.O_CREAT
        try:
            return os.open(self._path, how | os.O_CLOEXEC, 0o600)
        except OSError:
            return None

    def _busy(self) -> str:
        return (
            f"The results database {self._store_path} is being read or written:"
            " try again in a moment."
        )


def _taken(handle: int) -> bool:
    """Whether the lock is held alone now."""
    until_s = time.monotonic() + WITHIN_S
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > until_s:
                return False
            time.sleep(_LOOK_EVERY_S)
        else:
            return True


def leave(handle: int | None) -> None:
    """Let go of what `Gate.enter` gave."""
    if handle is not None:
        os.close(handle)
