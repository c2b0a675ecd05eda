"""Where the body is against where it stood on both feet: over which foot, and are the knees level.

Decides nothing by itself: `support` puts the answers together.
"""

from __future__ import annotations

from math import hypot
from statistics import fmean

from kiosk.pose.keypoints import Leg, Pose
from kiosk.scoring import geometry, protocol
from kiosk.scoring.standing import BOTH_LEGS, Standing, body_middle_px


def body_place(pose: Pose, standing: Standing) -> float | None:
    """Where the body is over the step that it stood on: 0.5 where it was, 0 a step's half to the
    left foot, 1 to the right. Says nothing of where a free foot is held.

    None where a point is missing, the feet were too close together, or neither is at its place.
    """
    middle_px, step_px = body_middle_px(pose), standing.step_px[0]
    length_px = fmean(standing.leg_px.values())
    if middle_px is None or abs(step_px) < protocol.LEAST_GAP * length_px:
        return None
    if not _a_foot_in_place(pose, standing, length_px):
        return None
    return 0.5 + (middle_px - standing.body_x_px) / step_px


def knees_level(pose: Pose, standing: Standing) -> bool | None:
    """Whether the knees are as level as in standing; a free leg held in front lifts its knee."""
    left, right = (pose.points[geometry.KNEE[leg]] for leg in BOTH_LEGS)
    if left is None or right is None:
        return None
    change_px = right.y_px - left.y_px - standing.knees_px
    return abs(change_px) < protocol.KNEES_LEVEL * fmean(standing.leg_px.values())


def _a_foot_in_place(pose: Pose, standing: Standing, length_px: float) -> bool:
    limit_px = protocol.IN_PLACE * length_px
    for leg, side in ((Leg.LEFT, -0.5), (Leg.RIGHT, 0.5)):
        foot = pose.points[geometry.ANKLE[leg]]
        place = [
            middle + side * step
            for middle, step in zip(standing.ankles_px, standing.step_px, strict=True)
        ]
        if foot and hypot(foot.x_px - place[0], foot.y_px - place[1]) < limit_px:
            return True
    return False
