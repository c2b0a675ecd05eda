from __future__ import annotations

from math import inf, nan

import pytest

from kiosk.pose.framing import Box
from kiosk.pose.keypoints import JOINT_COUNT, Joint, Point
from kiosk.pose.movenet import Rows
from kiosk.pose.presence import CORE_JOINTS, POINT_MIN_SCORE, person_score, pose_from_rows

BOX = Box(100.0, 50.0, 60.0, 100.0)


def scored(score: float) -> Rows:
    return [[0.5, 0.25, score] for _ in range(JOINT_COUNT)]


def test_rows_become_image_pixels() -> None:
    """A row (y, x, score) becomes a point of the image: x first, in pixels."""
    pose = pose_from_rows(scored(0.75), BOX, 1.5)
    assert pose.t_s == 1.5
    assert pose.points[Joint.NOSE] == Point(115.0, 100.0, 0.75)


def test_a_low_score_is_a_missing_point() -> None:
    """A point under the threshold is None, its neighbours stay."""
    rows = scored(0.9)
    rows[Joint.LEFT_ANKLE][2] = POINT_MIN_SCORE - 0.01
    rows[Joint.RIGHT_ANKLE][2] = POINT_MIN_SCORE + 0.01
    points = pose_from_rows(rows, BOX, 0.0).points
    assert points[Joint.LEFT_ANKLE] is None
    assert points[Joint.RIGHT_ANKLE] is not None


def test_face_and_arms_make_no_person() -> None:
    """Only shoulders, hips and knees tell whether somebody is there."""
    rows = scored(0.9)
    for joint in CORE_JOINTS:
        rows[joint][2] = 0.1
    assert person_score(rows) == pytest.approx(0.1)


@pytest.mark.parametrize("nonsense", [nan, inf, -inf])
def test_nonsense_of_a_damaged_model_is_nobody(nonsense: float) -> None:
    """Scores and places that are no numbers give neither a person nor a point."""
    rows = scored(0.9)
    rows[Joint.LEFT_HIP] = [nonsense] * 3
    assert person_score(rows) == 0.0
    assert pose_from_rows(rows, BOX, 0.0).points[Joint.LEFT_HIP] is None
