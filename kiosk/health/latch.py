"""Remembers for one boot that the voltage fell or the board slowed down.

The board's own flags last two seconds (`power`), and a kiosk that restarts must not forget: so
the first and the last time are kept in health.json. A card is not worn for it: the file is
written when something happens for the first time, then at most every ten minutes.
Deciding is pure; `load` and `save` are the only ones that meet the disk.
"""

from __future__ import annotations

import json
import logging
import os
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from kiosk.health.absent import Absent, read_text
from kiosk.health.power import SINCE, SLOWED, TOO_WARM, PowerFlags
from kiosk.moment import Moment

_WRITE_AGAIN_S = 600.0
"""Our choice, 2026-11."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Seen:
    """When something was seen in this boot. Seconds are of the monotonic clock."""

    first: str
    """ISO 8601 in UTC, as sure as the clock then was."""
    first_s: float
    last_s: float


@dataclass(frozen=True, slots=True)
class Latch:
    """What has happened in one boot."""

    boot_id: str
    under_voltage: Seen | None = None
    slowed: Seen | None = None
    under_voltage_before: str | None = None
    """When the voltage fell in the boot before this one, which may have ended by it."""


def step(latch: Latch, flags: PowerFlags, now: Moment) -> Latch:
    """The latch after one look at the flags."""
    if latch.boot_id != now.boot_id:
        latch = _after_boot(latch, now.boot_id)
    if flags.under_voltage is True:
        latch = replace(latch, under_voltage=_seen(latch.under_voltage, now))
    slow = SLOWED | TOO_WARM
    if not isinstance(flags.throttled, Absent) and flags.throttled & (slow | slow << SINCE):
        latch = replace(latch, slowed=_seen(latch.slowed, now))
    return latch


def _after_boot(latch: Latch, boot_id: str) -> Latch:
    before = latch.under_voltage.first if latch.under_voltage else None
    return Latch(boot_id, under_voltage_before=before)


def _seen(seen: Seen | None, now: Moment) -> Seen:
    if seen is None:
        return Seen(now.utc_text, now.monotonic_s, now.monotonic_s)
    return replace(seen, last_s=now.monotonic_s)


def worth_writing(written: Latch | None, latch: Latch) -> bool:
    """Whether the file should be brought up to date."""
    if written is None:
        return latch.under_voltage is not None or latch.slowed is not None
    return (
        written.boot_id != latch.boot_id
        or _moved_on(written.under_voltage, latch.under_voltage)
        or _moved_on(written.slowed, latch.slowed)
    )


def _moved_on(written: Seen | None, seen: Seen | None) -> bool:
    if seen is None or written is None:
        return seen is not written
    return seen.last_s - written.last_s >= _WRITE_AGAIN_S


def load(path: Path) -> Latch | None:
    """What the file holds; None where it is not there or damaged, which costs only memory."""
    text = read_text(path)
    if text is None:
        return None
    try:
        held = json.loads(text)
        return Latch(
            boot_id=str(held["boot_id"]),
            under_voltage=_loaded(held["under_voltage"]),
            slowed=_loaded(held["slowed"]),
            under_voltage_before=held["under_voltage_before"],
        )
    except (ValueError, TypeError, KeyError):
        _log.warning("%s is damaged: what it remembered of the power supply is lost", path)
        return None


def _loaded(held: dict[str, object] | None) -> Seen | None:
    if held is None:
        return None
    return Seen(str(held["first"]), float(str(held["first_s"])), float(str(held["last_s"])))


def save(path: Path, latch: Latch) -> None:
    """Write aside, flush to the card, rename: after a power cut the old or the new is there."""
    aside = path.with_name(f".{path.name}.new")
    with aside.open("w", encoding="utf-8") as file:
        json.dump(asdict(latch), file)
        file.flush()
        os.fsync(file.fileno())
    aside.replace(path)
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
