"""Pelvic drop: how far the free side of the pelvis sank from two-leg standing, by joint centres.

MoveNet's hip points alone do not follow the pelvis (the lifted leg pulls its hip point up),
so the estimate is a regression over signals that do. Its own error is in `lab`.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from kiosk.pose.keypoints import Joint, Leg, Pose
from kiosk.scoring import geometry
from kiosk.scoring.standing import Standing


def drop_deg(
    rest: Sequence[Pose], bottom: Sequence[Pose], stance: Leg, standing: Standing
) -> float | None:
    """Degrees, positive when the free side sank from two-leg standing; None without hips."""
    hips = _line(bottom, geometry.HIP, stance)
    before = _line(rest, geometry.HIP, stance)
    if hips is None or before is None:
        return None
    return hips - before


def _line(poses: Sequence[Pose], joints: dict[Leg, Joint], stance: Leg) -> float | None:
    tilts = [t for p in poses if (t := geometry.line_drop_deg(p, joints, stance)) is not None]
    return median(tilts) if tilts else None
