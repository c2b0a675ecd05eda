"""What is done about a camera that is gone, rung by rung: open it again, restart the kiosk,
restart the box, and else keep trying and say so.

Decides the next rung; doing it is the watch's. Pure but for `remembered` and `remember`, which
keep what outlives a restart of the kiosk in a small file (/run/kiosk, gone after a boot).
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from enum import Enum
from pathlib import Path

REOPENINGS = 3
"""Times that a source is opened again before the kiosk is restarted."""
RESTARTS = 2
"""Restarts of the kiosk for one trouble. Under systemd's limit of five in ten minutes, so that a
lost camera never ends in safe mode."""
LASTING_S = 60.0
"""Fresh frames for this long, and the trouble is over. All three: our choice (2026-11-22)."""
QUICK_S, SLOW_S = 3.0, 10.0
QUICK_TRIES = 20
"""A minute of quick tries: whoever plugs the camera in should see it at once."""

FILE = "ladder.json"


class Rung(Enum):
    """What is being done; the value is the word in Vitals."""

    WATCHING = "watching"
    REOPENING = "reopening"
    RESTARTING = "restarting"
    REBOOTING = "rebooting"
    WAITING = "waiting"


SAID = {
    Rung.WATCHING: "",
    Rung.REOPENING: "The kiosk opens it again.",
    Rung.RESTARTING: "The kiosk restarts itself.",
    Rung.REBOOTING: "The box restarts in a moment.",
    Rung.WAITING: "The kiosk keeps trying.",
}
"""One sentence for the page and the journal."""


class Trouble(Enum):
    """How the camera is gone."""

    MISSING = "missing"
    """It could not be opened."""
    LOST = "lost"
    """It failed, or fell silent."""
    FROZEN = "frozen"
    """It repeats its last picture."""
    COVERED = "covered"
    """It repeats a black picture: something before the lens. No restart mends that."""


@dataclass(frozen=True, slots=True)
class Powers:
    """What may be done here."""

    restart: bool = False
    """Somebody starts the kiosk again when it ends (systemd)."""
    reboot: bool = False
    """An admin has allowed to restart the box."""


@dataclass(frozen=True, slots=True)
class Memory:
    """What outlives a restart of the kiosk."""

    restarts: int = 0
    reboot_asked: bool = False


@dataclass(frozen=True, slots=True)
class Ladder:
    """Where on the ladder the kiosk is."""

    memory: Memory = Memory()
    rung: Rung = Rung.WATCHING
    tries: int = 0
    """Times that a source was opened again for this trouble, by this process."""
    has_seen: bool = False
    """This process has had a fresh frame."""
    fresh_since_s: float | None = None


def climb(ladder: Ladder, trouble: Trouble, powers: Powers) -> Ladder:
    """The next rung. A camera that never was there, or is covered, is only waited for."""
    up = replace(ladder, tries=ladder.tries + 1, fresh_since_s=None)
    was_there = ladder.has_seen or ladder.memory.restarts > 0
    if trouble is Trouble.COVERED or not was_there:
        return replace(up, rung=Rung.WAITING)
    if up.tries <= REOPENINGS:
        return replace(up, rung=Rung.REOPENING)
    memory = ladder.memory
    if powers.restart and memory.restarts < RESTARTS:
        memory = replace(memory, restarts=memory.restarts + 1)
        return replace(up, rung=Rung.RESTARTING, memory=memory)
    if powers.restart and powers.reboot and not memory.reboot_asked:
        return replace(up, rung=Rung.REBOOTING, memory=replace(memory, reboot_asked=True))
    return replace(up, rung=Rung.WAITING)


def fresh(ladder: Ladder, now_s: float) -> Ladder:
    """A fresh frame came; after a minute of them the trouble is forgotten."""
    since_s = now_s if ladder.fresh_since_s is None else ladder.fresh_since_s
    seeing = replace(ladder, rung=Rung.WATCHING, has_seen=True, fresh_since_s=since_s)
    if now_s - since_s < LASTING_S:
        return seeing
    return replace(seeing, tries=0, memory=Memory())


def pause_s(ladder: Ladder) -> float:
    """How long to wait before the next try."""
    return QUICK_S if ladder.tries <= QUICK_TRIES else SLOW_S


def remembered(folder: Path | None) -> Memory:
    """What an earlier process wrote; nothing without a folder or from a damaged file."""
    if folder is None:
        return Memory()
    try:
        kept = json.loads((folder / FILE).read_text(encoding="ascii"))
        return Memory(restarts=int(kept["restarts"]), reboot_asked=bool(kept["reboot_asked"]))
    except (OSError, ValueError, TypeError, KeyError):
        return Memory()


def remember(folder: Path | None, memory: Memory) -> None:
    """Write it whole or not at all; a folder that cannot be written (a full one) is no reason to
    stop watching."""
    if folder is None:
        return
    part = folder / f"{FILE}.part"
    try:
        part.write_text(json.dumps(asdict(memory)), encoding="ascii")
        part.replace(folder / FILE)
    except OSError:
        return
