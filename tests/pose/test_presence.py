from __future__ import annotations

import numpy as np
import pytest

from kiosk.pose.framing import Box
from kiosk.pose.keypoints import JOINT_COUNT, Joint, Point
from kiosk.pose.movenet import RawKeypoints
from kiosk.pose.presence import CORE_JOINTS, POINT_MIN_SCORE, person_score, pose_from_raw

BOX = Box(100.0, 50.0, 60.0, 100.0)


def rows(score: float) -> RawKeypoints:
    raw = np.zeros((JOINT_COUNT, 3), dtype=np.float32)
    raw[:, 0], raw[:, 1], raw[:, 2] = 0.5, 0.25, score
    return raw


def test_rows_become_image_pixels() -> None:
    """A row (y, x, score) becomes a point of the image: x first, in pixels."""
    pose = pose_from_raw(rows(0.75), BOX, 1.5)
    assert pose.t_s == 1.5
    assert pose.points[Joint.NOSE] == Point(115.0, 100.0, 0.75)


def test_a_low_score_is_a_missing_point() -> None:
    """A point under the threshold is None, its neighbours stay."""
    raw = rows(0.9)
    raw[Joint.LEFT_ANKLE, 2] = POINT_MIN_SCORE - 0.01
    raw[Joint.RIGHT_ANKLE, 2] = POINT_MIN_SCORE + 0.01
    points = pose_from_raw(raw, BOX, 0.0).points
    assert points[Joint.LEFT_ANKLE] is None
    assert points[Joint.RIGHT_ANKLE] is not None


def test_face_and_arms_make_no_person() -> None:
    """Only shoulders, hips and knees tell whether somebody is there."""
    raw = rows(0.9)
    raw[[int(joint) for joint in CORE_JOINTS], 2] = 0.1
    assert person_score(raw) == pytest.approx(0.1)


@pytest.mark.parametrize("nonsense", [np.nan, np.inf, -np.inf])
def test_nonsense_of_a_damaged_model_is_nobody(nonsense: float) -> None:
    """Scores and places that are no numbers give neither a person nor a point."""
    raw = rows(0.9)
    raw[Joint.LEFT_HIP] = nonsense
    assert person_score(raw) == 0.0
    assert pose_from_raw(raw, BOX, 0.0).points[Joint.LEFT_HIP] is None
