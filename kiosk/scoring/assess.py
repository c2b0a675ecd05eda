"""Turns an ended dip into what it was: a counted rep, a refused one, another movement, or nothing.

Decides what one movement counts as. Leaves the angles at its bottom to `bottom`, and to
`checks` what the reps of a leg mean together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from statistics import median
from typing import Any

from kiosk.pose.keypoints import Leg, Look
from kiosk.scoring import bottom, depth, pelvis, protocol, tempo
from kiosk.scoring.balance import balance_events, foot_range
from kiosk.scoring.bottom import Bottom, bottom_samples
from kiosk.scoring.findings import OtherMovement, PelvisBy, Refusal, Rep
from kiosk.scoring.free_leg import (
    ends_with_foot_down,
    foot_down_s,
    free_leg_position,
    longest_run_s,
)
from kiosk.scoring.movement import Dip
from kiosk.scoring.standing import Standing
from kiosk.scoring.support import Support, support_of

Outcome = Rep | OtherMovement | None

MEASURES = (
    "knee_fppa_deg",
    "knee_fppa_change_deg",
    "pelvic_drop_deg",
    "trunk_lean_deg",
    "knee_flexion_deg",
)
"""What a rep reports; each that is missing has its reason."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a rep was measured from, so that it can be measured again from closer looks."""

    dip: Dip
    stance: Leg
    standing: Standing


def assess_dip(
    dip: Dip,
    standing: Standing,
    network: str | None = None,
    *,
    shallow_below_deg: float = protocol.SHALLOW_BELOW_DEG,
) -> Outcome:
    """What this dip was. None for what nobody would call a movement (sway, walking).

    `network` names the model that saw it: each has its own constant error. A squat of less knee
    flexion than `shallow_below_deg` is refused.
    """
    stance = dip.support.stance
    if _travelled(dip, standing):
        return None
    if stance is None or _carried_by(dip, standing) is Support.BOTH:
        return _two_legs(dip)
    fit = protocol.knee_fit(network)
    rep = _assess_rep(dip, stance, standing, fit, shallow_below_deg)
    shallow = depth.knee_flexion_deg(_bottom_descent(dip)) < protocol.DEPTH_SCORED_MIN_DEG
    if shallow and ends_with_foot_down(dip, stance, standing):
        return None  # the knee bent to put the foot down
    sway = dip.depth < protocol.SWAY_DEPTH and _deep_s(dip) < protocol.SWAY_S
    return None if sway and rep.refused_because is Refusal.SHALLOW else rep


def _two_legs(dip: Dip) -> OtherMovement | None:
    if dip.depth < protocol.OTHER_MIN_DIP:
        return None
    pace = tempo.of(dip)
    return OtherMovement(pace.start_s, pace.end_s, Refusal.TWO_LEGS)


def looked_closer(
    rep: Rep, evidence: Evidence, looks: Mapping[float, Look], network: str | None
) -> Rep:
    """The rep with its knee, trunk and pelvis measured from closer looks, by the time of each.

    What was counted stays counted; with too few looks at the bottom nothing changes. `network` is
    the one that saw the poses.
    """
    dip, stance, standing = evidence.dip, evidence.stance, evidence.standing
    poses = {t_s: look.pose for t_s, look in looks.items() if look.pose}
    fit = protocol.knee_fit(network, closer=True)
    found = bottom.of_closer_looks(dip, stance, standing, poses, fit)
    drop = pelvis.of_closer_looks(dip, stance, standing, looks)
    again = rep
    if found is not None and found.knee_fppa_deg is not None:
        again = replace(again, **_angles(found), knee_error_deg=fit.error_deg, looked_closer=True)
    if drop is not None:
        again = replace(again, **_drop(drop))
    return rep if again is rep else replace(again, why_null=_why_null(again, dip))


def _assess_rep(
    dip: Dip, stance: Leg, standing: Standing, fit: protocol.Fit, shallow_below_deg: float
) -> Rep:
    pace = tempo.of(dip)
    deep = tuple(s.pose for s in bottom_samples(dip) if s.pose)
    flexion = depth.knee_flexion_deg(_bottom_descent(dip))
    refusal = _refusal(dip, stance, standing, pace, shallow=flexion < shallow_below_deg)
    drop = pelvis.pelvic_drop(dip.rest, deep, stance, standing)
    rep = Rep(
        leg=stance,
        start_s=pace.start_s,
        bottom_s=pace.bottom_s,
        end_s=pace.end_s,
        counted=refusal is None,
        refused_because=refusal,
        knee_flexion_deg=flexion,
        knee_error_deg=fit.error_deg,
        free_leg=free_leg_position(dip.rest or deep, stance, standing),
        balance_events=balance_events(dip, stance, standing),
        frames_per_s=_frames_per_s(dip),
        false_fppa_deg=standing.aside.false_fppa_deg(stance) if standing.aside else None,
        **_angles(bottom.of_dip(dip, stance, standing, fit)),
        **_drop(drop),
    )
    return replace(rep, why_null=_why_null(rep, dip))


