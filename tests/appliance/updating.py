"""The box's updater: how it is started, what it has written down, and what a member misses."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory
from time import monotonic
from typing import Any

from . import rig
from .box import Box
from .network import get

UNIT, TIMER = "kiosk-update.service", "kiosk-update.timer"
STATE = "/var/lib/kiosk-system"
UPDATE, TRIAL, FLEET = f"{STATE}/update.json", f"{STATE}/trial.json", f"{STATE}/fleet.toml"
WANTED = "/run/kiosk/update-wanted"
COMMAND = "/usr/local/bin/kiosk"
RUN_LIMIT_S = 900.0
LOOK_S = 0.1
STOP = "stop"
"""The property of a test that tells what the switch cost, in words."""
CLOSED = "SELECT seq FROM checks WHERE state <> 'open'"
KEPT = {
    "checks": f"seq IN ({CLOSED})",
    "verdicts": f"check_seq IN ({CLOSED})",
    "reports": f"check_seq IN ({CLOSED})",
    "reps": "1",
    "other_movements": "1",
    "settings": "1",
    "pins": "1",
    "spots": "1",
}
"""Tables whose rows stay as they are, and which of them: an open check is still being written."""


def run_updater(box: Box, limit_s: float = RUN_LIMIT_S) -> dict[str, Any]:
    """One whole run of the updater; what it wrote down of it (`last_look`)."""
    box.run("systemctl", "reset-failed", UNIT, check=False)
    box.run("systemctl", "start", UNIT, limit_s=limit_s, check=False)
    return last_look(box)


def read(box: Box, name: str) -> dict[str, Any]:
    """A JSON file of the box's updater; empty while there is none."""
    try:
        found: dict[str, Any] = json.loads(box.path(name).read_text("utf-8"))
    except FileNotFoundError:
        return {}
    return found


def last_look(box: Box) -> dict[str, Any]:
    """What became of the newest run."""
    found: dict[str, Any] = read(box, UPDATE).get("last_look") or {}
    return found


def history(box: Box) -> list[dict[str, Any]]:
    """What became of every version that was tried, newest first."""
    found: list[dict[str, Any]] = read(box, UPDATE).get("history") or []
    return found


def self_check(box: Box) -> str:
    """What `kiosk check` says to staff, on one line."""
    said = box.run("runuser", "-u", "kiosk", "--", COMMAND, "check", check=False, limit_s=180)
    return " ".join(said.split())


def settled(box: Box) -> bool:
    """Whether no version is on trial."""
    return not box.path(TRIAL).exists()


def ready(box: Box) -> dict[str, Any]:
    """What the running kiosk answers to whoever asks whether it is ready."""
    try:
        found: dict[str, Any] = json.loads(box.get("/ready").text)
    except ValueError:
        return {}
    return found


def running(box: Box) -> str:
    """The version that answers; empty while none does."""
    return str(ready(box).get("version") or "")


def linked(box: Box, name: str = "current") -> str:
    """The version behind a link of /opt/kiosk."""
    return box.path(f"/opt/kiosk/{name}").readlink().name.rpartition("-")[0]


Row = tuple[Any, ...]
"""A row of the store: its table, its place, its content."""


def rows(box: Box, store: str = rig.STORE) -> frozenset[Row]:
    """All that the store holds and may never lose, read beside the kiosk.

    A copy is read, so that nothing is written into the box's store.
    """
    with TemporaryDirectory() as folder:
        copy = Path(folder) / "copy.db"
        for ending in ("", "-wal"):
            if (there := box.path(store + ending)).exists():
                copyfile(there, f"{copy}{ending}")
        with closing(sqlite3.connect(copy)) as opened:
            assert opened.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            return frozenset(_rows(opened))


def _rows(opened: sqlite3.Connection) -> Iterator[Row]:
    """Columns that a later version added are left out: what was known must still be there."""
    for table, which in KEPT.items():
        names = [column[1] for column in opened.execute(f"PRAGMA table_info({table})")]
        known = ", ".join(name for name in names if not name.startswith("appliance_"))
        for row in opened.execute(f"SELECT {known} FROM {table} WHERE {which}"):
            yield table, *row


@dataclass
class Stop:
    """What a member at the screen misses while a version is switched; seconds."""

    no_page_s: float = 0.0
    """The longest time without any answer of the page."""
    not_ready_s: float = 0.0
    """The longest time in which no check could have begun."""
    looks: int = 0
    _page_since_s: float | None = None
    _ready_since_s: float | None = None
    _over: threading.Event = field(default_factory=threading.Event)

    def said(self, switch: str) -> str:
        """The figure in words, for the reader and the record."""
        return (
            f"{switch}: no page for {self.no_page_s:.1f} s, "
            f"no check could begin for {self.not_ready_s:.1f} s."
        )

    def look(self, page: bool, checks: bool, now_s: float) -> None:
        """Take one look into account."""
        self.looks += 1
        self._page_since_s = None if page else _first(self._page_since_s, now_s)
        self._ready_since_s = None if checks else _first(self._ready_since_s, now_s)
        self.no_page_s = max(self.no_page_s, _since(self._page_since_s, now_s))
        self.not_ready_s = max(self.not_ready_s, _since(self._ready_since_s, now_s))


def _first(since_s: float | None, now_s: float) -> float:
    return now_s if since_s is None else since_s


def _since(since_s: float | None, now_s: float) -> float:
    return 0.0 if since_s is None else now_s - since_s


@contextmanager
def watched(box: Box) -> Iterator[Stop]:
    """Inside, the pages are asked ten times a second for what a member would miss."""
    stop, first = Stop(), box.first

    def look() -> None:
        while not stop._over.wait(LOOK_S):
            page = get(first, "/").status == 200
            answer = get(first, "/ready") if page else None
            stop.look(page, answer is not None and answer.status == 200, monotonic())

    thread = threading.Thread(target=look, name="member")
    thread.start()
    try:
        yield stop
    finally:
        stop._over.set()
        thread.join()
