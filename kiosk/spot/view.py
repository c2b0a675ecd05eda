"""The camera above the floor: where a place of the mat falls in the picture, and back.

Decides the model: a lens with one focal length, its axis in the middle of the picture and one
radial coefficient, over a flat floor. Leaves to `solving` which values fit a picture.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kiosk.scoring.spot import Floor, Spot
from kiosk.spot import mat

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class View:
    """One camera that sees one mat. Signs as in `Calibration`."""

    width_px: int
    height_px: int
    focal_px: float
    k1: float
    camera_height_m: float
    distance_m: float
    pitch_deg: float
    roll_deg: float
    bearing_deg: float
    """How far the camera looks to the left of the spot's middle, seen from above."""
    mat_turn_deg: float

    def project(self, places_m: Array) -> Array:
        """Pixels (n, 2) of places (n, 2) of the mat, in metres across and toward."""
        turn = np.radians(self.mat_turn_deg)
        x, y = places_m[:, 0], places_m[:, 1]
        across, toward = x * np.cos(turn) + y * np.sin(turn), y * np.cos(turn) - x * np.sin(turn)
        return self.of_floor(np.stack([across, toward], axis=-1))

    def of_floor(self, places_m: Array) -> Array:
        """Pixels (n, 2) of places (n, 2) of the floor as `Floor` has them."""
        away = self.distance_m - places_m[:, 1]
        below = np.full_like(away, self.camera_height_m)
        seen = np.stack([places_m[:, 0], below, away], axis=-1) @ self._turn().T
        ahead = np.maximum(seen[:, 2:], 1e-6)
        at = seen[:, :2] / ahead
        bent = at * (1.0 + self.k1 * (at**2).sum(-1, keepdims=True))
        return np.asarray(self.centre_px + self.focal_px * bent)

    @property
    def centre_px(self) -> Array:
        """The middle of the picture; the middle of its first pixel is at a half."""
        return np.array([self.width_px / 2.0, self.height_px / 2.0])

    @property
    def long_fov_deg(self) -> float:
        """Field of view along the longer side of a lens that bends nothing."""
        half = max(self.width_px, self.height_px) / 2.0 / self.focal_px
        return float(np.degrees(2.0 * np.arctan(half)))

    def floor(self) -> Floor:
        """From pixels to the floor."""
        x0, y0 = (float(v) for v in self.centre_px)
        ray = np.array([[1.0, 0.0, -x0], [0.0, 1.0, -y0], [0.0, 0.0, self.focal_px]])
        right, down, away = self._turn().T @ ray / self.focal_px
        rows = [
            self.camera_height_m * right,
            self.distance_m * down - self.camera_height_m * away,
            down,
        ]
        a, b, c = ((float(row[0]), float(row[1]), float(row[2])) for row in rows)
        return Floor((a, b, c), (x0, y0), self.focal_px, self.k1)

    def spot(self) -> Spot:
        """The ring of the mat as the ellipse that it is in the picture."""
        return Spot(*ellipse(self.ring()), self.floor())

    def ring(self) -> Array:
        """The ring of the mat as pixels (n, 2)."""
        return self.project(np.array(mat.circle(mat.RING_M)))

    def _turn(self) -> Array:
        """(3, 3) from (right, down, away) as the spot's middle is seen to those of the camera."""
        pitch, roll, bearing = np.radians([self.pitch_deg, self.roll_deg, self.bearing_deg])
        aside = np.array(
            [
                [np.cos(bearing), 0.0, np.sin(bearing)],
                [0.0, 1.0, 0.0],
                [-np.sin(bearing), 0.0, np.cos(bearing)],
            ]
        )
        down = np.array(
            [
                [1.0, 0.0, 0.0],
                [0.0, np.cos(pitch), -np.sin(pitch)],
                [0.0, np.sin(pitch), np.cos(pitch)],
            ]
        )
        around = np.array(
            [
                [np.cos(roll), -np.sin(roll), 0.0],
                [np.sin(roll), np.cos(roll), 0.0],
                [0.0, 0.0, 1.0],
            ]
        )
        return np.asarray(around @ down @ aside)


def ellipse(points: Array) -> tuple[float, float, float, float, float]:
    """The ellipse through points (n, 2): middle, half axes, and the clockwise tilt (degrees) of the
    first, which is the one nearer to level."""
    middle = points.mean(0)
    size = float(np.abs(points - middle).max())
    x, y = ((points - middle) / size).T
    terms = np.stack([x * x, x * y, y * y, x, y], axis=-1)
    a, b, c, d, e = np.linalg.lstsq(terms, np.ones(len(x)), rcond=None)[0]
    form = np.array([[a, b / 2.0], [b / 2.0, c]])
    centre = np.linalg.solve(-2.0 * form, np.array([d, e]))
    level = 1.0 + float(centre @ form @ centre)
    values, axes = np.linalg.eigh(form / level)
    first = int(np.argmax(np.abs(axes[0])))
    along = axes[:, first] * np.sign(axes[0, first])
    halves = size / np.sqrt(values)
    x0, y0 = middle + size * centre
    tilt = float(np.degrees(np.arctan2(along[1], along[0])))
    return float(x0), float(y0), float(halves[first]), float(halves[1 - first]), tilt
