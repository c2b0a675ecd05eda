"""What the free leg and the hands do during a rep: held where, touch-downs, a hand off the hip."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from kiosk.pose.keypoints import Leg, Pose
from kiosk.scoring import geometry, protocol
from kiosk.scoring.findings import FreeLeg
from kiosk.scoring.movement import Dip
from kiosk.scoring.standing import Standing

BEHIND_KNEE_RISE = 0.05
"""Free knee higher than the stance knee by more (fraction of L): the leg is held back."""
FRONT_FOOT_RISE = 0.25
"""A free foot lower than this is held in front; bent back it rises to about half of L."""


def foot_rise(pose: Pose, stance: Leg, standing: Standing) -> float | None:
    """How far the free foot is above its place on the floor, fraction of leg length."""
    own, free = pose.points[geometry.ANKLE[stance]], pose.points[geometry.ANKLE[stance.other]]
    if own is None or free is None:
        return None
    step_y = free.y_px - own.y_px
    floor_y = standing.step_px[1] if stance is Leg.LEFT else -standing.step_px[1]
    return (floor_y - step_y) / standing.leg_px[stance]


def free_leg_position(poses: Sequence[Pose], stance: Leg, standing: Standing) -> FreeLeg:
    """Where the free leg is held, from poses of standing on one leg (or of the bottom)."""
    rises = [r for p in poses if (r := foot_rise(p, stance, standing)) is not None]
    knees = [k for p in poses if (k := _knee_rise(p, stance, standing)) is not None]
    if not rises or not knees:
        return FreeLeg.UNKNOWN
    if median(rises) < FRONT_FOOT_RISE:
        return FreeLeg.FRONT
    return FreeLeg.BEHIND if median(knees) > BEHIND_KNEE_RISE else FreeLeg.MIDDLE


def _knee_rise(pose: Pose, stance: Leg, standing: Standing) -> float | None:
    """Free knee above the stance knee, fraction of leg length."""
    own, free = pose.points[geometry.KNEE[stance]], pose.points[geometry.KNEE[stance.other]]
    if own is None or free is None:
        return None
    return (own.y_px - free.y_px) / standing.leg_px[stance]


def foot_down_s(dip: Dip, stance: Leg, standing: Standing) -> float:
    """Longest time that the free foot stood on the floor, seconds.

    A foot held in front is always as low as the floor in the image: there it cannot be told.
    """
    if free_leg_position(dip.rest, stance, standing) is FreeLeg.FRONT:
        return 0.0
    down = [
        (s.t_s, s.pose is not None and _on_floor(s.pose, stance, standing)) for s in dip.samples
    ]
    return longest_run_s(down)


def _on_floor(pose: Pose, stance: Leg, standing: Standing) -> bool:
    rise = foot_rise(pose, stance, standing)
    return rise is not None and rise < protocol.FOOT_ON_FLOOR


def hand_off_s(dip: Dip, standing: Standing) -> float:
    """Longest time that a hand which rested on the hip was away from it, seconds."""
    longest = 0.0
    for side in (Leg.LEFT, Leg.RIGHT):
        rest = _hand_distance(dip.rest, side, standing)
        if rest is None or rest > protocol.HAND_OFF:
            continue
        off = [
            (s.t_s, s.pose is not None and _hand_away(s.pose, side, standing)) for s in dip.samples
        ]
        longest = max(longest, longest_run_s(off))
    return longest


def _hand_away(pose: Pose, side: Leg, standing: Standing) -> bool:
    distance = _hand_distance((pose,), side, standing)
    return distance is not None and distance > protocol.HAND_OFF + 0.1


def _hand_distance(poses: Sequence[Pose], side: Leg, standing: Standing) -> float | None:
    """Median distance of a wrist from its hip, fraction of leg length."""
    gaps = [
        gap
        for p in poses
        if (
            gap := geometry.distance_px(
                p.points[geometry.WRIST[side]], p.points[geometry.HIP[side]]
            )
        )
    ]
    return median(gaps) / standing.leg_px[side] if gaps else None


def longest_run_s(flags: Sequence[tuple[float, bool]]) -> float:
    """Longest time for which the flag held without a break, counting each frame to the next one."""
    longest, since = 0.0, None
    for i, (t_s, holds) in enumerate(flags):
        if holds and since is None:
            since = t_s
        if not holds:
            since = None
        elif since is not None:
            until = flags[i + 1][0] if i + 1 < len(flags) else t_s
            longest = max(longest, until - since)
    return longest