def _angles(found: Bottom) -> dict[str, Any]:
    """Fields of a rep that its bottom gives."""
    return {field.name: getattr(found, field.name) for field in fields(found)}


def _drop(found: pelvis.PelvicDrop | None) -> dict[str, Any]:
    """Fields of a rep that its pelvis gives."""
    return {
        "pelvic_drop_deg": found.drop_deg if found else None,
        "pelvic_error_deg": found.error_deg if found else None,
        "pelvis_by": found.by if found else None,
    }


def _frames_per_s(dip: Dip) -> float | None:
    """Frames a second in which the leg was seen, or could have been."""
    span_s = dip.samples[-1].t_s - dip.samples[0].t_s
    return (len(dip.samples) - 1) / span_s if span_s > 0 else None


def _bottom_descent(dip: Dip) -> float:
    """Median descent of the deepest frames: steadier than the single deepest."""
    descents = sorted((s.descent for s in dip.samples if s.descent is not None), reverse=True)
    return median(descents[:3])


def _deep_s(dip: Dip) -> float:
    """The longest time without a break below half of the depth, seconds."""
    deep = [(s.t_s, (s.descent or 0.0) > dip.depth / 2) for s in dip.samples]
    return longest_run_s(deep)


def _travelled(dip: Dip, standing: Standing) -> bool:
    """The foot that carries went elsewhere: this is walking, not squatting."""
    legs = (Leg.LEFT, Leg.RIGHT) if dip.support.stance is None else (dip.support.stance,)
    return any(foot_range(dip, leg, standing) > 3 * protocol.HOP for leg in legs)


def _refusal(
    dip: Dip, stance: Leg, standing: Standing, pace: tempo.Tempo, *, shallow: bool
) -> Refusal | None:
    """The first reason that holds, in the order in which a trainer would name them."""
    unseen = sum(1 for s in dip.samples if s.descent is None) / len(dip.samples)
    reasons = (
        (dip.lost or unseen > protocol.LOW_CONFIDENCE_FRACTION, Refusal.LOW_CONFIDENCE),
        (_carried_by(dip, standing) is None, Refusal.LOW_CONFIDENCE),
        (foot_range(dip, stance, standing) > protocol.HOP, Refusal.HOP),
        (foot_down_s(dip, stance, standing) >= protocol.FOOT_DOWN_S, Refusal.FOOT_DOWN),
        (shallow, Refusal.SHALLOW),
        (min(pace.down_s, pace.up_s) < protocol.TOO_FAST_S, Refusal.TOO_FAST),
    )
    return next((refusal for holds, refusal in reasons if holds), None)


def _why_null(rep: Rep, dip: Dip) -> dict[str, str]:
    missing = "the camera did not see the joints this needs at the bottom of the rep"
    if bottom_samples(dip) and not dip.rest:
        missing = "no still moment on this leg before the rep to compare with"
    null = {name: missing for name in MEASURES if getattr(rep, name) is None}
    if "pelvic_drop_deg" in null and rep.pelvis_by is PelvisBy.LOOKS:
        null["pelvic_drop_deg"] = "the camera could not see the hips well enough"
    return null


def _carried_by(dip: Dip, standing: Standing) -> Support | None:
    """The foot or feet that carried, as seen before or during the dip; None where nothing tells.

    A lean during the squat may look like both feet, a foot held in front may hide for a while:
    one of the two moments is enough to prove the dip's own support.
    """
    moments = dip.rest, tuple(s.pose for s in dip.samples if s.pose)
    seen = [[support_of(pose, standing, dip.support) for pose in poses] for poses in moments]
    if any(_share(found, dip.support) >= protocol.PROVEN_SHARE for found in seen):
        return dip.support
    return Support.BOTH if any(_share(found, Support.BOTH) > 0.0 for found in seen) else None


def _share(found: Sequence[Support | None], support: Support) -> float:
    return found.count(support) / len(found) if found else 0.0
