"""Which foot carries the body in one frame: left, right, both, or cannot tell.

The lower ankle alone is no proof: a free foot held forward is lower in the image. So a
foot counts as lifted when it left its place on the floor, and where its height does not
settle which one, the body's weight does: on one leg it stands over that foot. A foot held
just over its place looks as if it stood there; then the weight alone must tell more plainly.
"""

from __future__ import annotations

from enum import Enum
from math import hypot
from statistics import fmean

from kiosk.pose.keypoints import Leg, Pose
from kiosk.scoring import protocol
from kiosk.scoring.geometry import ANKLE
from kiosk.scoring.standing import Standing, ankles, weight_shift


class Support(Enum):
    """The foot or feet on the floor."""

    LEFT = "left"
    RIGHT = "right"
    BOTH = "both"

    @property
    def stance(self) -> Leg | None:
        """The stance leg, None on both feet."""
        return None if self is Support.BOTH else Leg(self.value)


def free_foot_rise(pose: Pose, standing: Standing) -> float | None:
    """How much higher the left foot is than the right, against standing, fraction of L."""
    feet = ankles(pose)
    if feet is None:
        return None
    step_y = feet[1].y_px - feet[0].y_px
    return (step_y - standing.step_px[1]) / fmean(standing.leg_px.values())


def support_of(pose: Pose, standing: Standing) -> Support | None:
    """The support of this frame; None when the feet or the body are not seen."""
    feet, rise = ankles(pose), free_foot_rise(pose, standing)
    if feet is None or rise is None:
        return _only_foot_seen(pose)
    if abs(rise) > protocol.CLEARLY_LIFTED:
        return Support.RIGHT if rise > 0 else Support.LEFT
    length = fmean(standing.leg_px.values())
    step = feet[1].x_px - feet[0].x_px, feet[1].y_px - feet[0].y_px
    moved = hypot(step[0] - standing.step_px[0], step[1] - standing.step_px[1]) / length
    lifted = moved >= protocol.LIFTED
    return _by_weight(
        weight_shift(pose), protocol.WEIGHT_CENTRED if lifted else protocol.WEIGHT_NOT_OVER_ONE
    )


def _only_foot_seen(pose: Pose) -> Support | None:
    """A foot that hides while the other one is plain to see is held behind it, off the floor."""
    left, right = (pose.points[ANKLE[leg]] for leg in (Leg.LEFT, Leg.RIGHT))
    if (left is None) == (right is None):
        return None
    return Support.LEFT if left else Support.RIGHT


def _by_weight(shift: float | None, both: tuple[float, float]) -> Support | None:
    """The foot that the body stands over; on both feet while the shift is within `both`."""
    if shift is None:
        return None
    low, high = both
    if shift < low:
        return Support.LEFT
    return Support.RIGHT if shift > high else Support.BOTH
