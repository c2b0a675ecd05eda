"""Ankles that the network mixed up in standing are mended; on one leg nothing is touched."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.pose.keypoints import Joint, Leg, Point, Pose
from kiosk.scoring.findings import FreeLeg
from kiosk.scoring.untangle import untangled

from .people import Posture, mirrored, pose_of, without
from .properties import bounded
from .script import check_on
from .watching import watch

STANDING = pose_of(Posture())
EITHER = pytest.mark.parametrize("leg", list(Leg))


def with_points(pose: Pose, changed: dict[Joint, Point | None]) -> Pose:
    points = tuple(changed.get(Joint(i), point) for i, point in enumerate(pose.points))
    return replace(pose, points=points)


def crossed(pose: Pose) -> Pose:
    """Each ankle on the other foot."""
    left, right = pose.points[Joint.LEFT_ANKLE], pose.points[Joint.RIGHT_ANKLE]
    return with_points(pose, {Joint.LEFT_ANKLE: right, Joint.RIGHT_ANKLE: left})


def merged(pose: Pose, stray: Joint, onto: Joint) -> Pose:
    """One ankle on the other's foot."""
    return with_points(pose, {stray: pose.points[onto]})


def test_standing_stays() -> None:
    """Feet in place are left alone."""
    assert untangled(STANDING) == STANDING


def test_crossed_ankles_are_swapped_back() -> None:
    """Each ankle comes under its own knee, also in a mirror."""
    assert untangled(crossed(STANDING)) == STANDING
    assert untangled(crossed(mirrored(STANDING))) == mirrored(STANDING)


def test_both_ankles_on_one_foot_drop_the_stray_one() -> None:
    """The ankle that is not under its knee is missing, not wrong."""
    found = untangled(merged(STANDING, Joint.RIGHT_ANKLE, Joint.LEFT_ANKLE))
    assert found.points[Joint.RIGHT_ANKLE] is None
    assert found.points[Joint.LEFT_ANKLE] == STANDING.points[Joint.LEFT_ANKLE]
    found = untangled(merged(STANDING, Joint.LEFT_ANKLE, Joint.RIGHT_ANKLE))
    assert found.points[Joint.LEFT_ANKLE] is None


def test_a_missing_joint_leaves_the_pose() -> None:
    """Without both legs whole nothing can be told."""
    pose = crossed(without(STANDING, Joint.LEFT_KNEE))
    assert untangled(pose) == pose


@given(
    leg=st.sampled_from(list(Leg)),
    free=st.sampled_from([FreeLeg.MIDDLE, FreeLeg.BEHIND]),
    fppa_deg=st.floats(-20, 30),
    descent=st.floats(0, 0.25),
)
@bounded(60)
def test_one_leg_is_never_touched(leg: Leg, free: FreeLeg, fppa_deg: float, descent: float) -> None:
    """With a foot in the air the pose stays, however the knee moves in."""
    pose = pose_of(Posture(leg, weight=1, lift=1, free=free, fppa_deg=fppa_deg, descent=descent))
    assert untangled(pose) == pose


def test_crossed_ankles_while_standing_spoil_no_check() -> None:
    """A few frames with the ankles on the wrong feet before lifting: the reps count."""
    film = [
        (t_s, crossed(pose) if pose and 0.5 < t_s < 0.8 else pose)
        for t_s, pose in check_on(Leg.LEFT, reps=2).film()
    ]
    assert watch(film).counted(Leg.LEFT) == 2
