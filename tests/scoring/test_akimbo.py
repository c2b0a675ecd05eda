"""A hand on its hip is told from one that hangs beside it, in any lean."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.pose.keypoints import Joint, Leg, Point, Pose
from kiosk.scoring import geometry
from kiosk.scoring.akimbo import hand_on_hip, mostly_on_hip

from .people import LEG_PX, Posture, mirrored, pose_of, without

SIDES = pytest.mark.parametrize("side", list(Leg))


def with_arm(side: Leg, wrist: tuple[float, float], elbow: tuple[float, float]) -> Pose:
    """Standing, one arm's wrist and elbow that far outward of and above its hip, in leg lengths."""
    pose = pose_of(Posture())
    hip = pose.points[geometry.HIP[side]]
    assert hip is not None
    out = 1.0 if side is Leg.LEFT else -1.0
    points: list[Point | None] = list(pose.points)
    for joints, (outward, up) in ((geometry.WRIST, wrist), (geometry.ELBOW, elbow)):
        x_px, y_px = hip.x_px + out * outward * LEG_PX, hip.y_px - up * LEG_PX
        points[joints[side]] = Point(x_px, y_px, 0.9)
    return replace(pose, points=tuple(points))


ON_HIP = {"wrist": (0.12, 0.12), "elbow": (0.29, 0.3)}
HANGING = {"wrist": (0.24, -0.05), "elbow": (0.18, 0.25)}
"""Places as rendered people have them."""


@SIDES
def test_a_hand_on_the_hip(side: Leg) -> None:
    """Near, above, the elbow out: on it, on either side and in a mirror."""
    pose = with_arm(side, **ON_HIP)
    assert hand_on_hip(pose, side, LEG_PX) is True
    assert hand_on_hip(mirrored(pose), side.other, LEG_PX) is True


@SIDES
def test_a_hanging_hand_is_as_near_and_not_on_it(side: Leg) -> None:
    """Beside the hip, lower than it, the elbow inside the wrist: not on it."""
    assert hand_on_hip(with_arm(side, **HANGING), side, LEG_PX) is False


@SIDES
def test_a_lean_or_a_sinking_pelvis_does_not_take_it_off(side: Leg) -> None:
    """Either sign is enough: the elbow leaned in, or the hand sunk to the hip's height."""
    leaned = with_arm(side, wrist=(0.12, 0.12), elbow=(0.08, 0.3))
    sunk = with_arm(side, wrist=(0.14, -0.02), elbow=(0.2, 0.2))
    assert hand_on_hip(leaned, side, LEG_PX) is True
    assert hand_on_hip(sunk, side, LEG_PX) is True


@SIDES
def test_a_raised_hand_is_not_on_it(side: Leg) -> None:
    """Above the hip, but far away."""
    raised = with_arm(side, wrist=(0.3, 0.5), elbow=(0.4, 0.4))
    assert hand_on_hip(raised, side, LEG_PX) is False


@SIDES
def test_unseen_it_is_not_told(side: Leg) -> None:
    """Without elbow or wrist nothing is said, and nothing is proven."""
    for joint in (geometry.ELBOW[side], geometry.WRIST[side]):
        pose = without(pose_of(Posture()), Joint(joint))
        assert hand_on_hip(pose, side, LEG_PX) is None
        assert not mostly_on_hip([pose], side, LEG_PX)


def test_most_of_the_poses_decide() -> None:
    """One wild frame of three changes nothing."""
    on, off = with_arm(Leg.LEFT, **ON_HIP), with_arm(Leg.LEFT, **HANGING)
    assert mostly_on_hip([on, off, on], Leg.LEFT, LEG_PX)
    assert not mostly_on_hip([off, on, off], Leg.LEFT, LEG_PX)
