"""What is around the member: who is in the way, who only passes, and whether there is light."""

from __future__ import annotations

import numpy as np
import pytest

from kiosk import looking_around, paths
from kiosk.camera.frame import Frame
from kiosk.looking_around import (
    EVERY_S,
    PASSER_EVERY_S,
    LookAround,
    behind,
    footed,
    hides,
    home_box,
    over,
    own_place,
    stands_on,
)
from kiosk.pose.estimator import PoseEstimator
from kiosk.pose.keypoints import Joint, Pose
from kiosk.pose.movenet import MoveNet
from kiosk.scoring.spot import Spot, sole
from kiosk.scoring.surroundings import Surroundings
from tests.pose.clips import frames
from tests.pose.people import person
from tests.recordings.scenarios.reading import spot_of

LEG_PX = 144.0
FEET_PX = 330.0 + 0.48 * 300 + 0.11 * LEG_PX
SPOT = Spot(240.0, FEET_PX, 60.0, 20.0)
BLACK = np.zeros((640, 480, 3), dtype=np.uint8)


@pytest.fixture(scope="module")
def model() -> MoveNet:
    return MoveNet(paths.model_file("lightning-portrait"))


def test_home_holds_a_body_on_the_spot_whole() -> None:
    """From over the head of a tall person to under the feet, around the spot."""
    box = home_box(Spot(240.0, 487.0, 61.0, 20.5))
    assert box is not None
    metre_px = 61.0 / 0.35
    assert box.centre_x_px == 240.0
    assert box.top_px < 487.0 - 2.0 * metre_px
    assert box.top_px + box.height_px > 487.0 + 0.15 * metre_px
    assert home_box(None) is None


def test_one_foot_on_the_spot_is_enough_to_stand_on_it() -> None:
    """Beside it, or a metre behind it, is not on it."""
    assert stands_on(person(), SPOT, LEG_PX)
    assert stands_on(person(x_px=300.0), SPOT, LEG_PX)
    assert not stands_on(person(x_px=400.0), SPOT, LEG_PX)
    assert not stands_on(person(y_px=289.0), SPOT, LEG_PX)
    assert not stands_on(person(missing=(Joint.LEFT_ANKLE, Joint.RIGHT_ANKLE)), SPOT, LEG_PX)


def test_only_a_nearer_body_hides_another() -> None:
    """In front of it and across it; not behind, not beside, not at the same distance."""
    assert hides(person(x_px=270.0, y_px=360.0), person(), LEG_PX)
    assert not hides(person(x_px=400.0, y_px=360.0), person(), LEG_PX)
    assert not hides(person(x_px=270.0, y_px=300.0), person(), LEG_PX)
    assert not hides(person(x_px=270.0), person(), LEG_PX)
    assert not hides(Pose(0.0, (None,) * 17), person(), LEG_PX)


def test_behind_is_no_nearer_than_the_spot() -> None:
    """By the feet; a body without feet is not known to be behind."""
    assert behind(person(y_px=289.0), SPOT, LEG_PX)
    assert not behind(person(y_px=370.0), SPOT, LEG_PX)
    feet = (Joint.LEFT_ANKLE, Joint.RIGHT_ANKLE)
    assert not behind(person(missing=feet), SPOT, LEG_PX)


def test_feet_that_were_lost_to_another_body_are_put_under_the_knees() -> None:
    """Both soles are then on the spot; a knee that is not seen gives no ankle."""
    whole = footed(person(), SPOT, LEG_PX)
    for joint in (Joint.LEFT_ANKLE, Joint.RIGHT_ANKLE):
        ankle = whole.points[joint]
        assert ankle is not None
        assert SPOT.reach(*sole(ankle, LEG_PX)) < 1.0
    assert footed(person(missing=(Joint.LEFT_KNEE,)), SPOT, LEG_PX).points[Joint.LEFT_ANKLE] is None
    assert over(person(), SPOT)
    assert not over(person(x_px=340.0), SPOT)


def test_a_body_without_a_spot_has_the_place_it_stands_on() -> None:
    """Its own feet are on it, whoever is a metre away is not."""
    place = own_place(person(), LEG_PX)
    assert place is not None
    assert stands_on(person(), place, LEG_PX)
    assert not stands_on(person(x_px=400.0), place, LEG_PX)
    assert own_place(Pose(0.0, (None,) * 17), LEG_PX) is None


