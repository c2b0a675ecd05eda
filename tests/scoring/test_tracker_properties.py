"""What must hold for every stream: mirrored, moved, thinned, torn, or fed in pieces."""

from __future__ import annotations

from dataclasses import fields, replace
from math import isfinite, nan
from random import Random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kiosk.pose.keypoints import Leg, Point, Pose
from kiosk.scoring import tracker
from kiosk.scoring.events import RepEnded
from kiosk.scoring.findings import FreeLeg, Rep
from kiosk.scoring.report import build_report
from kiosk.scoring.tracker import Tracker

from .alike import reports_alike, reps_alike
from .people import mirrored, moved
from .properties import bounded
from .script import Moment, Script, Squat, check_on
from .watching import watch

ANGLES = (
    "knee_fppa_deg",
    "knee_fppa_change_deg",
    "pelvic_drop_deg",
    "trunk_lean_deg",
    "knee_flexion_deg",
)
squats = st.builds(
    Squat,
    flexion_deg=st.floats(50, 80),
    fppa_deg=st.floats(-15, 25),
    drop_deg=st.floats(-5, 15),
    lean_deg=st.floats(-10, 18),
    down_s=st.floats(1.0, 2.5),
    bottom_s=st.floats(0.1, 0.6),
    up_s=st.floats(1.0, 2.5),
    pause_s=st.floats(0.2, 1.0),
)
legs = st.sampled_from(list(Leg))
held = st.sampled_from([FreeLeg.MIDDLE, FreeLeg.BEHIND, FreeLeg.FRONT])
seeds = st.integers(0, 10_000)


def numbers_of(rep: Rep) -> list[float]:
    values = [getattr(rep, field.name) for field in fields(rep)]
    return [value for value in values if isinstance(value, float)]


def nothing_to_count(seed: int) -> Script:
    """A random walk through movements of which none is a squat on one leg."""
    random, script = Random(seed), Script().stand()
    for _ in range(3):
        leg = random.choice(list(Leg))
        script = random.choice(
            [
                script.squats(2),
                script.walk(4, random.choice([0.5, -0.5])),
                script.lift(leg).hold(1).put_down(),
                script.lift(leg).hold(1).knee_lift().hold(0.5).put_down(),
                script.lift(leg, FreeLeg.FRONT).hold(1).put_down(),
                script.away(1.5),
            ]
        ).stand()
    return script


@given(squat=squats, leg=legs, free=held, seed=seeds)
@bounded(5)
def test_mirror_swaps_the_sides_and_no_angle(
    squat: Squat, leg: Leg, free: FreeLeg, seed: int
) -> None:
    """A person in a mirror squats on the other leg with the same angles, noise and all."""
    script = Script().stand().lift(leg, free).squats(2, squat).put_down()
    film = script.film(noise_px=0.4, seed=seed)
    width = 480.0

    own = watch(film, width).reps
    other = watch([(t_s, pose and mirrored(pose, width)) for t_s, pose in film], width).reps
    assert len(own) == len(other) == 2
    for a, b in zip(own, other, strict=True):
        assert a.off_centre is not None
        reps_alike(a, b, mirrored=True)


@given(
    squat=squats,
    leg=legs,
    scale=st.floats(0.4, 3.0),
    dx_px=st.floats(-200, 200),
    dy_px=st.floats(-200, 200),
)
@bounded(5)
def test_moving_or_scaling_changes_nothing(
    squat: Squat, leg: Leg, scale: float, dx_px: float, dy_px: float
) -> None:
    """Nearer, farther or elsewhere in the image: the same reps with the same angles."""
    script = Script().stand().lift(leg).squats(2, squat).put_down()
    own = watch(script.film()).reps
    other = watch(script.film(scale=scale, dx_px=dx_px, dy_px=dy_px)).reps
    assert len(own) == len(other) == 2
    for a, b in zip(own, other, strict=True):
        reps_alike(a, b)


