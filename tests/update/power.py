"""A power supply for one process: cuts itself off just before the n-th change of the disk.

Changes are what Python's audit events tell (files opened to write, renames, removals, folders,
links), each fsync, and each start of a process. What was not brought to the disk then survives,
or below the folders of `lose` is undone: names as they were at the last sync of their folder,
and files empty that were not synced since they were opened to write. A disk may lose one folder's
changes and keep a later one's elsewhere. Databases are left to SQLite.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
CHANGES = ("os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.symlink", "os.chmod")
OTHERS = ("os.chown", "os.truncate", "subprocess.Popen")

Undo = Callable[[], object]


class Power:
    """For one process, which it ends with SIGKILL."""

    def __init__(self, at: int, lose: tuple[Path, ...]) -> None:
        self.count = 0
        self._at = at
        self._lose = lose
        self._dirty: set[Path] = set()
        self._undo: list[tuple[Path, Undo]] = []
        """Folder, and how a change of its names is undone; oldest first."""
        self._busy = False

    def connect(self) -> None:
        """From here on; there is no way back."""
        sys.addaudithook(self._event)
        fsync = os.fsync

        def counted_fsync(handle: int) -> None:
            self._tick()
            fsync(handle)
            self._synced(Path(f"/proc/self/fd/{handle}").readlink())

        def counted_sync() -> None:
            self._tick()
            self._dirty.clear()
            self._undo.clear()

        os.fsync = counted_fsync  # type: ignore[assignment]
        os.sync = counted_sync

    def _event(self, event: str, given: tuple[Any, ...]) -> None:
        if self._busy:
            return
        opened = event == "open" and isinstance(given[2], int) and given[2] & WRITING
        if not opened and event not in CHANGES and event not in OTHERS:
            return
        self._tick()
        paths = [Path(each) for each in given[:2] if isinstance(each, str | os.PathLike)]
        if paths and any(paths[0].is_relative_to(folder) for folder in self._lose):
            self._busy = True
            try:
                self._note(event, paths)
            finally:
                self._busy = False

    def _note(self, event: str, paths: list[Path]) -> None:
        """What an unsynced change would leave if it were lost."""
        if ".db" in paths[0].name:
            return
        if event == "open":
            self._dirty.add(paths[0])
        elif event == "os.rename":
            self._renamed(*paths)
        elif event == "os.remove":
            self._undo.append((paths[0].parent, _putting_back(paths[0])))

    def _renamed(self, origin: Path, target: Path) -> None:
        put_back = _putting_back(target)

        def undo() -> None:
            if os.path.lexists(target):
                target.rename(origin)
            put_back()

        self._undo.append((target.parent, undo))
        moved = {path for path in self._dirty if path.is_relative_to(origin)}
        self._dirty = (self._dirty - moved) | {target / path.relative_to(origin) for path in moved}

    def _synced(self, path: Path) -> None:
        self._dirty.discard(path)
        if path.is_dir():
            self._undo = [(folder, undo) for folder, undo in self._undo if folder != path]

    def _tick(self) -> None:
        self.count += 1
        if self.count == self._at:
            self._busy = True
            self._forget()
            os.kill(os.getpid(), signal.SIGKILL)

    def _forget(self) -> None:
        for path in self._dirty:
            if path.is_file():
                os.truncate(path, 0)
        for folder, undo in reversed(self._undo):
            if folder.is_dir():
                undo()


def _putting_back(place: Path) -> Undo:
    """How a file or link comes back as it is now; nothing where there is none."""
    leads = place.readlink() if place.is_symlink() else None
    if leads is None and not place.is_file():
        return lambda: None
    data, mode = (b"", 0) if leads is not None else (place.read_bytes(), place.stat().st_mode)

    def put() -> None:
        place.unlink(missing_ok=True)
        if leads is not None:
            place.symlink_to(leads)
        else:
            place.write_bytes(data)
            place.chmod(mode)

    return put
