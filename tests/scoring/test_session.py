"""The flow of a check: each stage's way on, practice, both legs, leaving, giving up."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import product
from math import inf
from typing import Any

import pytest

from kiosk.pose.keypoints import Leg
from kiosk.scoring import flow, session
from kiosk.scoring.check_state import Session, moved
from kiosk.scoring.events import (
    CheckAbandoned,
    CheckBegun,
    CheckCompleted,
    Event,
    LegCompleted,
    LegLifted,
    OtherMovementSeen,
    PersonArrived,
    PersonLeft,
    RepCounted,
    RepRefused,
    RepStarted,
    StoodStill,
)
from kiosk.scoring.findings import Refusal
from kiosk.scoring.flow import IN_CHECK, NEXT, Signal, Stage
from kiosk.scoring.tries import Tries

from .people import Posture, pose_of
from .script import STEP_S, Moment, Script, Squat
from .watching import attend, hasty

EITHER = pytest.mark.parametrize("leg", list(Leg))
FPS = 10
L, R = Leg.LEFT, Leg.RIGHT
QUICK = Squat(down_s=1.0, up_s=1.0, pause_s=0.4)
"""A squat that counts and takes little time."""

ARRIVING = Script().walk(2)
STANDING = Script().stand()
ON_LEFT = STANDING.lift(L)
PRACTISED = ON_LEFT.squats(1, QUICK)
LEFT_DONE = ON_LEFT.squats(6, QUICK).put_down()
BOTH_DONE = LEFT_DONE.lift(R).squats(6, QUICK)
GONE_S = flow.LEFT_S + 0.5
STUCK_S = flow.LIMIT_S[flow.Stage.REPS] + 1.0
WAITED_FOR = BOTH_DONE.hold(flow.CLOSER_WAIT_S + 1.0)
"""Long enough for the result, though no closer look ever comes."""

LOITERING = Script().walk(round(1.3 * STUCK_S / STEP_S))
NEVER_READY = Session(welcome_s=0.0, stand_s=inf)
WAYS: dict[tuple[Stage, Signal], Script] = {
    (Stage.WAITING, Signal.ARRIVED): ARRIVING,
    (Stage.WELCOME, Signal.BEGUN): STANDING,
    (Stage.STAND, Signal.STOOD_STILL): STANDING,
    (Stage.STAND, Signal.FOOT_LIFTED): ON_LEFT,
    (Stage.LIFT, Signal.FOOT_LIFTED): ON_LEFT,
    (Stage.PRACTICE, Signal.PRACTICED): PRACTISED,
    (Stage.REPS, Signal.LEG_DONE): LEFT_DONE,
    (Stage.CHANGE_LEG, Signal.STOOD_STILL): LEFT_DONE.stand(flow.CHANGE_S + 1.5),
    (Stage.CHANGE_LEG, Signal.FOOT_LIFTED): LEFT_DONE.lift(R),
    (Stage.REPS, Signal.BOTH_DONE): BOTH_DONE,
    (Stage.FINISHING, Signal.MEASURED): WAITED_FOR,
    (Stage.WELCOME, Signal.LEFT): ARRIVING.away(GONE_S),
    (Stage.STAND, Signal.LEFT): STANDING.away(GONE_S),
    (Stage.LIFT, Signal.LEFT): STANDING.away(GONE_S),
    (Stage.PRACTICE, Signal.LEFT): ON_LEFT.away(GONE_S),
    (Stage.REPS, Signal.LEFT): PRACTISED.away(GONE_S),
    (Stage.CHANGE_LEG, Signal.LEFT): LEFT_DONE.away(GONE_S),
    (Stage.RESULTS, Signal.LEFT): WAITED_FOR.away(GONE_S),
    (Stage.STEP_OFF, Signal.LEFT): STANDING.hold(STUCK_S).away(GONE_S),
    (Stage.WELCOME, Signal.TIMED_OUT): LOITERING,
    (Stage.STAND, Signal.TIMED_OUT): STANDING.hold(STUCK_S),
    (Stage.LIFT, Signal.TIMED_OUT): STANDING.hold(STUCK_S),
    (Stage.PRACTICE, Signal.TIMED_OUT): ON_LEFT.hold(STUCK_S),
    (Stage.REPS, Signal.TIMED_OUT): PRACTISED.hold(STUCK_S),
    (Stage.CHANGE_LEG, Signal.TIMED_OUT): ON_LEFT.squats(6, QUICK).hold(STUCK_S),
    (Stage.RESULTS, Signal.TIMED_OUT): WAITED_FOR.hold(flow.LIMIT_S[Stage.RESULTS] + 1.0),
}
"""For each way on, what a person does to take it."""
STAYING = (
    (Stage.WELCOME, Signal.BEGUN),
    (Stage.STAND, Signal.FOOT_LIFTED),
    (Stage.STAND, Signal.LEFT),
    (Stage.STAND, Signal.TIMED_OUT),
)
"""For these the baseline must not come at once."""


def attended(script: Script, **given: Any) -> tuple[Session, list[Event]]:
    return attend(script.film(FPS), hasty(**given))


def of(kind: type[Event], events: list[Event]) -> list[Event]:
    return [event for event in events if isinstance(event, kind)]


def counted(events: list[Event], *, practice: bool = False) -> list[RepCounted]:
    return [e for e in events if isinstance(e, RepCounted) and e.practice is practice]


def test_every_way_on_is_tried() -> None:
    """The table of stages and this file's list of ways are the same."""
    assert set(WAYS) == set(NEXT)


