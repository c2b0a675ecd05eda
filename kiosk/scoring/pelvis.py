"""Pelvic drop: how far the free side of the pelvis sank from two-leg standing, by joint centres.

MoveNet's hip points hardly follow the pelvis: the lifted leg pulls its hip point up. Hands
that rest on the iliac crests ride with the pelvis, so the line of the wrists tells more. A network
of our own looks at the pelvis itself, where there are closer looks.
Decides which signal serves and how sure it is; the fits are in `protocol`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import hypot
from statistics import median

from kiosk.pose.keypoints import Joint, Leg, Look, PelvisTilt, Pose
from kiosk.scoring import geometry, protocol
from kiosk.scoring.bottom import bottom_samples
from kiosk.scoring.findings import PelvisBy
from kiosk.scoring.hands import hands_on_hips
from kiosk.scoring.movement import Dip
from kiosk.scoring.standing import Standing


@dataclass(frozen=True, slots=True)
class PelvicDrop:
    """Degrees, positive when the free side sank; `error_deg` is one standard deviation. Both are
    None where the pelvis was looked at and not seen."""

    drop_deg: float | None
    error_deg: float | None
    by: PelvisBy


def pelvic_drop(
    rest: Sequence[Pose], bottom: Sequence[Pose], stance: Leg, standing: Standing
) -> PelvicDrop | None:
    """The best estimate that these poses allow; None where neither hands nor hips tell."""
    if hands_on_hips(bottom, standing):
        wrists = _wrist_change(bottom, stance, standing)
        if wrists is not None:
            return _fitted(protocol.PELVIS_BY_WRISTS, wrists, PelvisBy.WRISTS)
    before, after = _line(rest, geometry.HIP, stance), _line(bottom, geometry.HIP, stance)
    if before is None or after is None:
        return None
    return _fitted(protocol.PELVIS_BY_HIPS, after - before, PelvisBy.HIPS)


def of_closer_looks(
    dip: Dip, stance: Leg, standing: Standing, looks: Mapping[float, Look]
) -> PelvicDrop | None:
    """By the pelvis network, from closer looks by the time of each; None where too few went to the
    bottom, or to standing on both feet before it."""
    seen = [looks[sample.t_s] for sample in bottom_samples(dip) if sample.t_s in looks]
    bottom = [look.pelvis for look in seen if look.pelvis]
    stand = _stand(standing, looks)
    if len(bottom) < protocol.CLOSER_MIN or len(stand) < protocol.CLOSER_STANDING_MIN:
        return None
    return by_looks(bottom, stand, stance)


def _stand(standing: Standing, looks: Mapping[float, Look]) -> list[PelvisTilt]:
    """What was seen of this stand: by its span and not by its very moments, for a recording's
    rounded points may thin them out otherwise than when it was recorded."""
    if not standing.times_s:
        return []
    first_s = standing.times_s[0] - protocol.STILL_S
    last_s = standing.times_s[-1] + protocol.STILL_S
    own = [look for look in looks.values() if look.pose is None and first_s <= look.t_s <= last_s]
    return [look.pelvis for look in own if look.pelvis]


def by_looks(
    bottom: Sequence[PelvisTilt], standing: Sequence[PelvisTilt], stance: Leg
) -> PelvicDrop:
    """The change of the tilt since standing on both feet; at least one reading of each.

    The error is what the network's own says of both moments, and the fit's, in quadrature.
    """
    own_deg = [median(seen.error_deg for seen in moment) for moment in (bottom, standing)]
    if own_deg[0] > protocol.PELVIS_LOOK_MAX_ERROR_DEG:
        return PelvicDrop(None, None, PelvisBy.LOOKS)
    change_deg = median(seen.tilt_deg for seen in bottom)
    change_deg -= median(seen.tilt_deg for seen in standing)
    fit = protocol.PELVIS_BY_LOOK
    drop = _fitted(fit, change_deg if stance is Leg.LEFT else -change_deg, PelvisBy.LOOKS)
    error_deg = hypot(fit.error_deg, *(protocol.PELVIS_LOOK_SHARE * each for each in own_deg))
    return PelvicDrop(drop.drop_deg, error_deg, drop.by)


def _fitted(fit: protocol.Fit, signal_deg: float, by: PelvisBy) -> PelvicDrop:
    return PelvicDrop(fit.slope * signal_deg + fit.offset_deg, fit.error_deg, by)


def _wrist_change(bottom: Sequence[Pose], stance: Leg, standing: Standing) -> float | None:
    """Change of the wrist line from two-leg standing, degrees, free side lower positive."""
    after = _line(bottom, geometry.WRIST, stance)
    if after is None or standing.wrist_line_deg is None:
        return None
    return after - standing.line_deg(standing.wrist_line_deg, stance)


def _line(poses: Sequence[Pose], joints: dict[Leg, Joint], stance: Leg) -> float | None:
    tilts = [t for p in poses if (t := geometry.line_drop_deg(p, joints, stance)) is not None]
    return median(tilts) if tilts else None
