"""Which foot carries: proof of the stance leg, also where the free foot is lower in the image."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.pose.keypoints import Joint, Leg
from kiosk.scoring.findings import FreeLeg
from kiosk.scoring.geometry import ANKLE, SHOULDER
from kiosk.scoring.standing import Standing, stands_still
from kiosk.scoring.support import Support, free_foot_rise, support_of

from .people import Posture, mirrored, moved, pose_of, rolled, without
from .properties import bounded
from .script import spoilt

EITHER = pytest.mark.parametrize("leg", list(Leg))
HELD = pytest.mark.parametrize("free", [FreeLeg.MIDDLE, FreeLeg.BEHIND, FreeLeg.FRONT])


def standing(**place: float) -> Standing:
    found = stands_still([moved(pose_of(Posture(), i / 15), **place) for i in range(8)])
    assert found is not None
    return found


STANDING = standing()
"""The baseline of the stick person."""


def one_leg(leg: Leg, free: FreeLeg, *, lower: float = 0.08, descent: float = 0.0) -> Posture:
    return Posture(leg, weight=1, lift=1, free=free, lower=lower, descent=descent)


@pytest.mark.parametrize("descent", [0.0, 0.1, 0.25])
def test_both_feet(descent: float) -> None:
    """Two feet in place carry together, standing or deep in a squat."""
    assert support_of(pose_of(Posture(descent=descent)), STANDING) is Support.BOTH
    assert Support.BOTH.stance is None


@EITHER
@HELD
@pytest.mark.parametrize("descent", [0.0, 0.12])
def test_the_standing_foot_carries(leg: Leg, free: FreeLeg, descent: float) -> None:
    """However the free leg is held, up or down in the squat, the other one carries."""
    found = support_of(pose_of(one_leg(leg, free, descent=descent)), STANDING)
    assert found is not None
    assert found.stance is leg


@EITHER
@pytest.mark.parametrize("lower", [0.0, 0.05, 0.1, 0.15, 0.19])
def test_a_free_foot_held_forward_and_lower_is_not_the_stance_foot(leg: Leg, lower: float) -> None:
    """The lower ankle in the image is the free one: weight over the other foot proves it."""
    pose = pose_of(one_leg(leg, FreeLeg.FRONT, lower=lower))
    own, free = pose.points[ANKLE[leg]], pose.points[ANKLE[leg.other]]
    assert own is not None
    assert free is not None
    assert free.y_px >= own.y_px
    for seed in range(5):
        found = support_of(spoilt(pose, Random(seed), noise_px=0.7, hidden=0.0), STANDING)
        assert found is not None
        assert found.stance is leg


@EITHER
def test_a_foot_held_far_forward_is_not_the_stance_foot(leg: Leg) -> None:
    """A foot 0.6 m forward just over the floor is 0.25 of the leg lower at 3 m distance."""
    found = support_of(pose_of(one_leg(leg, FreeLeg.FRONT, lower=0.25)), STANDING)
    assert found is not None
    assert found.stance is leg


@EITHER
def test_leaning_to_one_side_is_still_on_both_feet(leg: Leg) -> None:
    """With both feet in place, half of the way over one foot proves nothing."""
    assert support_of(pose_of(Posture(leg, weight=0.5)), STANDING) is Support.BOTH


@EITHER
def test_a_foot_held_just_over_its_place_is_told_by_the_weight(leg: Leg) -> None:
    """Nothing moved in the image, but the body stands over one foot alone: that one carries."""
    found = support_of(pose_of(Posture(leg, weight=1)), STANDING)
    assert found is not None
    assert found.stance is leg


@EITHER
def test_a_foot_that_moved_with_the_weight_between_is_on_the_floor(leg: Leg) -> None:
    """A wider stand, weight in the middle, is on both feet."""
    wide = pose_of(Posture(leg, hop=0.12))
    assert support_of(wide, STANDING) is Support.BOTH


@EITHER
def test_a_hidden_free_foot_leaves_the_other_as_stance(leg: Leg) -> None:
    """A foot that hides behind the standing leg is off the floor."""
    pose = without(pose_of(one_leg(leg, FreeLeg.BEHIND)), ANKLE[leg.other])
    found = support_of(pose, STANDING)
    assert found is not None
    assert found.stance is leg


@EITHER
def test_a_hidden_foot_with_the_weight_between_the_feet_proves_nothing(leg: Leg) -> None:
    """On both feet an ankle behind a bench does not make the other leg the stance leg."""
    pose = without(pose_of(Posture(descent=0.1)), ANKLE[leg])
    found = support_of(pose, STANDING)
    assert found in (None, Support.BOTH)


def test_without_both_feet_nothing_is_said() -> None:
    """Both ankles hidden: no support."""
    pose = without(pose_of(Posture()), Joint.LEFT_ANKLE, Joint.RIGHT_ANKLE)
    assert support_of(pose, STANDING) is None
    assert free_foot_rise(pose, STANDING) is None


@EITHER
def test_without_shoulders_a_foot_in_front_is_not_told(leg: Leg) -> None:
    """Where only the weight could tell, and the body is not seen, nothing is said."""
    pose = without(pose_of(one_leg(leg, FreeLeg.FRONT)), SHOULDER[Leg.LEFT])
    assert support_of(pose, STANDING) is None


@EITHER
@pytest.mark.parametrize("roll_deg", [-1.5, 1.5])
def test_a_foot_is_lifted_against_its_own_place(leg: Leg, roll_deg: float) -> None:
    """A camera that rolls shows one foot lower; that one is not lifted, a lifted one is."""
    found = stands_still([rolled(pose_of(Posture(), i / 15), roll_deg) for i in range(8)])
    assert found is not None
    assert support_of(rolled(pose_of(Posture()), roll_deg), found) is Support.BOTH
    lifted = support_of(rolled(pose_of(one_leg(leg, FreeLeg.MIDDLE)), roll_deg), found)
    assert lifted is not None
    assert lifted.stance is leg


@given(
    leg=st.sampled_from(list(Leg)),
    free=st.sampled_from([FreeLeg.MIDDLE, FreeLeg.BEHIND, FreeLeg.FRONT]),
    weight=st.floats(0, 1),
    lift=st.floats(0, 1),
    descent=st.floats(0, 0.25),
    scale=st.floats(0.3, 3),
    dx_px=st.floats(-200, 200),
)
@bounded(100)
def test_mirror_and_size_change_only_the_name_of_the_leg(
    leg: Leg,
    free: FreeLeg,
    weight: float,
    lift: float,
    descent: float,
    scale: float,
    dx_px: float,
) -> None:
    """The mirrored person stands on the other leg; a bigger or moved one on the same."""
    pose = pose_of(Posture(leg, weight=weight, lift=lift, free=free, descent=descent))
    found = support_of(pose, STANDING)
    swapped = {Support.LEFT: Support.RIGHT, Support.RIGHT: Support.LEFT}
    mirror = support_of(mirrored(pose), STANDING)
    assert mirror is (swapped.get(found, found) if found else None)
    elsewhere = moved(pose, scale=scale, dx_px=dx_px)
    assert support_of(elsewhere, standing(scale=scale, dx_px=dx_px)) is found
