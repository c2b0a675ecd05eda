"""Finds squats as dips of the hip below the level of standing, on whatever feet carry the body.

Decides when a dip starts and ends (hysteresis on hip descent, so that no dip is counted
twice). Leaves to `assess` what kind of movement the dip was.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import exp
from statistics import fmean, median
from typing import TypeVar

from kiosk.pose.keypoints import Pose
from kiosk.scoring import geometry, protocol
from kiosk.scoring.standing import BOTH_LEGS, Standing
from kiosk.scoring.support import Support, support_of

REST_S = 1.0
"""How much of standing before a dip is kept to compare with, seconds."""
AT_TOP = 0.015
RISE_TAU_S = 0.15
SINK_TAU_S = 3.0


@dataclass(frozen=True, slots=True)
class Sample:
    """One frame of a dip. `descent` is a fraction of leg length; None where the leg is not seen."""

    t_s: float
    pose: Pose | None
    descent: float | None


@dataclass(frozen=True, slots=True)
class Perch:
    """Standing on one support: the level from which a squat goes down."""

    support: Support
    since_s: float
    top: float
    rest: tuple[Pose, ...] = ()
    """Poses of the last second near the top."""


@dataclass(frozen=True, slots=True)
class Dip:
    """A movement down and up again on one support, complete once it has ended."""

    support: Support
    rest: tuple[Pose, ...]
    samples: tuple[Sample, ...]
    depth: float
    """Greatest descent so far, fraction of leg length."""
    lost: bool = False
    """The person was lost on the way: nobody saw this dip end."""


@dataclass(frozen=True, slots=True)
class Movement:
    """State of the search for dips."""

    perch: Perch | None = None
    dip: Dip | None = None
    heights: tuple[float, ...] = ()
    candidate: Support | None = None
    candidate_since_s: float = 0.0
    seen_s: float | None = None
    before: tuple[Sample, ...] = ()
    """The last moments before a dip, so that its slow beginning is part of it."""


@dataclass(frozen=True, slots=True)
class DipStarted:
    """The hip has left the level of standing."""

    support: Support


@dataclass(frozen=True, slots=True)
class DipEnded:
    """The hip is back up, or the person was lost on the way."""

    dip: Dip


MovementEvent = DipStarted | DipEnded

Moment = TypeVar("Moment", Pose, Sample)


def step(
    state: Movement, t_s: float, pose: Pose | None, standing: Standing, *, learning: bool = True
) -> tuple[Movement, tuple[MovementEvent, ...]]:
    """Take one frame in. `pose` is None when nobody is seen.

    `learning` is False while the free knee is lifted: that pulls the hip points up, so the
    level of standing must not be learned from it.
    """
    before = state.perch.support if state.perch else Support.BOTH
    support = support_of(pose, standing, before) if pose else None
    state = _follow_support(state, t_s, support)
    perch = state.perch
    raw = hip_height(pose, perch.support, standing) if pose and perch else None
    if raw is None or pose is None or perch is None or _lost(state, t_s):
        return _unseen(state, t_s)
    state, height = _smoothed(state, t_s, raw)
    if height is None:
        return state, ()
    if state.dip:
        return _in_dip(state, state.dip, perch, Sample(t_s, pose, perch.top - height))
    return _on_perch(state, perch, Sample(t_s, pose, height), support, learning)


def hip_height(pose: Pose, support: Support, standing: Standing) -> float | None:
    """Hip above the foot that carries, fraction of leg length; on both feet above the lower one."""
    legs = BOTH_LEGS if support.stance is None else (support.stance,)
    hips = [pose.points[geometry.HIP[leg]] for leg in legs]
    feet = [pose.points[geometry.ANKLE[leg]] for leg in legs]
    hip_ys = [hip.y_px for hip in hips if hip]
    floor_ys = [foot.y_px for foot in feet if foot]
    if len(hip_ys) < len(legs) or len(floor_ys) < len(legs):
        return None
    length = fmean(standing.leg_px[leg] for leg in legs)
    return (max(floor_ys) - fmean(hip_ys)) / length


def _follow_support(state: Movement, t_s: float, support: Support | None) -> Movement:
    """A new support holds once it was seen for a while; a dip on one leg keeps that leg."""
    current = state.perch.support if state.perch else None
    if support is None or support is current:
        return replace(state, candidate=None) if support and state.candidate else state
    if support is not state.candidate:
        return replace(state, candidate=support, candidate_since_s=t_s)
    on_one_leg = state.dip is not None and state.dip.support is not Support.BOTH
    if on_one_leg or t_s - state.candidate_since_s < protocol.SUPPORT_HOLD_S:
        return state
    return Movement(perch=Perch(support, t_s, top=0.0), seen_s=t_s)


def _smoothed(state: Movement, t_s: float, raw: float) -> tuple[Movement, float | None]:
    """Median of the last three heights, once there are three: one wild frame moves nothing."""
    heights = (*state.heights[-2:], raw)
    steady = median(heights) if len(heights) == 3 else None
    return replace(state, heights=heights, seen_s=t_s), steady


def _unseen(state: Movement, t_s: float) -> tuple[Movement, tuple[MovementEvent, ...]]:
    """The leg is not seen: a short gap is bridged, a long one gives up what was going on."""
    if state.perch is None or state.seen_s is None:
        return state, ()
    if not _lost(state, t_s):
        dip = state.dip
        missing = Sample(t_s, None, None)
        kept = replace(dip, samples=(*dip.samples, missing)) if dip else None
        return replace(state, dip=kept), ()
    ended = (DipEnded(replace(state.dip, lost=True)),) if state.dip else ()
    return Movement(), ended


def _lost(state: Movement, t_s: float) -> bool:
    """Unseen for too long, also where frames are missing altogether."""
    return state.seen_s is not None and t_s - state.seen_s > protocol.LOST_S


def _on_perch(
    state: Movement, perch: Perch, at: Sample, support: Support | None, learning: bool
) -> tuple[Movement, tuple[MovementEvent, ...]]:
    """Standing: learn the level of standing, or notice that the hip has left it."""
    height, pose = at.descent or 0.0, at.pose
    top = perch.top or height
    descent = top - height
    before = (*_since(state.before, at.t_s - REST_S), Sample(at.t_s, pose, descent))
    if _goes_down(perch, at.t_s, descent, support):
        dip = Dip(perch.support, perch.rest, before, descent)
        return replace(state, dip=dip, before=()), (DipStarted(perch.support),)
    if not learning:
        return replace(state, before=before), ()
    rest = _since(perch.rest, at.t_s - REST_S)
    if abs(descent) < AT_TOP and pose:
        rest = (*rest, pose)
    top = _adapted(top, height, before[-2].t_s if len(before) > 1 else at.t_s, at.t_s)
    perch = Perch(perch.support, perch.since_s, top, rest)
    return replace(state, perch=perch, before=before), ()


def _since(moments: tuple[Moment, ...], t_s: float) -> tuple[Moment, ...]:
    """The moments after `t_s`; they are in order, so only the first few are looked at."""
    first = 0
    while first < len(moments) and moments[first].t_s <= t_s:
        first += 1
    return moments[first:]


def _goes_down(perch: Perch, t_s: float, descent: float, support: Support | None) -> bool:
    settled = t_s - perch.since_s >= protocol.PERCH_SETTLE_S
    same = support in (perch.support, None)
    return settled and same and descent > protocol.DIP_START


def _adapted(top: float, height: float, last_s: float, t_s: float) -> float:
    """The top follows a rising hip at once and a sinking one slowly.

    So a dip is measured from the last peak: a hip that comes back a little lower, by drift of
    the keypoints or a knee left bent, neither hides the next squat nor looks like one.
    """
    tau_s = RISE_TAU_S if height > top else SINK_TAU_S
    return top + (1.0 - exp(-(t_s - last_s) / tau_s)) * (height - top)


def _in_dip(
    state: Movement, dip: Dip, perch: Perch, sample: Sample
) -> tuple[Movement, tuple[MovementEvent, ...]]:
    """Follow the hip down and up; once it is nearly up, learn the level of standing anew."""
    descent = sample.descent or 0.0
    dip = replace(dip, samples=(*dip.samples, sample), depth=max(dip.depth, descent))
    if descent < protocol.DIP_END_FRACTION * dip.depth:
        perch = replace(perch, top=perch.top - descent, rest=())
        return replace(state, perch=perch, dip=None, before=()), (DipEnded(dip),)
    if sample.t_s - dip.samples[0].t_s > protocol.DIP_MAX_S:
        return Movement(), ()
    return replace(state, dip=dip), ()
