"""From the hip's descent to knee flexion: a gate with known scale."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.scoring import protocol
from kiosk.scoring.depth import knee_flexion_deg

from .properties import bounded


def test_no_descent_is_standing_on_one_leg() -> None:
    """The few degrees of standing are included."""
    assert knee_flexion_deg(0.0) == pytest.approx(protocol.PERCH_FLEXION_DEG)


@pytest.mark.parametrize(
    ("flexion_deg", "geometric"), [(45, 0.0686), (60, 0.1265), (75, 0.1992), (90, 0.2854)]
)
def test_scale(flexion_deg: float, geometric: float) -> None:
    """Two equal segments, from 14 degrees of standing, seen by the camera a little smaller.

    `geometric` is cos(7) - cos(flexion / 2), computed by hand.
    """
    seen = geometric / protocol.DESCENT_GAIN
    assert knee_flexion_deg(seen) == pytest.approx(flexion_deg, abs=0.1)


def test_gain_is_of_a_camera() -> None:
    """A gain far from 1 would be no calibration but a mistake."""
    assert 0.95 < protocol.DESCENT_GAIN < 1.2


@given(st.floats(-2, 3))
@bounded(100)
def test_any_descent_gives_an_angle(descent: float) -> None:
    """Wild descents end at 0 and at 360 of two straight segments, never in an error."""
    assert 0.0 <= knee_flexion_deg(descent) <= 360.0


def test_deeper_is_more() -> None:
    """Every millimetre down is more flexion."""
    angles = [knee_flexion_deg(i / 1000) for i in range(300)]
    assert all(a < b for a, b in pairwise(angles))
