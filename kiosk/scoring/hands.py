"""Whether the hands are on the hips, and whether one left its hip during a rep."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.pose.keypoints import Pose
from kiosk.scoring.akimbo import hand_on_hip, mostly_on_hip
from kiosk.scoring.free_leg import longest_run_s
from kiosk.scoring.movement import Dip
from kiosk.scoring.standing import BOTH_LEGS, Standing


def hands_on_hips(poses: Sequence[Pose], standing: Standing) -> bool:
    """Both hands on their own hips, in most of the poses."""
    return all(mostly_on_hip(poses, side, standing.leg_px[side]) for side in BOTH_LEGS)


def hand_off_s(dip: Dip, standing: Standing) -> float:
    """Longest time that a hand which rested on the hip was away from it, seconds."""
    longest = 0.0
    for side in BOTH_LEGS:
        if not mostly_on_hip(dip.rest, side, standing.leg_px[side]):
            continue
        on = [
            hand_on_hip(s.pose, side, standing.leg_px[side]) if s.pose else None
            for s in dip.samples
        ]
        off = [
            (s.t_s, None if there is None else not there)
            for s, there in zip(dip.samples, on, strict=True)
        ]
        longest = max(longest, longest_run_s(off))
    return longest
