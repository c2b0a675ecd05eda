"""The live picture: what its filter takes out, what it must leave, what it must never invent."""

from __future__ import annotations

from itertools import pairwise
from math import cos, inf, isfinite, nan, pi, sin
from random import Random
from statistics import pstdev

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.pose.keypoints import Joint, Leg, Point, Pose
from kiosk.scoring import smoothing
from kiosk.scoring.smoothing import NO_TRACKS, steadied

from .people import Posture, mirrored, moved, pose_of, without
from .properties import bounded
from .script import Script

BODY = 230.0
"""Shoulder to ankle, pixels: the people of the first lab findings."""

values = st.floats(-1e6, 1e6)
series = st.lists(values, max_size=60)
rates = st.sampled_from([10.0, 15.0, 25.0, 30.0, 60.0])


def live(rate: float, given: list[float], size: float = BODY) -> list[float]:
    """One-Euro filtered, frame by frame."""
    state, found = None, []
    for i, value in enumerate(given):
        state, steady = smoothing.step(state, i / rate, value, size)
        assert steady is not None
        found.append(steady)
    return found


def steps(given: list[float]) -> list[float]:
    return [b - a for a, b in pairwise(given)]


def test_live_begins_with_what_is_seen() -> None:
    """The first value comes out as it is."""
    assert smoothing.step(None, 5.0, 3.25, BODY)[1] == 3.25


@given(rate=rates, start=values, end=values)
@bounded(30)
def test_live_arrives(rate: float, start: float, end: float) -> None:
    """After a jump the filter comes to the new value and stays there."""
    found = live(rate, [start] * 5 + [end] * round(5 * rate))
    assert found[-1] == pytest.approx(end, abs=1e-3 * (1.0 + abs(end - start)))


def test_live_trembles_less_when_still() -> None:
    """A still point with a pixel and a half of noise: less than half of it is left."""
    random = Random(1)
    noisy = [100.0 + random.gauss(0.0, 1.5) for _ in range(300)]
    assert pstdev(live(15, noisy)[30:]) < 0.5 * pstdev(noisy[30:])


def test_live_trembles_less_in_a_slow_movement() -> None:
    """As slow as a squat: from frame to frame less than half of the trembling is left."""
    random = Random(2)
    clean = [20.0 * sin(2 * pi * 0.25 * i / 15) for i in range(300)]
    noisy = [value + random.gauss(0.0, 1.5) for value in clean]
    shaking = [a - b for a, b in zip(steps(noisy), steps(clean), strict=True)]
    left = [a - b for a, b in zip(steps(live(15, noisy)), steps(clean), strict=True)]
    assert pstdev(left) < 0.5 * pstdev(shaking)


@pytest.mark.parametrize("rate", [15.0, 30.0])
def test_live_hardly_lags_in_a_fast_movement(rate: float) -> None:
    """One body height a second: less than 50 ms behind, where the cutoff at rest alone has 130."""
    ramp = [BODY * i / rate for i in range(round(2 * rate))]
    lag_s = (ramp[-1] - live(rate, ramp)[-1]) / BODY
    assert 0.0 < lag_s < 0.05


def test_live_follows_a_squat() -> None:
    """Hips that sink by 40 px in 1.6 s are drawn less than a hundredth of the picture off."""
    squat = [20.0 * (1 - cos(2 * pi * min(1.0, i / 15 / 3.2))) for i in range(60)]
    off = [abs(a - b) for a, b in zip(live(15, squat), squat, strict=True)]
    assert max(off) < 6.4


@given(given=series, rate=rates, scale=st.floats(0.1, 10), shift=values)
@bounded(30)
def test_live_knows_no_size_and_no_place(
    given: list[float], rate: float, scale: float, shift: float
) -> None:
    """A person twice as large elsewhere in the picture is steadied alike."""
    own = live(rate, given)
    other = live(rate, [scale * value + shift for value in given], scale * BODY)
    assert other == pytest.approx([scale * value + shift for value in own], rel=1e-6, abs=1e-3)


@given(given=series, rate=rates)
@bounded(30)
def test_live_stays_within_what_was_seen(given: list[float], rate: float) -> None:
    """Never past the lowest or the highest value so far: no overshoot."""
    for i, value in enumerate(live(rate, given)):
        low, high = min(given[: i + 1]), max(given[: i + 1])
        margin = 1e-9 * (1.0 + high - low + abs(low))
        assert low - margin <= value <= high + margin


def test_live_begins_anew_after_a_gap() -> None:
    """Unseen for more than half a second, the next value counts as it is; else not."""
    state, _ = smoothing.step(None, 0.0, 0.0, BODY)
    assert smoothing.step(state, 0.6, 80.0, BODY)[1] == 80.0
    bridged = smoothing.step(state, 0.4, 80.0, BODY)[1]
    assert bridged is not None
    assert 0.0 < bridged < 80.0


@pytest.mark.parametrize("value", [None, nan, inf, -inf])
def test_live_invents_nothing(value: float | None) -> None:
    """What was not seen comes out as None and changes nothing."""
    state, _ = smoothing.step(None, 0.0, 7.0, BODY)
    assert smoothing.step(state, 0.1, value, BODY) == (state, None)
    assert smoothing.step(None, 0.1, value, BODY) == (None, None)


