"""A second body is found with the followed one hidden, and told from that one's own ghost."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from kiosk import paths
from kiosk.pose.estimator import PoseEstimator
from kiosk.pose.framing import Box, Painter, Stroke
from kiosk.pose.keypoints import Joint, Leg, Point, Pose
from kiosk.pose.movenet import MoveNet
from kiosk.pose.second_body import (
    ANKLES,
    Passer,
    SecondBody,
    apart,
    looked_at,
    strokes,
    without,
)

from .clips import CLIPS, frames
from .people import person, with_point

LEG_PX = 144.0
WHOLE = Box(0.0, 0.0, 480.0, 640.0)


def turned(pose: Pose) -> Pose:
    """Left and right of every pair changed: as if the body looked the other way."""
    points = list(pose.points)
    for left in range(Joint.LEFT_SHOULDER, len(Joint), 2):
        points[left], points[left + 1] = points[left + 1], points[left]
    return Pose(pose.t_s, tuple(points))


def test_a_ghost_is_near_whichever_way_it_looks() -> None:
    """The same body, turned about or with one limb astray, is no second one."""
    body = person()
    astray = with_point(body, Joint.LEFT_ANKLE, 100.0, 500.0)
    for ghost in (body, turned(body), astray, turned(astray)):
        assert apart(ghost, body) == pytest.approx(0.0)


def test_a_body_beside_is_as_far_as_it_stands() -> None:
    """Every pair is off by the same distance."""
    assert apart(person(x_px=290.0), person(x_px=240.0)) == pytest.approx(50.0)


def test_bodies_with_nothing_to_compare_are_not_apart() -> None:
    """Only joints that both have count."""
    legs = tuple(Joint(i) for i in range(Joint.LEFT_HIP, len(Joint)))
    arms = tuple(Joint(i) for i in range(Joint.LEFT_HIP))
    assert apart(person(missing=legs), person(missing=arms)) == 0.0
    assert apart(Pose(0.0, (None,) * 17), person()) == 0.0


def test_every_joint_is_hidden_and_the_room_is_not() -> None:
    """Black marks at the joints vanish; the rest of the picture stays as it was."""
    canvas = np.full((640, 480, 3), 255, dtype=np.uint8)
    body = person()
    marks = [(int(point.y_px), int(point.x_px)) for point in body.points if point]
    for mark in marks:
        canvas[mark] = 0
    canvas[:, 60] = 0
    Painter().cover(canvas, WHOLE, strokes(body, LEG_PX), mean_px=0.35 * LEG_PX)
    assert min(canvas[mark].min() for mark in marks) > 240
    assert canvas[:, 60].max() == 0


def test_what_is_missing_is_not_hidden() -> None:
    """A body of which little is known hides little; nothing known, nothing hidden."""
    assert list(strokes(Pose(0.0, (None,) * 17), LEG_PX)) == []
    arm = person(missing=tuple(joint for joint in Joint if "LEFT" not in joint.name))
    assert 0 < len(list(strokes(arm, LEG_PX))) < len(list(strokes(person(), LEG_PX)))


def test_the_cover_takes_the_colour_of_what_is_around() -> None:
    """Left of the picture dark, right of it light: so is what hides a line across."""
    canvas = np.zeros((100, 200, 3), dtype=np.uint8)
    canvas[:, 100:] = 200
    canvas[48:53] = (255, 0, 0)
    line = Stroke((0.0, 50.0), (200.0, 50.0), 9.0)
    Painter().cover(canvas, Box(0.0, 0.0, 200.0, 100.0), [line], mean_px=10.0)
    assert canvas[50, 20].max() < 5
    assert canvas[50, 180].min() > 195


def test_the_cover_spares_what_it_is_told_to() -> None:
    """A stroke that is spared wins over one that hides."""
    canvas = np.zeros((100, 200, 3), dtype=np.uint8)
    canvas[50] = 255
    line, part = Stroke((0.0, 50.0), (200.0, 50.0), 9.0), Stroke((80.0, 50.0), (120.0, 50.0), 9.0)
    Painter().cover(canvas, Box(0.0, 0.0, 200.0, 100.0), [line], but=[part], mean_px=10.0)
    assert canvas[50, 100].min() == 255
    assert canvas[50, 20].max() == 0


def test_what_is_looked_at_is_around_the_body() -> None:
    """In the network's aspect, tall enough for a neighbour; nothing without hips."""
    box = looked_at(person(), LEG_PX, 0.6)
    assert box is not None
    assert box.width_px / box.height_px == pytest.approx(0.6)
    assert box.height_px >= 2.6 * LEG_PX
    hips = (Joint.LEFT_HIP, Joint.RIGHT_HIP)
    assert looked_at(person(missing=hips), LEG_PX, 0.6) is None


