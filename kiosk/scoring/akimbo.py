"""Whether a hand rests on its hip, told from one pose: near the hip, and above it or the elbow out.

A hanging hand is near the hip too; but then it is lower, and the elbow no further out than the
wrist. Either sign is enough: a strong lean takes the elbow in, a sinking pelvis the hand down.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import hypot

from kiosk.pose.keypoints import Leg, Pose
from kiosk.scoring import geometry, protocol


def hand_on_hip(pose: Pose, side: Leg, length_px: float) -> bool | None:
    """`length_px` is the leg's; None where a point that it needs was not seen."""
    wrist, elbow, hip = (
        pose.points[joints[side]] for joints in (geometry.WRIST, geometry.ELBOW, geometry.HIP)
    )
    inward = geometry.medial_sign(pose, side)
    if wrist is None or elbow is None or hip is None or inward is None:
        return None
    near = hypot(wrist.x_px - hip.x_px, wrist.y_px - hip.y_px) <= protocol.HAND_NEAR * length_px
    elbow_out = inward * (wrist.x_px - elbow.x_px) > protocol.ELBOW_OUT * length_px
    above = hip.y_px - wrist.y_px > protocol.HAND_ABOVE * length_px
    return near and (elbow_out or above)


def mostly_on_hip(poses: Sequence[Pose], side: Leg, length_px: float) -> bool:
    """Whether the hand rests there in most of the poses that tell; False where none does."""
    told = [on for pose in poses if (on := hand_on_hip(pose, side, length_px)) is not None]
    return 2 * sum(told) > len(told)