def test_it_is_time_about_once_a_second(model: MoveNet) -> None:
    """At once, then after a second; at once too when time has gone back."""
    look_around = LookAround(model)
    assert look_around.due(5.0)
    look_around.look(Frame(5.0, BLACK), None, SPOT)
    assert not look_around.due(5.0 + 0.9 * EVERY_S)
    assert look_around.due(5.0 + EVERY_S)
    assert look_around.due(0.0)


def test_darkness_is_seen_with_nobody_there(model: MoveNet) -> None:
    """Where the spot is, or in the whole picture where there is none."""
    bright = np.full_like(BLACK, 120)
    look_around = LookAround(model)
    for spot in (SPOT, None):
        assert look_around.look(Frame(1.0, BLACK), None, spot) == Surroundings(dark=True)
        assert look_around.look(Frame(2.0, bright), None, spot) == Surroundings()


class OtherSeen:
    """Takes the place of the network's second pass and answers as it is told."""

    def __init__(self, answer: Pose | None) -> None:
        self.answer = answer

    def look(self, *_seen: object) -> Pose | None:
        return self.answer


def looking(model: MoveNet, monkeypatch: pytest.MonkeyPatch) -> tuple[LookAround, OtherSeen]:
    other = OtherSeen(None)
    monkeypatch.setattr(looking_around, "SecondBody", lambda _model: other)
    return LookAround(model, PoseEstimator(model)), other


def crowded(look_around: LookAround, t_s: float, spot: Spot | None = SPOT) -> bool:
    return look_around.look(Frame(t_s, BLACK), person(), spot).crowded


@pytest.mark.parametrize("spot", [SPOT, None])
def test_two_looks_without_a_second_body_end_the_pause(
    model: MoveNet, monkeypatch: pytest.MonkeyPatch, spot: Spot | None
) -> None:
    """One in which the second body was not found does not."""
    look_around, other = looking(model, monkeypatch)
    answers = [None, person(x_px=270.0), None, person(x_px=270.0), None, None]
    found = []
    for t_s, other.answer in enumerate(answers):
        found.append(crowded(look_around, float(t_s), spot))
    assert found == [False, True, True, True, True, False]
    other.answer = person(x_px=270.0)
    assert crowded(look_around, 9.0, spot)
    other.answer = None
    assert not crowded(look_around, 0.0, spot)


def test_one_who_passes_is_looked_at_more_often(
    model: MoveNet, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Behind or beside: no pause, and the next look is sooner, until they have gone."""
    look_around, other = looking(model, monkeypatch)
    other.answer = person(x_px=290.0, y_px=289.0)
    assert not crowded(look_around, 1.0)
    assert look_around.due(1.01 + PASSER_EVERY_S)
    other.answer = None
    assert not crowded(look_around, 1.4)
    assert not look_around.due(1.41 + PASSER_EVERY_S)


def test_the_member_is_never_overlooked(model: MoveNet, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody in front is followed for a while: the one found on the spot is the member."""
    look_around, other = looking(model, monkeypatch)
    other.answer = person()
    in_front = person(x_px=250.0, y_px=400.0)
    assert not look_around.look(Frame(1.0, BLACK), in_front, SPOT).crowded
    assert not look_around.due(1.01 + PASSER_EVERY_S)


def looks(
    model: MoveNet, name: str, from_s: float, to_s: float
) -> list[tuple[float, Surroundings]]:
    estimator, spot = PoseEstimator(model), spot_of(name, calibrated=False)
    estimator.look_at(home_box(spot))
    look_around = LookAround(model, estimator)
    found = []
    for frame in frames(name, from_s, to_s):
        pose = estimator.estimate(frame)
        if look_around.due(frame.t_s):
            found.append((frame.t_s, look_around.look(frame, pose, spot)))
    return found


@pytest.mark.slow
def test_a_second_person_on_the_spot_is_in_the_way(model: MoveNet) -> None:
    """From when they stand there until they have gone; the same looks give the same answers."""
    found = looks(model, "second_on_spot", 19.0, 33.0)
    assert [round(t_s) for t_s, around in found if around.crowded] == [24, 25, 26, 27, 28, 29, 30]
    assert not any(around.dark or around.blurred for _, around in found)
    assert looks(model, "second_on_spot", 19.0, 33.0) == found


@pytest.mark.slow
def test_people_behind_are_not_in_the_way(model: MoveNet) -> None:
    """One crosses a metre behind the member, one stands and squats there."""
    found = looks(model, "passer_behind", 8.0, 34.0)
    assert not any(around.crowded for _, around in found)
    assert len(found) > 30
