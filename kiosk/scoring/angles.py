"""The angles of this very frame, for live pictures and charts; verdicts are for `checks`."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.pose.keypoints import Leg, Pose
from kiosk.scoring import depth, geometry, pelvis, protocol
from kiosk.scoring.standing import Standing
from kiosk.scoring.tracker import Tracker, stance_of

NEWEST = 5
"""Frames whose median steadies the line of the hands in the live picture."""


@dataclass(frozen=True, slots=True)
class Angles:
    """Degrees, positive in the fault direction of the stance leg; None where it cannot be told."""

    stance: Leg
    knee_fppa_deg: float | None
    hip_line_deg: float | None
    """Bare line of the hip points: shown as a line, not the pelvic drop of a rep."""
    pelvic_drop_deg: float | None
    """Over the last moments of a squat by the pelvis network, where it looks and is sure enough;
    where it does not look, by the line of the hands on the hips; else None."""
    trunk_lean_deg: float | None
    knee_flexion_deg: float | None


def angles_now(tracker: Tracker, pose: Pose | None) -> Angles | None:
    """Angles of `pose` as seen from the stance leg; None unless one leg carries the body."""
    stance, standing = stance_of(tracker), tracker.standing
    if pose is None or stance is None or standing is None:
        return None
    medial = standing.medial[stance]
    points = geometry.leg_points(pose, stance)
    return Angles(
        stance=stance,
        knee_fppa_deg=_knee(tracker, geometry.knee_fppa_deg(points, medial)) if points else None,
        hip_line_deg=geometry.line_drop_deg(pose, geometry.HIP, stance),
        pelvic_drop_deg=_pelvis(tracker, pose.t_s, stance, standing),
        trunk_lean_deg=geometry.trunk_lean_deg(pose, medial),
        knee_flexion_deg=_flexion(tracker),
    )


def _knee(tracker: Tracker, seen_deg: float) -> float:
    """Without the constant error of the network that saw it."""
    fit = protocol.knee_fit(tracker.network)
    return fit.slope * seen_deg + fit.offset_deg


def _pelvis(tracker: Tracker, now_s: float, stance: Leg, standing: Standing) -> float | None:
    dip = tracker.movement.dip
    if dip is None:
        return None
    glances = tracker.glances.since(dip.samples[0].t_s, now_s)
    if glances and tracker.glances.standing:
        seen = pelvis.by_looks(glances, tracker.glances.standing, stance)
        sure = seen.error_deg is not None and seen.error_deg < protocol.PELVIS_BLIND_DEG
        return seen.drop_deg if sure else None
    newest = tuple(s.pose for s in dip.samples[-NEWEST:] if s.pose)
    drop = pelvis.pelvic_drop((), newest, stance, standing) if newest else None
    return drop.drop_deg if drop else None


def _flexion(tracker: Tracker) -> float | None:
    """From the newest descent: 0 descent is standing on one leg."""
    movement = tracker.movement
    samples = movement.dip.samples if movement.dip else movement.before
    descent = samples[-1].descent if samples else None
    return None if descent is None else depth.knee_flexion_deg(max(0.0, descent))
