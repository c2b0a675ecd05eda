"""What must hold for real keypoints, however a camera saw them: mirrored, moved, thinned, torn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from math import inf, isfinite, nan
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.pose.keypoints import Leg, Point, Pose
from kiosk.scoring import session, tracker
from kiosk.scoring.events import (
    CheckAbandoned,
    Event,
    LegCompleted,
    RepCounted,
    RepEnded,
    RepRefused,
)
from kiosk.scoring.findings import Rep
from kiosk.scoring.report import build_report
from kiosk.scoring.tracker import Tracker

from .alike import reports_alike
from .people import mirrored, moved
from .properties import bounded
from .script import Moment
from .test_recordings import CLIPS, EACH, load, said, seen, truth, wanted
from .test_tracker_properties import numbers_of
from .watching import Seen, attend, hasty, watch

seeds = st.integers(0, 10_000)
clips = st.sampled_from(CLIPS)
Spoiling = Callable[[Pose, Random], Pose | None]


def spoilt(clip: str, seed: int, spoiling: Spoiling) -> Seen:
    """The recording with each pose spoilt in its own way."""
    header, moments = load(clip)
    random = Random(seed)
    return watch([(t_s, pose and spoiling(pose, random)) for t_s, pose in moments], header.width_px)


def with_points(pose: Pose, change: Callable[[Point], Point | None]) -> Pose:
    return replace(pose, points=tuple(point and change(point) for point in pose.points))


def invented(clip: str, reps: list[Rep]) -> list[tuple[Leg, float]]:
    """Counted reps where nobody squatted on that leg: each needs a movement of its own."""
    strange = []
    for leg in Leg:
        free = [rep["bottom_s"] for rep in truth(clip)["legs"][leg.value]]
        for rep in reps:
            if rep.leg is leg and rep.counted:
                near = [bottom_s for bottom_s in free if abs(bottom_s - rep.bottom_s) < 1.0]
                free = [bottom_s for bottom_s in free if bottom_s not in near[:1]]
                strange += [] if near else [(leg, rep.bottom_s)]
    return strange


@EACH
def test_a_mirror_swaps_the_sides_and_nothing_else(clip: str) -> None:
    """Every angle, spread, verdict and note of a leg is that of the other leg in the mirror."""
    header, moments = load(clip)
    width = header.width_px
    flipped = watch([(t_s, pose and mirrored(pose, width)) for t_s, pose in moments], width)
    reports_alike(seen(clip).report, flipped.report, mirrored=True)


@given(
    clip=clips, scale=st.floats(0.5, 2.0), dx_px=st.floats(-300, 300), dy_px=st.floats(-300, 300)
)
@bounded(5, shrinking=False)
def test_size_and_place_change_nothing(clip: str, scale: float, dx_px: float, dy_px: float) -> None:
    """Nearer, farther, higher, or in a wider picture: the report stays to the last digit."""
    header, moments = load(clip)
    film = [
        (t_s, pose and moved(pose, scale=scale, dx_px=dx_px, dy_px=dy_px)) for t_s, pose in moments
    ]
    elsewhere = watch(film, scale * header.width_px + 2 * dx_px)
    reports_alike(seen(clip).report, elsewhere.report)


@EACH
def test_scores_decide_nothing_here(clip: str) -> None:
    """What score a point must have to be seen is decided before: a seen point is a point."""
    low = spoilt(clip, 0, lambda pose, _: with_points(pose, lambda p: p._replace(score=0.01)))
    reports_alike(seen(clip).report, low.report)


@given(clip=clips, seed=seeds, share=st.floats(0, 0.2))
@bounded(4, shrinking=False)
def test_frames_dropped_now_and_then_change_no_count(clip: str, seed: int, share: float) -> None:
    """Up to one frame of five missing, at random: the same reps for the same reasons."""
    header, moments = load(clip)
    random = Random(seed)
    left = watch([moment for moment in moments if random.random() >= share], header.width_px)
    for leg in Leg:
        assert said(left.reps, leg) == wanted(clip, leg)


@given(clip=clips, seed=seeds, jitter_s=st.floats(0, 0.03))
@bounded(4, shrinking=False)
def test_uneven_frames_change_no_count(clip: str, seed: int, jitter_s: float) -> None:
    """Frames up to 30 ms early or late: the same reps, each knee within its spread."""
    header, moments = load(clip)
    random = Random(seed)
    times = [t_s + random.uniform(-jitter_s, jitter_s) for t_s, _ in moments]
    film = [
        (t_s, pose and replace(pose, t_s=t_s))
        for t_s, (_, pose) in zip(times, moments, strict=True)
    ]
    uneven = watch(film, header.width_px)
    for leg in Leg:
        assert said(uneven.reps, leg) == wanted(clip, leg)
        own = seen(clip).report.leg(leg).checks["knee_valgus"]
        assert own.spread_deg is not None
        found = uneven.report.leg(leg).checks["knee_valgus"].value_deg
        assert found == pytest.approx(own.value_deg, abs=own.spread_deg)


@given(clip=clips, seed=seeds, share=st.floats(0, 0.5), whole=st.floats(0, 0.5))
@bounded(8, shrinking=False)
def test_points_and_poses_not_seen_invent_nothing(
    clip: str, seed: int, share: float, whole: float
) -> None:
    """Up to half of all points and poses missing: no rep where none was, no number that is none."""

    def torn(pose: Pose, random: Random) -> Pose | None:
        if random.random() < whole:
            return None
        return with_points(pose, lambda point: None if random.random() < share else point)

    says_numbers_only(clip, spoilt(clip, seed, torn))


@given(clip=clips, seed=seeds, share=st.floats(0, 0.2))
@bounded(3, shrinking=False)
def test_what_is_no_number_invents_nothing(clip: str, seed: int, share: float) -> None:
    """NaN and infinity in any coordinate, at random, are points not seen."""

    def broken(pose: Pose, random: Random) -> Pose:
        strange = [Point(nan, nan, nan), Point(inf, 1.0, 0.9), Point(1.0, -inf, 0.9)]
        return with_points(pose, lambda p: random.choice(strange) if random.random() < share else p)

    def missing(pose: Pose, random: Random) -> Pose:
        def lost(point: Point) -> Point | None:
            if random.random() < share:
                random.choice([1, 2, 3])
                return None
            return point

        return with_points(pose, lost)

    found = spoilt(clip, seed, broken)
    says_numbers_only(clip, found)
    assert found.reps == spoilt(clip, seed, missing).reps


def says_numbers_only(clip: str, found: Seen) -> None:
    assert invented(clip, found.reps) == []
    for rep in found.reps:
        assert all(isfinite(number) for number in numbers_of(rep))
    for leg in Leg:
        for result in found.report.leg(leg).checks.values():
            assert result.value_deg is None or isfinite(result.value_deg)


@given(clip=clips, seed=seeds, gap_s=st.floats(0.1, 6.0))
@bounded(5, shrinking=False)
def test_gaps_lose_what_they_hide_and_invent_nothing(clip: str, seed: int, gap_s: float) -> None:
    """Five times nobody is seen for a while: what is counted was done, and then."""
    header, moments = load(clip)
    random = Random(seed)
    gaps = [random.uniform(0.0, moments[-1][0]) for _ in range(5)]
    film: list[Moment] = [
        (t_s, None if any(at_s <= t_s < at_s + gap_s for at_s in gaps) else pose)
        for t_s, pose in moments
    ]
    assert invented(clip, watch(film, header.width_px).reps) == []


@EACH
def test_every_prefix_is_a_consistent_beginning(clip: str) -> None:
    """At each frame: reps in order of time, none said before its bottom, and counts that only
    grow; the report of any prefix is the whole one's beginning.
    """
    header, moments = load(clip)
    state, reps, counts = (
        Tracker(centre_px=header.width_px / 2),
        list[Rep](),
        dict.fromkeys(Leg, 0),
    )
    for t_s, pose in moments:
        state, events = tracker.step(state, t_s, pose)
        for event in events:
            assert event.t_s == t_s
            if isinstance(event, RepEnded):
                reps.append(event.rep)
                assert event.rep.start_s < event.rep.bottom_s < min(t_s, event.rep.end_s)
                report = build_report(reps)
                for leg in Leg:
                    assert list(report.leg(leg).reps) == [rep for rep in reps if rep.leg is leg]
                    assert counts[leg] <= report.leg(leg).counted
                    counts[leg] = report.leg(leg).counted
    assert reps == seen(clip).reps
    assert all(a.bottom_s < b.start_s + 0.5 for a, b in pairwise(reps))


def numbered(events: list[Event]) -> list[tuple[str, float]]:
    return [(type(event).__name__, event.t_s) for event in events]


@EACH
def test_a_check_cut_short_kept_what_it_said(clip: str) -> None:
    """Whenever the recording ends, the check is closed with exactly the reps told so far."""
    _, moments = load(clip)
    state, told = hasty(), list[Rep]()
    for i, (t_s, pose) in enumerate(moments):
        state, events = session.step(state, t_s, pose)
        for event in events:
            if isinstance(event, RepCounted | RepRefused) and not event.practice:
                told.append(event.rep)
        if i % 40 == 0:
            for event in session.close(state, t_s)[1]:
                assert isinstance(event, CheckAbandoned)
                assert [*event.report.left.reps, *event.report.right.reps] == sorted(
                    told, key=lambda rep: rep.leg is Leg.RIGHT
                )
    assert told


@EACH
def test_the_check_of_a_mirrored_member_is_the_same_check(clip: str) -> None:
    """The session over mirrored keypoints says the same at the same times, on the other leg."""
    header, moments = load(clip)
    width = header.width_px
    _, own = attend(moments)
    _, other = attend([(t_s, pose and mirrored(pose, width)) for t_s, pose in moments])
    assert numbered(other) == numbered(own)
    for a, b in zip(own, other, strict=True):
        if isinstance(a, LegCompleted) and isinstance(b, LegCompleted):
            assert b.stance is a.stance.other
        if isinstance(a, RepCounted) and isinstance(b, RepCounted):
            assert (b.rep.leg, b.number) == (a.rep.leg.other, a.number)
            assert (b.faulty_knee, b.faulty_hip) == (a.faulty_knee, a.faulty_hip)
