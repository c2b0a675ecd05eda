"""What must not matter to a check: which side, where, how near, how fast the camera, which leg
first, and when the recording ends.
"""

from __future__ import annotations

from dataclasses import fields, replace
from math import nan
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from kiosk.pose.keypoints import Leg, Point
from kiosk.scoring import session
from kiosk.scoring.check_state import Session
from kiosk.scoring.events import (
    CheckAbandoned,
    CheckCompleted,
    Event,
    RepCounted,
    RepRefused,
)
from kiosk.scoring.findings import Rep, Report
from kiosk.scoring.flow import Stage

from .alike import reports_alike, reps_alike
from .people import WIDTH_PX, mirrored, moved
from .properties import bounded
from .script import Moment, Script
from .stories import PROPER, QUICK, WANTED, Action, film_of, legs, stories
from .watching import attend, hasty

seeds = st.integers(0, 1000)


def check(width_px: float = WIDTH_PX) -> Session:
    """A fresh session of two reps a leg, in front of a picture of that width."""
    fresh = hasty(reps_wanted=WANTED)
    return replace(fresh, tracker=replace(fresh.tracker, centre_px=width_px / 2))


def events_alike(own: list[Event], other: list[Event], *, mirror: bool = False) -> None:
    """The same events at the same times, in a mirror with the legs' names changed."""
    assert [type(event) for event in other] == [type(event) for event in own]
    for a, b in zip(own, other, strict=True):
        for field in fields(a):
            one, another = getattr(a, field.name), getattr(b, field.name)
            if isinstance(one, Rep):
                reps_alike(one, another, mirrored=mirror)
            elif isinstance(one, Report):
                reports_alike(one, another, mirrored=mirror)
            elif isinstance(one, Leg):
                assert another is (one.other if mirror else one)
            elif isinstance(one, float | int | str):
                assert another == one


@given(story=stories, seed=seeds)
@bounded(8)
def test_a_mirror_changes_the_names_of_the_legs(story: list[Action], seed: int) -> None:
    """Whatever people do: in the mirror the same happens at the same time on the other leg."""
    film = film_of(story, seed)
    _, own = attend(film, check())
    _, other = attend([(t_s, pose and mirrored(pose)) for t_s, pose in film], check())
    events_alike(own, other, mirror=True)


@given(
    story=stories,
    seed=seeds,
    scale=st.floats(0.4, 3.0),
    dx_px=st.floats(-200, 200),
    dy_px=st.floats(-200, 200),
)
@bounded(8)
def test_size_and_place_in_the_picture_change_nothing(
    story: list[Action], seed: int, scale: float, dx_px: float, dy_px: float
) -> None:
    """Nearer, farther or elsewhere in a picture that is moved with the person: the same events."""
    film = film_of(story, seed)
    _, own = attend(film, check())
    elsewhere: list[Moment] = [
        (t_s, pose and moved(pose, scale=scale, dx_px=dx_px, dy_px=dy_px)) for t_s, pose in film
    ]
    _, other = attend(elsewhere, check(scale * WIDTH_PX + 2 * dx_px))
    events_alike(own, other)


@given(story=stories, seed=seeds, cut=st.floats(0, 1))
@bounded(10)
def test_what_was_said_stays_said(story: list[Action], seed: int, cut: float) -> None:
    """The events of a recording that ends early are the first ones of the whole, and its closing
    report has exactly the reps that were told.
    """
    film = film_of(story, seed)
    _, whole = attend(film, check())
    state, part = attend(film[: int(cut * len(film))], check())
    assert whole[: len(part)] == part
    _, closing = session.close(state, 1e9)
    for event in closing:
        assert isinstance(event, CheckAbandoned | CheckCompleted)
        assert reps_of(event.report) == sorted(told(part), key=lambda rep: rep.leg is Leg.RIGHT)


def told(events: list[Event]) -> list[Rep]:
    """The reps of the check that was begun last, practice left out."""
    reps: list[Rep] = []
    for event in events:
        if isinstance(event, CheckAbandoned | CheckCompleted):
            reps = []
        elif isinstance(event, RepCounted | RepRefused) and not event.practice:
            reps.append(event.rep)
    return reps


def reps_of(report: Report) -> list[Rep]:
    return [*report.left.reps, *report.right.reps]


def report_of(script: Script, fps: float = 15.0, noise_px: float = 0.0) -> Report:
    """The one complete report of a proper check."""
    film = script.film(fps, noise_px=noise_px)
    state, events = attend(
        [*film, *Script().stand(0.3).film(fps, start_s=script.length_s)], check()
    )
    assert state.stage is Stage.RESULTS
    (done,) = [event for event in events if isinstance(event, CheckCompleted)]
    return done.report


def test_either_leg_may_come_first() -> None:
    """Left first or right first, each leg has the same reps and the same verdicts."""
    first, second = (
        report_of(
            Script()
            .stand()
            .lift(leg)
            .squats(WANTED + 1, QUICK)
            .put_down()
            .lift(leg.other)
            .squats(WANTED + 1, QUICK)
        )
        for leg in Leg
    )
    for leg in Leg:
        own, other = first.leg(leg), second.leg(leg)
        assert (own.counted, own.refused, own.free_leg) == (
            other.counted,
            other.refused,
            other.free_leg,
        )
        for name, result in own.checks.items():
            assert other.checks[name].verdict is result.verdict


@given(leg=legs, noise_px=st.floats(0, 0.4))
@bounded(2)
def test_the_camera_s_pace_changes_no_count(leg: Leg, noise_px: float) -> None:
    """At 10, 15 and 30 frames a second the same check is complete with the same counts."""
    script = PROPER if leg is Leg.RIGHT else Script().stand(0.4)
    if leg is Leg.LEFT:
        for side in (Leg.LEFT, Leg.RIGHT):
            script = script.stand().lift(side).squats(WANTED + 1, QUICK).put_down()
    for fps in (10.0, 15.0, 30.0):
        report = report_of(script, fps, noise_px)
        assert [(report.leg(side).counted, report.leg(side).refused) for side in Leg] == [
            (WANTED, 0),
            (WANTED, 0),
        ]


@given(story=stories, seed=seeds, share=st.floats(0, 0.1))
@bounded(8)
def test_what_is_no_number_is_not_seen(story: list[Action], seed: int, share: float) -> None:
    """A check with NaN in some points is that with those points missing."""
    random, nans, gone = Random(seed), list[Moment](), list[Moment]()
    for t_s, pose in film_of(story, seed):
        if pose is None:
            nans.append((t_s, None))
            gone.append((t_s, None))
            continue
        lost = [point is not None and random.random() < share for point in pose.points]
        pairs = list(zip(lost, pose.points, strict=True))
        broken = tuple(Point(nan, nan, nan) if hit else point for hit, point in pairs)
        missing = tuple(None if hit else point for hit, point in pairs)
        nans.append((t_s, replace(pose, points=broken)))
        gone.append((t_s, replace(pose, points=missing)))
    _, own = attend(gone, check())
    _, other = attend(nans, check())
    events_alike(own, other)
