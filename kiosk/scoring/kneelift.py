"""Finds lifts of the free knee while the hip stays up: practice or fidgeting, not a squat."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median

from kiosk.pose.keypoints import Leg, Pose
from kiosk.scoring import geometry, protocol
from kiosk.scoring.findings import OtherMovement, Refusal
from kiosk.scoring.movement import Movement
from kiosk.scoring.standing import Standing

LONGEST_S = 4.0
BACK = 0.4
"""The knee is back once it is within this fraction of the trigger height (hysteresis)."""


@dataclass(frozen=True, slots=True)
class KneeLift:
    """A lift in progress: since when, and the height of the free knee it started from."""

    since_s: float
    rest_height: float


def step(
    lift: KneeLift | None, t_s: float, pose: Pose | None, movement: Movement, standing: Standing
) -> tuple[KneeLift | None, OtherMovement | None]:
    """Take one frame in; an OtherMovement comes out when a lifted knee is back down."""
    perch = movement.perch
    stance = perch.support.stance if perch and not movement.dip else None
    height = free_knee_height(pose, stance, standing) if pose and stance else None
    if perch is None or stance is None:
        return None, None
    if height is None:
        return lift, None
    if lift is None:
        return _beginning(t_s, height, _rest_height(perch.rest, stance, standing)), None
    if t_s - lift.since_s > LONGEST_S:
        return None, None
    if height - lift.rest_height > BACK * protocol.KNEE_LIFT:
        return lift, None
    long_enough = t_s - lift.since_s >= protocol.KNEE_LIFT_S
    seen = OtherMovement(lift.since_s, t_s, Refusal.KNEE_LIFT) if long_enough else None
    return None, seen


def free_knee_height(pose: Pose, stance: Leg, standing: Standing) -> float | None:
    """Free knee above the stance ankle, fraction of leg length."""
    knee, ankle = pose.points[geometry.KNEE[stance.other]], pose.points[geometry.ANKLE[stance]]
    if knee is None or ankle is None:
        return None
    return (ankle.y_px - knee.y_px) / standing.leg_px[stance]


def _beginning(t_s: float, height: float, rest_height: float | None) -> KneeLift | None:
    if rest_height is None or height - rest_height < protocol.KNEE_LIFT:
        return None
    return KneeLift(t_s, rest_height)


def _rest_height(rest: tuple[Pose, ...], stance: Leg, standing: Standing) -> float | None:
    """Median height over the older half of the last second, so that a lift does not hide itself."""
    older = rest[: max(1, len(rest) // 2)]
    heights = [h for p in older if (h := free_knee_height(p, stance, standing)) is not None]
    return median(heights) if len(rest) >= 4 and heights else None
