"""Whether the hands are on the hips, and whether one left its hip during a rep."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from kiosk.pose.keypoints import Leg, Pose
from kiosk.scoring import geometry, protocol
from kiosk.scoring.free_leg import longest_run_s
from kiosk.scoring.movement import Dip
from kiosk.scoring.standing import BOTH_LEGS, Standing


def hands_on_hips(poses: Sequence[Pose], standing: Standing) -> bool:
    """Both wrists near their own hips, by the median of the poses."""
    gaps = [_hand_distance(poses, side, standing) for side in BOTH_LEGS]
    return all(gap is not None and gap <= protocol.HAND_OFF for gap in gaps)


def hand_off_s(dip: Dip, standing: Standing) -> float:
    """Longest time that a hand which rested on the hip was away from it, seconds."""
    longest = 0.0
    for side in BOTH_LEGS:
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
