"""Whether a hand rests on its hip, told from one pose: near the hip, the elbow standing out.

A hanging hand is near the hip too; but then the elbow is no further out than the wrist.
"""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.pose.keypoints import Leg, Pose
from kiosk.scoring import geometry, protocol


def hand_on_hip(pose: Pose, side: Leg, length_px: float) -> bool | None:
    """`length_px` is the leg's; None where a point that it needs was not seen."""
    wrist, elbow = pose.points[geometry.WRIST[side]], pose.points[geometry.ELBOW[side]]
    gap_px = geometry.distance_px(wrist, pose.points[geometry.HIP[side]])
    inward = geometry.medial_sign(pose, side)
    if wrist is None or elbow is None or gap_px is None or inward is None:
        return None
    elbow_out_px = inward * (wrist.x_px - elbow.x_px)
    return (
        gap_px <= protocol.HAND_NEAR * length_px and elbow_out_px > protocol.ELBOW_OUT * length_px
    )


def mostly_on_hip(poses: Sequence[Pose], side: Leg, length_px: float) -> bool:
    """Whether the hand rests there in most of the poses that tell; False where none does."""
    told = [on for pose in poses if (on := hand_on_hip(pose, side, length_px)) is not None]
    return 2 * sum(told) > len(told)
