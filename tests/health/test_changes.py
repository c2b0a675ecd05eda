"""Which changes are told: once each, and only those that last."""

from __future__ import annotations

from kiosk.health.changes import LASTS_S, Told, step
from kiosk.health.report import HealthReport, Level, Reading

OK, WARN, BAD, UNKNOWN = Level.OK, Level.WARN, Level.BAD, Level.UNKNOWN


def news(*levels: tuple[float, Level]) -> list[tuple[float, Level]]:
    """When what is told of one reading that has these levels at these times."""
    told, found = Told(), []
    for now_s, level in levels:
        report = HealthReport((Reading("x", "X", level, "So."),), "")
        told, changed = step(told, report, now_s)
        found += [(now_s, each.level) for each in changed]
    return found


def test_wellness_from_the_start_is_no_news() -> None:
    """A box that was well and stays so, or tells nothing, fills no journal."""
    assert news((0.0, OK), (60.0, OK), (120.0, UNKNOWN), (180.0, OK), (300.0, OK)) == []


def test_a_trouble_is_told_once_when_it_lasts() -> None:
    """Not at once, then exactly once, and its end too."""
    assert news((0.0, WARN), (9.0, WARN), (10.0, WARN), (11.0, WARN), (90.0, WARN)) == [
        (LASTS_S, WARN)
    ]
    assert news((0.0, BAD), (10.0, BAD), (20.0, OK), (30.0, OK), (40.0, OK)) == [
        (10.0, BAD),
        (30.0, OK),
    ]


def test_a_change_for_the_worse_is_told() -> None:
    """From warn to bad is news again."""
    assert news((0.0, WARN), (10.0, WARN), (20.0, BAD), (30.0, BAD)) == [(10.0, WARN), (30.0, BAD)]


def test_swinging_is_not_told() -> None:
    """A rate about its limit, one way and the other every second, is told nothing of."""
    assert news(*((float(second), (OK, WARN)[second % 2]) for second in range(120))) == []


def test_swinging_between_two_troubles_begins_the_wait_anew() -> None:
    """Only one level held all the time is told."""
    assert news((0.0, WARN), (8.0, BAD), (12.0, BAD), (18.0, BAD)) == [(18.0, BAD)]
