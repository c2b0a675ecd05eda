"""The box's own rows of the self-check, from the health report."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.health.about import ABOUT, reading
from kiosk.health.report import HealthReport, Level
from kiosk.selfcheck import Finding, State, exit_code
from kiosk.selfcheck.box import ROWS, probe_box

WELL = HealthReport(tuple(reading(name, Level.OK, "All is well.") for name in ABOUT), "")
OWN_ROWS = {"clock", "disk_free", "camera"}
"""Looked at by other probes of the self-check."""


def with_level(name: str, level: Level) -> HealthReport:
    readings = [each for each in WELL.readings if each.name != name]
    return replace(WELL, readings=(*readings, reading(name, level, "So it is.")))


def found(report: HealthReport, name: str) -> Finding:
    return probe_box(report)[ROWS.index(name)]


def test_heat_power_card_swap_and_crashes_are_looked_at() -> None:
    """The rows stand in their order with people's words, and double no other row."""
    findings = probe_box(WELL)
    assert [finding.name for finding in findings] == [
        *("temperature", "power supply", "file system", "card writable"),
        *("memory available", "restarts", "core dumps", "swap"),
    ]
    assert set(ROWS) & OWN_ROWS == set()
    assert {finding.state for finding in findings} == {State.OK}


@pytest.mark.parametrize("name", ROWS)
def test_a_warning_says_its_mend(name: str) -> None:
    """What needs a look lets the kiosk work and says what to do, without a stop at its end."""
    finding = found(with_level(name, Level.WARN), name)
    assert finding.state is State.WARN
    assert finding.what == "So it is"
    assert finding.mend
    assert not finding.mend.endswith(".")


@pytest.mark.parametrize("name", ROWS)
def test_only_a_card_that_takes_nothing_stops_the_kiosk(name: str) -> None:
    """Heat, weak power or errors threaten the kiosk; nothing can be stored on a read-only card."""
    findings = probe_box(with_level(name, Level.BAD))
    assert exit_code(findings) == int(name == "read_only_root")


def test_not_knowing_is_no_fault() -> None:
    """A laptop without a thermometer passes."""
    findings = probe_box(with_level("temperature", Level.UNKNOWN))
    assert findings[0].state is State.UNKNOWN
    assert exit_code(findings) == 0
