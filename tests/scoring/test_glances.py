"""Quick looks at the pelvis in the live picture: which of them hold, and what line they make."""

from __future__ import annotations

from dataclasses import replace
from math import sqrt

import pytest

from kiosk.pose.keypoints import Leg, Look, PelvisTilt, Pose
from kiosk.scoring import protocol, tracker
from kiosk.scoring.angles import angles_now
from kiosk.scoring.glances import HOLDS_S, NEWEST, Glances
from kiosk.scoring.tracker import Tracker

from .script import Script, Squat

EITHER = pytest.mark.parametrize("leg", list(Leg))
FIT = protocol.PELVIS_BY_LOOK
SQUAT = Squat(drop_deg=8.0, bottom_s=1.5)


def in_a_squat(leg: Leg) -> tuple[Tracker, Pose]:
    """At the bottom: the tracker, and the newest pose."""
    script = Script().stand().lift(leg)
    end_s = script.length_s + SQUAT.down_s + 1.0
    state, newest = Tracker(), None
    for t_s, pose in script.squats(1, SQUAT).film(15):
        if t_s > end_s:
            break
        state, _ = tracker.step(state, t_s, pose)
        newest = pose
    assert state.movement.dip is not None
    assert newest is not None
    return state, newest


def glanced(state: Tracker, now_s: float, *tilts: float, error_deg: float = 1.0) -> Tracker:
    """The newest glances saw these tilts, a tenth of a second from one to the next; standing 2."""
    glances = Glances()
    for number, tilt_deg in enumerate(reversed(tilts)):
        look = Look(now_s - number / 10, None, PelvisTilt(tilt_deg, error_deg))
        glances = Glances((look, *glances.newest), (PelvisTilt(2.0, 0.5),))
    return replace(state, glances=glances)


def line_deg(state: Tracker, pose: Pose) -> float | None:
    angles = angles_now(state, pose)
    assert angles is not None
    return angles.pelvic_drop_deg


@EITHER
def test_the_live_line_is_the_network_s(leg: Leg) -> None:
    """The median of the newest glances less the stand, positive where the free side is lower; the
    hands' own without glances."""
    state, pose = in_a_squat(leg)
    sign = 1.0 if leg is Leg.LEFT else -1.0
    tilts = [2.0 + sign * deg for deg in (30.0, 5.0, 6.0)]
    found = line_deg(glanced(state, pose.t_s, *tilts), pose)
    assert found == pytest.approx(FIT.slope * 6.0 + FIT.offset_deg)
    by_hands = line_deg(state, pose)
    assert by_hands is not None
    assert by_hands != pytest.approx(found)


def test_a_line_that_is_too_unsure_is_not_shown() -> None:
    """Not even that of the hands in its place: the network looked and could not tell."""
    state, pose = in_a_squat(Leg.LEFT)
    least = protocol.PELVIS_BY_LOOK.error_deg
    unsure = sqrt(protocol.PELVIS_BLIND_DEG**2 - least**2) / protocol.PELVIS_LOOK_SHARE
    for error_deg in (unsure, 1.01 * protocol.PELVIS_LOOK_MAX_ERROR_DEG):
        assert line_deg(glanced(state, pose.t_s, 9.0, error_deg=error_deg), pose) is None
    assert line_deg(glanced(state, pose.t_s, 9.0, error_deg=1.0), pose) is not None


def test_old_glances_and_those_of_another_source_do_not_hold() -> None:
    """Half a second later, before the squat, or at a time that is still to come: the line is that
    of the hands; so it is without a stand to compare with."""
    state, pose = in_a_squat(Leg.LEFT)
    by_hands = line_deg(state, pose)
    for at_s in (pose.t_s - HOLDS_S - 0.01, pose.t_s + 50.0):
        assert line_deg(glanced(state, at_s, 9.0), pose) == by_hands
    assert line_deg(glanced(state, pose.t_s - HOLDS_S + 0.01, 9.0), pose) != by_hands
    dip = state.movement.dip
    assert dip is not None
    late = replace(state.movement, dip=replace(dip, samples=dip.samples[-1:]))
    just_begun = replace(state, movement=late)
    earlier = glanced(just_begun, pose.t_s - 0.2, 9.0)
    assert line_deg(earlier, pose) == line_deg(just_begun, pose)
    alone = glanced(state, pose.t_s, 9.0)
    alone = replace(alone, glances=replace(alone.glances, standing=()))
    assert line_deg(alone, pose) == by_hands


def test_between_squats_there_is_no_line() -> None:
    """On one leg without a dip no glance makes one."""
    state = Tracker()
    film = Script().stand().lift(Leg.LEFT).hold(1).film(15)
    for t_s, pose in film:
        state, _ = tracker.step(state, t_s, pose)
    t_s, pose = film[-1]
    assert pose is not None
    assert line_deg(glanced(state, t_s, 9.0), pose) is None


def test_only_the_newest_are_remembered() -> None:
    """However many come; the stand is the newest one's."""
    glances = Glances()
    for number in range(3 * NEWEST):
        tilt = PelvisTilt(float(number), 1.0)
        glances = glances.with_one(Look(number / 10, None, tilt), (tilt,))
    last = 3 * NEWEST - 1
    assert [look.t_s for look in glances.newest] == [n / 10 for n in range(2 * NEWEST, last + 1)]
    assert glances.standing == (PelvisTilt(float(last), 1.0),)


def test_another_person_has_no_glances_of_the_last_one() -> None:
    """Who comes next begins without; a squat that was interrupted keeps the stand's."""
    state, pose = in_a_squat(Leg.LEFT)
    state = glanced(state, pose.t_s, 9.0)
    assert tracker.anew(state).glances == Glances()
    assert tracker.interrupted(state).glances == state.glances
