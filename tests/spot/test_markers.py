from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings

from kiosk.spot import mat
from kiosk.spot.markers import find_markers
from kiosk.spot.view import View
from tests.spot.photos import VIEW, VIEWS, corners_px, moved, photo, with_patch


def worst_px(
    view: View, found: dict[int, np.ndarray[tuple[int, ...], np.dtype[np.float64]]]
) -> float:
    off = [
        np.linalg.norm(seen - corners_px(view, marker), axis=-1) for marker, seen in found.items()
    ]
    return float(np.max(off))


def test_all_markers_are_found_to_a_fraction_of_a_pixel() -> None:
    """Four markers, each corner within a third of a pixel of the truth."""
    found = find_markers(photo())
    assert list(found) == sorted(mat.MARKERS)
    assert worst_px(VIEW, found) < 0.33


@settings(max_examples=6)
@given(view=VIEWS)
def test_any_camera_sees_them(view: View) -> None:
    """Wherever staff may put the camera, what is found is where it is, and most are found."""
    found = find_markers(photo(view))
    inside = [
        marker
        for marker in mat.MARKERS
        if ((corners_px(view, marker) > 8) & (corners_px(view, marker) < [712, 1272])).all()
    ]
    assert set(found) >= set(inside)
    assert not inside or worst_px(view, {marker: found[marker] for marker in inside}) < 0.5


@pytest.mark.parametrize("size", [(480, 640), (1280, 720)])
def test_other_pictures_serve_too(size: tuple[int, int]) -> None:
    """A small portrait and a landscape picture show all markers."""
    view = moved(VIEW, width_px=size[0], height_px=size[1], focal_px=max(size) / 1.3)
    found = find_markers(photo(view))
    assert list(found) == sorted(mat.MARKERS)
    assert worst_px(view, found) < 0.5


def test_a_dim_noisy_picture_serves() -> None:
    """A third of the light with strong noise still shows all markers."""
    found = find_markers(photo(gain=0.33, noise=5.0))
    assert list(found) == sorted(mat.MARKERS)


@pytest.mark.parametrize("marker", sorted(mat.MARKERS))
def test_a_covered_marker_is_not_found(marker: int) -> None:
    """Something lying on a marker loses that one only, and never bends its place."""
    found = find_markers(with_patch(photo(), VIEW, marker))
    assert set(found) == set(mat.MARKERS) - {marker}


def test_other_patterns_are_not_ours() -> None:
    """A marker of another id beside the mat changes nothing."""
    picture = photo().copy()
    dictionary = cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_4X4_50)
    picture[100:200, 100:200] = 255
    strange = cv2.aruco.generateImageMarker(dictionary, 17, 80)
    picture[110:190, 110:190] = strange[:, :, None]
    found, before = find_markers(picture), find_markers(photo())
    assert set(found) == set(before)
    assert all(np.array_equal(found[marker], before[marker]) for marker in found)


def test_an_empty_floor_has_none() -> None:
    """Noise alone is no marker."""
    rng = np.random.default_rng(3)
    noise = rng.integers(0, 255, (640, 480, 3)).astype(np.uint8)
    assert find_markers(noise) == {}


def test_a_known_place_is_searched_alone() -> None:
    """About where the mat was, the same markers are found at the same pixels; elsewhere none."""
    corners = np.concatenate([corners_px(VIEW, marker) for marker in mat.MARKERS])
    whole, near = find_markers(photo()), find_markers(photo(), corners)
    assert set(near) == set(whole)
    assert all(np.allclose(near[marker], whole[marker], atol=0.05) for marker in near)
    assert find_markers(photo(), np.array([[50.0, 50.0], [200.0, 200.0]])) == {}
    assert find_markers(photo(), np.array([[5000.0, 50.0], [5100.0, 200.0]])) == {}
