"""The values in a keypoint recording's lines: written with few digits, read with suspicion."""

from __future__ import annotations

import json
import math
from typing import Any

from kiosk.pose.keypoints import Look, Point, Pose

LEAST_ERROR_DEG = 0.01
"""What an error is written as that would be rounded to none."""


def line(value: dict[str, Any]) -> str:
    """One line, with its end. Raises ValueError for what is no number."""
    return json.dumps(value, separators=(", ", ": "), allow_nan=False) + "\n"


def of_look(look: Look) -> dict[str, Any]:
    """What a closer look saw; the pelvis is left out where it was not looked at."""
    seen = look.pelvis
    if seen is None:
        return {"keypoints": rows(look.pose)}
    error_deg = max(LEAST_ERROR_DEG, round(seen.error_deg, 2))
    return {"keypoints": rows(look.pose), "pelvis": [round(seen.tilt_deg, 2), error_deg]}


def rows(pose: Pose | None) -> list[list[float] | None] | None:
    """The points without the face, to a hundredth of a pixel; null where nobody was seen."""
    return None if pose is None else [_row(point) for point in pose.without_face().points]


def _row(point: Point | None) -> list[float] | None:
    if point is None:
        return None
    return [round(point.x_px, 2), round(point.y_px, 2), round(point.score, 4)]


def number(value: Any) -> float | None:
    """A finite number as float; None for anything else (true and false too)."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        found = float(value)
    except OverflowError:
        return None
    return found if math.isfinite(found) else None


def size(value: Any) -> int | None:
    """A side of a picture in pixels; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if 0 < value < 2**31 else None
