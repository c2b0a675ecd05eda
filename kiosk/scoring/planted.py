"""A standing foot stays where it is: bridges the moments in which the network loses it in a squat.

At the bottom MoveNet sometimes puts the ankle of the standing leg on the free foot, with a
score so low that the point is dropped (seen on rendered people, up to a second). Decides
only for the foot that carries a squat in progress, and only for a short while.
"""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.pose.keypoints import Leg, Point, Pose
from kiosk.scoring.geometry import ANKLE
from kiosk.scoring.protocol import PLANTED_S


@dataclass(frozen=True, slots=True)
class Foot:
    """Where and when the standing ankle was last seen."""

    t_s: float
    leg: Leg
    point: Point


def planted(pose: Pose, stance: Leg, foot: Foot | None) -> tuple[Pose, Foot | None]:
    """The pose with its standing ankle, seen or remembered, and what to remember next."""
    seen = pose.points[ANKLE[stance]]
    if seen is not None:
        return pose, Foot(pose.t_s, stance, seen)
    if foot is None or foot.leg is not stance or pose.t_s - foot.t_s > PLANTED_S:
        return pose, foot
    points = list(pose.points)
    points[ANKLE[stance]] = foot.point
    return Pose(pose.t_s, tuple(points)), foot
