"""A standing foot that the network loses for a moment is where it was."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.pose.keypoints import Leg, Point, Pose
from kiosk.scoring.geometry import ANKLE
from kiosk.scoring.planted import Foot, planted
from kiosk.scoring.protocol import PLANTED_S

POSE = Pose(5.0, tuple(Point(float(i), 2.0 * i, 0.9) for i in range(17)))


def without(pose: Pose, leg: Leg) -> Pose:
    """The same pose, one ankle not seen."""
    points = list(pose.points)
    points[ANKLE[leg]] = None
    return replace(pose, points=tuple(points))


@pytest.mark.parametrize("leg", list(Leg))
def test_a_lost_standing_ankle_is_where_it_was(leg: Leg) -> None:
    """The remembered point fills the gap and goes on being remembered."""
    seen, foot = planted(POSE, leg, None)
    assert seen is POSE
    later = replace(without(POSE, leg), t_s=5.0 + PLANTED_S)
    filled, still = planted(later, leg, foot)
    assert filled.points == POSE.points
    assert still is foot


def test_it_is_not_remembered_for_ever() -> None:
    """After PLANTED_S the ankle is missing, as it is."""
    late = replace(without(POSE, Leg.LEFT), t_s=5.01 + PLANTED_S)
    foot = planted(POSE, Leg.LEFT, None)[1]
    assert planted(late, Leg.LEFT, foot)[0] is late


def test_the_other_foot_never_stands_in() -> None:
    """What was remembered of the left foot says nothing of the right one."""
    foot = Foot(5.0, Leg.LEFT, Point(1.0, 2.0, 0.9))
    lost = without(POSE, Leg.RIGHT)
    assert planted(lost, Leg.RIGHT, foot)[0] is lost
