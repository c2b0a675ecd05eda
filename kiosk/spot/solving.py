"""Which view of the floor fits the marker corners of a picture best, and how sure that is.

Decides the weights: what is expected of a lens before looking (its field of view, its bend)
against what the corners say. A least-squares fit by Levenberg and Marquardt's rule.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from kiosk.spot import mat
from kiosk.spot.view import Array, View

CORNER_SD_PX = 0.3
"""Expected error of a seen corner: 0.1 on drawn pictures (docs/decisions/0008), and a print whose
sheets are taped 1 mm off."""
USUAL_FOV_DEG, USUAL_FOV_SD_DEG = 68.0, 12.0
"""Of the longer side where nobody tells: phone, web and Pi cameras have 55 to 80 degrees."""
TOLD_FOV_SD_DEG = 1.5
K1_SD = 0.06
"""Lenses without a fish eye bend by less than about twice this."""
FIRST_FOVS_DEG = (50.0, 68.0, 85.0)
ROUNDS = 40
STEP = 1e-6

Seen = Mapping[int, Array]
"""Marker id: its corners (4, 2) in pixels, the middle of the first pixel at a half."""


@dataclass(frozen=True, slots=True)
class Fit:
    """A view, the error that it leaves in the picture and how far its figures may be off."""

    view: View
    error_px: float
    height_sd_m: float
    distance_sd_m: float
    fov_sd_deg: float
    pitch_sd_deg: float


def fit(seen: Seen, width_px: int, height_px: int, long_fov_deg: float | None = None) -> Fit:
    """The best view of these markers. `long_fov_deg`: what the lens's maker tells."""
    problem = _Problem(seen, width_px, height_px, long_fov_deg)
    starts = FIRST_FOVS_DEG if long_fov_deg is None else (long_fov_deg,)
    found = [_descend(problem, problem.start(fov_deg)) for fov_deg in starts]
    values = min(found, key=lambda each: float((problem.misses(each) ** 2).sum()))
    return problem.described(values)


class _Problem:
    """What is to fit: values are the logarithm of the focal length, k1, the logarithms of height
    and distance, then pitch, roll, bearing and the mat's turn in radians."""

    def __init__(
        self, seen: Seen, width_px: int, height_px: int, long_fov_deg: float | None
    ) -> None:
        self.width_px, self.height_px = width_px, height_px
        self.places_m = np.array([mat.corners(marker) for marker in seen]).reshape(-1, 2)
        self.pixels = np.concatenate([seen[marker] for marker in seen])
        self.fov_deg = USUAL_FOV_DEG if long_fov_deg is None else long_fov_deg
        self.fov_sd_deg = USUAL_FOV_SD_DEG if long_fov_deg is None else TOLD_FOV_SD_DEG

    def start(self, fov_deg: float) -> Array:
        """A camera a metre high and three away that looks at the middle of the corners."""
        focal = max(self.width_px, self.height_px) / 2.0 / np.tan(np.radians(fov_deg / 2.0))
        right, down = self.pixels.mean(0) - np.array([self.width_px, self.height_px]) / 2.0
        pitch = np.arctan2(1.0, 3.0) - np.arctan2(down, focal)
        bearing = np.arctan2(right, focal)
        return np.array([np.log(focal), 0.0, 0.0, np.log(3.0), pitch, 0.0, bearing, 0.0])

    def view(self, values: Array) -> View:
        focal, k1, height, distance, *angles = values
        pitch, roll, bearing, turn = (float(angle) for angle in np.degrees(angles))
        return View(
            self.width_px,
            self.height_px,
            float(np.exp(focal)),
            float(k1),
            float(np.exp(height)),
            float(np.exp(distance)),
            pitch,
            roll,
            bearing,
            turn,
        )

    def misses(self, values: Array) -> Array:
        """All that does not fit, each in parts of what is expected of it."""
        view = self.view(values)
        corners = (view.project(self.places_m) - self.pixels).ravel() / CORNER_SD_PX
        lens = [(view.long_fov_deg - self.fov_deg) / self.fov_sd_deg, view.k1 / K1_SD]
        return np.concatenate([corners, lens])

    def slopes(self, values: Array) -> Array:
        """Change of each miss with each value."""
        steps = np.eye(len(values)) * STEP
        columns = [self.misses(values + step) - self.misses(values - step) for step in steps]
        return np.stack(columns, axis=-1) / (2.0 * STEP)

    def described(self, values: Array) -> Fit:
        """The view with what is left and how sure it is."""
        view = self.view(values)
        off = view.project(self.places_m) - self.pixels
        error_px = float(np.sqrt((off**2).sum(-1).mean()))
        slopes = self.slopes(values)
        spread = np.linalg.pinv(slopes.T @ slopes) * max(1.0, error_px / CORNER_SD_PX) ** 2
        sd = np.sqrt(np.diag(spread))
        half = np.radians(view.long_fov_deg / 2.0)
        return Fit(
            view,
            error_px,
            height_sd_m=float(view.camera_height_m * sd[2]),
            distance_sd_m=float(view.distance_m * sd[3]),
            fov_sd_deg=float(np.degrees(np.sin(2.0 * half) * sd[0])),
            pitch_sd_deg=float(np.degrees(sd[4])),
        )


def _descend(problem: _Problem, values: Array) -> Array:
    """Least squares from a start."""
    damping, cost = 1e-3, float((problem.misses(values) ** 2).sum())
    for _ in range(ROUNDS):
        slopes, misses = problem.slopes(values), problem.misses(values)
        square = slopes.T @ slopes
        step = np.linalg.solve(square + damping * np.diag(np.diag(square)), -slopes.T @ misses)
        tried = values + np.clip(step, -0.5, 0.5)
        new_cost = float((problem.misses(tried) ** 2).sum())
        if new_cost >= cost:
            damping *= 6.0
            continue
        done = cost - new_cost < 1e-9 * cost
        values, cost, damping = tried, new_cost, damping / 4.0
        if done:
            break
    return values
