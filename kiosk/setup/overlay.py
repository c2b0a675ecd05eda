"""What the Setup view draws over the camera's picture, in fractions of it. Pure.

Decides how an ellipse in pixels and one in fractions follow from each other, and where a member
of 2 m stands in a calibrated picture. Fractions: x and half width of the picture's width, y and
half height of its height; the tilt stays in degrees of the pixels.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite

from kiosk.errors import SpotError
from kiosk.scoring.spot import Floor, Matrix, Spot
from kiosk.spot.calibration import Calibration

Xy = tuple[float, float]
Ellipse = tuple[float, float, float, float, float]
"""x, y, half width, half height (fractions), tilt in degrees, clockwise."""

SMALLEST, LARGEST = 0.01, 0.5
"""Half width and half height of a spot, parts of the picture."""
TALL_M = 2.0

_SIDE: tuple[Xy, ...] = (
    (0.05, 0.0), (0.19, 0.0), (0.16, 0.12), (0.19, 0.55), (0.22, 0.98), (0.19, 1.22),
    (0.22, 1.42), (0.25, 1.62), (0.21, 1.68), (0.08, 1.72), (0.07, 1.77), (0.10, 1.86),
    (0.08, 1.95), (0.0, 2.0),
)  # fmt: skip
_INNER: tuple[Xy, ...] = ((0.07, 0.55), (0.0, 0.92))
"""Half of a standing outline from the front, metres across and up. Our drawing."""
PERSON: tuple[Xy, ...] = (
    *((-x, up) for x, up in _SIDE[:-1]),
    *reversed(_SIDE),
    *_INNER,
    (-0.07, 0.55),
)


def fractions(spot: Spot, width_px: int, height_px: int) -> Ellipse:
    """The ellipse of `spot` as fractions of its picture."""
    return (
        spot.x_px / width_px,
        spot.y_px / height_px,
        spot.half_width_px / width_px,
        spot.half_height_px / height_px,
        spot.tilt_deg,
    )


def drawn_spot(ellipse: Sequence[float], width_px: int, height_px: int) -> Spot:
    """The spot that staff drew, not calibrated. Raises SpotError with what is wrong with it."""
    if len(ellipse) != 5 or not all(isfinite(value) for value in ellipse):
        raise SpotError("The spot was not set: one of its five numbers is missing; fill in all.")
    x, y, half_width, half_height, tilt_deg = ellipse
    if not (0.0 <= x <= 1.0 and 0.0 <= y <= 1.0):
        raise SpotError("The spot was not set: its middle is outside the picture; draw it inside.")
    if not all(SMALLEST <= half <= LARGEST for half in (half_width, half_height)):
        raise SpotError(
            f"The spot was not set: its width and height must be {2 * SMALLEST:.0%} to "
            f"{2 * LARGEST:.0%} of the picture's; draw it as large as the mark on the floor."
        )
    if not -90.0 <= tilt_deg <= 90.0:
        raise SpotError("The spot was not set: its tilt must be -90 to 90 degrees; correct it.")
    return Spot(
        x * width_px,
        y * height_px,
        half_width * width_px,
        half_height * height_px,
        tilt_deg,
    )


def person(spot: Spot, calibration: Calibration) -> tuple[Xy, ...]:
    """Outline in pixels of somebody of 2 m on the middle of the spot; empty without a floor."""
    return _seen(spot.floor, calibration, PERSON)


def head_px(spot: Spot, calibration: Calibration) -> Xy | None:
    """Where the top of that head is."""
    return next(iter(_seen(spot.floor, calibration, ((0.0, TALL_M),))), None)


def middle_line(spot: Spot, calibration: Calibration | None) -> tuple[Xy, ...]:
    """Two pixels of the line through the spot toward the camera: on the floor where that is known,
    else straight down the picture."""
    floor = spot.floor
    if floor is None or calibration is None:
        reach = 1.6 * spot.half_height_px
        return ((spot.x_px, spot.y_px - reach), (spot.x_px, spot.y_px + reach))
    inverse = _inverse(_directions(floor, calibration))
    places = ((0.0, -0.45), (0.0, 0.45))
    return tuple(
        _pixel(floor, inverse, (across, calibration.camera_height_m, calibration.distance_m - near))
        for across, near in places
    )


def _seen(floor: Floor | None, calibration: Calibration, points: Sequence[Xy]) -> tuple[Xy, ...]:
    """Pixels of points (across, up) in metres, upright over the middle of the spot."""
    if floor is None:
        return ()
    inverse = _inverse(_directions(floor, calibration))
    height_m, distance_m = calibration.camera_height_m, calibration.distance_m
    return tuple(_pixel(floor, inverse, (x, height_m - up, distance_m)) for x, up in points)


def _directions(floor: Floor, calibration: Calibration) -> Matrix:
    """From a pixel to (right, down, away) as seen from the lens: the floor's own matrix with
    the camera's height and distance taken out of it."""
    across, toward, down = floor.to_floor
    height_m, distance_m = calibration.camera_height_m, calibration.distance_m
    a, b, c = across
    right = (a / height_m, b / height_m, c / height_m)
    a, b, c = ((distance_m * low - near) / height_m for low, near in zip(down, toward, strict=True))
    return (right, down, (a, b, c))


def _pixel(floor: Floor, inverse: Matrix, direction: tuple[float, float, float]) -> Xy:
    """Where a direction (right, down, away) falls in the picture, with the bend of the lens."""
    x, y, scale = (
        sum(part * value for part, value in zip(row, direction, strict=True)) for row in inverse
    )
    x0, y0 = floor.centre_px
    off_x, off_y = (x / scale - x0) / floor.focal_px, (y / scale - y0) / floor.focal_px
    stretch = 1.0 + floor.k1 * (off_x * off_x + off_y * off_y)
    return x0 + off_x * stretch * floor.focal_px, y0 + off_y * stretch * floor.focal_px


def _inverse(matrix: Matrix) -> Matrix:
    (a, b, c), (d, e, f), (g, h, i) = matrix
    whole = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g)
    return (
        ((e * i - f * h) / whole, (c * h - b * i) / whole, (b * f - c * e) / whole),
        ((f * g - d * i) / whole, (a * i - c * g) / whole, (c * d - a * f) / whole),
        ((d * h - e * g) / whole, (b * g - a * h) / whole, (a * e - b * d) / whole),
    )
