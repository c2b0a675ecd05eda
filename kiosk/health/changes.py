"""Which readings have come to another level, told once each and only when it lasts. Pure.

A frame rate that swings about its limit would otherwise fill the journal.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kiosk.health.report import HealthReport, Level, Reading

LASTS_S = 10.0
"""A level that has held this long is told. Our choice, 2026-11."""
_QUIET = (Level.OK, Level.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Told:
    """What has been told, and what is about to be."""

    levels: Mapping[str, Level] = field(default_factory=dict)
    """The level told last, by reading. One never told counts as well."""
    waiting: Mapping[str, tuple[Level, float]] = field(default_factory=dict)
    """Levels that differ from the told one, and since when."""


def step(told: Told, report: HealthReport, now_s: float) -> tuple[Told, tuple[Reading, ...]]:
    """The readings to tell with this report. `now_s` is of the monotonic clock."""
    levels, waiting = dict(told.levels), {}
    news = []
    for reading in report.readings:
        since_s = _since(told, reading, now_s)
        if since_s is None:
            continue
        if now_s - since_s >= LASTS_S:
            levels[reading.name] = reading.level
            news.append(reading)
        else:
            waiting[reading.name] = (reading.level, since_s)
    return Told(levels, waiting), tuple(news)


def _since(told: Told, reading: Reading, now_s: float) -> float | None:
    """Since when this level differs from the one that was told; None where it does not."""
    before = told.levels.get(reading.name)
    if before is reading.level or (before is None and reading.level in _QUIET):
        return None
    level, since_s = told.waiting.get(reading.name, (reading.level, now_s))
    return since_s if level is reading.level else now_s
