from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.scoring.protocol import TURNED_DEG
from kiosk.spot.limits import false_fppa_deg, limits


@given(distance_m=st.floats(1.5, 5.0))
def test_the_limit_makes_the_same_false_angle_everywhere(distance_m: float) -> None:
    """At any distance the off-centre limit stands for the measurement sheet's 4.7 degrees."""
    assert false_fppa_deg(limits(distance_m).off_centre_m, distance_m) == pytest.approx(4.7)


def test_three_metres_give_the_known_limit() -> None:
    """At 3 m it is 0.2 m, and 5 degrees of turn."""
    known = limits(3.0)
    assert known.off_centre_m == pytest.approx(0.2)
    assert known.turned_deg == TURNED_DEG


@pytest.mark.parametrize(("turn_deg", "left_deg"), [(2.0, 3.0), (-2.0, 3.0), (9.0, 0.0)])
def test_a_turned_mat_takes_from_the_limit(turn_deg: float, left_deg: float) -> None:
    """What the mat is turned is not left for the member, and never less than nothing is."""
    assert limits(3.0, turn_deg).turned_deg == pytest.approx(left_deg)
