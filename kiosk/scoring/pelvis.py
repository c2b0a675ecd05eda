"""Pelvic drop: how far the free side of the pelvis sank from two-leg standing, by joint centres.

MoveNet's hip points hardly follow the pelvis: the lifted leg pulls its hip point up. Hands
that rest on the iliac crests ride with the pelvis, so the line of the wrists tells more.
Decides which signal serves and how sure it is; the fits are in `protocol`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from kiosk.pose.keypoints import Joint, Leg, Pose
from kiosk.scoring import geometry, protocol
from kiosk.scoring.hands import hands_on_hips
from kiosk.scoring.standing import Standing


@dataclass(frozen=True, slots=True)
class PelvicDrop:
    """Degrees, positive when the free side sank; `error_deg` is one standard deviation."""

    drop_deg: float
    error_deg: float


def pelvic_drop(
    rest: Sequence[Pose], bottom: Sequence[Pose], stance: Leg, standing: Standing
) -> PelvicDrop | None:
    """The best estimate that these poses allow; None where neither hands nor hips tell."""
    if hands_on_hips(bottom, standing):
        wrists = _wrist_change(bottom, stance, standing)
        if wrists is not None:
            return _fitted(protocol.PELVIS_BY_WRISTS, wrists)
    before, after = _line(rest, geometry.HIP, stance), _line(bottom, geometry.HIP, stance)
    if before is None or after is None:
        return None
    return _fitted(protocol.PELVIS_BY_HIPS, after - before)


def _fitted(fit: protocol.Fit, signal_deg: float) -> PelvicDrop:
    return PelvicDrop(fit.slope * signal_deg + fit.offset_deg, fit.error_deg)


def _wrist_change(bottom: Sequence[Pose], stance: Leg, standing: Standing) -> float | None:
    """Change of the wrist line from two-leg standing, degrees, free side lower positive."""
    after = _line(bottom, geometry.WRIST, stance)
    if after is None or standing.wrist_line_deg is None:
        return None
    return after - standing.line_deg(standing.wrist_line_deg, stance)


def _line(poses: Sequence[Pose], joints: dict[Leg, Joint], stance: Leg) -> float | None:
    tilts = [t for p in poses if (t := geometry.line_drop_deg(p, joints, stance)) is not None]
    return median(tilts) if tilts else None
