"""One member's check: poses in, events out, along the tables of `flow`. Pure.

Decides when a check begins, waits, goes on and ends. Leaves who is there to `presence`, what the
reps mean to `counting`, what the member should change to `hinting`, and pictures, sound and storage
to those who take the events.
"""

from __future__ import annotations

from dataclasses import replace

from kiosk.pose.keypoints import Pose
from kiosk.scoring import counting, flow, presence, tracker
from kiosk.scoring.check_state import Session, Step, emptied, fresh, moved
from kiosk.scoring.events import (
    CheckAbandoned,
    CheckBegun,
    CheckCompleted,
    CheckPaused,
    CheckResumed,
    Event,
    PersonArrived,
    PersonLeft,
    RepMeasuredAgain,
    StoodStill,
)
from kiosk.scoring.findings import Rep, Report
from kiosk.scoring.flow import IN_CHECK, WATCHED, Attention, Signal, Stage
from kiosk.scoring.hands import hands_on_hips
from kiosk.scoring.presence import Where
from kiosk.scoring.report import build_report
from kiosk.scoring.surroundings import UNKNOWN, Surroundings
from kiosk.scoring.tracker import TrackerEvent

WHY_ENDED = {
    Attention.CROWDED: "somebody else stayed on the spot",
    Attention.LOST: "the camera could not see the member well",
}
"""The reason of a check that waited for too long."""


def step(state: Session, t_s: float, pose: Pose | None, around: Surroundings = UNKNOWN) -> Step:
    """Take one frame in; `pose` is None when nobody is seen, `around` the newest look around."""
    where = presence.look(
        state.presence,
        pose,
        state.spot,
        state.tracker.standing,
        in_check=state.stage not in (Stage.WAITING, Stage.WELCOME),
    )
    pose = presence.member(pose, where, tracker.stance_of(state.tracker))
    state, events = _attended(state, t_s, where, around)
    state, found = _followed(state, t_s, pose)
    state, more = _hinted(state, t_s, pose, around)
    state, stood = _stood(state, t_s)
    events += more + stood
    for happening in found:
        state, more = counting.take(state, happening)
        events += more
    state, more = _ended(state, t_s)
    return state, events + more


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
    return _given_up(state, t_s, Signal.LEFT, "the recording or the program ended", kept=True)


def _attended(state: Session, t_s: float, where: Where, around: Surroundings) -> Step:
    """Arrival, leaving, and whether the member can be watched."""
    before = state.paused
    patience_s = flow.OFF_IN_CHECK_S if state.stage in IN_CHECK else flow.OFF_S
    if state.stage is not Stage.WAITING and state.presence.has_left(t_s, patience_s):
        return _left(state, t_s)
    seen = presence.step(state.presence, t_s, where, crowded=around.crowded)
    state = replace(_with_time(state, t_s), presence=seen)
    if state.stage is Stage.WAITING and seen.has_arrived(t_s):
        # A pause before anybody came is not the member's: its time starts now.
        seen = replace(seen, attention_since_s=t_s)
        return replace(moved(state, Signal.ARRIVED), presence=seen), (PersonArrived(t_s),)
    now = state.paused
    if now is before:
        return state, ()
    if now is None:
        return state, (CheckResumed(t_s),)
    return state, (CheckPaused(t_s, now),)


def _with_time(state: Session, t_s: float) -> Session:
    """The clocks of stage and check, which stand still in a pause."""
    passed_s = 0.0 if state.t_s is None or state.paused else t_s - state.t_s
    return replace(
        state,
        t_s=t_s,
        in_stage_s=state.in_stage_s + passed_s,
        idle_s=state.idle_s + passed_s,
        check_s=state.check_s + passed_s if state.stage in IN_CHECK else state.check_s,
        still_s=state.still_s + (passed_s if state.tracker.still else 0.0),
    )


def _left(state: Session, t_s: float) -> Step:
    """The spot is empty: what was going on is ended, and the next person is a new one."""
    events: tuple[Event, ...] = ()
    if state.stage is Stage.FINISHING:
        state, events = _finished(replace(state, awaited=()), t_s)
    if state.stage in IN_CHECK:
        state, events = _given_up(state, t_s, Signal.LEFT, "the person left the spot")
    else:
        state = moved(state, Signal.LEFT)
    return replace(emptied(state), t_s=t_s), (*events, PersonLeft(t_s))