@pytest.mark.parametrize("way", list(NEXT), ids=lambda way: f"{way[0].value}-{way[1].value}")
def test_each_way_on(way: tuple[Stage, Signal]) -> None:
    """What a person does leads from the stage to the one that the table names."""
    state = NEVER_READY if way in STAYING else hasty(looks_closer=True)
    taken = []
    for t_s, pose in WAYS[way].film(FPS):
        before = state.stage
        state, _ = session.step(state, t_s, pose)
        taken += [(before, state.stage)] if state.stage is not before else []
    assert taken[-1] == (way[0], NEXT[way])


@pytest.mark.parametrize(
    "way",
    [way for way in product(Stage, Signal) if way not in NEXT],
    ids=lambda way: f"{way[0].value}-{way[1].value}",
)
def test_a_signal_that_is_not_listed_changes_nothing(way: tuple[Stage, Signal]) -> None:
    """The state stays the very same."""
    stage, signal = way
    state = hasty(stage=stage, leg=L, idle_s=3.0)
    assert moved(state, signal) is state


def test_every_stage_can_be_reached_and_left() -> None:
    """No stage is a dead end, and each begins somewhere."""
    assert {stage for stage, _ in NEXT} == set(Stage)
    assert set(NEXT.values()) == set(Stage)


def test_leaving_leads_home_from_everywhere() -> None:
    """Whoever leaves makes room, at any stage; `finishing` goes home through its result."""
    assert {s for (s, signal), to in NEXT.items() if signal is Signal.LEFT} == set(Stage) - {
        Stage.WAITING,
        Stage.FINISHING,
    }
    assert all(to is Stage.WAITING for (_, signal), to in NEXT.items() if signal is Signal.LEFT)


def test_the_story_of_a_whole_check() -> None:
    """All events of a check in which everything goes well, in order."""
    state, events = attended(BOTH_DONE)
    one_leg = [LegLifted, *[RepStarted, RepCounted] * 6, LegCompleted]
    assert [type(e) for e in events] == [
        PersonArrived,
        CheckBegun,
        StoodStill,
        *one_leg,
        *one_leg,
        CheckCompleted,
    ]
    assert state.stage is Stage.RESULTS
    times = [event.t_s for event in events]
    assert times == sorted(times)


@pytest.mark.parametrize(("first", "second"), [(L, R), (R, L)])
def test_either_leg_first(first: Leg, second: Leg) -> None:
    """Five on each leg, whichever comes first, complete the check once with five and five."""
    script = STANDING.lift(first).squats(6, QUICK).put_down().lift(second).squats(6, QUICK)
    state, events = attended(script)
    (done,) = of(CheckCompleted, events)
    assert isinstance(done, CheckCompleted)
    assert (done.report.left.counted, done.report.right.counted) == (5, 5)
    completed = [event.stance for event in events if isinstance(event, LegCompleted)]
    assert completed == [first, second]
    assert state.done == (first, second)
    for leg in (first, second):
        numbers = [e.number for e in counted(events) if e.rep.leg is leg]
        assert numbers == [1, 2, 3, 4, 5]


