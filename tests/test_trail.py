"""Which frames and bodies of a check under way are remembered. Time is an argument."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.pose.keypoints import FACE_JOINTS, JOINT_COUNT, Joint, Leg, Point, Pose
from kiosk.scoring.check_state import Session
from kiosk.scoring.findings import Rep
from kiosk.scoring.flow import Stage
from kiosk.scoring.movement import Dip, Movement, Perch
from kiosk.scoring.support import Support
from kiosk.scoring.tracker import Tracker
from kiosk.trail import (
    MEASURES,
    NEAR_BOTTOM_S,
    RISING_S,
    Trail,
    Trailing,
    _Standing,
    _standing,
    bottom_of,
    trail_json,
)

REP = Rep(Leg.LEFT, 1.0, 2.0, 3.0, True, None, 4.0, 3.0, 2.0, 1.0, 65.0)


def whole(t_s: float) -> Pose:
    """A pose with a face, every point at its own place and moving with time."""
    return Pose(t_s, tuple(Point(10.0 * i, t_s, 0.9) for i in range(JOINT_COUNT)))


def during(stage: Stage, pose: Pose | None = None) -> Session:
    return Session(stage=stage, tracker=Tracker(window=(pose,) if pose else ()))


@pytest.mark.parametrize(("rate", "kept"), [(10.0, 20), (15.0, 30), (30.0, 30), (60.0, 30)])
def test_at_most_fifteen_frames_a_second_are_kept(rate: float, kept: int) -> None:
    """A fast camera does not make a check larger; a slow one loses no frame."""
    trailing = Trailing()
    for number in range(int(2 * rate)):
        trailing.see(100.0 + number / rate, during(Stage.REPS))
    assert len(trailing.piece().frames) == pytest.approx(kept, abs=1)


def test_a_camera_that_stumbles_does_not_catch_up() -> None:
    """After a gap frames come at their pace again, not all at once."""
    trailing = Trailing()
    times = [0.0, *(10.0 + number / 30 for number in range(30))]
    for t_s in times:
        trailing.see(t_s, during(Stage.REPS))
    assert len(trailing.piece().frames) == pytest.approx(16, abs=2)


@pytest.mark.parametrize("stage", [Stage.WAITING, Stage.WELCOME, Stage.RESULTS, Stage.STEP_OFF])
def test_outside_of_a_check_nothing_is_remembered(stage: Stage) -> None:
    """Before the consent and after the last rep no frame and no body is kept, even in memory."""
    trailing = Trailing()
    trailing.see(2.0, during(stage, whole(2.0)))
    piece = trailing.piece(REP)
    assert (piece.frames, piece.bottom) == ((), None)


def test_a_piece_holds_what_came_since_the_one_before() -> None:
    """Frames are handed over once."""
    trailing = Trailing()
    trailing.see(1.0, during(Stage.REPS))
    assert [frame.t_s for frame in trailing.piece().frames] == [1.0]
    trailing.see(2.0, during(Stage.REPS))
    assert [frame.t_s for frame in trailing.piece().frames] == [2.0]
    assert trailing.piece().frames == ()


def test_forgetting_leaves_no_frame_and_no_body() -> None:
    """As the member leaves, frames and poses go."""
    trailing = Trailing()
    trailing.see(2.0, during(Stage.REPS, whole(2.0)))
    trailing.forget()
    piece = trailing.piece(REP)
    assert (piece.frames, piece.bottom) == ((), None)


def test_the_bottom_has_every_point_but_the_face() -> None:
    """Twelve points of the pose nearest to the bottom, in pixels; the five of the face are out."""
    found = bottom_of(REP, [whole(1.5), whole(1.98), whole(2.5)])
    assert found is not None
    assert len(found) == JOINT_COUNT - len(FACE_JOINTS)
    assert found[Joint.LEFT_KNEE] == (10.0 * Joint.LEFT_KNEE, 1.98)
    assert not any(joint in FACE_JOINTS for joint in found)


def test_a_bottom_that_nobody_saw_is_none() -> None:
    """No pose, or none near the bottom: nothing is shown in its place."""
    assert bottom_of(REP, []) is None
    assert bottom_of(REP, [whole(2.0 + NEAR_BOTTOM_S + 0.01)]) is None


def test_a_missing_point_is_left_out() -> None:
    """A joint that was not seen is not in the body at all."""
    pose = whole(2.0)
    points = tuple(None if i == Joint.LEFT_ANKLE else p for i, p in enumerate(pose.points))
    found = bottom_of(REP, [replace(pose, points=points)])
    assert found is not None
    assert Joint.LEFT_ANKLE not in found


def test_the_level_of_a_squat_holds_until_the_hip_is_back() -> None:
    """After a dip its own level holds while the hip comes up, not for ever and not for another."""
    perch = Perch(Support.LEFT, 0.0, top=0.9)
    dip = Dip(Support.LEFT, (), (), 0.1)
    down = _standing(_Standing(), 5.0, Movement(perch=perch, dip=dip))
    rising = Movement(perch=replace(perch, top=0.8))
    assert _standing(down, 5.1, rising).top == 0.9
    assert _standing(down, 5.1, Movement(perch=replace(perch, top=0.89))).top == 0.89
    assert _standing(down, 5.0 + RISING_S, rising).top == 0.8
    assert _standing(down, 5.1, Movement()).top is None


def test_an_empty_trail_has_all_its_columns() -> None:
    """Other programs find every column, also where there is nothing in it."""
    document = trail_json(Trail(()))
    assert document == {"t_s": [], "stance": [], **{name: [] for name in MEASURES}, "bottoms": []}
