"""Resting: never too soon, never deaf, cheap where something moves all evening."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk import idle
from kiosk.idle import Idle
from kiosk.pose.keypoints import Point, Pose
from kiosk.scoring.spot import Spot
from tests.recordings.scenarios.reading import known, recorded, spot_of

AFTER_S = 60.0
RATE_HZ = 15.0
Moment = tuple[float, bool, bool]
"""Time, whether somebody is near, whether something moves."""
Told = tuple[float, bool, bool, bool]
"""Time, whether somebody is near, whether this frame was looked at, whether it rests after it."""


def lived(state: Idle, moments: list[Moment]) -> Iterator[Told]:
    """What the loop does with each frame."""
    for t_s, somebody, moved in moments:
        looks = state.look(t_s, moved)
        state = idle.step(state, t_s, somebody=somebody if looks else None, moved=moved)
        yield t_s, somebody, looks, state.resting


def frames(seconds: float, *, start_s: float = 0.0, moved: bool = False) -> list[Moment]:
    """Frames with nobody near, in each of which something moves or nothing does."""
    return [(start_s + n / RATE_HZ, False, moved) for n in range(int(seconds * RATE_HZ))]


def resting() -> Idle:
    """The kiosk at time 0 after an hour with nobody."""
    return Idle(AFTER_S, resting=True, t_s=0.0, nobody_since_s=-3600.0, looked_s=0.0)


@st.composite
def evenings(draw: st.DrawFn) -> list[Moment]:
    """Frames at any pace, people and movement at any time."""
    stretches = st.tuples(
        st.sampled_from([0.02, 0.07, 0.3, 2.0, 20.0]),
        st.integers(1, 60),
        st.booleans(),
        st.booleans(),
    )
    moments, t_s = [], 0.0
    for gap_s, count, somebody, moved in draw(st.lists(stretches, max_size=12)):
        for _ in range(count):
            t_s += gap_s
            moments.append((t_s, somebody, moved))
    return moments


@given(evenings(), st.sampled_from([1.0, 7.5, 60.0]))
def test_never_rests_soon_after_somebody(evening: list[Moment], after_s: float) -> None:
    """For the configured time after a look that found somebody near, it never rests."""
    there_s = 0.0
    for t_s, somebody, looks, rests in lived(Idle(after_s), evening):
        if somebody and looks:
            there_s = t_s
        assert not rests or t_s - there_s >= after_s


@given(evenings())
def test_never_rests_where_that_is_off(evening: list[Moment]) -> None:
    """With 0 seconds it never rests, and every frame is looked at."""
    assert all(looks and not rests for _, _, looks, rests in lived(Idle(0.0), evening))


@given(evenings())
def test_wakes_with_the_first_look_that_finds_somebody(evening: list[Moment]) -> None:
    """Somebody found near wakes it with that very frame, and awake it looks at every frame."""
    told = list(lived(resting(), evening))
    assert all(not rests for _, somebody, looks, rests in told if somebody and looks)
    assert all(now[2] for before, now in pairwise(told) if not before[3])


@given(evenings())
def test_somebody_who_stands_still_is_found(evening: list[Moment]) -> None:
    """However still it is, no second passes without a look, but for the pace of the frames."""
    looked_s = 0.0
    for t_s, _, looks, _ in lived(resting(), evening):
        assert looks or t_s - looked_s < idle.LOOK_EVERY_S
        looked_s = t_s if looks else looked_s


@given(st.floats(idle.CALM_S + 0.1, 500.0), st.floats(0.0, 1.0))
def test_first_movement_is_looked_at(quiet_s: float, later_s: float) -> None:
    """The first frame that moves is looked at, and so is every one for a while."""
    state = resting()
    for t_s, _, _, _ in lived(state, frames(quiet_s)):
        state = idle.step(state, t_s, somebody=False if state.look(t_s) else None)
    began_s = quiet_s + later_s
    assert state.look(began_s, moved=True)
    watched = frames(idle.WATCH_S, start_s=began_s, moved=True)
    assert all(looks for _, _, looks, _ in lived(state, watched))


def test_rests_after_the_time() -> None:
    """With nobody near it rests when the time is over, not before."""
    told = list(lived(Idle(AFTER_S), frames(AFTER_S + 2.0)))
    first_s = next(t_s for t_s, _, _, rests in told if rests)
    assert first_s == pytest.approx(AFTER_S, abs=1.0 / RATE_HZ)


def test_movement_does_not_keep_it_awake() -> None:
    """Something that moves all the while, with nobody near, lets it rest all the same."""
    told = list(lived(Idle(AFTER_S), frames(AFTER_S + 2.0, moved=True)))
    assert told[-1][3]


def test_still_room_costs_one_look_a_second() -> None:
    """With nothing moving, one frame a second goes through the network."""
    looks = sum(looks for _, _, looks, _ in lived(resting(), frames(60.0)))
    assert looks == pytest.approx(60, abs=3)


def test_endless_movement_costs_less_than_being_awake() -> None:
    """Where something moves all evening, fewer than half of the frames are looked at."""
    told = list(lived(resting(), frames(60.0, moved=True)))
    assert sum(looks for _, _, looks, _ in told) < len(told) / 2
    gaps = [b - a for a, b in pairwise(t_s for t_s, _, looks, _ in told if looks)]
    assert max(gaps) < 0.3


def test_new_movement_after_a_calm_is_watched_anew() -> None:
    """What begins to move after a calm is watched as closely as the first time."""
    state = resting()
    evening = frames(20.0, moved=True) + frames(2.0, start_s=20.0)
    for t_s, _, moved in evening:
        looks = state.look(t_s, moved)
        state = idle.step(state, t_s, somebody=False if looks else None, moved=moved)
    again = frames(idle.WATCH_S, start_s=22.0, moved=True)
    assert all(looks for _, _, looks, _ in lived(state, again))


def test_another_source_begins_awake() -> None:
    """A clock that goes back is another source: nothing is known of its room yet."""
    state = idle.step(Idle(AFTER_S, resting=True, t_s=500.0), 1.0, somebody=False)
    assert not state.resting
    assert state.look(1.1)


SPOT = Spot(240.0, 487.0, 61.0, 20.5)
"""As a camera 0.95 m high sees it from 2.9 m: 61 px are 0.35 m."""


def body(x_px: float, floor_px: float, tall_px: float = 300.0) -> Pose:
    """A body of which the two hips and two ankles are seen."""
    points: list[Point | None] = [None] * 17
    points[11] = points[12] = Point(x_px, floor_px - tall_px / 2, 0.9)
    points[15] = points[16] = Point(x_px, floor_px - 10.0, 0.9)
    return Pose(0.0, tuple(points))


@pytest.mark.parametrize(
    ("x_px", "floor_px", "is_near"),
    [
        (240.0, 487.0, True),
        (240.0 + 210.0, 487.0, True),
        (240.0 - 260.0, 487.0, False),
        (240.0, 425.0, True),
        (240.0, 380.0, False),
        (240.0, 620.0, True),
    ],
    ids=["on it", "1.2 m beside", "1.5 m beside", "a metre behind", "4 m behind", "before it"],
)
def test_near(x_px: float, floor_px: float, is_near: bool) -> None:
    """On the spot, beside it within reach, a metre behind and before it is near; far behind not."""
    assert idle.near(body(x_px, floor_px), SPOT) is is_near


def test_near_without_a_spot() -> None:
    """Where nobody has set a spot, anybody in the picture is near, and nobody is not."""
    assert idle.near(body(5.0, 100.0), None)
    assert not idle.near(None, None)
    assert not idle.near(None, SPOT)
    assert not idle.near(Pose(0.0, (None,) * 17), SPOT)


@pytest.mark.parametrize("name", ["whole_check", "too_far", "second_on_spot"])
def test_member_on_the_spot_is_near(name: str) -> None:
    """In recorded checks, whoever is on the spot is near in every frame that shows a body."""
    spans = known(name)["on_spot_s"]
    moments = [
        moment.pose
        for moment in recorded(name)[1]
        if moment.pose and any(start <= moment.pose.t_s <= end for start, end in spans)
    ]
    assert len(moments) > 100
    assert all(idle.near(pose, spot_of(name)) for pose in moments)


def test_neighbourhood_holds_a_body_near_the_spot() -> None:
    """The part of the picture that is watched holds a body on the spot and the floor before it."""
    box = idle.neighbourhood(SPOT)
    assert box is not None
    left, top, width, height = box
    assert left < 240 - 200
    assert left + width > 240 + 200
    assert top < 487 - 300
    assert top + height > 640
    assert idle.neighbourhood(None) is None
