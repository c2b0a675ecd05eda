"""Which moments are kept while somebody squats, and which are looked at again."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.pose.keypoints import Leg
from kiosk.scoring import protocol, tracker
from kiosk.scoring.bottom import bottom_samples
from kiosk.scoring.events import RepEnded
from kiosk.scoring.moments import (
    BOTTOM_KEPT,
    spread_out,
    stand_worth_a_look,
    stand_worth_keeping,
    worth_a_look,
    worth_keeping,
)
from kiosk.scoring.movement import REST_S, Dip
from kiosk.scoring.standing import MOMENTS_KEPT, Standing
from kiosk.scoring.tracker import Tracker

from .properties import bounded
from .script import Moment, Script, Squat

RATES = pytest.mark.parametrize("fps", [10.0, 15.0, 30.0])
ON_LEFT = Script().stand().lift(Leg.LEFT)
HELD = Squat(down_s=1.0, bottom_s=9.0, up_s=1.0)


@dataclass
class Watched:
    """One film as the kiosk sees it: a keeper of times in place of crops."""

    state: Tracker = field(default_factory=Tracker)
    kept: set[float] = field(default_factory=set)
    most: int = 0
    """The most that were in memory at once."""
    ended: list[tuple[Dip, set[float]]] = field(default_factory=list)
    """Each rep's dip, with what was kept when it had ended."""
    stood: set[float] = field(default_factory=set)
    """The moments of standing on both feet whose pelvis is in memory."""
    most_stood: int = 0
    compared: list[tuple[Standing, set[float]]] = field(default_factory=list)
    """What each rep is compared with, and what was kept of standing when it had ended."""

    def see(self, film: list[Moment]) -> Watched:
        for t_s, pose in film:
            self.kept.add(t_s)
            self.stood.add(t_s)
            self.most = max(self.most, len(self.kept))
            self.most_stood = max(self.most_stood, len(self.stood))
            self.state, events = tracker.step(self.state, t_s, pose)
            for event in events:
                if isinstance(event, RepEnded):
                    self.ended.append((event.evidence.dip, set(self.kept)))
                    self.compared.append((event.evidence.standing, set(self.stood)))
            self.kept &= worth_keeping(self.state)
            self.stood &= stand_worth_keeping(self.state)
        return self


def seen(script: Script, fps: float = 15.0) -> Watched:
    return Watched().see(script.film(fps, noise_px=0.3))


@pytest.mark.parametrize(
    "script", [Script().away(2), Script().walk(3), Script().stand(3), Script().stand().squats(1)]
)
def test_nothing_is_kept_but_on_one_leg(script: Script) -> None:
    """An empty room, walking, standing on both legs, a two-legged squat that has ended."""
    assert seen(script).kept == set()


@RATES
def test_on_one_leg_the_last_second_is_kept(fps: float) -> None:
    """What standing is compared by, and no more: up to now, at most a second back."""
    watched = seen(ON_LEFT.hold(4), fps)
    now_s = ON_LEFT.hold(4).film(fps)[-1][0]
    assert max(watched.kept) == now_s
    assert min(watched.kept) >= now_s - REST_S - 2 / fps
    assert len(watched.kept) >= 0.8 * fps


def test_in_a_dip_the_rest_before_it_and_the_deepest_so_far_are_kept() -> None:
    """Half-way down the film stops: of the way down only the deepest tenth is still there."""
    film = ON_LEFT.squats(1, Squat(down_s=2.0)).film(30)
    down_to = next(i for i, (t_s, _) in enumerate(film) if t_s > ON_LEFT.length_s + 1.2)
    watched = Watched().see(film[:down_to])
    dip = watched.state.movement.dip
    assert dip is not None
    rest = {pose.t_s for pose in dip.rest}
    deep = {sample.t_s for sample in bottom_samples(dip)}
    assert watched.kept == rest | deep
    assert rest
    assert 1 <= len(deep) < len(dip.samples) / 3


@RATES
@pytest.mark.parametrize("squat", [Squat(), Squat(down_s=1.0, up_s=1.0, bottom_s=1.5), HELD])
def test_what_is_asked_for_was_kept(fps: float, squat: Squat) -> None:
    """When a rep has ended every moment that a closer look goes to is still in memory: bottom
    and rest, as many as wanted, or all there are."""
    ((dip, kept),) = seen(ON_LEFT.squats(1, squat), fps).ended
    wanted = worth_a_look(dip)
    assert set(wanted) <= kept
    assert len(wanted) == len(set(wanted))
    deep = {sample.t_s for sample in bottom_samples(dip)}
    rest = {pose.t_s for pose in dip.rest}
    assert len(deep & set(wanted)) == min(protocol.CLOSER_BOTTOM, len(deep))
    assert len(rest & set(wanted)) == min(protocol.CLOSER_REST, len(rest))
    first_s, last_s = min(deep & set(wanted)), max(deep & set(wanted))
    assert last_s - first_s > 0.9 * (max(deep) - min(deep))


