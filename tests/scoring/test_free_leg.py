"""The free leg: where it is held, and when its foot touches down."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from kiosk.pose.keypoints import Joint, Leg
from kiosk.scoring.findings import FreeLeg
from kiosk.scoring.free_leg import (
    foot_down_s,
    foot_rise,
    free_leg_position,
    longest_run_s,
)
from kiosk.scoring.geometry import ANKLE
from kiosk.scoring.movement import Dip, Sample
from kiosk.scoring.support import Support

from .people import FREE_FOOT, Posture, pose_of, without
from .test_movement import STANDING

EITHER = pytest.mark.parametrize("leg", list(Leg))
FPS = 30


def on_leg(leg: Leg, free: FreeLeg = FreeLeg.MIDDLE, **more: float) -> Posture:
    return Posture(leg, weight=1, lift=more.pop("lift", 1.0), free=free, **more)  # type: ignore[arg-type]


def dip_of(leg: Leg, rest: Posture, postures: Iterable[Posture]) -> Dip:
    """A dip at 30 frames a second through these postures, from this rest."""
    samples = [
        Sample(i / FPS, pose_of(posture, i / FPS), posture.descent)
        for i, posture in enumerate(postures)
    ]
    resting = tuple(pose_of(rest, -1 + i / FPS) for i in range(10))
    return Dip(Support(leg.value), resting, tuple(samples), 0.12)


SEEN_AS = {
    FreeLeg.MIDDLE: FreeLeg.MIDDLE,
    FreeLeg.BEHIND: FreeLeg.MIDDLE,
    FreeLeg.FRONT: FreeLeg.FRONT,
}
"""From the front a leg held behind looks like one held in the middle."""


@EITHER
@pytest.mark.parametrize("free", list(SEEN_AS))
def test_position_of_the_free_leg(leg: Leg, free: FreeLeg) -> None:
    """In front or not is told from standing on one leg, on either leg."""
    poses = [pose_of(on_leg(leg, free))] * 3
    assert free_leg_position(poses, leg, STANDING) is SEEN_AS[free]


@EITHER
def test_position_is_unknown_without_the_points(leg: Leg) -> None:
    """No poses, or the free foot never seen: unknown."""
    hidden = [without(pose_of(on_leg(leg)), ANKLE[leg.other])] * 3
    assert free_leg_position([], leg, STANDING) is FreeLeg.UNKNOWN
    assert free_leg_position(hidden, leg, STANDING) is FreeLeg.UNKNOWN


@EITHER
def test_foot_rise_is_measured_from_its_own_place(leg: Leg) -> None:
    """0 on the floor, its height as a fraction of the leg when held, None when not seen."""
    pose = pose_of(on_leg(leg))
    assert foot_rise(pose_of(Posture()), leg, STANDING) == pytest.approx(0.0, abs=1e-6)
    assert foot_rise(pose, leg, STANDING) == pytest.approx(FREE_FOOT[FreeLeg.MIDDLE], abs=0.01)
    assert foot_rise(without(pose, Joint.LEFT_ANKLE), leg, STANDING) is None


@EITHER
@pytest.mark.parametrize(("frames", "expected_s"), [(0, 0.0), (3, 0.1), (5, 5 / 30), (12, 0.4)])
def test_a_touch_down_lasts_from_its_first_frame_to_the_next_up(
    leg: Leg, frames: int, expected_s: float
) -> None:
    """So many frames with the free foot on the floor are so much time, 150 ms among them."""
    up, down = on_leg(leg, descent=0.1), on_leg(leg, lift=0.0, descent=0.1)
    dip = dip_of(leg, on_leg(leg), [up] * 10 + [down] * frames + [up] * 10)
    assert foot_down_s(dip, leg, STANDING) == pytest.approx(expected_s)


@EITHER
def test_two_short_touches_do_not_add_up(leg: Leg) -> None:
    """The longest one counts."""
    up, down = on_leg(leg, descent=0.1), on_leg(leg, lift=0.0, descent=0.1)
    dip = dip_of(leg, on_leg(leg), [up] * 5 + [down] * 3 + [up] * 5 + [down] * 3 + [up] * 5)
    assert foot_down_s(dip, leg, STANDING) == pytest.approx(0.1)


@EITHER
def test_a_foot_held_in_front_is_never_told_to_be_down(leg: Leg) -> None:
    """In the image it is always as low as the floor: no touch-down can be claimed."""
    front = on_leg(leg, FreeLeg.FRONT, descent=0.1)
    assert foot_down_s(dip_of(leg, on_leg(leg, FreeLeg.FRONT), [front] * 30), leg, STANDING) == 0.0


@EITHER
def test_an_unseen_foot_is_not_down(leg: Leg) -> None:
    """Frames without the pose break a touch-down, they do not make one."""
    samples = tuple(Sample(i / FPS, None, None) for i in range(30))
    rest = tuple(pose_of(on_leg(leg)) for _ in range(5))
    assert foot_down_s(Dip(Support(leg.value), rest, samples, 0.1), leg, STANDING) == 0.0


def test_longest_run() -> None:
    """Runs are timed to the frame after them; the last frame has no next one."""
    flags = [(0.0, True), (0.1, True), (0.2, False), (0.5, True), (0.9, True), (1.0, False)]
    assert longest_run_s(flags) == pytest.approx(0.5)
    assert longest_run_s([(0.0, False), (1.0, True)]) == 0.0
    assert longest_run_s([]) == 0.0
