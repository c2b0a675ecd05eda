"""A mat on a floor before a camera, drawn, and a desk that looks at it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import cv2
import numpy as np

from kiosk.camera.frame import Rgb, SourceInfo
from kiosk.moment import Moment
from kiosk.pictures import Pictures
from kiosk.setup.desk import SetupDesk
from kiosk.spot import mat
from kiosk.spot.calibration import Calibration
from kiosk.spot.view import View
from tests.lab.mat_picture import mat_picture

WIDTH_PX, HEIGHT_PX = 720, 1280
CAMERA = SourceInfo("camera", "imx708", WIDTH_PX, HEIGHT_PX, 30.0, None)
VIEW = View(
    width_px=WIDTH_PX,
    height_px=HEIGHT_PX,
    focal_px=1000.0,
    k1=0.0,
    camera_height_m=1.0,
    distance_m=3.0,
    pitch_deg=4.0,
    roll_deg=0.4,
    bearing_deg=1.0,
    mat_turn_deg=0.0,
)
PX_PER_M = 900
MakeDesk = Callable[..., SetupDesk]

FINE = 3


def drawn(view: View = VIEW, mat_is_there: bool = True, light: float = 1.0) -> Rgb:
    """What a camera sees of the mat in an empty room."""
    height_px, width_px = FINE * view.height_px, FINE * view.width_px
    floor_px = int(view.of_floor(np.array([[0.0, -2.0]]))[0, 1]) * FINE
    room = np.full((height_px, width_px, 3), (188, 190, 186), np.uint8)
    room[floor_px:] = (112, 104, 96)
    room[:floor_px, :: 40 * FINE] = (90, 92, 96)
    if mat_is_there:
        _lay(room, view)
    small = cv2.resize(room, (view.width_px, view.height_px), interpolation=cv2.INTER_AREA)
    noise = np.random.default_rng(7).normal(0.0, 2.0, small.shape)
    return np.ascontiguousarray(np.clip(small * light + noise, 0, 255).astype(np.uint8))


def _lay(room: Rgb, view: View) -> None:
    x, y = mat.WIDTH_M / 2, mat.DEPTH_M / 2
    corners, middle = np.array([[-x, -y], [x, -y], [x, y], [-x, y]]), np.array([x, y])
    print_ = mat_picture(PX_PER_M)
    on_print = ((corners + middle) * PX_PER_M).astype(np.float32)
    in_room = (view.project(corners) * FINE).astype(np.float32)
    cv2.warpPerspective(
        print_,
        cv2.getPerspectiveTransform(on_print, in_room),
        room.shape[1::-1],
        room,
        flags=cv2.INTER_AREA,
        borderMode=cv2.BORDER_TRANSPARENT,
    )


def calibration_of(view: View) -> Calibration:
    """What a faultless calibration tells of a camera."""
    return Calibration(
        camera_height_m=view.camera_height_m,
        distance_m=view.distance_m,
        pitch_deg=view.pitch_deg,
        roll_deg=view.roll_deg,
        bearing_deg=view.bearing_deg,
        mat_turn_deg=view.mat_turn_deg,
        focal_px=view.focal_px,
        long_fov_deg=view.long_fov_deg,
        k1=view.k1,
        error_px=0.2,
        height_sd_m=0.01,
        distance_sd_m=0.02,
        fov_sd_deg=0.5,
        markers={},
    )


def mailbox(rgb: Rgb) -> Pictures:
    """The newest picture as the loop leaves it."""
    pictures = Pictures()
    pictures.show(rgb)
    return pictures


def moment(t_s: float = 0.0) -> Moment:
    """So many seconds into a day, on a sure clock."""
    at = datetime(2026, 1, 2, 12, tzinfo=UTC) + timedelta(seconds=t_s)
    return Moment(at, 100.0 + t_s, "boot-1", True)


HALF_WAY = (0.5, 0.7, 0.15, 0.03, 1.0)
LOWER = (0.5, 0.8, 0.15, 0.03, 1.0)
"""Spots as staff draw them."""
MAT = drawn()
BARE = drawn(mat_is_there=False)
KNOCKED = drawn(replace(VIEW, bearing_deg=VIEW.bearing_deg + 3.0))


def spot_of(desk: SetupDesk) -> tuple[float, float]:
    """Where the page has its middle, to a thousandth."""
    spot = desk.view()["spot"]
    return round(spot["x"], 3), round(spot["y"], 3)
