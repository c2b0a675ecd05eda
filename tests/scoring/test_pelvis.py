"""Pelvic drop: which signal serves, its sign on either leg, and its error."""

from __future__ import annotations

import pytest

from kiosk.pose.keypoints import Joint, Leg, Pose
from kiosk.scoring import protocol
from kiosk.scoring.pelvis import PelvicDrop, pelvic_drop
from kiosk.scoring.protocol import Fit

from .people import Posture, pose_of, rolled, without
from .test_movement import STANDING
from .test_standing import baseline

EITHER = pytest.mark.parametrize("leg", list(Leg))
WRISTS = (Joint.LEFT_WRIST, Joint.RIGHT_WRIST)


def on_leg(leg: Leg, drop_deg: float, **more: float) -> list[Pose]:
    return [pose_of(Posture(leg, weight=1, lift=1, drop_deg=drop_deg, **more))] * 5  # type: ignore[arg-type]


def fitted(fit: Fit, signal_deg: float) -> PelvicDrop:
    return PelvicDrop(
        pytest.approx(fit.slope * signal_deg + fit.offset_deg),  # type: ignore[arg-type]
        fit.error_deg,
    )


@EITHER
@pytest.mark.parametrize("drop_deg", [-4.0, 0.0, 10.0])
def test_hands_on_the_hips_tell_the_change_from_two_legs(leg: Leg, drop_deg: float) -> None:
    """The wrist line against standing on both feet, whatever the rest on one leg was."""
    rest = on_leg(leg, 5.0)
    found = pelvic_drop(rest, on_leg(leg, drop_deg, descent=0.1), leg, STANDING)
    assert found == fitted(protocol.PELVIS_BY_WRISTS, drop_deg)
    assert pelvic_drop([], on_leg(leg, drop_deg), leg, STANDING) is not None


@EITHER
def test_without_the_hands_the_hips_tell_the_change_on_one_leg(leg: Leg) -> None:
    """Hands off or unseen: the hip line against standing on the same leg, with a larger error."""
    rest, bottom = on_leg(leg, 2.0), on_leg(leg, 8.0, descent=0.1)
    handless = [without(pose, *WRISTS) for pose in bottom]
    expected = fitted(protocol.PELVIS_BY_HIPS, 6.0)
    assert pelvic_drop(rest, handless, leg, STANDING) == expected
    off = on_leg(leg, 8.0, descent=0.1, hand_off=0.6)
    assert pelvic_drop(rest, off, leg, STANDING) == expected
    assert protocol.PELVIS_BY_HIPS.error_deg > protocol.PELVIS_BY_WRISTS.error_deg


@EITHER
def test_nothing_to_tell_by_is_none(leg: Leg) -> None:
    """Neither hands nor hips, or no rest to compare the hips with: None, never 0."""
    rest, bottom = on_leg(leg, 0.0), on_leg(leg, 8.0)
    blind = [without(pose, *WRISTS, Joint.LEFT_HIP) for pose in bottom]
    assert pelvic_drop(rest, blind, leg, STANDING) is None
    handless = [without(pose, *WRISTS) for pose in bottom]
    assert pelvic_drop([], handless, leg, STANDING) is None
    assert pelvic_drop(rest, [], leg, STANDING) is None


@EITHER
def test_a_rolled_camera_cancels_out(leg: Leg) -> None:
    """Roll adds to both lines alike, so the change does not have it."""
    standing = baseline([rolled(pose_of(Posture(), i / 15), 1.5) for i in range(8)])
    bottom = [rolled(pose, 1.5) for pose in on_leg(leg, 9.0)]
    found = pelvic_drop([], bottom, leg, standing)
    assert found is not None
    fit = protocol.PELVIS_BY_WRISTS
    assert found.drop_deg == pytest.approx(fit.slope * 9 + fit.offset_deg, abs=0.2)
