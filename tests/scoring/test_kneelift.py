"""Lifts of the free knee: told apart from squats and from holding still."""

from __future__ import annotations

import pytest

from kiosk.pose.keypoints import Leg
from kiosk.scoring import kneelift, movement, protocol
from kiosk.scoring.findings import FreeLeg, Refusal

from .people import Posture, pose_of
from .script import Script
from .test_movement import STANDING
from .watching import watch

EITHER = pytest.mark.parametrize("leg", list(Leg))


@EITHER
@pytest.mark.parametrize("fps", [10.0, 15.0, 30.0])
def test_a_knee_lift_is_another_movement(leg: Leg, fps: float) -> None:
    """The free knee up and down, the hip still: one knee lift, no rep, at its time."""
    script = Script().stand().lift(leg).hold(1)
    seen = watch(script.knee_lift().hold(1).put_down().film(fps))
    assert seen.reps == []
    (other,) = seen.others
    assert other.refused_because is Refusal.KNEE_LIFT
    assert script.length_s < other.start_s < other.end_s < script.length_s + 1.3


def test_a_small_or_short_stir_of_the_knee_is_nothing() -> None:
    """Less than a tenth of the leg, or a blink, is no movement worth naming."""
    on_leg = Script().stand().lift(Leg.LEFT).hold(1)
    assert watch(on_leg.knee_lift(rise=0.06).hold(1).film()).others == []
    assert watch(on_leg.knee_lift(rise=0.25, seconds=0.25).hold(1).film(30)).others == []


def test_a_knee_held_up_for_long_is_nothing() -> None:
    """Changing how the leg is held is not a lift: it never comes back down in time."""
    on_leg = Script().stand().lift(Leg.LEFT).hold(1)
    assert watch(on_leg.knee_lift(seconds=12).hold(1).film()).others == []


@EITHER
def test_a_squat_between_knee_lifts_counts(leg: Leg) -> None:
    """A knee lift spoils neither the squat before nor the one after."""
    script = Script().stand().lift(leg).squats(1).knee_lift().hold(1).squats(1).knee_lift()
    seen = watch(script.hold(1).put_down().film())
    assert seen.counted(leg) == 2
    assert [other.refused_because for other in seen.others] == [Refusal.KNEE_LIFT] * 2


def test_lifting_the_foot_to_begin_is_no_knee_lift() -> None:
    """Taking a foot off the floor, and putting it back, is how every check begins."""
    script = Script().stand()
    for free in (FreeLeg.MIDDLE, FreeLeg.BEHIND, FreeLeg.FRONT):
        script = script.lift(Leg.LEFT, free).put_down().stand()
    assert watch(script.film()).others == []


def test_a_lift_ends_when_the_foot_goes_down_or_a_squat_begins() -> None:
    """Without a stance leg, or in a dip, there is no lift to follow."""
    lift = kneelift.KneeLift(0.0, 0.5)
    pose = pose_of(Posture())
    assert kneelift.step(lift, 1.0, pose, movement.Movement(), STANDING) == (None, None)


def test_an_unseen_knee_keeps_the_lift() -> None:
    """A frame without the knee neither ends nor begins a lift."""
    on_leg = Script().stand().lift(Leg.LEFT).hold(1)
    state = watch(on_leg.film()).tracker.movement
    lift = kneelift.KneeLift(3.0, 0.5)
    assert kneelift.step(lift, 3.5, None, state, STANDING) == (lift, None)
    assert kneelift.step(None, 3.5, None, state, STANDING) == (None, None)


def test_hysteresis_of_the_knee() -> None:
    """A knee that trembles around the trigger height is one lift: it ends well below it."""
    on_leg = Script().stand().lift(Leg.LEFT).hold(1)
    state = watch(on_leg.film()).tracker.movement
    rest = kneelift.free_knee_height(
        pose_of(Posture(Leg.LEFT, weight=1, lift=1)), Leg.LEFT, STANDING
    )
    assert rest is not None
    lift: kneelift.KneeLift | None = None
    found = []
    for i in range(20):
        up = protocol.KNEE_LIFT * (1.1 if i % 2 else 0.8)
        pose = pose_of(Posture(Leg.LEFT, weight=1, lift=1, knee_up=up), 4 + i / 15)
        lift, other = kneelift.step(lift, 4 + i / 15, pose, state, STANDING)
        found.append(other)
    assert lift is not None
    assert found == [None] * 20
