"""Frames a second and what one takes; time is given."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.meter import WINDOW_S, Meter


def fed(count: int, every_s: float, took_s: float = 0.02) -> Meter:
    meter = Meter()
    for number in range(count):
        meter.add(number * every_s, took_s)
    return meter


def test_nothing_is_said_before_there_is_a_second_of_frames() -> None:
    """One frame has no rate, and half a second of them says little."""
    assert Meter().rate_hz is None
    assert Meter().tick_ms is None
    assert fed(1, 0.1).rate_hz is None
    assert fed(5, 0.1).rate_hz is None


@given(st.floats(2.0, 60.0))
def test_the_rate_is_that_of_the_last_seconds(rate_hz: float) -> None:
    """However long it has run before."""
    meter = fed(round(30 * rate_hz), 1.0 / rate_hz)
    assert meter.rate_hz == pytest.approx(rate_hz, rel=0.02)


def test_old_frames_do_not_count() -> None:
    """A fast minute long ago says nothing of now."""
    meter = fed(300, 1 / 30)
    for number in range(21):
        meter.add(100.0 + number * WINDOW_S / 20, 0.1)
    assert meter.rate_hz == pytest.approx(2.0)
    assert meter.tick_ms == pytest.approx(100.0)
    assert meter.frames == 321


def test_another_source_begins_anew() -> None:
    """What the camera before did is no rate of this one; the count goes on."""
    meter = fed(60, 0.1)
    meter.reopened()
    assert (meter.rate_hz, meter.tick_ms, meter.frames) == (None, None, 60)