def _given_up(
    state: Session, t_s: float, signal: Signal, reason: str, *, kept: bool = False
) -> Step:
    """Nothing is kept unless a leg was completed, or the kiosk itself is why it ended."""
    eased = state.tries.eased
    event = CheckAbandoned(t_s, reason, _report(state), kept=kept or bool(state.done), eased=eased)
    return fresh(moved(state, signal)), (event,)


def _report(state: Session) -> Report:
    return build_report(
        state.reps, state.other, small_squats=state.tries.eased, judging=state.judging
    )


def _followed(
    state: Session, t_s: float, pose: Pose | None
) -> tuple[Session, tuple[TrackerEvent, ...]]:
    """What the member's pose does; nothing while two bodies may be mixed up in it."""
    if state.paused is Attention.CROWDED:
        return replace(state, tracker=tracker.interrupted(state.tracker)), ()
    followed, found = tracker.step(state.tracker, t_s, pose)
    return replace(state, tracker=followed), found


def _hinted(state: Session, t_s: float, pose: Pose | None, around: Surroundings) -> Step:
    """Whether the member must change something; asked between squats."""
    asked = state.stage in WATCHED and state.paused is None and state.tracker.movement.dip is None
    if not asked or pose is None or state.picture_px is None:
        return state, ()
    hinting, events = state.hinting.step(
        t_s,
        pose,
        spot=state.spot,
        followed=state.tracker,
        around=around,
        picture_px=state.picture_px,
    )
    return replace(state, hinting=hinting), events


def _stood(state: Session, t_s: float) -> Step:
    """Standing still moves the check on, once nothing about the placement is in the way."""
    if state.paused or not state.tracker.still or state.hinting.holds_up(t_s):
        return state, ()
    if state.stage is Stage.WELCOME and state.still_s >= state.welcome_s:
        return moved(state, Signal.BEGUN), (CheckBegun(t_s),)
    if state.stage is Stage.STAND and state.still_s >= state.stand_s:
        ready = _hands_on_hips(state) or state.in_stage_s > flow.HANDS_PATIENCE_S
        return (moved(state, Signal.STOOD_STILL), (StoodStill(t_s),)) if ready else (state, ())
    if state.stage is Stage.CHANGE_LEG and state.still_s >= flow.CHANGE_S:
        return moved(state, Signal.STOOD_STILL), ()
    return state, ()


def _hands_on_hips(state: Session) -> bool:
    standing = state.tracker.standing
    return standing is not None and hands_on_hips(state.tracker.window, standing)


def _ended(state: Session, t_s: float) -> Step:
    """What time brings: the result, or an end."""
    if state.stage is Stage.FINISHING:
        return _finished(state, t_s)
    if state.paused:
        if t_s - state.presence.attention_since_s <= flow.PAUSE_LIMIT_S:
            return state, ()
        return _timed_out(state, t_s, WHY_ENDED[state.paused])
    if state.idle_s > flow.LIMIT_S.get(state.stage, float("inf")):
        return _timed_out(state, t_s, "nothing happened for a minute")
    if state.check_s > flow.CHECK_LIMIT_S and state.stage in IN_CHECK:
        return _timed_out(state, t_s, "the check took too long")
    return state, ()


def _timed_out(state: Session, t_s: float, reason: str) -> Step:
    if state.stage in IN_CHECK:
        return _given_up(state, t_s, Signal.TIMED_OUT, reason)
    return fresh(moved(state, Signal.TIMED_OUT)), ()


def _finished(state: Session, t_s: float) -> Step:
    """The result, once every closer look has come or has been waited for long enough."""
    if state.awaited and state.idle_s < flow.CLOSER_WAIT_S:
        return state, ()
    completed = CheckCompleted(t_s, _report(state), state.tries.eased)
    return moved(replace(state, awaited=()), Signal.MEASURED), (completed,)
