"""Judges the board: heat, power, memory, swap, core dumps and the clock. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from kiosk.health import limits
from kiosk.health.about import reading, unknown
from kiosk.health.absent import Absent
from kiosk.health.facts import Facts
from kiosk.health.latch import Latch
from kiosk.health.memory import CoreDumps, SwapSpace
from kiosk.health.power import SLOWED, TOO_WARM, UNDER_VOLTAGE, PowerFlags
from kiosk.health.report import Level, Reading
from kiosk.moment import Moment

_FIRST_SANE_YEAR = 2025
_KEEPS_NONE_AT_LIMIT_0 = "systemd-coredump"
"""This program keeps no core of a process whose limit is 0 (systemd-coredump(8)); of others
nothing is known."""
_KEEP_NOTHING = ("false", "true")
"""Programs that a core may be piped to and is gone, as the installation has it."""


def judge_board(
    facts: Facts, flags: PowerFlags, latch: Latch, hot_c: float, was_hot: bool, now: Moment
) -> Iterator[Reading]:
    """Every reading of the board."""
    yield _temperature(facts.temperature_c, hot_c, was_hot)
    yield _throttling(flags.throttled, latch)
    yield _under_voltage(flags.under_voltage, latch)
    yield _available(facts.available_bytes)
    yield _clock(now)
    yield _core_dumps(facts.core_dumps)
    yield _swap(facts.swap)


def low_power(latch: Latch, now: Moment) -> bool:
    """Whether the voltage fell so lately that the light says so."""
    seen = latch.under_voltage
    return (
        latch.boot_id == now.boot_id
        and seen is not None
        and now.monotonic_s - seen.last_s <= limits.LOW_POWER_SHOWN_S
    )


def _temperature(degrees_c: float | Absent, hot_c: float, was_hot: bool) -> Reading:
    if isinstance(degrees_c, Absent):
        return unknown("temperature", degrees_c)
    text = f"The processor has {degrees_c:.0f} degrees Celsius"
    if degrees_c >= limits.TOO_HOT_C:
        return reading("temperature", Level.BAD, f"{text}: far too hot.", degrees_c)
    if degrees_c >= hot_c - (limits.COOLED_BY_C if was_hot else 0.0):
        return reading("temperature", Level.WARN, f"{text}: too hot.", degrees_c)
    return reading("temperature", Level.OK, f"{text}.", degrees_c)


def _throttling(bits: int | Absent, latch: Latch) -> Reading:
    if isinstance(bits, Absent):
        return unknown("throttling", bits)
    if bits & (SLOWED | TOO_WARM):
        cause = "for lack of power" if bits & UNDER_VOLTAGE else "for heat"
        return reading("throttling", Level.WARN, f"The board runs slower now, {cause}.", 1.0)
    if latch.slowed:
        text = f"The board runs at its full speed; it ran slower at {_time(latch.slowed.first)}."
        return reading("throttling", Level.OK, text, 0.0)
    return reading("throttling", Level.OK, "The board runs at its full speed.", 0.0)


def _under_voltage(alarm: bool | Absent, latch: Latch) -> Reading:
    name = "under_voltage"
    if isinstance(alarm, Absent):
        return unknown(name, alarm)
    if alarm:
        return reading(name, Level.BAD, "The power supply gives too little voltage now.", 1.0)
    if latch.under_voltage:
        first = _time(latch.under_voltage.first)
        text = f"The power supply gave too little voltage, first at {first}."
        return reading(name, Level.WARN, text, 1.0)
    if latch.under_voltage_before:
        first = _time(latch.under_voltage_before)
        text = f"The power supply gave too little voltage before the last start, at {first}."
        return reading(name, Level.WARN, text, 0.0)
    return reading(name, Level.OK, "The power supply is strong enough.", 0.0)


def _time(utc_text: str) -> str:
    """The day and minute of an ISO time, as sure as the clock then was."""
    return f"{utc_text[:10]} {utc_text[11:16]} UTC"


def _available(count: int | Absent) -> Reading:
    if isinstance(count, Absent):
        return unknown("memory_available", count)
    level = Level.WARN if count < limits.LOW_MEMORY_BYTES else Level.OK
    level = Level.BAD if count < limits.NO_MEMORY_BYTES else level
    text = f"{count / 1e6:.0f} MB of memory are left for programs."
    return reading("memory_available", level, text, float(count))


def _clock(now: Moment) -> Reading:
    text = f"The clock shows {now.utc:%Y-%m-%d %H:%M} UTC"
    sure = float(now.clock_sure)
    if now.utc.year < _FIRST_SANE_YEAR:
        return reading("clock", Level.BAD, f"{text}, which cannot be.", sure)
    if not now.clock_sure:
        text = f"{text}, set by no time service: results are marked as of unsure time."
        return reading("clock", Level.WARN, text, sure)
    return reading("clock", Level.OK, f"{text}, synchronised.", sure)


def _core_dumps(dumps: CoreDumps | Absent) -> Reading:
    if isinstance(dumps, Absent):
        return unknown("core_dumps", dumps)
    piped = dumps.pattern.startswith("|")
    target = dumps.pattern.lstrip("| ").split(" ")[0]
    program = target.rpartition("/")[2]
    if (piped and program in _KEEP_NOTHING) or (dumps.limit == "0" and not piped):
        return reading("core_dumps", Level.OK, "Core dumps are off.", 0.0)
    if dumps.limit == "0" and program == _KEEPS_NONE_AT_LIMIT_0:
        text = "Core dumps are off: systemd-coredump notes a crash and keeps no memory."
        return reading("core_dumps", Level.OK, text, 0.0)
    text = f"After a crash the kiosk's memory, pictures too, would go to {target or 'a file'}."
    return reading("core_dumps", Level.WARN, text, 1.0)


def _swap(space: SwapSpace | Absent) -> Reading:
    if isinstance(space, Absent):
        return unknown("swap", space)
    if not space.swaps:
        return reading("swap", Level.OK, "Swap is off.", 0.0)
    if all(swap.safe for swap in space.swaps):
        kinds = " and ".join(dict.fromkeys(swap.safe or "" for swap in space.swaps))
        return reading("swap", Level.OK, f"Swap is on and is {kinds}.", 0.0)
    plain = ", ".join(swap.name for swap in space.swaps if not swap.safe)
    if space.kiosk_kept_out:
        text = f"Swap is on and not encrypted ({plain}); the kiosk's own memory never goes there."
        return reading("swap", Level.OK, text, 0.0)
    text = f"Swap is on and not encrypted ({plain}): a picture in memory could reach the card."
    return reading("swap", Level.WARN, text, 1.0)
