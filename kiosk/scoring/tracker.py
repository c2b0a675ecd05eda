"""The scoring's front half: poses in, standing, lifts, reps and other movements out.

Used alike by `kiosk analyze` and by the live session. One shape: `step(state, input)`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from kiosk.pose.keypoints import Leg, Pose
from kiosk.scoring import kneelift, movement, protocol
from kiosk.scoring.assess import Evidence, assess_dip
from kiosk.scoring.events import (
    LegLifted,
    OtherMovementSeen,
    RepEnded,
    RepStarted,
    StoodStill,
)
from kiosk.scoring.findings import OtherMovement, Rep
from kiosk.scoring.glances import Glances
from kiosk.scoring.kneelift import KneeLift
from kiosk.scoring.movement import DipEnded, DipStarted, Movement, MovementEvent
from kiosk.scoring.planted import Foot, planted
from kiosk.scoring.standing import Standing, renewed, stands_still
from kiosk.scoring.untangle import finite, untangled

TrackerEvent = StoodStill | LegLifted | RepStarted | RepEnded | OtherMovementSeen


@dataclass(frozen=True, slots=True)
class Tracker:
    """All that is remembered between frames."""

    centre_px: float | None = None
    """x of the line on which the member should stand: the spot's, else the picture's middle."""
    network: str | None = None
    """The model that sees the poses; each has its own constant error. None: not known."""
    shallow_below_deg: float = protocol.SHALLOW_BELOW_DEG
    """Knee flexion under which a squat is refused."""
    standing: Standing | None = None
    window: tuple[Pose, ...] = ()
    """Poses of the last half second, for telling stillness."""
    movement: Movement = field(default_factory=Movement)
    lift: KneeLift | None = None
    foot: Foot | None = None
    """The standing foot of the squat in progress, as last seen."""
    still: bool = False
    """Standing still on both feet right now."""
    glances: Glances = field(default_factory=Glances)
    """What is seen of the pelvis beside the live view; told from outside."""


def step(state: Tracker, t_s: float, pose: Pose | None) -> tuple[Tracker, tuple[TrackerEvent, ...]]:
    """Take one frame in; `pose` is None when nobody is seen. Time never runs backward here."""
    state, pose = _mended(state, pose)
    state, still = _look_for_standing(state, t_s, pose)
    standing = state.standing
    if standing is None:
        return state, still
    stance_before = stance_of(state)
    moved, found = movement.step(state.movement, t_s, pose, standing, learning=state.lift is None)
    lift, other = kneelift.step(state.lift, t_s, pose, moved, standing)
    state = replace(state, movement=moved, lift=lift)
    events: list[TrackerEvent] = [*still, *_lifted(t_s, stance_before, stance_of(state))]
    for happening in found:
        events += _of_movement(state, t_s, happening, standing)
    if other:
        events.append(OtherMovementSeen(t_s, other))
    return state, tuple(events)


def anew(state: Tracker) -> Tracker:
    """The same camera and network, nobody seen yet."""
    return Tracker(centre_px=state.centre_px, network=state.network)


def interrupted(state: Tracker) -> Tracker:
    """The same person, but nothing of what was going on: it was not seen to its end."""
    return replace(state, movement=Movement(), lift=None, foot=None, window=(), still=False)


def _mended(state: Tracker, pose: Pose | None) -> tuple[Tracker, Pose | None]:
    """The pose without what the network mixes up, and the standing foot that it lost."""
    if pose is None:
        return state, None
    pose = untangled(finite(pose))
    stance = stance_of(state) if state.movement.dip else None
    if stance is None:
        return replace(state, foot=None) if state.foot else state, pose
    pose, foot = planted(pose, stance, state.foot)
    return replace(state, foot=foot), pose


def stance_of(state: Tracker) -> Leg | None:
    """The leg that carries the body now, None on both feet or when unknown."""
    perch = state.movement.perch
    return perch.support.stance if perch else None


def _look_for_standing(
    state: Tracker, t_s: float, pose: Pose | None
) -> tuple[Tracker, tuple[TrackerEvent, ...]]:
    if pose is None:
        return replace(state, window=(), still=False), ()
    oldest = 0
    while oldest < len(state.window) and state.window[oldest].t_s < t_s - protocol.STILL_S:
        oldest += 1
    window = (*state.window[oldest:], pose)
    state = replace(state, window=window)
    if window[-1].t_s - window[0].t_s < 0.8 * protocol.STILL_S or state.movement.dip:
        return state, ()
    new = stands_still(window)
    if new is None:
        return (replace(state, still=False) if state.still else state), ()
    event = () if state.still else (StoodStill(t_s),)
    new = replace(new, centre_px=state.centre_px)
    return replace(state, standing=renewed(state.standing, new), still=True), event


def _lifted(t_s: float, before: Leg | None, now: Leg | None) -> tuple[TrackerEvent, ...]:
    return (LegLifted(t_s, now),) if now and now is not before else ()


def _of_movement(
    state: Tracker, t_s: float, happening: MovementEvent, standing: Standing
) -> tuple[TrackerEvent, ...]:
    if isinstance(happening, DipStarted):
        stance = happening.support.stance
        return (RepStarted(t_s, stance),) if stance else ()
    assert isinstance(happening, DipEnded)
    outcome = assess_dip(
        happening.dip, standing, state.network, shallow_below_deg=state.shallow_below_deg
    )
    if isinstance(outcome, Rep):
        return (RepEnded(t_s, outcome, Evidence(happening.dip, outcome.leg, standing)),)
    if isinstance(outcome, OtherMovement):
        return (OtherMovementSeen(t_s, outcome),)
    return ()
