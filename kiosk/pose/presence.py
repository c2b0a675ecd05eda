"""From the network's 17 rows to a pose: is somebody there, and which points count?

Decides: the three score thresholds. Leaves to others: geometry (`framing`), time, and where
to look (`crop`).

All are our choice, measured on 2026-11-22 with rendered clips, a photograph and the three
shipped models. Mean score of the core joints, the least and the most of the three models:
a person in the crop that follows them 0.78 to 0.91, walking in at the picture's edge from
0.44; a person in the whole image 0.46 to 0.87; gym clutter without a person up to 0.37 in the
whole image and 0.39 in a closer look; noise up to 0.29.
"""

from __future__ import annotations

from math import isfinite

from kiosk.pose.framing import Box, to_image_px
from kiosk.pose.keypoints import Joint, Point, Pose
from kiosk.pose.movenet import Rows

PERSON_MIN_SCORE = 0.45
"""From this mean score of the core joints on, somebody is there."""
CANDIDATE_MIN_SCORE = 0.3
"""From this on, a searching look is worth a closer one."""
POINT_MIN_SCORE = 0.2
"""Points under this are missing."""

CORE_JOINTS = (
    Joint.LEFT_SHOULDER,
    Joint.RIGHT_SHOULDER,
    Joint.LEFT_HIP,
    Joint.RIGHT_HIP,
    Joint.LEFT_KNEE,
    Joint.RIGHT_KNEE,
)
_CORE = [int(joint) for joint in CORE_JOINTS]


def person_score(rows: Rows) -> float:
    """Mean score of the core joints; 0 where a damaged model answers nonsense."""
    score = sum(rows[joint][2] for joint in _CORE) / len(_CORE)
    return score if isfinite(score) else 0.0


def pose_from_rows(rows: Rows, box: Box, t_s: float) -> Pose:
    """All 17 points in image pixels, those scored below `POINT_MIN_SCORE` as None."""
    return Pose(t_s, tuple([_point(box, *row) for row in rows]))


def _point(box: Box, y_fraction: float, x_fraction: float, score: float) -> Point | None:
    if not (score >= POINT_MIN_SCORE and isfinite(y_fraction) and isfinite(x_fraction)):
        return None
    return Point(*to_image_px(box, y_fraction, x_fraction), score)
