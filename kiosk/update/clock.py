"""Decides whether this box's clock can be right: not before a time that has certainly passed.

A Raspberry Pi 4 keeps no time while it is off. Behind a clock that stands still an attacker can
serve yesterday's metadata for ever, so nothing is fetched with a clock before the floor: when
the running version was built, or the newest time that a maintainer signed and this box has
verified. A signed time ahead of the clock is never kept, so no signature can move the floor
beyond what the clock itself has said.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from kiosk.install.files import replace_file
from kiosk.update.errors import ClockError

CLOCK_FILE = "clock.json"
SLACK_S = 3600.0
"""How far the clock may be behind: maintainers' clocks differ too. Our choice, 2026-11."""

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z", re.ASCII)


@dataclass(frozen=True)
class Clock:
    """The time in seconds since 1970 UTC, and when the running version was built."""

    now_s: Callable[[], float]
    built_s: float | None = None


def check(clock: Clock, folder: Path, signed_s: float | None = None) -> None:
    """Raise ClockError if the clock is before the floor, or before a time signed just now."""
    known = [each for each in (clock.built_s, floor_s(folder), signed_s) if each is not None]
    now_s = clock.now_s()
    if known and now_s < max(known) - SLACK_S:
        raise ClockError(
            f"The clock of this box says {said(now_s)}, but it is at least {said(max(known))}: "
            "let the box reach a time server; until then nothing is updated."
        )


def remember(clock: Clock, folder: Path, signed_s: float | None) -> None:
    """Raise the floor to a verified time, on the disk when this returns; raises OSError."""
    known_s = floor_s(folder)
    if signed_s is None:
        return
    new_s = min(signed_s, clock.now_s())
    if known_s is not None and new_s <= known_s:
        return
    replace_file(folder / CLOCK_FILE, json.dumps({"floor_s": new_s}).encode())


def floor_s(folder: Path) -> float | None:
    """The newest verified time that was kept; None if there is none that can be read."""
    try:
        value = json.loads((folder / CLOCK_FILE).read_bytes())["floor_s"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
    return float(value) if isinstance(value, int | float) and 0 < value < 1e11 else None


def said(time_s: float) -> str:
    """A time for people, in UTC."""
    return datetime.fromtimestamp(time_s, UTC).strftime("%Y-%m-%d %H:%M UTC")


def time_s(written: object) -> float | None:
    """Seconds since 1970 of a time as TUF writes it; None for anything else."""
    if not isinstance(written, str) or not _DATE.fullmatch(written):
        return None
    try:
        return datetime.fromisoformat(written).timestamp()
    except ValueError:
        return None
