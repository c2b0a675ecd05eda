"""Which foot carries the body in one frame: left, right, both, or cannot tell.

The lower ankle alone is no proof: a free foot held forward is lower in the image, and one held
just over its place looks as if it stood there. So where the feet's heights do not settle it, the
body does: whoever stands on one leg has gone aside from where both feet carried, over that
foot. Only where neither foot is at its place any more, the feet as they are now must tell.
"""

from __future__ import annotations

from enum import Enum
from math import hypot
from statistics import fmean

from kiosk.pose.keypoints import Leg, Pose
from kiosk.scoring import protocol
from kiosk.scoring.geometry import ANKLE, HIP, middle
from kiosk.scoring.place import body_place, knees_level
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


def support_of(pose: Pose, standing: Standing, before: Support = Support.BOTH) -> Support | None:
    """The support of this frame; None when the feet or the body are not seen.

    Who stood on one leg `before` still does until the body is back (hysteresis).
    """
    feet, rise = ankles(pose), free_foot_rise(pose, standing)
    if feet is None or rise is None:
        return _by_only_foot(pose, standing)
    higher = Support.RIGHT if rise > 0 else Support.LEFT
    if abs(rise) > protocol.CLEARLY_LIFTED:
        return higher
    length = fmean(standing.leg_px.values())
    shift = weight_shift(pose, protocol.LEAST_GAP * length)
    step = feet[1].x_px - feet[0].x_px, feet[1].y_px - feet[0].y_px
    left_place = hypot(step[0] - standing.step_px[0], step[1] - standing.step_px[1])
    moved = left_place > protocol.LIFTED * length
    place = body_place(pose, standing)
    if place is None:
        plain = protocol.WEIGHT_CENTRED if moved else protocol.WEIGHT_NOT_OVER_ONE
        support = _by_weight(shift, plain)
    else:
        on_one_leg = before is not Support.BOTH
        unless_back = protocol.BODY_ON_BOTH if moved else protocol.BODY_PLAINLY_ASIDE
        both = protocol.BODY_BACK if on_one_leg else unless_back
        support = _by_weight(place, both)
        if _stepped(shift, pose, standing):
            support = Support.BOTH
    if support in (Support.BOTH, None) and abs(rise) > protocol.HIGHER_FOOT:
        return higher
    return support


def _stepped(shift: float | None, pose: Pose, standing: Standing) -> bool:
    """Both feet stand, one of them only at another place: knees level, the body between them."""
    if shift is None or not knees_level(pose, standing):
        return False
    between = _by_weight(0.5 + shift - standing.weight, protocol.BETWEEN_NEW_PLACES)
    return between is Support.BOTH


def _by_only_foot(pose: Pose, standing: Standing) -> Support | None:
    """One foot is hidden: it is lifted behind the other if the body stands over the one seen."""
    left, right = (pose.points[ANKLE[leg]] for leg in (Leg.LEFT, Leg.RIGHT))
    body, step_x = middle(pose, HIP), standing.step_px[0]
    seen = left or right
    if (left is None) == (right is None) or seen is None or body is None or step_x == 0:
        return None
    from_seen = (body[0] - seen.x_px) / step_x
    shift = from_seen if left else 1.0 + from_seen
    support = _by_weight(shift, protocol.WEIGHT_CENTRED)
    return None if support is Support.BOTH else support


def _by_weight(shift: float | None, both: tuple[float, float]) -> Support | None:
    """The foot that the body stands over; on both feet while the shift is within `both`."""
    if shift is None:
        return None
    low, high = both
    if shift < low:
        return Support.LEFT
    return Support.RIGHT if shift > high else Support.BOTH
