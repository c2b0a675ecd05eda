"""Turns an ended dip into what it was: a counted rep, a refused one, another movement, or nothing.

Decides what one movement counts as and measures it at its bottom. Leaves to `checks` what
the reps of a leg mean together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from statistics import median, pstdev

from kiosk.pose.keypoints import Leg, Pose
from kiosk.scoring import depth, geometry, pelvis, protocol, tempo
from kiosk.scoring.balance import balance_events, foot_range
from kiosk.scoring.findings import OtherMovement, Refusal, Rep
from kiosk.scoring.free_leg import ends_with_foot_down, foot_down_s, free_leg_position
from kiosk.scoring.movement import Dip, Sample
from kiosk.scoring.standing import Standing

Outcome = Rep | OtherMovement | None


@dataclass(frozen=True, slots=True)
class _Scene:
    """What the measures of one rep need; poses at rest and at the bottom."""

    stance: Leg
    medial: int
    standing: Standing
    rest: tuple[Pose, ...]
    bottom: tuple[Pose, ...]


def assess_dip(dip: Dip, standing: Standing) -> Outcome:
    """What this dip was. None for what nobody would call a movement (sway, walking)."""
    stance = dip.support.stance
    if _travelled(dip, standing):
        return None
    if stance is None:
        return _two_legs(dip)
    rep = _assess_rep(dip, stance, standing)
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


def _assess_rep(dip: Dip, stance: Leg, standing: Standing) -> Rep:
    pace = tempo.of(dip)
    bottom = tuple(s.pose for s in bottom_samples(dip) if s.pose)
    scene = _Scene(stance, standing.medial[stance], standing, dip.rest, bottom)
    flexion = depth.knee_flexion_deg(_bottom_descent(dip))
    refusal = _refusal(dip, stance, standing, pace, flexion)
    fppa, jitter = _fppa(scene)
    change = _change(scene, lambda p: _of_leg(p, stance, geometry.knee_fppa_deg, scene.medial))
    drop = pelvis.pelvic_drop(scene.rest, bottom, stance, standing)
    values = {
        "knee_fppa_deg": fppa,
        "knee_fppa_change_deg": change,
        "pelvic_drop_deg": drop.drop_deg if drop else None,
        "trunk_lean_deg": _median(geometry.trunk_lean_deg(p, scene.medial) for p in bottom),
        "knee_flexion_deg": flexion,
    }
    return Rep(
        leg=stance,
        start_s=pace.start_s,
        bottom_s=pace.bottom_s,
        end_s=pace.end_s,
        counted=refusal is None,
        refused_because=refusal,
        free_leg=free_leg_position(scene.rest or bottom, stance, standing),
        jitter_deg=jitter,
        hip_adduction_change_deg=_adduction_change(scene),
        knee_over_ankle_change_percent=_over_ankle_change(scene),
        pelvic_error_deg=drop.error_deg if drop else None,
        off_centre=_off_centre(scene, standing),
        balance_events=balance_events(dip, stance, standing),
        why_null=_why_null(values, scene),
        **values,
    )


def bottom_samples(dip: Dip) -> list[Sample]:
    """The frames that make a rep's value: those within 90 % of its depth."""
    limit = protocol.BOTTOM_FRACTION * dip.depth
    return [s for s in dip.samples if s.descent is not None and s.descent >= limit]


def _bottom_descent(dip: Dip) -> float:
    """Median descent of the deepest frames: steadier than the single deepest."""
    descents = sorted((s.descent for s in dip.samples if s.descent is not None), reverse=True)
    return median(descents[:3])


def _deep_s(dip: Dip) -> float:
    """Seconds between the first and the last frame below half of the depth."""
    deep = [s.t_s for s in dip.samples if s.descent is not None and s.descent > dip.depth / 2]
    return deep[-1] - deep[0]


