"""The hands: on the hips, and off one during a rep."""

from __future__ import annotations

import pytest

from kiosk.pose.keypoints import Joint, Leg, Pose
from kiosk.scoring.hands import hand_off_s, hands_on_hips
from kiosk.scoring.movement import Dip, Sample

from .people import pose_of, without
from .test_free_leg import dip_of, on_leg
from .test_movement import STANDING

EITHER = pytest.mark.parametrize("leg", list(Leg))


@EITHER
def test_hands_on_the_hips(leg: Leg) -> None:
    """Both wrists near their hips; one away, or unseen, is not on the hips."""
    on, off = pose_of(on_leg(leg)), pose_of(on_leg(leg, hand_off=0.6))
    assert hands_on_hips([on] * 5, STANDING)
    assert not hands_on_hips([off] * 5, STANDING)
    assert hands_on_hips([on, on, off], STANDING)
    assert not hands_on_hips([without(on, Joint.LEFT_WRIST)] * 5, STANDING)
    assert not hands_on_hips([], STANDING)


@EITHER
def test_a_hand_off_the_hip(leg: Leg) -> None:
    """A hand that rested on the hip and left it for a while: so long."""
    on, off = on_leg(leg, descent=0.1), on_leg(leg, descent=0.1, hand_off=0.6)
    dip = dip_of(leg, on_leg(leg), [on] * 10 + [off] * 12 + [on] * 10)
    assert hand_off_s(dip, STANDING) == pytest.approx(0.4)


@EITHER
def test_a_hand_that_never_was_on_the_hip_cannot_leave_it(leg: Leg) -> None:
    """Arms held out from the start are no loss of balance; unseen hands are none either."""
    off = on_leg(leg, descent=0.1, hand_off=0.6)
    assert hand_off_s(dip_of(leg, on_leg(leg, hand_off=0.6), [off] * 30), STANDING) == 0.0

    def handless(pose: Pose | None) -> Pose | None:
        return pose and without(pose, Joint.LEFT_WRIST, Joint.RIGHT_WRIST)

    dip = dip_of(leg, on_leg(leg), [off] * 30)
    samples = tuple(Sample(s.t_s, handless(s.pose), s.descent) for s in dip.samples)
    assert hand_off_s(Dip(dip.support, dip.rest, samples, dip.depth), STANDING) == 0.0
