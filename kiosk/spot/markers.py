"""Finds the mat's markers in a picture and their corners to a tenth of a pixel.

Decides what counts as a marker: OpenCV's ArUco detector proposes, then the printed pattern itself
is laid over the picture until it fits best (cv2.findTransformECC); what never fits is no marker.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kiosk.spot import mat
from kiosk.spot.view import Array

STRETCHES = ((1, 1), (1, 2), (2, 4))
"""Widths and heights by which the picture is enlarged before the search, until all are found. The
detector wants square markers; the farther away, the flatter they lie."""
SMALLEST_PERIMETER = 0.015
"""Of the longer side of the picture."""
THRESHOLD_WINDOWS_PX = (5, 45, 8)
GUIDES_MIN = 2
"""So many markers found tell where the others should be."""
FINE, LARGE_PX = 3, 240
"""The pattern is laid over the picture enlarged by this, less where that makes it larger."""
PIXEL_BLUR_PX = 0.7
"""Blur of the lens and of the pixels' own size, as measured with the lab."""
MARGIN_PX, ROOM_PX = 6, 40
"""Around a marker, and around the mat where its place is known."""
FITTING_ROUNDS, FITTING_STEP = 40, 1e-5
LIKENESS_MIN = 0.85
"""Correlation of pattern and picture (1 is the same) below which it is no marker of ours: true ones
had at least 0.9 in drawn pictures."""


def find_markers(rgb: NDArray[np.uint8], around: Array | None = None) -> dict[int, Array]:
    """Marker id: corners (4, 2) in pixels, in the order of `mat.corners`; the middle of the first
    pixel is at a half. `rgb` is (h, w, 3). `around`: search about these pixels (n, 2) alone, which
    is cheaper, most of all while something lies on a marker."""
    if around is None:
        return _found_in(rgb)
    left, top = np.clip(np.floor(around.min(0)) - ROOM_PX, 0, None).astype(int)
    right, bottom = np.clip(np.ceil(around.max(0)) + ROOM_PX, 0, None).astype(int)
    part = np.ascontiguousarray(rgb[top:bottom, left:right])
    if min(part.shape[:2]) <= 2 * MARGIN_PX:
        return {}
    return {marker: corners + np.array([left, top]) for marker, corners in _found_in(part).items()}


def _found_in(rgb: NDArray[np.uint8]) -> dict[int, Array]:
    """All markers of a picture, by the detector and by each other."""
    import cv2

    grey = np.asarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY), dtype=np.uint8)
    found: dict[int, Array] = {}
    for stretch in STRETCHES:
        for marker, rough in _proposed(grey, stretch):
            corners = None if marker in found else _laid_over(grey, marker, rough)
            if corners is not None:
                found[marker] = corners
        if len(found) == len(mat.MARKERS):
            break
    for marker, rough in _expected(found):
        corners = _laid_over(grey, marker, rough)
        if corners is not None:
            found[marker] = corners
    return dict(sorted(found.items()))


def _proposed(grey: NDArray[np.uint8], stretch: tuple[int, int]) -> list[tuple[int, Array]]:
    """What the detector takes for markers of ours, roughly."""
    import cv2

    wide, tall = stretch
    large = grey
    if stretch != (1, 1):
        large = np.asarray(
            cv2.resize(grey, None, fx=wide, fy=tall, interpolation=cv2.INTER_CUBIC), dtype=np.uint8
        )
    corners, ids, _ = _detector().detectMarkers(large)
    if ids is None:
        return []
    return [
        (int(marker), (seen.reshape(4, 2).astype(np.float64) + 0.5) / np.array(stretch))
        for marker, seen in zip(ids.ravel(), corners, strict=True)
        if int(marker) in mat.MARKERS
    ]


def _expected(found: Mapping[int, Array]) -> list[tuple[int, Array]]:
    """Where the markers that the detector missed should be, by those that it found."""
    import cv2

    missed = [marker for marker in mat.MARKERS if marker not in found]
    if len(found) < GUIDES_MIN or not missed:
        return []
    places = np.array([mat.corners(marker) for marker in found], dtype=np.float32)
    pixels = np.array(list(found.values()), dtype=np.float32)
    to_picture, _ = cv2.findHomography(places.reshape(-1, 2), pixels.reshape(-1, 2))
    wanted = np.array([mat.corners(marker) for marker in missed], dtype=np.float32)
    rough = cv2.perspectiveTransform(wanted.reshape(-1, 1, 2), to_picture).reshape(-1, 4, 2)
    return list(zip(missed, rough.astype(np.float64), strict=True))


