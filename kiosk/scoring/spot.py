"""The marked place on the floor where a check happens, as the camera sees it. Pure.

Decides how far from its middle a foot stands, in parts of the spot and, where the camera is
calibrated, in metres. Leaves to `placement` what to say about it, and to `kiosk.spot` where the
spot comes from. Floor places: `across_m` to the right in the picture, `toward_m` toward the camera,
from the middle of the spot.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, hypot, radians, sin

from kiosk.pose.keypoints import Point

SOLE_BELOW_ANKLE = 0.11
"""The floor under an ankle point is this part of the leg's length (hip-knee-ankle) lower in the
picture: an ankle joint 8 to 9 cm above the floor, a leg of 0.8 m. Our choice, 2026-11-22."""

Matrix = tuple[tuple[float, float, float], tuple[float, float, float], tuple[float, float, float]]


@dataclass(frozen=True, slots=True)
class Floor:
    """The floor plane as one camera sees it: from a pixel to metres on the floor."""

    to_floor: Matrix
    """Takes (x, y, 1) of a pixel without lens bend to (across_m, toward_m, 1), up to scale."""
    centre_px: tuple[float, float]
    """Where the lens's axis meets the picture."""
    focal_px: float
    k1: float = 0.0
    """Brown's first radial coefficient of the lens, radius in focal lengths; below 0 is barrel."""

    def place_m(self, x_px: float, y_px: float) -> tuple[float, float] | None:
        """(across_m, toward_m) of a pixel that shows the floor; None at or above the horizon."""
        x, y = self._straight(x_px, y_px)
        across, toward, scale = (row[0] * x + row[1] * y + row[2] for row in self.to_floor)
        return (across / scale, toward / scale) if scale > 1e-9 else None

    def _straight(self, x_px: float, y_px: float) -> tuple[float, float]:
        """The pixel that a lens without bend would have used."""
        x0, y0 = self.centre_px
        off_x, off_y = (x_px - x0) / self.focal_px, (y_px - y0) / self.focal_px
        x, y = off_x, off_y
        for _ in range(8):
            stretch = 1.0 + self.k1 * (x * x + y * y)
            x, y = off_x / stretch, off_y / stretch
        return x0 + x * self.focal_px, y0 + y * self.focal_px


@dataclass(frozen=True, slots=True)
class Spot:
    """An ellipse in the picture, pixels; with a floor where the camera is calibrated."""

    x_px: float
    y_px: float
    half_width_px: float
    half_height_px: float
    tilt_deg: float = 0.0
    """Of the first half axis, clockwise in the picture."""
    floor: Floor | None = None
    """None: not calibrated, nothing can be said in metres."""

    def reach(self, x_px: float, y_px: float) -> float:
        """How far out a pixel of the floor is: 0 in the middle, 1 on the rim, more outside."""
        right, down = x_px - self.x_px, y_px - self.y_px
        turn = radians(self.tilt_deg)
        along = right * cos(turn) + down * sin(turn)
        beside = down * cos(turn) - right * sin(turn)
        return hypot(along / self.half_width_px, beside / self.half_height_px)


def sole(ankle: Point, leg_px: float) -> tuple[float, float]:
    """The pixel of the floor under an ankle point of a leg that is `leg_px` long."""
    return ankle.x_px, ankle.y_px + SOLE_BELOW_ANKLE * leg_px
