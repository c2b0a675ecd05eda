"""Dips of the hip: one squat is one dip, gaps are bridged or given up, nothing is invented."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import pytest

from kiosk.pose.keypoints import Joint, Leg
from kiosk.scoring import movement, protocol
from kiosk.scoring.movement import Dip, DipEnded, DipStarted, Movement, hip_height
from kiosk.scoring.standing import Standing, stands_still
from kiosk.scoring.support import Support

from .people import Posture, descent_for, pose_of, without
from .script import Moment, Script, Squat

RATES = pytest.mark.parametrize("fps", [10.0, 15.0, 30.0])
ON_LEFT = Script().stand(0.5).lift(Leg.LEFT)


def _standing() -> Standing:
    found = stands_still([pose_of(Posture(), i / 15) for i in range(8)])
    assert found is not None
    return found


STANDING = _standing()


@dataclass(frozen=True, slots=True)
class Found:
    """What the search for dips said of one stream."""

    started: list[Support]
    dips: list[Dip]
    state: Movement


def search(moments: Sequence[Moment]) -> Found:
    state, started, dips = Movement(), [], []
    for t_s, pose in moments:
        state, events = movement.step(state, t_s, pose, STANDING)
        started += [event.support for event in events if isinstance(event, DipStarted)]
        dips += [event.dip for event in events if isinstance(event, DipEnded)]
    return Found(started, dips, state)


def blind(moments: Sequence[Moment], since_s: float, until_s: float) -> list[Moment]:
    """The stream with nobody seen for a while."""
    return [(t_s, None if since_s <= t_s < until_s else pose) for t_s, pose in moments]


@RATES
def test_each_squat_is_one_dip(fps: float) -> None:
    """Three squats on one leg start and end three dips on that leg, at any frame rate."""
    found = search(ON_LEFT.squats(3).put_down().film(fps))
    assert found.started == [Support.LEFT] * 3
    assert [dip.support for dip in found.dips] == [Support.LEFT] * 3


@RATES
@pytest.mark.parametrize("flexion_deg", [50.0, 62.0, 80.0])
def test_depth_of_a_dip_is_the_descent_of_the_hip(fps: float, flexion_deg: float) -> None:
    """The hip's way down as a fraction of the leg, to about a hundredth."""
    (dip,) = search(ON_LEFT.squats(1, Squat(flexion_deg)).put_down().film(fps)).dips
    assert dip.depth == pytest.approx(descent_for(flexion_deg), abs=0.013)


@pytest.mark.parametrize("bounce", [0.2, 0.4, 0.6])
def test_a_bounce_at_the_bottom_does_not_make_two(bounce: float) -> None:
    """Coming up most of the way and sinking again is the same squat (hysteresis)."""
    found = search(ON_LEFT.squats(1, Squat(bottom_s=1.2, bounce=bounce)).put_down().film())
    assert len(found.started) == len(found.dips) == 1


@pytest.mark.parametrize("pause_s", [0.0, 0.1, 0.3])
def test_squats_without_a_pause_are_told_apart(pause_s: float) -> None:
    """Going down again at once is the next squat."""
    assert len(search(ON_LEFT.squats(4, Squat(pause_s=pause_s)).film()).dips) == 4


def test_standing_and_lifting_a_foot_is_no_dip() -> None:
    """Feet up and down with noise, hips at their height: nothing."""
    still = ON_LEFT.hold(5).put_down().stand(2).lift(Leg.RIGHT).put_down()
    found = search(still.film(noise_px=0.7, seed=3))
    assert found.started == []
    assert found.dips == []


def with_wild_point(film: list[Moment], frame: int, joint: Joint) -> list[Moment]:
    """The film with one joint 60 pixels too low in one frame."""
    t_s, pose = film[frame]
    assert pose is not None
    points = list(pose.points)
    point = points[joint]
    assert point is not None
    points[joint] = point._replace(y_px=point.y_px + 60)
    return [*film[:frame], (t_s, replace(pose, points=tuple(points))), *film[frame + 1 :]]