def test_practice_is_not_counted() -> None:
    """The first squat on each leg has number 0, is in no report and starts nothing but reps."""
    state, events = attended(PRACTISED)
    (practice,) = counted(events, practice=True)
    assert practice.number == 0
    assert counted(events) == []
    assert state.stage is Stage.REPS
    assert (state.counted, state.practiced, state.reps) == (0, 1, ())
    _, whole = attended(BOTH_DONE)
    assert len(counted(whole, practice=True)) == 2


def test_a_bad_practice_is_refused_and_tried_again() -> None:
    """A practice that does not count is said so, and the next one is practice too."""
    touching = replace(QUICK, bottom_s=0.5, touch_s=0.5)
    state, events = attended(ON_LEFT.squats(1, touching).squats(2, QUICK))
    (refused,) = of(RepRefused, events)
    assert isinstance(refused, RepRefused)
    assert refused.practice
    assert refused.rep.refused_because is Refusal.FOOT_DOWN
    assert len(counted(events, practice=True)) == 1
    assert [event.number for event in counted(events)] == [1]
    assert state.reps[0].counted


def test_without_practice_the_first_squat_counts() -> None:
    """`practice_wanted` 0 goes straight to the reps, on both legs."""
    script = STANDING.lift(L).squats(2, QUICK).put_down().lift(R).squats(2, QUICK)
    _, events = attended(script, practice_wanted=0, reps_wanted=2)
    assert [event.number for event in counted(events)] == [1, 2, 1, 2]
    assert counted(events, practice=True) == []
    assert len(of(CheckCompleted, events)) == 1


def test_refused_reps_are_kept_and_do_not_count() -> None:
    """A touch-down is refused with its reason, is in the report, and the count goes on after it."""
    touching = replace(QUICK, bottom_s=0.5, touch_s=0.5)
    script = PRACTISED.squats(1, QUICK).squats(1, touching).squats(1, QUICK)
    state, events = attended(script)
    (refused,) = of(RepRefused, events)
    assert isinstance(refused, RepRefused)
    assert not refused.practice
    assert refused.rep.refused_because is Refusal.FOOT_DOWN
    assert [event.number for event in counted(events)] == [1, 2]
    assert [rep.counted for rep in state.reps] == [True, False, True]


@EITHER
def test_the_wrong_leg_is_refused(leg: Leg) -> None:
    """Once the reps have begun, a squat on the other leg is refused for that and kept."""
    script = STANDING.lift(leg).squats(2, QUICK).put_down().lift(leg.other).squats(1, QUICK)
    state, events = attended(script.put_down().lift(leg).squats(4, QUICK))
    (refused,) = of(RepRefused, events)
    assert isinstance(refused, RepRefused)
    assert refused.rep.refused_because is Refusal.WRONG_LEG
    assert refused.rep.leg is leg.other
    assert [event.number for event in counted(events)] == [1, 2, 3, 4, 5]
    assert state.stage is Stage.CHANGE_LEG


def test_before_practice_the_leg_may_be_changed() -> None:
    """Who lifts the other foot before the practice squat begins on that leg."""
    script = ON_LEFT.put_down().lift(R).squats(2, QUICK)
    state, events = attended(script)
    assert [event.stance for event in events if isinstance(event, LegLifted)] == [L, R]
    assert state.leg is R
    assert [event.rep.leg for event in counted(events)] == [R]


def test_a_finished_leg_is_not_begun_again() -> None:
    """After the first leg, squats on it are neither counted nor refused: the other is awaited."""
    state, events = attended(LEFT_DONE.lift(L).squats(2, QUICK))
    assert state.stage is Stage.CHANGE_LEG
    assert len(counted(events)) == 5
    assert of(RepRefused, events) == []


def test_squats_after_the_end_change_nothing() -> None:
    """The check completes exactly once; what comes after it is no event."""
    done, before = attended(BOTH_DONE)
    state, events = attended(BOTH_DONE.squats(3, QUICK).put_down().lift(L).squats(2, QUICK))
    assert len(of(CheckCompleted, events)) == 1
    assert len(events) == len(before)
    assert state.reps == done.reps