@pytest.mark.parametrize("t_s", [1.0, 0.5])
def test_live_lets_no_time_run_backward(t_s: float) -> None:
    """A moment that is not later changes nothing."""
    state, _ = smoothing.step(None, 1.0, 7.0, BODY)
    assert smoothing.step(state, t_s, 90.0, BODY) == (state, 7.0)


@given(
    stream=st.lists(st.tuples(st.floats(0, 2), st.none() | st.floats()), max_size=30),
    size=st.floats(0, 1e6),
)
@bounded(100)
def test_live_never_says_what_is_no_number(
    stream: list[tuple[float, float | None]], size: float
) -> None:
    """Whatever comes in, at whatever intervals: a number for a number, None for the rest."""
    state, t_s = None, 0.0
    for seconds, value in stream:
        t_s += seconds
        state, steady = smoothing.step(state, t_s, value, size)
        assert (steady is None) == (value is None or not isfinite(value))
        assert steady is None or isfinite(steady)


def film_of(poses: list[Pose]) -> list[Pose]:
    """The poses as the live picture shows them."""
    tracks, shown = NO_TRACKS, []
    for pose in poses:
        tracks, steady = steadied(tracks, pose)
        shown.append(steady)
    return shown


def lifting() -> list[Pose]:
    """Two seconds of a person who lifts a foot, as poses."""
    script = Script().stand(0.6).lift(Leg.LEFT)
    return [pose for _, pose in script.film(15, noise_px=1.0, seed=3) if pose]


def test_a_still_pose_stays_as_it_is() -> None:
    """Nothing to steady: every point, score and time as before."""
    poses = [pose_of(Posture(), i / 15) for i in range(10)]
    for pose, shown in zip(poses, film_of(poses), strict=True):
        assert shown.t_s == pose.t_s
        for point, own in zip(shown.points, pose.points, strict=True):
            assert point == (own and pytest.approx(own, abs=1e-9))


def test_the_picture_of_a_still_person_trembles_less() -> None:
    """Each joint of a person who stands moves at most six tenths as much, in x and in y."""
    film = [pose for _, pose in Script().stand(10).film(15, noise_px=1.0, seed=1) if pose]
    shown = film_of(film)[15:]
    for joint in (Joint.LEFT_SHOULDER, Joint.RIGHT_WRIST, Joint.LEFT_KNEE, Joint.RIGHT_ANKLE):
        for axis in (0, 1):
            before = [point[axis] for pose in film[15:] if (point := pose.points[joint])]
            after = [point[axis] for pose in shown if (point := pose.points[joint])]
            assert pstdev(after) < 0.6 * pstdev(before)


def test_a_joint_that_is_not_seen_is_not_drawn() -> None:
    """It stays None while missing, begins anew where it comes back, and disturbs no other."""
    film = lifting()
    gone = [without(pose, Joint.LEFT_KNEE) if 5 <= i < 8 else pose for i, pose in enumerate(film)]
    whole, shown = film_of(film), film_of(gone)
    for i, (pose, other) in enumerate(zip(shown, whole, strict=True)):
        assert (pose.points[Joint.LEFT_KNEE] is None) == (5 <= i < 8)
        assert without(pose, Joint.LEFT_KNEE) == without(other, Joint.LEFT_KNEE)
    assert shown[8].points[Joint.LEFT_KNEE] == film[8].points[Joint.LEFT_KNEE]
    assert shown[9].points[Joint.LEFT_KNEE] != film[9].points[Joint.LEFT_KNEE]


def test_a_point_that_is_no_number_is_not_drawn() -> None:
    """A coordinate that is NaN is a joint not seen, and hides no other."""
    first, second = lifting()[:2]
    points = list(second.points)
    points[Joint.LEFT_KNEE] = Point(nan, 300.0, 0.9)
    shown = film_of([first, Pose(second.t_s, tuple(points))])[1]
    assert shown == film_of([first, without(second, Joint.LEFT_KNEE)])[1]


def test_nobody_whole_is_no_trouble() -> None:
    """A pose of one point, and of none, come out as they are."""
    for pose in (Pose(0.0, (None,) * 17), without(pose_of(Posture()), *list(Joint)[6:])):
        assert film_of([pose, pose]) == [pose, pose]


def test_near_far_and_mirrored_people_are_steadied_alike() -> None:
    """The live picture of a larger, moved or mirrored person is the same picture, so changed."""
    film = lifting()
    shown = film_of(film)
    large = film_of([moved(pose, scale=2.5, dx_px=30.0, dy_px=-70.0) for pose in film])
    other = film_of([mirrored(pose) for pose in film])
    for pose, big, flipped in zip(shown, large, other, strict=True):
        alike(big, moved(pose, scale=2.5, dx_px=30.0, dy_px=-70.0))
        alike(flipped, mirrored(pose))


def alike(a: Pose, b: Pose) -> None:
    for point, other in zip(a.points, b.points, strict=True):
        assert point == (other and pytest.approx(other, abs=1e-6))