def _travelled(dip: Dip, standing: Standing) -> bool:
    """The foot that carries went elsewhere: this is walking, not squatting."""
    legs = (Leg.LEFT, Leg.RIGHT) if dip.support.stance is None else (dip.support.stance,)
    return any(foot_range(dip, leg, standing) > 3 * protocol.HOP for leg in legs)


def _refusal(
    dip: Dip, stance: Leg, standing: Standing, pace: tempo.Tempo, flexion_deg: float
) -> Refusal | None:
    """The first reason that holds, in the order in which a trainer would name them."""
    unseen = sum(1 for s in dip.samples if s.descent is None) / len(dip.samples)
    reasons = (
        (dip.lost or unseen > protocol.LOW_CONFIDENCE_FRACTION, Refusal.LOW_CONFIDENCE),
        (foot_range(dip, stance, standing) > protocol.HOP, Refusal.HOP),
        (foot_down_s(dip, stance, standing) >= protocol.FOOT_DOWN_S, Refusal.FOOT_DOWN),
        (flexion_deg < protocol.SHALLOW_BELOW_DEG, Refusal.SHALLOW),
        (min(pace.down_s, pace.up_s) < protocol.TOO_FAST_S, Refusal.TOO_FAST),
    )
    return next((refusal for holds, refusal in reasons if holds), None)


def _median(values: Iterable[float | None]) -> float | None:
    seen = [value for value in values if value is not None]
    return median(seen) if seen else None


def _of_leg(
    pose: Pose,
    leg: Leg,
    measure: Callable[[geometry.LegPoints, int], float],
    medial: int,
) -> float | None:
    points = geometry.leg_points(pose, leg)
    return measure(points, medial) if points else None


def _fppa(scene: _Scene) -> tuple[float | None, float]:
    """Knee FPPA at the bottom and its frame-to-frame standard deviation, degrees."""
    values = [_of_leg(p, scene.stance, geometry.knee_fppa_deg, scene.medial) for p in scene.bottom]
    seen = [value for value in values if value is not None]
    return (median(seen) if seen else None), (pstdev(seen) if len(seen) > 1 else 0.0)


def _change(scene: _Scene, measure: Callable[[Pose], float | None]) -> float | None:
    """From standing on the same leg to the bottom."""
    before, after = _median(map(measure, scene.rest)), _median(map(measure, scene.bottom))
    return None if before is None or after is None else after - before


def _off_centre(scene: _Scene, standing: Standing) -> float | None:
    """Stance ankle from the image's vertical centre line, fraction of leg length."""
    centre = standing.image_centre_px
    feet = [foot.x_px for p in scene.bottom if (foot := p.points[geometry.ANKLE[scene.stance]])]
    if centre is None or not feet:
        return None
    return (median(feet) - centre) / standing.leg_px[scene.stance]


def _adduction_change(scene: _Scene) -> float | None:
    """Change of hip adduction in the image: thigh tilt plus the drop of the hip line."""

    def adduction(pose: Pose) -> float | None:
        tilt = _of_leg(pose, scene.stance, geometry.thigh_tilt_deg, scene.medial)
        drop = geometry.line_drop_deg(pose, geometry.HIP, scene.stance)
        return None if tilt is None or drop is None else tilt + drop

    return _change(scene, adduction)


def _over_ankle_change(scene: _Scene) -> float | None:
    length = scene.standing.leg_px[scene.stance]

    def over_ankle(points: geometry.LegPoints, medial: int) -> float:
        return geometry.knee_over_ankle_percent(points, medial, length)

    return _change(scene, lambda p: _of_leg(p, scene.stance, over_ankle, scene.medial))


def _why_null(values: dict[str, float | None], scene: _Scene) -> dict[str, str]:
    missing = "the camera did not see the joints this needs at the bottom of the rep"
    if scene.bottom and not scene.rest:
        missing = "no still moment on this leg before the rep to compare with"
    return {name: missing for name, value in values.items() if value is None}
