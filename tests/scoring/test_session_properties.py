"""Whatever people do on the spot, in any order: the check keeps its promises."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from kiosk.pose.keypoints import Leg
from kiosk.scoring import protocol, session
from kiosk.scoring.events import (
    CheckAbandoned,
    CheckCompleted,
    Event,
    LegCompleted,
    PersonArrived,
    PersonLeft,
    RepCounted,
    RepRefused,
    StoodStill,
)
from kiosk.scoring.findings import FreeLeg
from kiosk.scoring.session import Session, Stage

from .properties import bounded
from .script import Moment, Script, Squat
from .watching import attend

WANTED = 2
QUICK = Squat(down_s=1.0, up_s=1.0, pause_s=0.4)
TOUCHING = Squat(down_s=1.0, bottom_s=0.5, up_s=1.0, touch_s=0.5)
SQUATS = (
    QUICK,
    TOUCHING,
    Squat(down_s=0.4, up_s=0.4),
    Squat(flexion_deg=34, down_s=0.9, up_s=0.9),
    Squat(down_s=1.0, up_s=1.0, hop=0.2),
)
PROPER = (
    Script()
    .stand()
    .lift(Leg.RIGHT)
    .squats(WANTED + 1, QUICK)
    .put_down()
    .lift(Leg.LEFT)
    .squats(WANTED + 1, QUICK)
)
"""A person who does what the page says."""

Action = Callable[[Script], Script]
"""Something done on the spot that begins and ends on both feet, or out of sight."""

legs = st.sampled_from(list(Leg))
held = st.sampled_from([FreeLeg.MIDDLE, FreeLeg.BEHIND, FreeLeg.FRONT])


def _squats(squat: Squat, times: int) -> Action:
    return lambda script: script.squats(times, squat)


def _on_one_leg(leg: Leg, free: FreeLeg, doings: list[Action]) -> Action:
    def act(script: Script) -> Script:
        script = script.lift(leg, free)
        for doing in doings:
            script = doing(script)
        return script.put_down()

    return act


def _walk(steps: int, step: float) -> Action:
    return lambda script: script.walk(steps, step)


def _stand(seconds: float) -> Action:
    return lambda script: script.stand(seconds)


def _away(seconds: float) -> Action:
    return lambda script: script.away(seconds)


def _knee_lift(rise: float) -> Action:
    return lambda script: script.knee_lift(rise).hold(0.4)


on_one_leg = st.lists(
    st.builds(_squats, st.sampled_from(SQUATS), st.integers(1, 4))
    | st.builds(_knee_lift, st.floats(0.1, 0.4)),
    max_size=3,
)
actions = st.one_of(
    st.builds(_on_one_leg, legs, held, on_one_leg),
    st.builds(_on_one_leg, legs, held, st.just([_squats(QUICK, WANTED + 1)])),
    st.builds(_stand, st.floats(0.3, 2)),
    st.builds(_squats, st.just(QUICK), st.integers(1, 2)),
    st.builds(_walk, st.integers(1, 4), st.sampled_from([0.5, -0.5])),
    st.builds(_away, st.floats(0.2, 4)),
)
stories = st.lists(actions, max_size=6)


def film_of(story: list[Action], seed: int, hidden: float = 0.0) -> list[Moment]:
    script = Script().stand()
    for action in story:
        script = action(script)
    return script.film(10, noise_px=0.4, hidden=hidden, seed=seed)


def keeps_its_promises(events: list[Event]) -> None:
    """The rules of every check, over the events of a whole stream."""
    times = [event.t_s for event in events]
    assert times == sorted(times)
    here = open_ = False
    numbers: dict[Leg, int] = defaultdict(int)
    finished: set[Leg] = set()
    for event in events:
        match event:
            case PersonArrived():
                assert not here
                here = True
            case PersonLeft():
                assert here
                assert not open_
                here = False
            case StoodStill():
                assert here
                assert not open_
                open_, finished = True, set()
                numbers.clear()
            case RepCounted(rep=rep, number=number, practice=practice):
                assert open_
                assert rep.counted
                assert practice is (number == 0)
                assert rep.leg not in finished
                if not practice:
                    numbers[rep.leg] += 1
                    assert number == numbers[rep.leg] <= WANTED
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
    state, events = attend(film_of(story, seed), Session(reps_wanted=WANTED))
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
    state, events = attend(film, Session(reps_wanted=WANTED))
    _, closing = session.close(state, 1e9)
    keeps_its_promises([*events, *closing])


@given(story=stories, seed=st.integers(0, 1000))
@bounded(12)
def test_it_never_hangs(story: list[Action], seed: int) -> None:
    """After whatever happened, and the spot left empty, a proper check completes."""
    before = film_of(story, seed)
    start_s = before[-1][0] + 0.1
    gap = Script().away(protocol.LEFT_S + 0.5)
    state, _ = attend([*before, *gap.film(10, start_s=start_s)], Session(reps_wanted=WANTED))
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
    _, events = attend(script.film(10), Session(reps_wanted=WANTED))
    counted = [e for e in events if isinstance(e, RepCounted) and not e.practice]
    refused = [e for e in events if isinstance(e, RepRefused)]
    assert len(counted) == steps.count("good")
    assert all(event.rep.leg is leg for event in counted)
    assert len(refused) == len(steps) - len(counted)


def until_enough(steps: list[str]) -> list[str]:
    """The steps up to the last good squat that is wanted."""
    good = [number for number, step in enumerate(steps, 1) if step == "good"]
    return steps[: good[WANTED - 1]] if len(good) >= WANTED else steps
