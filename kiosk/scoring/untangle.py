"""Mends what the network mixes up on a person who stands with both feet close together.

MoveNet then puts an ankle on the other foot, or both on one (seen on rendered people).
Decides only for feet that are level, as in standing: on one leg nothing is touched.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import isfinite

from kiosk.pose.keypoints import Joint, Leg, Point, Pose
from kiosk.scoring import geometry

LEVEL = 0.08
"""Feet, and knees, whose heights differ by less (fraction of L) are taken as standing."""
MERGED = 0.08
"""Ankles nearer to each other than this sit on one foot if the knees are further apart."""


def finite(pose: Pose) -> Pose:
    """The pose without points that are not numbers: those were not seen."""
    if isfinite(sum([point.x_px + point.y_px for point in pose.points if point])):
        return pose
    points = (p if p and isfinite(p.x_px + p.y_px) else None for p in pose.points)
    return Pose(pose.t_s, tuple(points))


def untangled(pose: Pose) -> Pose:
    """The pose with each ankle under its own knee; an ankle on the wrong foot is dropped."""
    left, right = geometry.leg_points(pose, Leg.LEFT), geometry.leg_points(pose, Leg.RIGHT)
    if left is None or right is None or _plainly_lifted(left, right):
        return pose
    length_px = (geometry.leg_length_px(left) + geometry.leg_length_px(right)) / 2
    if not _standing(left, right, LEVEL * length_px):
        return pose
    (_, left_knee, left_ankle), (_, right_knee, right_ankle) = left, right
    knees_px = left_knee.x_px - right_knee.x_px
    ankles_px = left_ankle.x_px - right_ankle.x_px
    if abs(ankles_px) < MERGED * length_px:
        if abs(knees_px) < 1.5 * MERGED * length_px:
            return pose
        return _with(pose, {_stray(left, right): None})
    if knees_px * ankles_px < 0:
        return _with(pose, {Joint.LEFT_ANKLE: right_ankle, Joint.RIGHT_ANKLE: left_ankle})
    return pose


def _plainly_lifted(left: geometry.LegPoints, right: geometry.LegPoints) -> bool:
    """One foot is so much higher that nothing more need be measured: most of a check."""
    shank_px = max(left[2].y_px - left[1].y_px, right[2].y_px - right[1].y_px)
    return abs(left[2].y_px - right[2].y_px) > 0.5 * abs(shank_px)


def _standing(left: geometry.LegPoints, right: geometry.LegPoints, limit_px: float) -> bool:
    pairs = zip(left[1:], right[1:], strict=True)
    return all(abs(own.y_px - other.y_px) < limit_px for own, other in pairs)


def _stray(left: geometry.LegPoints, right: geometry.LegPoints) -> Joint:
    """The ankle that is further from under its knee."""
    off_left, off_right = (abs(knee.x_px - ankle.x_px) for _, knee, ankle in (left, right))
    return Joint.LEFT_ANKLE if off_left > off_right else Joint.RIGHT_ANKLE


def _with(pose: Pose, changed: Mapping[Joint, Point | None]) -> Pose:
    points = tuple(changed.get(Joint(i), point) for i, point in enumerate(pose.points))
    return Pose(pose.t_s, points)
