"""Where the body is over the step that it stood on tells the stance leg, not the free foot."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.pose.keypoints import Joint, Leg, Pose
from kiosk.scoring import protocol
from kiosk.scoring.findings import FreeLeg
from kiosk.scoring.place import body_place, knees_level
from kiosk.scoring.standing import Standing, renewed, stands_still
from kiosk.scoring.support import Support, support_of

from .people import FOOT_HALF, LEG_PX, Posture, moved, pose_of, shifted

SHOULDERS = (Joint.LEFT_SHOULDER, Joint.RIGHT_SHOULDER)
HIPS = (Joint.LEFT_HIP, Joint.RIGHT_HIP)
LEG = pytest.mark.parametrize("leg", list(Leg))


def still(pose: Pose, t_s: float = 0.0) -> Standing:
    standing = stands_still([replace(pose, t_s=t_s + i / 15) for i in range(8)])
    assert standing is not None
    return standing


STANDING = still(pose_of(Posture()))


def in_front(leg: Leg, descent: float = 0.0) -> Pose:
    """On one leg, the free foot over its place on the floor, in front, its knee up a little."""
    held = Posture(leg, weight=1.0, lift=1.0, free=FreeLeg.FRONT, lower=0.05, knee_up=0.05)
    return pose_of(replace(held, descent=descent))


def test_where_both_feet_carried_is_the_middle() -> None:
    """Standing as before is 0.5, whatever the depth of a squat on both feet."""
    for descent in (0.0, 0.1, 0.2):
        place = body_place(pose_of(Posture(descent=descent)), STANDING)
        assert place == pytest.approx(0.5)


@LEG
def test_one_leg_is_told_with_the_free_foot_over_its_place(leg: Leg) -> None:
    """Both ankles look as if they stood; the body has gone aside."""
    for descent in (0.0, 0.1, 0.2):
        found = support_of(in_front(leg, descent=descent), STANDING)
        assert found is Support(leg.value)


@LEG
def test_it_does_not_matter_how_the_first_stand_was_seen(leg: Leg) -> None:
    """A baseline whose body stood nearer to one foot (seen from aside) serves as well."""
    aside = still(shifted(pose_of(Posture()), SHOULDERS, 0.1 * LEG_PX))
    pose = shifted(in_front(leg), SHOULDERS, 0.1 * LEG_PX)
    assert support_of(pose, aside) is Support(leg.value)


@LEG
def test_standing_on_one_leg_is_no_new_baseline(leg: Leg) -> None:
    """Still, feet level, but gone aside on the old step: the old baseline holds."""
    side = 0.06 * LEG_PX * (1 if leg is Leg.LEFT else -1)
    new = still(shifted(pose_of(Posture()), (*SHOULDERS, *HIPS), side), t_s=5.0)
    assert renewed(STANDING, new) is STANDING


@LEG
def test_who_stands_on_one_leg_does_so_until_back(leg: Leg) -> None:
    """Between aside and back nothing changes: no flicker from one support to the other."""
    half = pose_of(
        Posture(leg, weight=0.24, lift=1.0, free=FreeLeg.FRONT, lower=0.05, knee_up=0.05)
    )
    one = Support(leg.value)
    assert support_of(half, STANDING, one) is one
    assert support_of(half, STANDING, Support.BOTH) is Support.BOTH
    assert support_of(pose_of(Posture()), STANDING, one) is Support.BOTH


def test_a_foot_put_elsewhere_is_no_lifted_foot() -> None:
    """The right foot a third of a step wider, the body in the middle again: both feet."""
    out = FOOT_HALF + 0.09
    pose = pose_of(Posture(feet=((FOOT_HALF, 0.0), (-out, 0.0))))
    assert support_of(pose, STANDING) is Support.BOTH


def test_elsewhere_nothing_is_known() -> None:
    """Neither foot near its place: the old step says nothing of the body's place."""
    assert body_place(moved(pose_of(Posture()), dx_px=60.0), STANDING) is None


def test_level_knees() -> None:
    """A free leg held in front lifts its knee; in standing both are level."""
    assert knees_level(pose_of(Posture()), STANDING) is True
    lifted = pose_of(Posture(Leg.LEFT, weight=1.0, lift=1.0, knee_up=0.1))
    assert knees_level(lifted, STANDING) is False
    assert protocol.KNEES_LEVEL < 0.1