def _detector() -> Any:
    from cv2 import aruco

    wanted = aruco.DetectorParameters()
    wanted.minMarkerPerimeterRate = SMALLEST_PERIMETER
    wanted.adaptiveThreshWinSizeMin = THRESHOLD_WINDOWS_PX[0]
    wanted.adaptiveThreshWinSizeMax = THRESHOLD_WINDOWS_PX[1]
    wanted.adaptiveThreshWinSizeStep = THRESHOLD_WINDOWS_PX[2]
    return aruco.ArucoDetector(aruco.getPredefinedDictionary(aruco.DICT_4X4_50), wanted)


def _laid_over(grey: NDArray[np.uint8], marker: int, rough: Array) -> Array | None:
    """The corners where the printed pattern fits best; None where it does not fit."""
    import cv2

    longest_px = float(np.linalg.norm(np.roll(rough, -1, axis=0) - rough, axis=-1).max())
    fine = max(1, min(FINE, round(LARGE_PX / longest_px)))
    pattern, on_pattern = _pattern(marker, rough, fine)
    low = np.clip(np.floor(rough.min(0)) - MARGIN_PX, 0, None).astype(int)
    high = np.clip(np.ceil(rough.max(0)) + MARGIN_PX, 0, None).astype(int)
    part = grey[low[1] : high[1], low[0] : high[0]]
    if min(part.shape) <= 2 * MARGIN_PX:
        return None
    large = cv2.resize(part, None, fx=fine, fy=fine, interpolation=cv2.INTER_CUBIC)
    everywhere = np.ones(large.shape, dtype=np.uint8)
    on_part = ((rough - low) * fine - 0.5).astype(np.float32)
    first = cv2.getPerspectiveTransform(on_pattern, on_part).astype(np.float32)
    ending = (cv2.TERM_CRITERIA_COUNT | cv2.TERM_CRITERIA_EPS, FITTING_ROUNDS, FITTING_STEP)
    try:
        likeness, best = cv2.findTransformECC(
            pattern,
            large.astype(np.float32),
            first,
            cv2.MOTION_HOMOGRAPHY,
            ending,
            everywhere,
            1,
        )
    except cv2.error:
        return None
    fitted = cv2.perspectiveTransform(on_pattern[None], best)[0]
    corners = np.asarray((fitted + 0.5) / fine + low, dtype=np.float64)
    return corners if likeness >= LIKENESS_MIN else None


def _pattern(
    marker: int, rough: Array, fine: int
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """The marker with half a cell of paper around it, blurred, about as large as the enlarged
    picture shows it, and where its corners are on that."""
    import cv2

    sides = np.linalg.norm(np.roll(rough, -1, axis=0) - rough, axis=-1)
    wide, tall = (
        2 * max(2, round(float(side) * fine / mat.CELLS / 2.0))
        for side in (sides[[0, 2]].mean(), sides[[1, 3]].mean())
    )
    cells = np.ones((mat.CELLS + 2, mat.CELLS + 2), dtype=np.float32)
    cells[1:-1, 1:-1] = 0.0
    cells[2:-2, 2:-2] = [[float(bit) for bit in row] for row in mat.BITS[marker]]
    whole = np.kron(cells, np.ones((tall, wide), dtype=np.float32))
    part = whole[tall // 2 : -tall // 2, wide // 2 : -wide // 2]
    blurred = cv2.GaussianBlur(part, (0, 0), PIXEL_BLUR_PX * fine).astype(np.float32)
    left, top = wide / 2.0 - 0.5, tall / 2.0 - 0.5
    right, bottom = left + mat.CELLS * wide, top + mat.CELLS * tall
    corners = [[left, top], [right, top], [right, bottom], [left, bottom]]
    return blurred, np.array(corners, dtype=np.float32)
