"""Patterns: what holds at a moment, and for how long."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.feedback.pattern import Pattern

BLINK = Pattern((("on", 0.5), ("off", 1.0)), repeat=True)
BEEP = Pattern((("on", 0.5), ("pause", 0.25)))


@pytest.mark.parametrize(
    ("elapsed_s", "value", "left_s"),
    [(0.0, "on", 0.5), (0.25, "on", 0.25), (0.5, "off", 1.0), (1.5, "on", 0.5), (3.5, "off", 1.0)],
)
def test_repeats(elapsed_s: float, value: str, left_s: float) -> None:
    """A repeating pattern starts over after its last step."""
    found, found_left_s = BLINK.at(elapsed_s, "after")
    assert found == value
    assert found_left_s == pytest.approx(left_s)


@pytest.mark.parametrize(
    ("elapsed_s", "expected"),
    [(0.0, ("on", 0.5)), (0.5, ("pause", 0.25)), (0.75, ("after", None)), (99.0, ("after", None))],
)
def test_ends(elapsed_s: float, expected: tuple[str, float | None]) -> None:
    """A pattern played once leaves its place to `after` for good."""
    assert BEEP.at(elapsed_s, "after") == expected


def test_steady() -> None:
    """One repeating step never asks to be looked at again."""
    assert Pattern((("on", 1.0),), repeat=True).at(12.3, "after") == ("on", None)


def test_empty() -> None:
    """No steps at all is the same as a pattern that has ended."""
    assert Pattern[str]().at(0.0, "after") == ("after", None)


def test_before_the_start() -> None:
    """A moment before the start counts as the start."""
    assert BLINK.at(-1.0, "after") == ("on", 0.5)


@given(st.floats(0.0, 1e6))
def test_holds_as_long_as_it_says(elapsed_s: float) -> None:
    """Within the seconds it names, a pattern keeps its value."""
    value, left_s = BLINK.at(elapsed_s, "after")
    assert left_s is not None
    assert 0.0 < left_s <= 1.0
    assert BLINK.at(elapsed_s + left_s * 0.5, "after")[0] == value
