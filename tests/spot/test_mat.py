from __future__ import annotations

from itertools import combinations

import cv2
import numpy as np
import pytest

from kiosk.spot import mat


@pytest.mark.parametrize("marker", sorted(mat.MARKERS))
def test_patterns_are_those_of_the_dictionary(marker: int) -> None:
    """The printed bits are the ones that OpenCV's detector knows by this id."""
    dictionary = cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_4X4_50)
    cells = cv2.aruco.generateImageMarker(dictionary, marker, mat.CELLS)[1:-1, 1:-1] // 255
    assert ["".join(str(bit) for bit in row) for row in cells] == list(mat.BITS[marker])


def test_all_that_is_printed_is_on_the_paper() -> None:
    """No shape leaves the mat."""
    places = np.array([place for shape in mat.shapes() for place in shape.outline])
    assert (np.abs(places) <= np.array([mat.WIDTH_M, mat.DEPTH_M]) / 2 + 1e-9).all()


def test_markers_have_white_around_them() -> None:
    """Each marker is a cell away from the ring and from the next one, and 3 cm from the edge."""
    cell_m = mat.MARKER_WIDTH_M / mat.CELLS
    rim = mat.RING_M + mat.RING_LINE_M / 2
    boxes = [np.array(mat.corners(marker)) for marker in mat.MARKERS]
    for box in boxes:
        nearest = np.clip(0.0, box.min(0), box.max(0))
        assert float(np.hypot(*nearest)) - rim > 0.8 * cell_m
        assert (np.array([mat.WIDTH_M, mat.DEPTH_M]) / 2 - np.abs(box).max(0) > 0.029).all()
    for one, other in combinations(boxes, 2):
        gaps = np.maximum(one.min(0) - other.max(0), other.min(0) - one.max(0))
        assert gaps.max() > cell_m


def test_feet_stand_inside_the_ring_with_their_ankles_level_with_its_middle() -> None:
    """Both outlines are in the ring; heel behind and toes before the line through its middle."""
    left, right = np.array(mat.foot(-1.0)), np.array(mat.foot(1.0))
    for foot in (left, right):
        assert (np.hypot(*foot.T) < mat.RING_M - mat.RING_LINE_M).all()
        assert foot[:, 1].min() < -0.05
        assert foot[:, 1].max() > 0.15
    assert left[:, 0].max() < 0.0 < right[:, 0].min()
    assert np.allclose(left * np.array([-1.0, 1.0]), right[np.r_[0, 71:0:-1]], atol=1e-9)


def test_toes_point_outward() -> None:
    """The tip of each outline is farther from the middle line than its heel."""
    for side in (-1.0, 1.0):
        foot = side * np.array(mat.foot(side))[:, 0]
        toward = np.array(mat.foot(side))[:, 1]
        assert foot[toward.argmax()] > foot[toward.argmin()]
