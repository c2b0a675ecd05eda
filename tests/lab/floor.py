"""The spot on the lab's floor as a camera of the lab sees it: what calibration would find.

Decides nothing: exact geometry, from the floor to an ellipse in the picture and back.
"""

from __future__ import annotations

import numpy as np

from kiosk.scoring.spot import Floor, Matrix, Spot

from .camera import Camera

SPOT_M = 0.35
"""Radius of the spot."""
AHEAD_M = 0.05
"""Its middle is this much nearer to the camera than ankles on the middle line: toes are there."""


def seen_spot(camera: Camera, *, calibrated: bool = True) -> Spot:
    """The spot at the origin of the lab's floor; without a floor unless `calibrated`."""
    turn = np.linspace(0.0, 2.0 * np.pi, 73)[:-1]
    rim = np.stack([np.cos(turn), np.zeros_like(turn), np.sin(turn)], -1) * SPOT_M
    pixels = camera.bent(camera.project(rim + np.array([0.0, 0.0, AHEAD_M])))
    middle, half, tilt_deg = _ellipse(pixels)
    floor = _floor(camera) if calibrated else None
    return Spot(middle[0], middle[1], half[0], half[1], tilt_deg, floor)


def _ellipse(pixels: np.ndarray) -> tuple[tuple[float, float], tuple[float, float], float]:
    """Middle, half axes (the wider first) and tilt of the ellipse through all the pixels."""
    origin = pixels.mean(0)
    x, y = (pixels - origin).T
    a, b, c, d, e = np.linalg.lstsq(
        np.stack([x * x, x * y, y * y, x, y], -1), np.ones_like(x), rcond=None
    )[0]
    form = np.array([[a, b / 2], [b / 2, c]])
    middle = -np.linalg.solve(form, [d / 2, e / 2])
    values, axes = np.linalg.eigh(form / (1.0 + middle @ form @ middle))
    tilt_deg = np.degrees(np.arctan2(axes[1, 0], axes[0, 0]))
    tilt_deg = (tilt_deg + 90.0) % 180.0 - 90.0
    half = 1.0 / np.sqrt(values)
    place = origin + middle
    return (float(place[0]), float(place[1])), (float(half[0]), float(half[1])), float(tilt_deg)


def _floor(camera: Camera) -> Floor:
    """From pixels to metres from the middle of the spot."""
    focal, (x, y) = camera.focal_px, camera.centre_px
    lens = np.array([[focal, 0.0, -x], [0.0, -focal, -y], [0.0, 0.0, -1.0]])
    away = camera.turn @ (np.array([0.0, 0.0, AHEAD_M]) - camera.place)
    seen = lens @ np.stack([camera.turn[:, 0], camera.turn[:, 2], away], -1)
    back = np.linalg.inv(seen)
    back /= back[2] @ (seen @ [0.0, 0.0, 1.0]) * (seen @ [0.0, 0.0, 1.0])[2]
    a, b, c = (tuple(float(value) for value in row) for row in back)
    matrix: Matrix = (a, b, c)  # type: ignore[assignment]
    return Floor(matrix, (float(x), float(y)), focal, camera.k1)
