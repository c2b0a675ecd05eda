"""The angles of this very frame, for live pictures and charts; verdicts are for `checks`."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.pose.keypoints import Leg, Pose
from kiosk.scoring import depth, geometry, pelvis, protocol
from kiosk.scoring.standing import Standing
from kiosk.scoring.tracker import Tracker, stance_of

NEWEST = 5
"""Frames whose median steadies the pelvis line of the live picture."""


@dataclass(frozen=True, slots=True)
class Angles:
    """Degrees, positive in the fault direction of the stance leg; None where it cannot be told."""

    stance: Leg
    knee_fppa_deg: float | None
    hip_line_deg: float | None
    """Bare line of the hip points: shown as a line, not the pelvic drop of a rep."""
    pelvic_drop_deg: float | None
    """By the line of the hands on the hips over the last frames of a squat; else None."""
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
        pelvic_drop_deg=_pelvis(tracker, stance, standing),
        trunk_lean_deg=geometry.trunk_lean_deg(pose, medial),
        knee_flexion_deg=_flexion(tracker),
    )


def _knee(tracker: Tracker, seen_deg: float) -> float:
    """Without the constant error of the network that saw it."""
    fit = protocol.knee_fit(tracker.network)
    return fit.slope * seen_deg + fit.offset_deg


def _pelvis(tracker: Tracker, stance: Leg, standing: Standing) -> float | None:
    dip = tracker.movement.dip
    newest = tuple(s.pose for s in dip.samples[-NEWEST:] if s.pose) if dip else ()
    drop = pelvis.pelvic_drop((), newest, stance, standing) if newest else None
    return drop.drop_deg if drop else None


def _flexion(tracker: Tracker) -> float | None:
    """From the newest descent: 0 descent is standing on one leg."""
    movement = tracker.movement
    samples = movement.dip.samples if movement.dip else movement.before
    descent = samples[-1].descent if samples else None
    return None if descent is None else depth.knee_flexion_deg(max(0.0, descent))
