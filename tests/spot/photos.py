"""Photos of the mat by any camera, drawn by projection: fast, and exact in the geometry."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import cv2
import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray

from kiosk.scoring.spot import Floor
from kiosk.spot import mat
from kiosk.spot.view import View
from tests.lab.mat_picture import mat_picture

Photo = NDArray[np.uint8]
PX_PER_M = 800
FINER = (2, 4)
"""Samples of a pixel across and down; the floor is seen flat."""
FLOOR_GREY = 110.0

VIEW = View(
    width_px=720,
    height_px=1280,
    focal_px=985.0,
    k1=-0.03,
    camera_height_m=0.95,
    distance_m=3.0,
    pitch_deg=4.0,
    roll_deg=1.0,
    bearing_deg=0.5,
    mat_turn_deg=1.5,
)
"""A kiosk as it should stand."""

VIEWS = st.builds(
    View,
    width_px=st.just(720),
    height_px=st.just(1280),
    focal_px=st.floats(760.0, 1370.0),
    k1=st.floats(-0.1, 0.05),
    camera_height_m=st.floats(0.7, 1.4),
    distance_m=st.floats(2.3, 3.8),
    pitch_deg=st.floats(-3.0, 12.0),
    roll_deg=st.floats(-3.0, 3.0),
    bearing_deg=st.floats(-4.0, 4.0),
    mat_turn_deg=st.floats(-8.0, 8.0),
)
"""Cameras that staff may put up."""


@cache
def photo(view: View = VIEW, noise: float = 2.0, gain: float = 1.0, seed: int = 1) -> Photo:
    """The mat on a grey floor as this camera sees it."""
    rng = np.random.default_rng(seed)
    whole = np.full((view.height_px, view.width_px, 3), FLOOR_GREY, dtype=np.float32)
    left, top, right, bottom = _box(view)
    if right > left and bottom > top:
        whole[top:bottom, left:right] = _seen(view, left, top, right, bottom)
    whole = gain * cv2.GaussianBlur(whole, (0, 0), 0.6)
    whole += rng.normal(0.0, noise, whole.shape).astype(np.float32)
    seen = np.asarray(np.clip(whole, 0, 255), dtype=np.uint8)
    seen.flags.writeable = False
    return seen


def corners_px(view: View, marker: int) -> NDArray[np.float64]:
    """Where the corners of a marker truly are."""
    return view.project(np.array(mat.corners(marker)))


def with_patch(picture: Photo, view: View, marker: int, grey: int = 60) -> Photo:
    """The photo with something laid over the middle of a marker."""
    covered = picture.copy()
    x, y = corners_px(view, marker).mean(0).astype(int)
    covered[y - 14 : y + 14, x - 16 : x + 16] = grey
    return covered


def moved(view: View, **changes: Any) -> View:
    """The same view after something was changed."""
    return replace(view, **changes)


def _box(view: View) -> tuple[int, int, int, int]:
    x, y = mat.WIDTH_M / 2, mat.DEPTH_M / 2
    rim = view.project(np.array([[-x, -y], [x, -y], [x, y], [-x, y]]))
    size = np.array([view.width_px, view.height_px])
    low = np.clip(np.floor(rim.min(0)).astype(int) - 6, 0, size)
    high = np.clip(np.ceil(rim.max(0)).astype(int) + 6, 0, size)
    return int(low[0]), int(low[1]), int(high[0]), int(high[1])


def _seen(view: View, left: int, top: int, right: int, bottom: int) -> NDArray[np.float32]:
    """That part of the picture: each sample through the lens onto the floor onto the print."""
    fine_x, fine_y = FINER
    width, height = right - left, bottom - top
    xs = left + (np.arange(width * fine_x) + 0.5) / fine_x
    ys = top + (np.arange(height * fine_y) + 0.5) / fine_y
    x, y = np.meshgrid(xs, ys)
    across, toward = _on_floor(view.floor(), x, y)
    turn = np.radians(view.mat_turn_deg)
    mat_x = across * np.cos(turn) - toward * np.sin(turn)
    mat_y = across * np.sin(turn) + toward * np.cos(turn)
    at_x = ((mat_x + mat.WIDTH_M / 2) * PX_PER_M - 0.5).astype(np.float32)
    at_y = ((mat_y + mat.DEPTH_M / 2) * PX_PER_M - 0.5).astype(np.float32)
    drawn = cv2.remap(
        mat_picture(PX_PER_M).astype(np.float32),
        at_x,
        at_y,
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=(FLOOR_GREY, FLOOR_GREY, FLOOR_GREY),
    )
    parts = np.asarray(drawn).reshape(height, fine_y, width, fine_x, 3)
    return np.asarray(parts.mean((1, 3)), dtype=np.float32)


def _on_floor(
    floor: Floor, x: NDArray[np.float64], y: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """`Floor.place_m` for many pixels at once."""
    x0, y0 = floor.centre_px
    off_x, off_y = (x - x0) / floor.focal_px, (y - y0) / floor.focal_px
    at_x, at_y = off_x, off_y
    for _ in range(8):
        stretch = 1.0 + floor.k1 * (at_x * at_x + at_y * at_y)
        at_x, at_y = off_x / stretch, off_y / stretch
    pixel = np.stack([x0 + at_x * floor.focal_px, y0 + at_y * floor.focal_px, np.ones_like(x)])
    across, toward, scale = np.tensordot(np.array(floor.to_floor), pixel, axes=1)
    return across / scale, toward / scale
