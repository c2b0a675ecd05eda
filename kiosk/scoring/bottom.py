"""The knee and the trunk at the bottom of a rep, and how much they changed from standing.

Decides which frames make a rep's value and how they are put together: medians, never a single
frame. Measured twice: from every frame of the live view, smoothed without lag, as soon as the rep
has ended; and from the few moments that a closer look went to, which then replaces it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median, pstdev

from kiosk.pose.keypoints import Leg, Pose
from kiosk.scoring import geometry, protocol
from kiosk.scoring.movement import Dip, Sample
from kiosk.scoring.smoothing import zero_lag
from kiosk.scoring.standing import Standing

Measure = Callable[[Pose], float | None]


@dataclass(frozen=True, slots=True)
class Bottom:
    """Degrees (percent of L for the knee over the ankle); None where it was not seen."""

    knee_fppa_deg: float | None
    knee_fppa_change_deg: float | None
    trunk_lean_deg: float | None
    hip_adduction_change_deg: float | None
    knee_over_ankle_change_percent: float | None
    off_centre: float | None
    jitter_deg: float
    """Frame-to-frame standard deviation of knee FPPA at the bottom."""


@dataclass(frozen=True, slots=True)
class _Views:
    """Who is measured, standing before the rep, and any measure's values at the bottom."""

    stance: Leg
    standing: Standing
    rest: tuple[Pose, ...]
    at_bottom: Callable[[Measure], list[float]]


def bottom_samples(dip: Dip) -> list[Sample]:
    """The frames that make a rep's value: those within 90 % of its depth."""
    limit = protocol.BOTTOM_FRACTION * dip.depth
    return [s for s in dip.samples if s.descent is not None and s.descent >= limit]


def of_dip(dip: Dip, stance: Leg, standing: Standing, fit: protocol.Fit) -> Bottom:
    """From every frame of the rep."""
    times_s = {s.t_s for s in bottom_samples(dip)}

    def at_bottom(measure: Measure) -> list[float]:
        track = [(s.t_s, measure(s.pose) if s.pose else None) for s in dip.samples]
        steady = zip(track, zero_lag(track), strict=True)
        return [value for (t_s, _), value in steady if t_s in times_s and value is not None]

    return _measured(_Views(stance, standing, dip.rest, at_bottom), fit)


def of_closer_looks(
    dip: Dip, stance: Leg, standing: Standing, looks: Mapping[float, Pose], fit: protocol.Fit
) -> Bottom | None:
    """From closer looks, by the time of each; None where too few went to the bottom."""
    rest = tuple(looks[pose.t_s] for pose in dip.rest if pose.t_s in looks)
    deep = [looks[sample.t_s] for sample in bottom_samples(dip) if sample.t_s in looks]
    if len(deep) < protocol.CLOSER_MIN:
        return None
    return _measured(_Views(stance, standing, rest, lambda measure: _seen(map(measure, deep))), fit)


def _measured(views: _Views, fit: protocol.Fit) -> Bottom:
    medial, stance = views.standing.medial[views.stance], views.stance

    def knee(pose: Pose) -> float | None:
        points = geometry.leg_points(pose, stance)
        return geometry.knee_fppa_deg(points, medial) if points else None

    def adduction(pose: Pose) -> float | None:
        points = geometry.leg_points(pose, stance)
        drop = geometry.line_drop_deg(pose, geometry.HIP, stance)
        if points is None or drop is None:
            return None
        return geometry.thigh_tilt_deg(points, medial) + drop

    def over_ankle(pose: Pose) -> float | None:
        points = geometry.leg_points(pose, stance)
        length = views.standing.leg_px[stance]
        return geometry.knee_over_ankle_percent(points, medial, length) if points else None

    angles = views.at_bottom(knee)
    change = _change(views, knee)
    return Bottom(
        knee_fppa_deg=fit.slope * median(angles) + fit.offset_deg if angles else None,
        knee_fppa_change_deg=None if change is None else fit.slope * change,
        trunk_lean_deg=_median(views.at_bottom(lambda p: geometry.trunk_lean_deg(p, medial))),
        hip_adduction_change_deg=_change(views, adduction),
        knee_over_ankle_change_percent=_change(views, over_ankle),
        off_centre=_off_centre(views),
        jitter_deg=pstdev(angles) if len(angles) > 1 else 0.0,
    )


def _change(views: _Views, measure: Measure) -> float | None:
    """From standing on the same leg to the bottom."""
    before, after = _median(_seen(map(measure, views.rest))), _median(views.at_bottom(measure))
    return None if before is None or after is None else after - before


def _off_centre(views: _Views) -> float | None:
    """Stance ankle from the image's vertical centre line, fraction of leg length."""
    centre_px = views.standing.centre_px

    def ankle_x(pose: Pose) -> float | None:
        ankle = pose.points[geometry.ANKLE[views.stance]]
        return ankle.x_px if ankle else None

    foot_px = _median(views.at_bottom(ankle_x))
    if centre_px is None or foot_px is None:
        return None
    return (foot_px - centre_px) / views.standing.leg_px[views.stance]


def _seen(values: Iterable[float | None]) -> list[float]:
    return [value for value in values if value is not None]


def _median(values: Sequence[float]) -> float | None:
    return median(values) if values else None