@given(left=squats, right=squats, seed=seeds)
@bounded(4, shrinking=False)
def test_the_report_of_both_legs_in_a_mirror_and_nearer(
    left: Squat, right: Squat, seed: int
) -> None:
    """Legs that squat differently change places in a mirror with all that is said of them; size
    and place in the picture say nothing.
    """
    script = Script().stand().lift(Leg.LEFT).squats(3, left).put_down()
    film = script.stand().lift(Leg.RIGHT).squats(3, right).put_down().film(noise_px=0.3, seed=seed)
    own = watch(film, 480).report
    assert (own.left.counted, own.right.counted) == (3, 3)
    flipped = watch([(t_s, pose and mirrored(pose)) for t_s, pose in film], 480).report
    reports_alike(own, flipped, mirrored=True)
    near = [(t_s, pose and moved(pose, scale=1.7, dx_px=-40.0)) for t_s, pose in film]
    reports_alike(own, watch(near, 1.7 * 480 - 80).report)


@given(squat=squats, leg=legs, start_s=st.floats(0, 1e6))
@bounded(5, shrinking=False)
def test_the_clock_s_zero_changes_nothing(squat: Squat, leg: Leg, start_s: float) -> None:
    """After days of running the same squats count, with the same angles but for rounding."""
    script = Script().stand().lift(leg).squats(2, squat).put_down()
    own, later = (watch(script.film(start_s=at_s)).reps for at_s in (0.0, start_s))
    assert [rep.counted for rep in later] == [rep.counted for rep in own] == [True, True]
    for a, b in zip(own, later, strict=True):
        assert b.bottom_s - start_s == pytest.approx(a.bottom_s, abs=0.05)
        for name in ANGLES:
            assert getattr(b, name) == pytest.approx(getattr(a, name), abs=0.1)


@given(squat=squats, leg=legs, free=held, seed=seeds)
@bounded(5)
def test_frame_rate_changes_no_count(squat: Squat, leg: Leg, free: FreeLeg, seed: int) -> None:
    """10, 15 and 30 frames a second count the same, and the knee is the same to a few degrees."""
    assume(free is not FreeLeg.FRONT or squat.lean_deg > -4.0)
    script = Script().stand().lift(leg, free).squats(2, squat).put_down().stand()
    found = [watch(script.film(fps, noise_px=0.3, seed=seed)).reps for fps in (10, 15, 30)]
    for reps in found:
        assert [(rep.leg, rep.counted) for rep in reps] == [(leg, True)] * 2
    for rep in found[0] + found[1]:
        assert rep.knee_fppa_deg == pytest.approx(squat.fppa_deg, abs=3.0)


@given(squat=squats)
@bounded(3)
def test_order_of_legs_does_not_matter(squat: Squat) -> None:
    """Left first or right first: each leg has the same reps and verdicts."""
    left_first = watch(check_on(Leg.LEFT, Leg.RIGHT, squat=squat, reps=3).film()).report
    right_first = watch(check_on(Leg.RIGHT, Leg.LEFT, squat=squat, reps=3).film()).report
    for leg in Leg:
        a, b = left_first.leg(leg), right_first.leg(leg)
        assert (a.counted, a.refused) == (b.counted, b.refused) == (3, 0)
        for name, result in a.checks.items():
            assert result.verdict is b.checks[name].verdict
            assert result.value_deg == pytest.approx(b.checks[name].value_deg, abs=1.0)


@given(seed=seeds, dropped=st.floats(0, 0.5))
@bounded(5)
def test_dropped_frames_lose_and_invent_nothing(seed: int, dropped: float) -> None:
    """Up to half of the frames missing at random: still three reps."""
    script = Script().stand(2.5).lift(Leg.LEFT).squats(3).put_down()
    seen = watch(script.film(30, dropped=dropped, seed=seed))
    assert seen.counted(Leg.LEFT) == len(seen.reps) == 3


@given(seed=seeds, hidden=st.floats(0, 0.5), unseen=st.floats(0, 0.5))
@bounded(20)
def test_torn_streams_never_crash_and_never_invent(seed: int, hidden: float, unseen: float) -> None:
    """Points and whole poses missing at random: no crash, no rep where there is none."""
    random = Random(seed)
    film = nothing_to_count(seed).film(noise_px=0.5, hidden=hidden, seed=seed)
    torn = [(t_s, None if random.random() < unseen else pose) for t_s, pose in film]
    assert watch(torn).counted() == 0