@pytest.mark.parametrize("joint", [Joint.LEFT_HIP, Joint.LEFT_ANKLE])
@pytest.mark.parametrize("frame", [22, 35, 50, 60, 75])
def test_one_wild_frame_moves_nothing(frame: int, joint: Joint) -> None:
    """A point that jumps in one frame starts no dip and adds no depth."""
    film = with_wild_point(ON_LEFT.hold(1).squats(1).put_down().film(), frame, joint)
    found = search(film)
    assert len(found.started) == len(found.dips) == 1
    assert found.dips[0].depth == pytest.approx(descent_for(62), abs=0.013)


def test_a_wild_frame_as_the_foot_lifts_swallows_no_squat() -> None:
    """An ankle that jumps in any one frame of the lift does not hide the squats that follow."""
    film = ON_LEFT.hold(1).squats(2).put_down().film()
    for frame in range(8, 24):
        assert len(search(with_wild_point(film, frame, Joint.LEFT_ANKLE)).dips) == 2, frame


@pytest.mark.parametrize("gap_s", [0.1, 0.3, 0.6])
@pytest.mark.parametrize("at_s", [3.0, 3.9, 4.6])
def test_a_short_gap_is_bridged(gap_s: float, at_s: float) -> None:
    """Going down, at the bottom or coming up: some frames unseen do not end the dip."""
    film = blind(ON_LEFT.squats(1).put_down().stand().film(), at_s, at_s + gap_s)
    found = search(film)
    assert len(found.dips) == 1
    assert sum(sample.descent is None for sample in found.dips[0].samples) >= 1


def test_a_long_gap_gives_up_what_was_going_on() -> None:
    """After longer than LOST_S the search starts anew: no perch, no dip."""
    film = blind(ON_LEFT.squats(1).film(), 3.0, 99.0)
    state = search(film).state
    assert state.dip is None
    assert state.perch is None


def test_the_missing_frames_of_a_bridged_gap_are_kept() -> None:
    """A leg that was not seen is a sample without descent: the rep knows how much it missed."""
    film = [
        (t_s, without(pose, Joint.LEFT_KNEE, Joint.LEFT_HIP) if pose and 3.6 < t_s < 4.0 else pose)
        for t_s, pose in ON_LEFT.squats(1).put_down().film()
    ]
    (dip,) = search(film).dips
    assert sum(sample.descent is None for sample in dip.samples) == 5


def test_a_change_of_support_gives_up_a_two_leg_dip() -> None:
    """Sinking on both feet and lifting one at the bottom is no dip of either."""
    half = Script().stand(1.0).squats(1, Squat(down_s=1.0, bottom_s=8.0))
    film = half.film()[: int(15 * 2.2)]
    deep = Posture(Leg.LEFT, weight=1, lift=1, descent=descent_for(62))
    film += [(2.2 + i / 15, pose_of(deep, 2.2 + i / 15)) for i in range(15)]
    found = search(film)
    assert found.started == [Support.BOTH]
    assert found.dips == []
    assert found.state.dip is None
    assert found.state.perch is not None
    assert found.state.perch.support is Support.LEFT


def test_a_one_leg_dip_keeps_its_leg() -> None:
    """A touch-down at the bottom does not turn a squat on one leg into one on two."""
    (dip,) = search(ON_LEFT.squats(1, Squat(touch_s=0.6)).put_down().film()).dips
    assert dip.support is Support.LEFT


def test_a_new_support_must_hold_before_it_counts() -> None:
    """A foot that leaves the floor for a frame or two is not standing on one leg."""
    both, left = Posture(), Posture(Leg.LEFT, weight=1, lift=1)
    blink = [both] * 10 + [left] * 2 + [both] * 10
    state = search([(i / 15, pose_of(p, i / 15)) for i, p in enumerate(blink)]).state
    assert state.perch is not None
    assert state.perch.support is Support.BOTH
    assert state.perch.since_s < 10 / 15


