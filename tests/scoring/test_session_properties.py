"""Whatever people do on the spot, in any order: the check keeps its promises."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from kiosk.pose.keypoints import Leg
from kiosk.scoring import flow, session
from kiosk.scoring.check_state import Session
from kiosk.scoring.events import (
    CheckAbandoned,
    CheckBegun,
    CheckCompleted,
    CheckPaused,
    CheckResumed,
    Event,
    HintGiven,
    LegCompleted,
    PersonArrived,
    PersonLeft,
    RepCounted,
    RepMeasuredAgain,
    RepRefused,
)
from kiosk.scoring.findings import Rep
from kiosk.scoring.flow import Stage

from .properties import bounded
from .script import Moment, Script
from .stories import PROPER, QUICK, TOUCHING, WANTED, Action, film_of, legs, proper, stories
from .watching import attend, hasty


def keeps_its_promises(events: list[Event]) -> None:
    """The rules of every check, over the events of a whole stream."""
    times = [event.t_s for event in events]
    assert times == sorted(times)
    here = open_ = False
    numbers: dict[Leg, int] = defaultdict(int)
    finished: set[Leg] = set()
    measured: set[float] = set()
    for event in events:
        match event:
            case PersonArrived():
                assert not here
                here = True
            case PersonLeft():
                assert here
                assert not open_
                here = False
            case CheckBegun():
                assert here
                assert not open_
                open_, finished, measured = True, set(), set()
                numbers.clear()
            case HintGiven() | CheckPaused() | CheckResumed():
                assert here
            case RepCounted(rep=rep, number=number, practice=practice):
                assert open_
                assert rep.counted
                assert practice is (number == 0)
                assert rep.leg not in finished
                if not practice:
                    numbers[rep.leg] += 1
                    assert number == numbers[rep.leg] <= WANTED
                    measured.add(rep.start_s)
            case RepMeasuredAgain(rep=rep):
                assert open_
                measured.remove(rep.start_s)
            case RepRefused(rep=rep):
                assert open_
                assert rep.refused_because is not None
            case LegCompleted(stance=stance):
                assert numbers[stance] == WANTED
                finished.add(stance)
            case CheckCompleted(report=report):
                assert open_
                assert finished == set(Leg)
                assert (report.left.counted, report.right.counted) == (WANTED, WANTED)
                open_ = False
            case CheckAbandoned(report=report):
                assert open_
                assert finished != set(Leg)
                assert event.kept or not finished
                assert max(report.left.counted, report.right.counted) <= WANTED
                open_ = False
            case _:
                assert open_, event


@given(story=stories, seed=st.integers(0, 1000))
@bounded(30)
def test_any_story_keeps_the_rules(story: list[Action], seed: int) -> None:
    """Counts run from 1 without a hole and never past what is wanted; each check ends at most
    once, complete only with both legs full.
    """
    state, events = attend(film_of(story, seed), hasty(reps_wanted=WANTED))
    _, closing = session.close(state, 1e9)
    keeps_its_promises([*events, *closing])


@given(story=stories, seed=st.integers(0, 1000), hidden=st.floats(0, 0.3))
@bounded(15)
def test_a_bad_camera_breaks_no_rule(story: list[Action], seed: int, hidden: float) -> None:
    """Points and frames missing at random: the same rules hold."""
    random = Random(seed)
    film = [
        (t_s, None if random.random() < 0.1 else pose) for t_s, pose in film_of(story, seed, hidden)
    ]
    state, events = attend(film, hasty(reps_wanted=WANTED))
    _, closing = session.close(state, 1e9)
    keeps_its_promises([*events, *closing])


@given(
    story=stories | st.just([proper]),
    seed=st.integers(0, 1000),
    delays_s=st.lists(st.floats(0, 20) | st.none(), min_size=1, max_size=6),
)
@bounded(8, shrinking=False)
def test_closer_looks_may_come_at_any_time(
    story: list[Action], seed: int, delays_s: list[float | None]
) -> None:
    """At once, late, in another order or never: the same counts, each rep measured again at most
    once, and the check is complete without waiting for ever.
    """
    film = film_of(story, seed)
    film += Script().stand(flow.CLOSER_WAIT_S + 1).film(10, start_s=film[-1][0] + 0.1)
    state, events = looked_at(film, delays_s)
    assert state.stage is not Stage.FINISHING
    keeps_its_promises(events)
    _, plain = attend(film, hasty(reps_wanted=WANTED))
    for kind in (RepCounted, RepRefused, CheckCompleted, CheckAbandoned):
        assert len([e for e in events if isinstance(e, kind)]) == len(
            [e for e in plain if isinstance(e, kind)]
        )
    for i, event in enumerate(events):
        if isinstance(event, CheckCompleted):
            in_time = [e.rep for e in events[:i] if isinstance(e, RepMeasuredAgain)]
            reps = [*event.report.left.reps, *event.report.right.reps]
            assert all(rep.looked_closer is (rep in in_time) for rep in reps)


def looked_at(film: list[Moment], delays_s: list[float | None]) -> tuple[Session, list[Event]]:
    """The check in which the closer look at each rep comes after its own time, or not at all."""
    state = hasty(reps_wanted=WANTED, looks_closer=True)
    coming: list[tuple[float, Rep]] = []
    seen: list[Event] = []
    for t_s, pose in film:
        for due in [look for look in coming if look[0] <= t_s]:
            coming.remove(due)
            state, events = session.measured_again(state, t_s, due[1])
            seen += events
        state, events = session.step(state, t_s, pose)
        for event in events:
            if isinstance(event, RepCounted) and event.evidence:
                delay_s = delays_s[len(seen) % len(delays_s)]
                if delay_s is not None:
                    coming.append((t_s + delay_s, replace(event.rep, looked_closer=True)))
        seen += events
    return state, seen


@given(story=stories, seed=st.integers(0, 1000))
@bounded(12)
def test_it_never_hangs(story: list[Action], seed: int) -> None:
    """After whatever happened, and the spot left empty, a proper check completes."""
    before = film_of(story, seed)
    start_s = before[-1][0] + 0.1
    gap = Script().away(flow.LEFT_S + 0.5)
    state, _ = attend([*before, *gap.film(10, start_s=start_s)], hasty(reps_wanted=WANTED))
    assert state.stage is Stage.WAITING
    state, events = attend(PROPER.film(10, start_s=start_s + gap.length_s), state)
    assert state.stage is Stage.RESULTS
    assert sum(isinstance(event, CheckCompleted) for event in events) == 1


@given(steps=st.lists(st.sampled_from(["good", "touch", "other leg"]), max_size=6), leg=legs)
@bounded(15)
def test_counted_is_what_was_done_right(steps: list[str], leg: Leg) -> None:
    """Of good squats, touch-downs and squats on the wrong leg, the good ones are counted."""
    steps = until_enough(steps)
    script = Script().stand().lift(leg).squats(1, QUICK)
    for step in steps:
        if step == "other leg":
            script = script.put_down().lift(leg.other).squats(1, QUICK).put_down().lift(leg)
        else:
            script = script.squats(1, QUICK if step == "good" else TOUCHING)
    _, events = attend(script.film(10), hasty(reps_wanted=WANTED))
    counted = [e for e in events if isinstance(e, RepCounted) and not e.practice]
    refused = [e for e in events if isinstance(e, RepRefused)]
    assert len(counted) == steps.count("good")
    assert all(event.rep.leg is leg for event in counted)
    assert len(refused) == len(steps) - len(counted)


def until_enough(steps: list[str]) -> list[str]:
    """The steps up to the last good squat that is wanted."""
    good = [number for number, step in enumerate(steps, 1) if step == "good"]
    return steps[: good[WANTED - 1]] if len(good) >= WANTED else steps