@given(seed=seeds, hidden=st.floats(0, 0.3), gap_s=st.floats(0, 3), at_s=st.floats(1, 12))
@bounded(15)
def test_torn_streams_never_count_more_than_was_done(
    seed: int, hidden: float, gap_s: float, at_s: float
) -> None:
    """Three squats are at most three reps, and no number that comes out is NaN."""
    film = Script().stand().lift(Leg.LEFT).squats(3).put_down().film(seed=seed, noise_px=0.3)
    random = Random(seed)

    def torn(t_s: float, pose: Pose | None) -> Pose | None:
        if pose is None or at_s <= t_s < at_s + gap_s:
            return None
        share = hidden if t_s > 1.6 else 0.0
        points = (None if random.random() < share else point for point in pose.points)
        return replace(pose, points=tuple(points))

    seen = watch([(t_s, torn(t_s, pose)) for t_s, pose in film], 480)
    assert seen.counted(Leg.LEFT) == seen.counted() <= 3
    for rep in seen.reps:
        assert all(isfinite(number) for number in numbers_of(rep))
        assert all((getattr(rep, name) is None) == (name in rep.why_null) for name in ANGLES)


def test_not_a_number_never_crashes_and_never_comes_out() -> None:
    """Coordinates that are NaN are points not seen."""
    for seed in range(5):
        random = Random(seed)
        film: list[Moment] = []
        for t_s, pose in check_on(Leg.LEFT, reps=2).film():
            assert pose is not None
            points = tuple(
                Point(nan, nan, nan) if random.random() < 0.01 else point for point in pose.points
            )
            film.append((t_s, replace(pose, points=points)))
        seen = watch(film, 480)
        assert seen.counted() <= 2
        for rep in seen.reps:
            assert all(isfinite(number) for number in numbers_of(rep))


def test_points_missing_now_and_then_lose_no_check() -> None:
    """One point in twenty not seen, at random: the person is still found and counted."""
    for seed in range(4):
        film = check_on(Leg.LEFT, reps=2).film(hidden=0.05, seed=seed)
        assert watch(film).counted(Leg.LEFT) == 2


@given(seed=seeds, cut=st.floats(0, 1))
@bounded(10)
def test_a_prefix_is_a_consistent_beginning(seed: int, cut: float) -> None:
    """What was said stays said: the events of a prefix are the first events of the whole."""
    film = check_on(Leg.LEFT, Leg.RIGHT, reps=2).film(10, noise_px=0.5, seed=seed)
    whole, part = watch(film).events, watch(film[: int(cut * len(film))]).events
    assert whole[: len(part)] == part


def test_counts_only_grow_and_every_moment_has_a_report() -> None:
    """At each frame the report can be built; its counts never fall, times never run ahead."""
    state, reps, before = Tracker(), list[Rep](), (0, 0)
    for t_s, pose in check_on(Leg.LEFT, Leg.RIGHT, reps=3).film(10, noise_px=0.5):
        state, events = tracker.step(state, t_s, pose)
        assert all(event.t_s <= t_s for event in events)
        new = [event.rep for event in events if isinstance(event, RepEnded)]
        if new:
            reps += new
            report = build_report(reps)
            counts = report.left.counted, report.right.counted
            assert counts >= before
            before = counts
    assert before == (3, 3)


def test_a_step_leaves_the_old_state_alone() -> None:
    """The core is pure: from a kept state the same frames give the same events again."""
    film = check_on(Leg.LEFT, reps=2).film(10)
    middle = len(film) // 2
    kept = watch(film[:middle]).tracker
    first = replay(kept, film[middle:])
    assert replay(kept, film[middle:]) == first


def replay(state: Tracker, film: list[Moment]) -> tuple[object, ...]:
    said: list[object] = []
    for t_s, pose in film:
        state, events = tracker.step(state, t_s, pose)
        said += events
    return tuple(said)


def test_memory_does_not_grow_with_time() -> None:
    """Standing, squatting and an empty room for minutes keep the state small."""
    script = Script().stand(20).squats(2).lift(Leg.LEFT).squats(4).hold(10).put_down().away(10)
    state, most = Tracker(), 0
    for t_s, pose in script.film(30):
        state, _ = tracker.step(state, t_s, pose)
        move = state.movement
        samples = len(move.dip.samples) if move.dip else 0
        rest = len(move.perch.rest) if move.perch else 0
        most = max(most, len(state.window) + len(move.before) + rest + samples)
    assert most < 250