def test_a_deeper_end_after_a_long_hold_still_has_its_looks() -> None:
    """Held long, then deeper: what was thinned out is missing, and enough is left to measure."""
    bounce = Squat(down_s=1.0, bottom_s=8.0, up_s=1.0, bounce=0.08)
    ((dip, kept),) = seen(ON_LEFT.squats(1, bounce), 30).ended
    deep = {sample.t_s for sample in bottom_samples(dip)}
    assert len(deep & kept & set(worth_a_look(dip))) >= protocol.CLOSER_MIN


@pytest.mark.parametrize("fps", [30.0, 60.0])
def test_memory_is_bounded_in_a_long_hold(fps: float) -> None:
    """Nine seconds at the bottom keep no more moments than a few seconds do."""
    watched = seen(ON_LEFT.squats(1, HELD), fps)
    assert len(watched.ended) == 1
    assert watched.most <= BOTTOM_KEPT + fps * REST_S + 3


def test_after_a_rep_its_moments_are_forgotten() -> None:
    """Two seconds after the squat nothing of its bottom is in memory."""
    watched = seen(ON_LEFT.squats(1).hold(2))
    ((dip, _),) = watched.ended
    assert watched.kept.isdisjoint(sample.t_s for sample in dip.samples)


@RATES
@pytest.mark.parametrize("stand_s", [0.7, 1.2, 6.0])
def test_the_stand_before_a_rep_was_kept(fps: float, stand_s: float) -> None:
    """However short the stand, and after each of three reps: all its moments that are asked for
    are in memory, as many as are wanted, none of them from the squats."""
    script = Script().stand(stand_s).lift(Leg.LEFT).squats(3)
    watched = seen(script, fps)
    assert len(watched.compared) == 3
    for (standing, kept), (dip, _) in zip(watched.compared, watched.ended, strict=True):
        wanted = stand_worth_a_look(standing)
        assert set(wanted) <= kept
        assert len(set(wanted)) == len(wanted) <= protocol.CLOSER_STANDING
        assert len(wanted) >= min(protocol.CLOSER_STANDING, round(0.3 * fps))
        assert wanted[-1] < min(pose.t_s for pose in dip.rest)


def test_a_long_stand_is_looked_at_all_along() -> None:
    """Of twenty seconds the moments that stay lie over all of them, not over the last."""
    watched = seen(Script().stand(20).lift(Leg.LEFT).squats(1), 15)
    ((standing, _),) = watched.compared
    steps = [b - a for a, b in pairwise(standing.times_s)]
    assert len(standing.times_s) == MOMENTS_KEPT
    assert standing.times_s[0] < 1.0
    assert standing.times_s[-1] > 19.0
    assert max(steps) < 4.5


@pytest.mark.parametrize("fps", [15.0, 30.0, 60.0])
def test_memory_of_the_stand_is_bounded(fps: float) -> None:
    """A minute of standing keeps no more than its few moments and the newest window; who has gone
    leaves nothing."""
    watched = seen(Script().stand(60).lift(Leg.LEFT).squats(1), fps)
    assert MOMENTS_KEPT <= watched.most_stood <= MOMENTS_KEPT + fps * protocol.STILL_S + 3
    empty = tracker.anew(watched.state)
    assert stand_worth_keeping(empty) == frozenset()


@bounded(200)
@given(
    st.lists(st.floats(0, 100), unique=True, max_size=60).map(sorted),
    st.integers(2, 20),
)
def test_spread_out(times_s: list[float], count: int) -> None:
    """At most so many, in order, the first and the last among them, none twice; few stay all."""
    chosen = spread_out(times_s, count)
    assert len(chosen) == min(count, len(times_s))
    assert list(chosen) == sorted(set(chosen))
    assert set(chosen) <= set(times_s)
    if times_s:
        assert (chosen[0], chosen[-1]) == (times_s[0], times_s[-1])


@bounded(100)
@given(st.integers(13, 300), st.integers(2, 12))
def test_spread_out_is_even(length: int, count: int) -> None:
    """Neighbours of the chosen lie equally far apart, but for rounding."""
    chosen = spread_out([float(i) for i in range(length)], count)
    steps = [b - a for a, b in pairwise(chosen)]
    assert max(steps) - min(steps) <= 1.0
