"""The standing foot during a rep: wandering, shifting, and a keypoint that only trembles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from kiosk.pose.keypoints import Leg
from kiosk.scoring.balance import balance_events, foot_range, foot_shift
from kiosk.scoring.movement import Dip

from .people import Posture, pose_of
from .test_free_leg import dip_of, on_leg
from .test_movement import STANDING

EITHER = pytest.mark.parametrize("leg", list(Leg))


def hopping(leg: Leg, hops: Sequence[float]) -> Dip:
    """A dip in which the stance foot is so far from its place, frame by frame."""
    return dip_of(leg, on_leg(leg), [on_leg(leg, descent=0.1, hop=hop) for hop in hops])


@EITHER
def test_a_still_foot(leg: Leg) -> None:
    """Nothing moved: no range, no shift, no event."""
    dip = hopping(leg, [0.0] * 30)
    assert foot_range(dip, leg, STANDING) == pytest.approx(0.0)
    assert foot_shift(dip, leg, STANDING) == pytest.approx(0.0)
    assert balance_events(dip, leg, STANDING) == 0


@EITHER
@pytest.mark.parametrize("hop", [-0.2, 0.08, 0.2])
def test_a_foot_that_moved_and_stayed(leg: Leg, hop: float) -> None:
    """Range and shift are both its way, and it is one event."""
    dip = hopping(leg, [0.0] * 15 + [hop] * 15)
    assert foot_range(dip, leg, STANDING) == pytest.approx(abs(hop), abs=0.01)
    assert foot_shift(dip, leg, STANDING) == pytest.approx(abs(hop), abs=0.01)
    assert balance_events(dip, leg, STANDING) == 1


@EITHER
def test_a_keypoint_that_wanders_and_comes_back_is_no_event(leg: Leg) -> None:
    """The ankle's point moves up to 6 % of the leg on a still foot while the knee bends."""
    dip = hopping(leg, [0.0] * 10 + [0.06] * 10 + [0.0] * 10)
    assert foot_range(dip, leg, STANDING) == pytest.approx(0.06, abs=0.01)
    assert foot_shift(dip, leg, STANDING) == pytest.approx(0.0, abs=0.001)
    assert balance_events(dip, leg, STANDING) == 0


@EITHER
@pytest.mark.parametrize("frame", [0, 15, 29])
def test_one_wild_frame_is_no_hop(leg: Leg, frame: int) -> None:
    """An ankle that jumps for one frame, wherever, neither wanders nor shifts."""
    hops = [0.0] * 30
    hops[frame] = 0.5
    dip = hopping(leg, hops)
    assert foot_range(dip, leg, STANDING) == pytest.approx(0.0, abs=1e-6)
    assert foot_shift(dip, leg, STANDING) == pytest.approx(0.0, abs=1e-6)


@EITHER
def test_an_unseen_foot_does_not_move(leg: Leg) -> None:
    """Without poses before or during the dip nothing can be told."""
    dip = hopping(leg, [0.2] * 30)
    assert foot_shift(replace(dip, rest=()), leg, STANDING) == 0.0
    unseen = tuple(replace(sample, pose=None) for sample in dip.samples)
    assert foot_range(replace(dip, samples=unseen), leg, STANDING) == 0.0
    assert foot_shift(replace(dip, samples=unseen), leg, STANDING) == 0.0


def test_both_feet_can_be_asked() -> None:
    """On two legs either ankle can have travelled."""
    still = [Posture()] * 10
    samples = dip_of(Leg.LEFT, Posture(), still).samples
    moved = [replace(s, pose=pose_of(Posture(x=0.02 * i), s.t_s)) for i, s in enumerate(samples)]
    dip = replace(dip_of(Leg.LEFT, Posture(), still), samples=tuple(moved))
    for leg in Leg:
        assert foot_range(dip, leg, STANDING) == pytest.approx(0.14, abs=0.01)
