"""What one picture of the mat tells about the camera and the floor, or why it tells nothing.

Decides what is good enough. Leaves to others: finding the markers (`markers`), the fit
(`solving`), keeping the outcome (`record`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kiosk.errors import SpotError
from kiosk.scoring.spot import Spot
from kiosk.spot import mat
from kiosk.spot.markers import find_markers
from kiosk.spot.solving import Fit, Seen, fit
from kiosk.spot.view import Array

MARKERS_MIN = 3
"""Two markers tell the lens too badly: our choice, 2026-11-22."""
DARK_BELOW = 45
"""Brightness (0 to 255) that one pixel in twenty exceeds: less is too dark for the markers."""
ERROR_MAX_PX = 1.0
"""More between the corners seen and the best view: the print is bent or taped askew. Which marker
is the wrong one cannot be told with four of them, so none is left out."""
DISTANCE_SD_MAX = 0.06
"""Uncertainty of the distance, in parts of it, that still serves the limits in metres."""
NEAR_M, FAR_M = 1.5, 5.0
"""Nearer the body does not fit, farther the knee is too few pixels: our choice."""
TURNED_MAX_DEG = 20.0
"""The mat's middle line off the camera by more: it lies the wrong way round or askew."""

Corners = tuple[tuple[float, float], tuple[float, float], tuple[float, float], tuple[float, float]]
"""Four corners of a marker in pixels, in the order of `kiosk.spot.mat.corners`."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """Where the camera is and how it sees, with the error that is left."""

    camera_height_m: float
    distance_m: float
    """Along the floor, from the point under the lens to the middle of the spot."""
    pitch_deg: float
    """Above 0 the camera looks down."""
    roll_deg: float
    """Above 0 upright things lean clockwise in the picture: the camera itself is turned the other
    way."""
    bearing_deg: float
    """How far the camera looks to the left of the spot, seen from above: 0 is straight at it."""
    mat_turn_deg: float
    """How far the mat's middle line misses the camera: above 0 its arrow points to the right of it
    in the picture."""
    focal_px: float
    long_fov_deg: float
    """Field of view along the picture's longer side."""
    k1: float
    """Bend of the lens (see `kiosk.scoring.spot.Floor`)."""
    error_px: float
    """Root mean square distance of the seen corners from where this calibration puts them."""
    height_sd_m: float
    """How far the camera's height may be off, as one standard deviation; so the next two."""
    distance_sd_m: float
    fov_sd_deg: float
    markers: Mapping[int, Corners]
    """Marker id: its corners as seen."""


def calibrate(
    rgb: NDArray[np.uint8], long_fov_deg: float | None = None
) -> tuple[Spot, Calibration]:
    """The spot and the camera from a picture (h, w, 3) with the mat in view.

    `long_fov_deg`: the camera's field of view along the longer side where its maker tells it.
    Raises SpotError with the cause and the next step.
    """
    seen = find_markers(rgb)
    if len(seen) < MARKERS_MIN:
        raise SpotError(_too_few(rgb, len(seen)))
    height_px, width_px = rgb.shape[:2]
    found = fit(seen, width_px, height_px, long_fov_deg)
    refusal = refused(found)
    if refusal is not None:
        raise SpotError(refusal)
    return found.view.spot(), described(found, seen)


def _too_few(rgb: NDArray[np.uint8], count: int) -> str:
    """Why fewer markers than needed were found."""
    if float(np.percentile(rgb.mean(axis=-1), 95)) < DARK_BELOW:
        return "The picture is too dark to see the mat: switch on more light and calibrate again."
    seen = f"Only {count} of {len(mat.MARKERS)} markers can" if count else "No marker can"
    return (
        f"{seen} be seen: lay the whole mat in the camera's view, keep people and things off its "
        "corners, wipe the lens, and calibrate again."
    )


def refused(found: Fit) -> str | None:
    """Why this fit is not good enough, None when it is."""
    view = found.view
    if found.error_px > ERROR_MAX_PX:
        return (
            f"The markers disagree by {found.error_px:.1f} pixels: lay the mat flat, check that "
            "every sheet is printed at 100 % and taped edge to edge, and calibrate again."
        )
    if abs(view.mat_turn_deg) > TURNED_MAX_DEG:
        return (
            f"The mat lies turned by {abs(view.mat_turn_deg):.0f} degrees: turn it so that its "
            "arrow points toward the camera, and calibrate again."
        )
    if not NEAR_M <= view.distance_m <= FAR_M:
        near = view.distance_m < NEAR_M
        return (
            f"The mat lies too {'near' if near else 'far'} ({view.distance_m:.1f} m): "
            f"{'move it away until it is' if near else 'bring it to'} about 3 m from the camera, "
            "and calibrate again."
        )
    if found.distance_sd_m > DISTANCE_SD_MAX * view.distance_m:
        return (
            f"The distance is only known to {found.distance_sd_m:.2f} m: bring the camera nearer "
            "or higher, or give its field of view, and calibrate again."
        )
    return None


def described(found: Fit, seen: Seen) -> Calibration:
    """The fit's figures, with the corners that it rests on."""
    view = found.view
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
        error_px=found.error_px,
        height_sd_m=found.height_sd_m,
        distance_sd_m=found.distance_sd_m,
        fov_sd_deg=found.fov_sd_deg,
        markers={marker: _as_corners(corners) for marker, corners in seen.items()},
    )


def _as_corners(corners: Array) -> Corners:
    a, b, c, d = ((float(x), float(y)) for x, y in corners)
    return a, b, c, d
