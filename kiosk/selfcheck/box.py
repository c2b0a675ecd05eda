"""The box itself, in the words of its health report: heat, power, card, memory, swap, crashes.

What has a row of its own here (clock, disk space, store, camera) is left out of it, and so is the
write test, for nothing here changes anything.
"""

from __future__ import annotations

from kiosk.health.report import HealthReport, Level, Reading
from kiosk.selfcheck.finding import Finding, State

ROWS = (
    *("temperature", "under_voltage", "filesystem_errors", "read_only_root"),
    *("memory_available", "service_restarts", "core_dumps", "swap"),
)
"""Names of the readings shown, in order."""
_STATES = {
    Level.OK: State.OK,
    Level.WARN: State.WARN,
    Level.BAD: State.WARN,
    Level.UNKNOWN: State.UNKNOWN,
}
_CANNOT_WORK = ("read_only_root",)
"""Readings that stop the kiosk when they are bad; the others only threaten it."""


def probe_box(report: HealthReport) -> list[Finding]:
    """One finding for each of the rows."""
    found = {reading.name: reading for reading in report.readings}
    return [_finding(found[name]) for name in ROWS]


def _finding(reading: Reading) -> Finding:
    stops = reading.level is Level.BAD and reading.name in _CANNOT_WORK
    state = State.WRONG if stops else _STATES[reading.level]
    mend = reading.mend.removesuffix(".") if reading.mend else None
    return Finding(reading.label.lower(), state, reading.text.removesuffix("."), mend)
