"""What the movements of a member mean for the check: practice, counted and refused reps. Pure.

Decides which leg is in use and what a rep that ended counts as. Leaves stages without reps, time
and who is there to `session`.
"""

from __future__ import annotations

from dataclasses import replace

from kiosk.scoring import flow, protocol, tries
from kiosk.scoring.assess import Evidence
from kiosk.scoring.check_state import Session, Step, moved
from kiosk.scoring.events import (
    Event,
    LegCompleted,
    LegLifted,
    OtherMovementSeen,
    RepCounted,
    RepEnded,
    RepRefused,
    RepStarted,
    StoodStill,
    TargetEased,
)
from kiosk.scoring.findings import Refusal, Rep
from kiosk.scoring.flow import IN_CHECK, NEXT, Signal, Stage
from kiosk.scoring.tracker import TrackerEvent


def take(state: Session, event: TrackerEvent) -> Step:
    """What one thing that the tracker saw means; in a pause nothing."""
    if state.paused:
        return state, ()
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
    if (state.stage, Signal.FOOT_LIFTED) in NEXT:
        state = replace(moved(state, Signal.FOOT_LIFTED), leg=event.stance)
        if state.practice_wanted == 0:
            state = moved(state, Signal.PRACTICED)
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
    state = replace(state, idle_s=0.0)
    practice = state.stage is Stage.PRACTICE
    if not practice:
        state = replace(state, reps=(*state.reps, rep))
    if not rep.counted:
        return _refused(state, RepRefused(event.t_s, rep, practice))
    state = replace(state, tries=tries.counted(state.tries))
    if practice:
        return _practice(state, event.t_s, rep)
    if state.looks_closer:
        state = replace(state, awaited=(*state.awaited, rep.start_s))
    return _counted(state, event.t_s, rep, event.evidence)


def _refused(state: Session, event: RepRefused) -> Step:
    """After several tries in a row that did not count, smaller squats do."""
    eased_before = state.tries.eased
    state = replace(state, tries=tries.refused(state.tries, event.rep.refused_because))
    if state.tries.eased is eased_before:
        return state, (event,)
    easier = replace(state.tracker, shallow_below_deg=flow.EASIER_FLEXION_DEG)
    return replace(state, tracker=easier), (event, TargetEased(event.t_s))


def _practice(state: Session, t_s: float, rep: Rep) -> Step:
    state = replace(state, practiced=state.practiced + 1)
    if state.practiced >= state.practice_wanted:
        state = moved(state, Signal.PRACTICED)
    return state, (_counted_event(t_s, rep, 0, judging=state.judging),)


def _counted(state: Session, t_s: float, rep: Rep, evidence: Evidence) -> Step:
    counted = _counted_event(t_s, rep, state.counted, judging=state.judging)
    counted = replace(counted, evidence=evidence)
    events: tuple[Event, ...] = (counted,)
    if state.counted < state.reps_wanted:
        return state, events
    events += (LegCompleted(t_s, rep.leg),)
    state = replace(state, done=(*state.done, rep.leg), practiced=0)
    return moved(state, Signal.LEG_DONE if len(state.done) < 2 else Signal.BOTH_DONE), events


def _counted_event(t_s: float, rep: Rep, number: int, *, judging: bool) -> RepCounted:
    """The live cue of one rep goes by the upper cut alone; the verdict waits for the whole leg.

    Where nothing is judged there is no such cue either, nor of hips that were hardly seen.
    """
    return RepCounted(
        t_s,
        rep,
        number,
        practice=number == 0,
        faulty_knee=judging and (rep.knee_fppa_deg or 0.0) > protocol.KNEE_FPPA_DEG.fault_min,
        faulty_hip=judging and (rep.sure_drop_deg or 0.0) > protocol.PELVIC_DROP_DEG.fault_min,
    )
