"""Which processes have a camera's device file open, to name them in an error.

Sees only what the system shows this user (a process of another user stays hidden).
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable
from pathlib import Path

PROC = Path("/proc")


def holders_sentence(device_paths: Iterable[str]) -> str:
    """What to do about a camera in use, with the other processes' names where known."""
    names = holders(device_paths)
    if not names:
        return "stop the program that uses it, then try again"
    return f"stop {' and '.join(names)}, then try again"


def holders(device_paths: Iterable[str]) -> list[str]:
    """`name (process id)` of every other process that has one of the files open."""
    wanted = {os.path.realpath(path) for path in device_paths}
    found = []
    for folder in sorted(PROC.glob("[0-9]*"), key=lambda folder: int(folder.name)):
        if int(folder.name) != os.getpid() and _opened(folder) & wanted:
            found.append(f"{_name(folder)} ({folder.name})")
    return found


def _opened(process: Path) -> set[str]:
    opened = set()
    with contextlib.suppress(OSError):  # another user's process, or it has just ended
        for descriptor in (process / "fd").iterdir():
            opened.add(str(descriptor.readlink()))
    return opened


def _name(process: Path) -> str:
    try:
        return (process / "comm").read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return "a program"