def test_a_passer_does_not_take_an_ankle_along() -> None:
    """Where the wanted body's ankle is on the passer's, it is the passer's: hidden, not spared."""
    wanted, passer = person(), person(x_px=330.0)
    foot = passer.points[Joint.RIGHT_ANKLE]
    assert foot is not None
    mixed = with_point(wanted, Joint.LEFT_ANKLE, foot.x_px, foot.y_px)
    for body, least in ((wanted, 0), (mixed, 200)):
        canvas = np.full((640, 480, 3), 255, dtype=np.uint8)
        around = canvas[int(foot.y_px) - 3 : int(foot.y_px) + 4, int(foot.x_px) - 3 :][:, :7]
        around[:] = 0
        Passer(passer, LEG_PX).hide(Painter(), canvas, WHOLE, body)
        assert around.min() > least


def test_without_takes_points_away() -> None:
    """Only those that are named."""
    left = without(person(), ANKLES)
    assert [left.points[joint] for joint in ANKLES] == [None, None]
    assert left.points[Joint.LEFT_KNEE] == person().points[Joint.LEFT_KNEE]


@pytest.fixture(scope="module")
def model() -> MoveNet:
    return MoveNet(paths.model_file("lightning-portrait"))


def truth(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((CLIPS / f"{name}.truth.json").read_text("utf-8"))
    return found


def leg_px(pose: Pose) -> float:
    hip, ankle = pose.points[Joint.LEFT_HIP], pose.points[Joint.LEFT_ANKLE]
    return ankle.y_px - hip.y_px if hip and ankle else 0.0


@pytest.mark.slow
def test_a_second_person_on_the_spot_is_found(model: MoveNet) -> None:
    """Standing close beside the member, at their own place; before they come nobody is found."""
    estimator, second = PoseEstimator(model), SecondBody(model)
    found: dict[bool, list[Pose | None]] = {True: [], False: []}
    for number, frame in enumerate(frames("second_on_spot", 18.0, 28.0)):
        pose = estimator.estimate(frame)
        assert pose is not None
        if number % 6 == 0 and not 21.0 < frame.t_s < 25.0:
            found[frame.t_s > 22.0].append(second.look(frame, pose, leg_px(pose)))
    assert found[False] == [None] * len(found[False])
    there = [pose for pose in found[True] if pose]
    assert len(there) == len(found[True]) > 3
    for pose in there:
        ankles = [point.x_px for joint in ANKLES if (point := pose.points[joint])]
        assert 255.0 < sum(ankles) / len(ankles) < 330.0


@pytest.mark.slow
def test_looking_leaves_the_live_estimate_alone(model: MoveNet) -> None:
    """With a look after every frame the poses are those without."""
    plain, looked = PoseEstimator(model), PoseEstimator(model)
    second = SecondBody(model)
    for frame in frames("second_on_spot", 5.0, 6.5):
        pose = looked.estimate(frame)
        if pose:
            second.look(frame, pose, leg_px(pose))
        assert plain.estimate(frame) == pose


def far_off(ankle: Point | None, wanted: list[float]) -> bool:
    return ankle is None or abs(ankle.x_px - wanted[0]) + abs(ankle.y_px - wanted[1]) > 25.0


@pytest.mark.slow
def test_an_onlooker_behind_takes_no_foot_of_the_member(model: MoveNet) -> None:
    """The stance ankle stays the member's while somebody stands a metre behind, for whoever is
    found there is overlooked; without that it does not."""
    known = {row["frame"]: row for row in truth("passer_behind")["frames"]}
    wrong = {}
    for overlooking in (False, True):
        estimator, second = PoseEstimator(model), SecondBody(model)
        wrong[overlooking] = 0
        for number, frame in enumerate(frames("passer_behind", 0.0, 21.0)):
            pose = estimator.estimate(frame)
            if pose and overlooking and number % 4 == 0 and frame.t_s > 4.0:
                length = max(leg_px(pose), 170.0)
                estimator.overlook(second.look(frame, pose, length), length)
            row = known.get(number)
            if pose and row and row["stance"] == "L":
                ankle = Joint.LEFT_ANKLE
                wrong[overlooking] += far_off(pose.points[ankle], row["keypoints"][ankle])
    assert wrong[False] > 5
    assert wrong[True] <= 1


def test_legs_are_the_persons_own() -> None:
    """`ANKLES` holds left and right in this order, as `Leg` has them."""
    assert [joint.name.split("_")[0].lower() for joint in ANKLES] == [leg.value for leg in Leg]
