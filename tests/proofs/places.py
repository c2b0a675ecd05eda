"""Where a process of the kiosk may leave anything, and what of a trace lies elsewhere.

A path that is in no list fails the proof: somebody has to read what is written there and then
add it here with its reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from .pictures import SIGNATURES, pictures_in
from .strace import Act

NO_FILE = re.compile(
    r"(pipe|socket|anon_inode|eventfd|/?memfd):|/dev/(null|zero|tty|ptmx|pts/|shm/)|/proc/"
)
"""In memory, or nowhere."""

OF_THE_STATE = {
    r"results\.db(-wal|-shm|-journal|\.lock)?": "the store, SQLite's own files, its lock",
    r"results\.db\.(gate|room)": "who has the store open (empty); 2 MB of zeros for a full disk",
    r"results\.db\.(unswept|sweeping|old)(-wal|-shm|-journal)?": "the store, written anew",
    r"\.?(health|board)\.json(\.new|\.part|\.tmp)?": "what the box remembers of itself",
    r"measure-(wanted|tries)": "marks of the self-benchmark",
    r"\.write-test-\d+": "the write test: 4 KiB of noise, deleted at once",
}
OF_THE_RUN = {
    r"\.?(ladder|vitals|last-exit)\.json(\.new|\.part|\.tmp)?": "the ladder's memory, the vitals",
    r"last-words|restarts|reboot-wanted": "the sentence of the last error, requests",
    r"\.lgd-nfy-?\d+": "the pin library's pipe",
}


@dataclass(frozen=True)
class Allowed:
    """Folders, each with the names that may be written in it; the standard streams of the run."""

    folders: dict[Path, dict[str, str]]
    everything_below: tuple[Path, ...] = ()
    """Folders in memory in which anything may lie: the browser's own."""
    streams: tuple[Path, ...] = ()

    def reason(self, path: str) -> str | None:
        """Why this may be written; None when it may not."""
        where = Path(path.removesuffix("(deleted)"))
        if any(where == folder or folder in where.parents for folder in self.everything_below):
            return "a folder in memory"
        if NO_FILE.match(path):
            return "no file"
        if where in self.streams:
            return "standard output or error, the journal of a box"
        names = self.folders.get(where.parent, {})
        return next((why for name, why in names.items() if re.fullmatch(name, where.name)), None)


@dataclass(frozen=True)
class Judged:
    """A trace held against what is allowed."""

    wrong: tuple[str, ...]
    """One sentence for each thing that must not be."""
    places: dict[str, int]
    """How often which allowed place was touched, by its reason."""
    written_bytes: int


def judge(acts: Iterable[Act], allowed: Allowed, pixels: frozenset[bytes] = frozenset()) -> Judged:
    """Hold every act against the places and every content against pictures.

    `pixels` are stretches of raw pixels of the very pictures that the kiosk saw.
    """
    wrong, places, written = dict[str, None](), dict[str, int](), 0
    for act in acts:
        why = allowed.reason(act.path)
        if why is None:
            wrong[f"{act.call} on {act.path}"] = None
        else:
            places[why] = places.get(why, 0) + 1
        if why == "no file":
            continue
        written += len(act.content)
        for kind in pictures_in(act.content):
            wrong[f"{kind} written to {act.path}"] = None
        if any(stretch in act.content for stretch in pixels if len(act.content) > len(stretch)):
            wrong[f"pixels of the camera's picture written to {act.path}"] = None
    return Judged(tuple(wrong), places, written)


def left_behind(folders: Iterable[Path]) -> Iterator[str]:
    """Pictures in what lies in these folders in the end, however it came there."""
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            content = path.read_bytes() if path.is_file() else b""
            for kind, signature in SIGNATURES.items():
                if signature.search(content):
                    yield f"{kind} lies in {path}"
