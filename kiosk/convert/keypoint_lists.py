"""Flat lists of keypoints, `[x0, y0, score0, x1, …]`, as OpenPose and COCO write them.

Decides: which layout a list is in, by its length alone, and that nothing but numbers is taken.
Sources of the orders: OpenPose's output documentation (BODY_25 and COCO), COCO's data format.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from kiosk.convert.points import BODY_JOINTS, Person, RawPoint
from kiosk.errors import InputError
from kiosk.pose.keypoints import JOINT_COUNT, Joint

_ARMS: Mapping[Joint, int] = {
    Joint.RIGHT_SHOULDER: 2,
    Joint.RIGHT_ELBOW: 3,
    Joint.RIGHT_WRIST: 4,
    Joint.LEFT_SHOULDER: 5,
    Joint.LEFT_ELBOW: 6,
    Joint.LEFT_WRIST: 7,
}
BODY_25: Mapping[Joint, int] = {
    **_ARMS,
    Joint.RIGHT_HIP: 9,
    Joint.RIGHT_KNEE: 10,
    Joint.RIGHT_ANKLE: 11,
    Joint.LEFT_HIP: 12,
    Joint.LEFT_KNEE: 13,
    Joint.LEFT_ANKLE: 14,
}
"""OpenPose's own: a neck and a middle of the hips among the points, feet at the end."""
COCO_18: Mapping[Joint, int] = {
    **_ARMS,
    Joint.RIGHT_HIP: 8,
    Joint.RIGHT_KNEE: 9,
    Joint.RIGHT_ANKLE: 10,
    Joint.LEFT_HIP: 11,
    Joint.LEFT_KNEE: 12,
    Joint.LEFT_ANKLE: 13,
}
"""OpenPose's COCO model: a neck, and the right side before the left."""
COCO_17: Mapping[Joint, int] = {joint: int(joint) for joint in BODY_JOINTS}

LAYOUTS: Mapping[int, Mapping[Joint, int]] = {25: BODY_25, 18: COCO_18, JOINT_COUNT: COCO_17}
"""By the number of points."""
ABSURD = 1e9
"""No picture is that large; beyond it arithmetic itself begins to fail."""


def person_from(values: Any, allowed: Collection[int], where: str) -> Person:
    """One person's points; `allowed` are the numbers of points that this form may have.

    An empty list is a person without points. Raises InputError beginning with `where`.
    """
    if values == []:
        return {}
    if not isinstance(values, list) or len(values) not in {3 * count for count in allowed}:
        wanted = " or ".join(str(3 * count) for count in sorted(allowed))
        raise InputError(
            f"{where}: the keypoints must be a list of {wanted} numbers (x, y and score of each "
            f"point), but there {_found(values)}."
        )
    if not all(map(_is_coordinate, values)):
        raise InputError(
            f"{where}: among the keypoints there is something that is no number of a picture."
        )
    layout = LAYOUTS[len(values) // 3]
    return {joint: _raw(values[3 * place : 3 * place + 3]) for joint, place in layout.items()}


def _is_coordinate(value: Any) -> bool:
    """NaN passes: some tools write it for a point that is missing."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return not abs(value) >= ABSURD


def _raw(values: list[float]) -> RawPoint:
    x, y, score = values
    return RawPoint(x, y, score)


def _found(values: Any) -> str:
    return f"are {len(values)}" if isinstance(values, list) else "is no list"
