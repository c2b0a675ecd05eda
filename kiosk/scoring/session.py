"""The flow of one member's check, as one table of stages; poses in, events out. Pure.

Decides what a movement means for the check: practice, counted, refused, leg done, check
done or abandoned. Leaves pictures, sound and storage to those who take the events.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import Enum

from kiosk.pose.keypoints import Leg, Pose
from kiosk.scoring import protocol, tracker
from kiosk.scoring.assess import Evidence
from kiosk.scoring.events import (
    CheckAbandoned,
    CheckCompleted,
    Event,
    LegCompleted,
    LegLifted,
    OtherMovementSeen,
    PersonArrived,
    PersonLeft,
    RepCounted,
    RepEnded,
    RepMeasuredAgain,
    RepRefused,
    RepStarted,
    StoodStill,
)
from kiosk.scoring.findings import OtherMovement, Refusal, Rep
from kiosk.scoring.report import build_report
from kiosk.scoring.tracker import Tracker, TrackerEvent


class Stage(Enum):
    """Where the check stands."""

    WAITING = "waiting"
    STAND = "stand"
    LIFT = "lift"
    PRACTICE = "practice"
    REPS = "reps"
    CHANGE_LEG = "change_leg"
    FINISHING = "finishing"
    RESULTS = "results"


class Signal(Enum):
    """What moves the check from one stage to the next."""

    ARRIVED = "arrived"
    STOOD_STILL = "stood_still"
    FOOT_LIFTED = "foot_lifted"
    PRACTICED = "practiced"
    LEG_DONE = "leg_done"
    BOTH_DONE = "both_done"
    MEASURED = "measured"
    LEFT = "left"
    STALLED = "stalled"


NEXT: dict[tuple[Stage, Signal], Stage] = {
    (Stage.WAITING, Signal.ARRIVED): Stage.STAND,
    (Stage.STAND, Signal.STOOD_STILL): Stage.LIFT,
    (Stage.LIFT, Signal.FOOT_LIFTED): Stage.PRACTICE,
    (Stage.PRACTICE, Signal.PRACTICED): Stage.REPS,
    (Stage.REPS, Signal.LEG_DONE): Stage.CHANGE_LEG,
    (Stage.CHANGE_LEG, Signal.FOOT_LIFTED): Stage.PRACTICE,
    (Stage.REPS, Signal.BOTH_DONE): Stage.FINISHING,
    (Stage.FINISHING, Signal.MEASURED): Stage.RESULTS,
    (Stage.STAND, Signal.LEFT): Stage.WAITING,
    (Stage.LIFT, Signal.LEFT): Stage.WAITING,
    (Stage.PRACTICE, Signal.LEFT): Stage.WAITING,
    (Stage.REPS, Signal.LEFT): Stage.WAITING,
    (Stage.CHANGE_LEG, Signal.LEFT): Stage.WAITING,
    (Stage.RESULTS, Signal.LEFT): Stage.WAITING,
    (Stage.LIFT, Signal.STALLED): Stage.STAND,
    (Stage.PRACTICE, Signal.STALLED): Stage.STAND,
    (Stage.REPS, Signal.STALLED): Stage.STAND,
    (Stage.CHANGE_LEG, Signal.STALLED): Stage.STAND,
}
"""The whole flow. A signal that is not listed for a stage changes nothing."""

IN_CHECK = frozenset({Stage.LIFT, Stage.PRACTICE, Stage.REPS, Stage.CHANGE_LEG})


@dataclass(frozen=True, slots=True)
class Session:
    """All that is remembered between frames of one spot."""

    reps_wanted: int = protocol.REPS_WANTED
    practice_wanted: int = protocol.PRACTICE_REPS
    stage: Stage = Stage.WAITING
    tracker: Tracker = field(default_factory=Tracker)
    leg: Leg | None = None
    """The stance leg in use."""
    done: tuple[Leg, ...] = ()
    practiced: int = 0
    reps: tuple[Rep, ...] = ()
    """Reps of this check that are kept, counted and refused, without practice."""
    other: tuple[OtherMovement, ...] = ()
    looks_closer: bool = False
    """Counted reps are measured again by a second network; the result waits for that."""
    awaited: tuple[float, ...] = ()
    """Starts of the counted reps whose closer look has not come yet."""
    progress_s: float = 0.0
    seen_since_s: float | None = None
    seen_s: float | None = None

    @property
    def counted(self) -> int:
        """Counted reps of the leg in use."""
        return sum(rep.counted and rep.leg is self.leg for rep in self.reps)


Step = tuple[Session, tuple[Event, ...]]


def step(state: Session, t_s: float, pose: Pose | None) -> Step:
    """Take one frame in; `pose` is None when nobody is seen."""
    followed, found = tracker.step(state.tracker, t_s, pose)
    state, events = _presence(state, followed, t_s, seen=pose is not None)
    if state.stage is Stage.STAND and followed.still:
        state = _moved(state, Signal.STOOD_STILL, t_s)
        events += (StoodStill(t_s),)
    for happening in found:
        state, more = _take(state, happening)
        events += more
    if state.stage is Stage.FINISHING:
        state, more = _finished(state, t_s)
        events += more
    if state.stage in IN_CHECK and t_s - state.progress_s > protocol.STALLED_S:
        state, more = _given_up(state, t_s, Signal.STALLED, "nothing happened for a minute")
        events += more
    return state, events


def measured_again(state: Session, t_s: float, rep: Rep) -> Step:
    """A closer look has come: `rep` takes the place of the one with the same start.

    A look that came too late, or to another check, changes nothing.
    """
    if rep.start_s not in state.awaited:
        return state, ()
    state = replace(
        state,
        awaited=tuple(start for start in state.awaited if start != rep.start_s),
        reps=tuple(rep if old.start_s == rep.start_s else old for old in state.reps),
    )
    return state, (RepMeasuredAgain(t_s, rep),)


def close(state: Session, t_s: float) -> Step:
    """The source has ended or the program stops: a check in progress is abandoned, one whose
    reps are all counted is completed with what is known of them."""
    if state.stage is Stage.FINISHING:
        return _finished(replace(state, awaited=()), t_s)
    if state.stage not in IN_CHECK:
        return state, ()
    return _given_up(state, t_s, Signal.LEFT, "the recording or the program ended")


def _moved(state: Session, signal: Signal, t_s: float) -> Session:
    stage = NEXT.get((state.stage, signal))
    return state if stage is None else replace(state, stage=stage, progress_s=t_s)


def _presence(state: Session, followed: Tracker, t_s: float, *, seen: bool) -> Step:
    """Who is there: the tracker's new state, arrival and leaving.

    Whoever is seen after a gap without any frame, as long as leaving takes, has just come.
    """
    unseen_long = state.seen_s is None or t_s - state.seen_s > protocol.LEFT_S
    if state.stage is not Stage.WAITING and unseen_long:
        return _left(state, t_s)
    if not seen:
        since = None if state.stage is Stage.WAITING else state.seen_since_s
        return replace(state, tracker=followed, seen_since_s=since), ()
    since = t_s if state.seen_since_s is None else state.seen_since_s
    state = replace(state, tracker=followed, seen_since_s=since, seen_s=t_s)
    if state.stage is Stage.WAITING and t_s - since >= protocol.ARRIVED_S:
        return _moved(state, Signal.ARRIVED, t_s), (PersonArrived(t_s),)
    return state, ()


def _left(state: Session, t_s: float) -> Step:
    """The spot is empty: what was going on is ended, and the next person is a new one."""
    events: tuple[Event, ...] = ()
    if state.stage is Stage.FINISHING:
        state, events = _finished(replace(state, awaited=()), t_s)
    if state.stage in IN_CHECK:
        state, events = _given_up(state, t_s, Signal.LEFT, "the person left the spot")
    else:
        state = fresh(_moved(state, Signal.LEFT, t_s))
    state = replace(state, tracker=tracker.anew(state.tracker), seen_since_s=None)
    return state, (*events, PersonLeft(t_s))


def _given_up(state: Session, t_s: float, signal: Signal, reason: str) -> Step:
    event = CheckAbandoned(t_s, reason, build_report(state.reps, state.other))
    return fresh(_moved(state, signal, t_s)), (event,)


def fresh(state: Session) -> Session:
    """The same spot and person, no check begun."""
    return replace(state, leg=None, done=(), practiced=0, reps=(), other=(), awaited=())


def _take(state: Session, event: TrackerEvent) -> Step:
    match event:
        case StoodStill():
            return state, ()
        case LegLifted():
            return _lifted(state, event)
        case RepEnded():
            return _rep_ended(state, event)
        case RepStarted():
            shown = state.stage in (Stage.PRACTICE, Stage.REPS)
            return state, ((event,) if shown else ())
        case OtherMovementSeen():
            if state.stage not in IN_CHECK:
                return state, ()
            return replace(state, other=(*state.other, event.movement)), (event,)


def _lifted(state: Session, event: LegLifted) -> Step:
    """A leg that is done is not begun again; before the first counted rep legs may be changed."""
    if event.stance in state.done:
        return state, ()
    if state.stage in (Stage.LIFT, Stage.CHANGE_LEG):
        state = replace(_moved(state, Signal.FOOT_LIFTED, event.t_s), leg=event.stance)
        if state.practice_wanted == 0:
            state = _moved(state, Signal.PRACTICED, event.t_s)
        return state, (event,)
    if state.stage is Stage.PRACTICE and state.leg is not event.stance:
        return replace(state, leg=event.stance, practiced=0), (event,)
    return state, ()


def _rep_ended(state: Session, event: RepEnded) -> Step:
    if state.stage not in (Stage.PRACTICE, Stage.REPS):
        return state, ()
    rep = event.rep
    if rep.leg is not state.leg:
        if rep.leg in state.done:
            return state, ()
        rep = replace(rep, counted=False, refused_because=Refusal.WRONG_LEG)
    state = replace(state, progress_s=event.t_s)
    if state.stage is Stage.PRACTICE:
        return _practice(state, event.t_s, rep)
    state = replace(state, reps=(*state.reps, rep))
    if not rep.counted:
        return state, (RepRefused(event.t_s, rep, practice=False),)
    if state.looks_closer:
        state = replace(state, awaited=(*state.awaited, rep.start_s))
    return _counted(state, event.t_s, rep, event.evidence)


def _practice(state: Session, t_s: float, rep: Rep) -> Step:
    if not rep.counted:
        return state, (RepRefused(t_s, rep, practice=True),)
    state = replace(state, practiced=state.practiced + 1)
    if state.practiced >= state.practice_wanted:
        state = _moved(state, Signal.PRACTICED, t_s)
    return state, (_counted_event(t_s, rep, 0),)


def _counted(state: Session, t_s: float, rep: Rep, evidence: Evidence) -> Step:
    counted = replace(_counted_event(t_s, rep, state.counted), evidence=evidence)
    events: tuple[Event, ...] = (counted,)
    if state.counted < state.reps_wanted:
        return state, events
    events += (LegCompleted(t_s, rep.leg),)
    state = replace(state, done=(*state.done, rep.leg), practiced=0)
    if len(state.done) < 2:
        return _moved(state, Signal.LEG_DONE, t_s), events
    return _moved(state, Signal.BOTH_DONE, t_s), events


def _finished(state: Session, t_s: float) -> Step:
    """The result, once every closer look has come or has been waited for long enough."""
    if state.awaited and t_s - state.progress_s < protocol.CLOSER_WAIT_S:
        return state, ()
    report = build_report(state.reps, state.other)
    state = _moved(replace(state, awaited=()), Signal.MEASURED, t_s)
    return state, (CheckCompleted(t_s, report),)


def _counted_event(t_s: float, rep: Rep, number: int) -> RepCounted:
    """The live cue of one rep goes by the upper cut alone; the verdict waits for the whole leg."""
    return RepCounted(
        t_s,
        rep,
        number,
        practice=number == 0,
        faulty_knee=(rep.knee_fppa_deg or 0.0) > protocol.KNEE_FPPA_DEG.fault_min,
        faulty_hip=(rep.pelvic_drop_deg or 0.0) > protocol.PELVIC_DROP_DEG.fault_min,
    )
