"""What the free leg does during a rep: where it is held, and when its foot touches down."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from kiosk.pose.keypoints import Leg, Pose
from kiosk.scoring import geometry, protocol
from kiosk.scoring.findings import FreeLeg
from kiosk.scoring.movement import Dip
from kiosk.scoring.standing import Standing

LAST_FRAMES = 2
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
    """Where the free leg is held, from poses of standing on one leg (or of the bottom).

    Seen from the front, a leg held behind looks like one held in the middle: both are middle.
    """
    rises = [r for p in poses if (r := foot_rise(p, stance, standing)) is not None]
    if not rises:
        return FreeLeg.UNKNOWN
    return FreeLeg.FRONT if median(rises) < FRONT_FOOT_RISE else FreeLeg.MIDDLE


def foot_down_s(dip: Dip, stance: Leg, standing: Standing) -> float:
    """Longest time that the free foot stood on the floor once the hip went down, seconds.

    A foot held in front is always as low as the floor in the image: there it cannot be told.
    """
    if free_leg_position(dip.rest, stance, standing) is FreeLeg.FRONT:
        return 0.0
    down = [
        (s.t_s, _on_floor(s.pose, stance, standing))
        for s in dip.samples
        if s.descent is None or s.descent > protocol.DIP_START
    ]
    return longest_run_s(down)


def ends_with_foot_down(dip: Dip, stance: Leg, standing: Standing) -> bool:
    """Whether the free foot is on the floor when the dip ends: it was put down, not touched."""
    on_floor = [_on_floor(s.pose, stance, standing) for s in dip.samples]
    last = [down for down in on_floor if down is not None][-LAST_FRAMES:]
    return bool(last) and all(last)


def _on_floor(pose: Pose | None, stance: Leg, standing: Standing) -> bool | None:
    """None where it is not seen."""
    rise = foot_rise(pose, stance, standing) if pose else None
    return None if rise is None else rise < protocol.FOOT_ON_FLOOR


def longest_run_s(flags: Sequence[tuple[float, bool | None]]) -> float:
    """Longest time for which the flag held without a break, counting each frame to the next one.

    A frame that does not tell (None) neither begins a run nor ends it.
    """
    longest, since = 0.0, None
    for i, (t_s, holds) in enumerate(flags):
        if holds is None:
            continue
        if holds and since is None:
            since = t_s
        if not holds:
            since = None
        elif since is not None:
            until = flags[i + 1][0] if i + 1 < len(flags) else t_s
            longest = max(longest, until - since)
    return longest