def test_the_next_person_starts_anew() -> None:
    """After the results the spot empties, and a second check knows nothing of the first."""
    twice = BOTH_DONE.away(GONE_S)
    second = BOTH_DONE.film(FPS, start_s=twice.length_s)
    state, events = attend([*twice.film(FPS), *second])
    assert len(of(CheckCompleted, events)) == 2
    assert Counter(type(e) for e in events)[PersonArrived] == 2
    assert Counter(type(e) for e in events)[PersonLeft] == 1
    assert len(state.reps) == 10


@pytest.mark.parametrize(
    ("script", "reps"),
    [
        pytest.param(STANDING, 0, id="before lifting"),
        pytest.param(ON_LEFT, 0, id="before practice"),
        pytest.param(PRACTISED.squats(3, QUICK), 3, id="among the reps"),
        pytest.param(LEFT_DONE, 5, id="between the legs"),
    ],
)
def test_leaving_abandons(script: Script, reps: int) -> None:
    """Who leaves during a check ends it, with the reps so far in the report and the reason."""
    state, events = attended(script.away(GONE_S))
    (abandoned,) = of(CheckAbandoned, events)
    assert isinstance(abandoned, CheckAbandoned)
    assert abandoned.report.left.counted == reps
    assert "left the spot" in abandoned.reason
    assert [type(event) for event in events[-2:]] == [CheckAbandoned, PersonLeft]
    assert state.stage is Stage.WAITING
    assert (state.leg, state.done, state.reps, state.other, state.tries) == (
        None,
        (),
        (),
        (),
        Tries(),
    )
    assert state.tracker.standing is None


@pytest.mark.parametrize(
    ("script", "kept"),
    [
        pytest.param(PRACTISED.squats(4, QUICK), False, id="four reps"),
        pytest.param(LEFT_DONE, True, id="a whole leg"),
        pytest.param(LEFT_DONE.lift(R).squats(2, QUICK), True, id="a leg and a half"),
    ],
)
def test_stepping_off_keeps_nothing_but_a_whole_leg(script: Script, kept: bool) -> None:
    """Refusal needs no hands: who goes, or lets it be, leaves nothing half-made behind."""
    for ending in (script.away(GONE_S), script.hold(STUCK_S + 5)):
        _, events = attended(ending)
        (abandoned,) = of(CheckAbandoned, events)
        assert isinstance(abandoned, CheckAbandoned)
        assert abandoned.kept is kept


def test_a_short_absence_is_forgiven() -> None:
    """Out of sight for a few seconds between reps: the check waits and goes on."""
    script = PRACTISED.squats(1, QUICK).away(flow.LEFT_S - 0.5).stand().lift(L)
    state, events = attended(script.squats(4, QUICK))
    assert of(CheckAbandoned, events) == []
    assert state.stage is Stage.CHANGE_LEG


def test_leaving_before_a_check_is_no_abandoned_check() -> None:
    """Who walks by has begun nothing."""
    _, events = attended(ARRIVING.away(GONE_S))
    assert [type(event) for event in events] == [PersonArrived, PersonLeft]


def test_an_empty_room_is_silent() -> None:
    """Nobody there: no events, ever."""
    state, events = attended(Script().away(20))
    assert events == []
    assert state.stage is Stage.WAITING


def test_nothing_happening_gives_the_check_up() -> None:
    """A minute without progress ends it with its reason; to start anew is to step off and on."""
    stuck = PRACTISED.hold(STUCK_S)
    state, events = attended(stuck.put_down().stand(3).lift(R).squats(2, QUICK))
    (abandoned,) = of(CheckAbandoned, events)
    assert isinstance(abandoned, CheckAbandoned)
    assert "minute" in abandoned.reason
    assert state.stage is Stage.STEP_OFF
    assert counted(events) == []
    state, events = attended(stuck.away(GONE_S).stand().lift(R).squats(2, QUICK))
    assert [event.rep.leg for event in counted(events)] == [R]


