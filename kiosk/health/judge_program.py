"""Judges the kiosk itself: camera, frames, its memory, restarts, updates. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from kiosk.health import limits
from kiosk.health.about import reading, unknown
from kiosk.health.absent import Absent
from kiosk.health.facts import Facts, Update
from kiosk.health.ladder import SAID, Rung
from kiosk.health.report import Level, Reading
from kiosk.vitals import Vitals

_NOT_RUNNING = Absent("No kiosk runs here.")
_SEES = {
    "ok": (Level.OK, "The camera gives fresh pictures."),
    "starting": (Level.UNKNOWN, "The camera is being opened."),
    "ended": (Level.UNKNOWN, "The recording that was played has ended."),
    "missing": (Level.BAD, "There is no camera."),
    "lost": (Level.BAD, "No picture comes from the camera any more."),
    "frozen": (Level.BAD, "The camera gives the same picture again and again."),
    "covered": (Level.BAD, "The camera sees nothing: something covers it."),
}


def judge_program(facts: Facts, vitals: Vitals | None) -> Iterator[Reading]:
    """Every reading of the kiosk."""
    yield _camera(vitals)
    yield _frame_rate(vitals)
    yield _dropped(vitals)
    yield _memory(facts.resident_bytes)
    yield _restarts(facts.restarts)
    yield _last_update(facts.update)


def _camera(vitals: Vitals | None) -> Reading:
    if vitals is None:
        return unknown("camera", _NOT_RUNNING)
    level, text = _SEES.get(vitals.camera, (Level.UNKNOWN, f"The camera is {vitals.camera}."))
    if level is Level.BAD:
        # The watch's own sentence says what is being done about it already.
        text = vitals.camera_message or f"{text} {SAID[Rung(vitals.rung)]}".rstrip()
    known = {Level.OK: 1.0, Level.BAD: 0.0}
    return reading("camera", level, text, known.get(level))


def _frame_rate(vitals: Vitals | None) -> Reading:
    name = "frame_rate"
    rate_hz = vitals.frame_rate_hz if vitals else None
    if vitals is None or rate_hz is None:
        return unknown(name, Absent("No frames have come yet.") if vitals else _NOT_RUNNING)
    if vitals.idle:
        text = f"Nobody is near, so the kiosk rests: {rate_hz:.1f} frames a second."
        return reading(name, Level.OK, text, rate_hz)
    text = f"{rate_hz:.1f} frames a second go all the way through"
    if rate_hz < limits.LEAST_RATE_HZ:
        text = f"{text}: too few for a verdict, repetitions are only counted."
        return reading(name, Level.BAD, text, rate_hz)
    if rate_hz < limits.NEAR_LEAST_RATE_HZ:
        return reading(name, Level.WARN, f"{text}, which is near the least.", rate_hz)
    return reading(name, Level.OK, f"{text}.", rate_hz)


def _dropped(vitals: Vitals | None) -> Reading:
    if vitals is None:
        return unknown("dropped_frames", _NOT_RUNNING)
    total = vitals.frames + vitals.dropped
    if total == 0:
        return unknown("dropped_frames", Absent("No frames have come yet."))
    share = vitals.dropped / total
    level = Level.WARN if share > limits.MOST_DROPPED and not vitals.idle else Level.OK
    text = f"{vitals.dropped} of {total} frames were left out for newer ones ({share:.0%})."
    return reading("dropped_frames", level, text, share)


def _memory(count: int | Absent) -> Reading:
    if isinstance(count, Absent):
        return unknown("memory", count)
    level = Level.WARN if count > limits.MUCH_MEMORY_BYTES else Level.OK
    return reading("memory", level, f"The kiosk holds {count / 1e6:.0f} MB.", float(count))


def _restarts(count: int | Absent) -> Reading:
    name = "service_restarts"
    if isinstance(count, Absent):
        return unknown(name, count)
    if count == 0:
        text = "The kiosk has run without a failure since the box was switched on."
        return reading(name, Level.OK, text, 0.0)
    level = Level.BAD if count >= limits.MANY_RESTARTS else Level.WARN
    times = "once" if count == 1 else f"{count} times"
    text = f"The kiosk failed and was restarted {times} since the box was switched on."
    return reading(name, level, text, float(count))


def _last_update(update: Update | Absent | None) -> Reading:
    if isinstance(update, Absent):
        return unknown("last_update", update)
    if update is None:
        return reading("last_update", Level.OK, "The kiosk was never updated.")
    when = f"{update.at[:10]} {update.at[11:16]} UTC"
    if update.trouble:
        text = f"Update to {update.version} failed {update.trouble.rstrip('.')} ({when})."
        return reading("last_update", Level.WARN, text)
    return reading("last_update", Level.OK, f"Updated to {update.version} at {when}.")
