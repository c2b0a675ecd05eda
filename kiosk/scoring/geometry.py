"""Angles and lengths of one pose, in image pixels. Pure functions; None where a point is missing.

Image x to the right, y down. `medial` is +1 when the inner side of the stance leg lies
toward +x, else -1 (fixed from the standing baseline), so that positive always means the
fault direction on either leg. Definitions: docs/scoring.md.
"""

from __future__ import annotations

from math import atan2, degrees, hypot

from kiosk.pose.keypoints import Joint, Leg, Point, Pose

HIP = {Leg.LEFT: Joint.LEFT_HIP, Leg.RIGHT: Joint.RIGHT_HIP}
KNEE = {Leg.LEFT: Joint.LEFT_KNEE, Leg.RIGHT: Joint.RIGHT_KNEE}
ANKLE = {Leg.LEFT: Joint.LEFT_ANKLE, Leg.RIGHT: Joint.RIGHT_ANKLE}
ELBOW = {Leg.LEFT: Joint.LEFT_ELBOW, Leg.RIGHT: Joint.RIGHT_ELBOW}
WRIST = {Leg.LEFT: Joint.LEFT_WRIST, Leg.RIGHT: Joint.RIGHT_WRIST}
SHOULDER = {Leg.LEFT: Joint.LEFT_SHOULDER, Leg.RIGHT: Joint.RIGHT_SHOULDER}

LegPoints = tuple[Point, Point, Point]
"""Hip, knee and ankle of one leg."""


def leg_points(pose: Pose, leg: Leg) -> LegPoints | None:
    """Hip, knee, ankle of `leg`, or None when any is missing."""
    hip, knee, ankle = (pose.points[joint[leg]] for joint in (HIP, KNEE, ANKLE))
    return (hip, knee, ankle) if hip and knee and ankle else None


def leg_length_px(points: LegPoints) -> float:
    """Hip to knee to ankle along the bones, pixels."""
    hip, knee, ankle = points
    return hypot(hip.x_px - knee.x_px, hip.y_px - knee.y_px) + hypot(
        knee.x_px - ankle.x_px, knee.y_px - ankle.y_px
    )


def medial_sign(pose: Pose, stance: Leg) -> int | None:
    """+1 when the other hip lies toward +x of the stance hip, else -1."""
    own, other = pose.points[HIP[stance]], pose.points[HIP[stance.other]]
    if own is None or other is None:
        return None
    return 1 if other.x_px > own.x_px else -1


def knee_fppa_deg(points: LegPoints, medial: int) -> float:
    """Frontal plane projection angle of the knee, degrees, positive when the knee is medial."""
    hip, knee, ankle = points
    thigh = atan2(knee.x_px - hip.x_px, knee.y_px - hip.y_px)
    shank = atan2(knee.x_px - ankle.x_px, ankle.y_px - knee.y_px)
    return medial * wrapped_deg(degrees(thigh + shank))


def wrapped_deg(angle_deg: float) -> float:
    """The same direction within -180 to 180 degrees."""
    return (angle_deg + 180.0) % 360.0 - 180.0


def thigh_tilt_deg(points: LegPoints, medial: int) -> float:
    """Tilt of the stance thigh from the vertical, degrees, positive when the knee is medial."""
    hip, knee, _ = points
    return medial * degrees(atan2(knee.x_px - hip.x_px, knee.y_px - hip.y_px))


def knee_over_ankle_percent(points: LegPoints, medial: int, length_px: float) -> float:
    """How far the knee stands medial of the ankle, percent of the leg length."""
    _, knee, ankle = points
    return 100.0 * medial * (knee.x_px - ankle.x_px) / length_px


def line_drop_deg(pose: Pose, joints: dict[Leg, Joint], stance: Leg) -> float | None:
    """Tilt of the line through a pair of joints, degrees, positive when the free side is lower."""
    own, free = pose.points[joints[stance]], pose.points[joints[stance.other]]
    if own is None or free is None:
        return None
    return degrees(atan2(free.y_px - own.y_px, abs(free.x_px - own.x_px)))


def trunk_lean_deg(pose: Pose, medial: int) -> float | None:
    """Tilt of the mid-hip to mid-shoulder line, degrees, positive toward the stance side."""
    hips, shoulders = middle(pose, HIP), middle(pose, SHOULDER)
    if hips is None or shoulders is None:
        return None
    toward_stance = -medial * (shoulders[0] - hips[0])
    return degrees(atan2(toward_stance, hips[1] - shoulders[1]))


def middle(pose: Pose, joints: dict[Leg, Joint]) -> tuple[float, float] | None:
    """Midpoint (x, y) in pixels of a pair of joints."""
    left, right = pose.points[joints[Leg.LEFT]], pose.points[joints[Leg.RIGHT]]
    if left is None or right is None:
        return None
    return (left.x_px + right.x_px) / 2, (left.y_px + right.y_px) / 2


def distance_px(a: Point | None, b: Point | None) -> float | None:
    """Distance of two points in pixels."""
    return None if a is None or b is None else hypot(a.x_px - b.x_px, a.y_px - b.y_px)