def test_an_endless_dip_is_given_up() -> None:
    """Who stays down longer than any squat takes is sitting: nothing comes of it."""
    found = search(ON_LEFT.squats(1, Squat(bottom_s=protocol.DIP_MAX_S + 2)).put_down().film(10))
    assert len(found.started) == 1
    assert found.dips == []


def test_slow_beginning_belongs_to_the_dip() -> None:
    """The samples of a dip reach back to before it was noticed, in order of time."""
    (dip,) = search(ON_LEFT.squats(1).put_down().film()).dips
    times = [sample.t_s for sample in dip.samples]
    assert all(a < b for a, b in pairwise(times))
    assert dip.samples[0].descent == pytest.approx(0.0, abs=0.01)
    assert dip.rest
    assert max(pose.t_s for pose in dip.rest) < dip.samples[-1].t_s


def test_standing_is_not_learned_while_told_not_to() -> None:
    """With `learning` off, as while the free knee is lifted, the level of standing stays."""
    before = search(ON_LEFT.film()).state
    taller = Posture(Leg.LEFT, weight=1, lift=1, descent=-0.02)
    tops = {}
    for learning in (True, False):
        state = before
        for i in range(8):
            t_s = ON_LEFT.length_s + i / 15
            state, _ = movement.step(state, t_s, pose_of(taller, t_s), STANDING, learning=learning)
        assert state.perch is not None
        tops[learning] = state.perch.top
    assert before.perch is not None
    assert tops[False] == before.perch.top
    assert tops[True] == pytest.approx(before.perch.top + 0.02, abs=0.005)


def test_memory_is_bounded() -> None:
    """Minutes of standing keep no more than the last second."""
    state = search(ON_LEFT.hold(60).film(30)).state
    assert len(state.before) <= 31
    assert state.perch is not None
    assert len(state.perch.rest) <= 32
    assert len(state.heights) <= 3


def test_height_of_the_hip_is_above_the_foot_that_carries() -> None:
    """On one leg its own hip and foot count; on both the lower foot; missing points give None."""
    pose = pose_of(Posture(Leg.LEFT, weight=1, lift=1, descent=0.1))
    assert hip_height(pose, Support.LEFT, STANDING) == pytest.approx(0.9, abs=0.01)
    assert hip_height(pose, Support.BOTH, STANDING) == pytest.approx(0.9, abs=0.01)
    assert hip_height(without(pose, Joint.LEFT_HIP), Support.LEFT, STANDING) is None
    assert hip_height(without(pose, Joint.RIGHT_ANKLE), Support.LEFT, STANDING) is not None
    assert hip_height(without(pose, Joint.RIGHT_ANKLE), Support.BOTH, STANDING) is None


@pytest.mark.parametrize("flexion_deg", [37.0, 41.0])
def test_a_shallow_squat_is_a_dip(flexion_deg: float) -> None:
    """Two seconds down to 37 or 41 degrees is a movement to be refused as shallow, not nothing."""
    assert len(search(ON_LEFT.squats(2, Squat(flexion_deg)).put_down().film()).dips) == 2


def test_a_very_shallow_squat_is_a_dip() -> None:
    """The lab's shallow rep bends to 33 degrees: it must be refused, so it must be seen."""
    assert len(search(ON_LEFT.squats(2, Squat(33.0)).put_down().film()).dips) == 2


@pytest.mark.parametrize("seconds", [1.0, 2.0, 4.0])
def test_a_slow_squat_is_as_deep_as_a_quick_one(seconds: float) -> None:
    """From one to four seconds down and up, the depth is right to 1.3 hundredths of the leg."""
    squat = Squat(down_s=seconds, up_s=seconds)
    (dip,) = search(ON_LEFT.squats(1, squat).put_down().film()).dips
    assert dip.depth == pytest.approx(descent_for(62), abs=0.013)