def test_other_movements_are_kept_in_a_check_only() -> None:
    """A knee lift during the reps is told and reported; before a check it is not."""
    _, events = attended(PRACTISED.hold(1).knee_lift().hold(1))
    (other,) = of(OtherMovementSeen, events)
    assert isinstance(other, OtherMovementSeen)
    assert other.movement.refused_because is Refusal.KNEE_LIFT
    state, _ = attended(PRACTISED.hold(1).knee_lift().hold(1))
    assert state.other == (other.movement,)
    done, after = attended(BOTH_DONE.hold(1).knee_lift().hold(1))
    assert of(OtherMovementSeen, after) == []
    assert done.other == ()


def test_two_leg_squats_in_a_check_are_told() -> None:
    """Instead of lifting a foot: named, kept, and the check waits on."""
    state, events = attended(STANDING.squats(2, QUICK))
    others = [e.movement.refused_because for e in events if isinstance(e, OtherMovementSeen)]
    assert others == [Refusal.TWO_LEGS] * 2
    assert state.stage is Stage.LIFT


@pytest.mark.parametrize(
    ("squat", "knee", "hip"),
    [
        (QUICK, False, False),
        (replace(QUICK, fppa_deg=20.0), True, False),
        (replace(QUICK, drop_deg=20.0), False, True),
        (replace(QUICK, fppa_deg=11.0, drop_deg=9.0), False, False),
    ],
)
def test_the_live_cue_goes_by_the_upper_cut(squat: Squat, knee: bool, hip: bool) -> None:
    """A counted rep says at once whether knee or hip went past the fault cut."""
    _, events = attended(PRACTISED.squats(1, squat))
    (rep,) = counted(events)
    assert (rep.faulty_knee, rep.faulty_hip) == (knee, hip)


@pytest.mark.parametrize("stage", list(Stage))
def test_closing_abandons_what_is_open(stage: Stage) -> None:
    """The end of the source abandons a check in progress; one that is done gets its result."""
    state, events = session.close(hasty(stage=stage, leg=L), 9.0)
    if stage in IN_CHECK:
        (abandoned,) = events
        assert isinstance(abandoned, CheckAbandoned)
        assert abandoned.t_s == 9.0
        assert "ended" in abandoned.reason
        assert state.stage is Stage.WAITING
    elif stage is Stage.FINISHING:
        assert [type(event) for event in events] == [CheckCompleted]
        assert state.stage is Stage.RESULTS
    else:
        assert events == ()
        assert state.stage is stage


def test_closing_keeps_the_reps_so_far() -> None:
    """The report of a check cut short has its reps."""
    state, _ = attended(PRACTISED.squats(2, QUICK))
    _, (abandoned,) = session.close(state, 99.0)
    assert isinstance(abandoned, CheckAbandoned)
    assert abandoned.report.left.counted == 2


def test_starting_reps_are_told_only_when_awaited() -> None:
    """A squat begun before the check opens or after it ends is not announced."""
    _, done = attended(BOTH_DONE)
    _, more = attended(BOTH_DONE.squats(2, QUICK))
    assert len(of(RepStarted, more)) == len(of(RepStarted, done)) == 12


def flickering(every: int, frames: int) -> list[Moment]:
    """Somebody seen in one frame of so many."""
    return [(i / 10, pose_of(Posture(), i / 10) if i % every == 0 else None) for i in range(frames)]


def test_single_frames_are_not_an_arrival() -> None:
    """Seen for 0.3 s means seen, not glimpsed now and then by a network that errs."""
    _, events = attend(flickering(15, 100))
    assert events == []


def test_one_glimpse_is_not_an_arrival() -> None:
    """A single frame with a person wakes nobody."""
    _, events = attend(flickering(200, 199))
    assert events == []


def test_a_long_gap_without_any_frame_is_leaving() -> None:
    """Whoever is seen half a minute later is somebody else: the check does not go on with them."""
    moments = Script().stand().lift(Leg.LEFT).squats(4).film(15)
    late = [(t_s + 30.0, pose) for t_s, pose in moments[-60:]]
    _, events = attend([*moments, *late])
    names = [type(event).__name__ for event in events]
    assert "CheckAbandoned" in names
    after = names[names.index("CheckAbandoned") :]
    assert "PersonLeft" in after
    assert "RepCounted" not in after
