"""Whether the camera still looks where it looked when the spot was set.

Decides from a picture of the empty spot, beside the corners of the markers that the record keeps:
the same, moved, or cannot be told. Leaves to others when to look and whom to tell.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from kiosk.scoring.spot import Floor
from kiosk.spot.markers import find_markers
from kiosk.spot.record import SpotRecord
from kiosk.spot.view import Array

MARKERS_MIN = 2
MOVED_DEG = 0.5
"""Shift of the markers in the picture, as an angle at the camera, from which on it is told: 8
pixels of 1280, 2.5 cm of floor at 3 m. Focus, warmth and feet on the paper move
them less. Our choice."""
TWICE = 2.0
"""One story must fit this many times better than the other to be told alone."""
FIT_PX = 1.0


class Stand(Enum):
    """What a look came to."""

    SAME = "same"
    MOVED = "moved"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Look:
    """The outcome with its sentence; the figures are None where nothing could be compared."""

    stand: Stand
    sentence: str
    shift_px: float | None = None
    """Median shift of the marker corners."""
    shift_deg: float | None = None
    """The same as an angle at the camera."""
    shift_m: float | None = None
    """The same on the floor."""


def look(rgb: NDArray[np.uint8], record: SpotRecord) -> Look:
    """Compare a picture (h, w, 3) of the spot without a person with the record."""
    seen = record.calibration
    if seen is None or record.spot.floor is None:
        return Look(
            Stand.UNSURE,
            "Whether the camera moved cannot be told: the spot was drawn by hand, and only the mat "
            "would show it.",
        )
    if rgb.shape[:2] != (record.height_px, record.width_px):
        return Look(
            Stand.UNSURE,
            f"The picture is {rgb.shape[1]} x {rgb.shape[0]} pixels now and was "
            f"{record.width_px} x {record.height_px} when the spot was set: calibrate again.",
        )
    now = _markers_now(rgb, np.concatenate([np.array(each) for each in seen.markers.values()]))
    both = sorted(set(now) & set(seen.markers))
    if len(both) < MARKERS_MIN:
        return Look(
            Stand.UNSURE,
            f"Whether the camera moved cannot be told: {len(both)} of {len(seen.markers)} markers "
            "of the mat are seen.",
        )
    before = np.concatenate([np.array(seen.markers[marker]) for marker in both])
    return _compared(before, np.concatenate([now[marker] for marker in both]), record.spot.floor)


def _markers_now(rgb: NDArray[np.uint8], before: Array) -> dict[int, Array]:
    """Where they were first, which is quick; in the whole picture when they are not there."""
    near = find_markers(rgb, before)
    return near if len(near) >= MARKERS_MIN else find_markers(rgb)


def _compared(before: Array, after: Array, floor: Floor) -> Look:
    shift_px = float(np.median(np.linalg.norm(after - before, axis=-1)))
    shift_deg = float(np.degrees(np.arctan(shift_px / floor.focal_px)))
    places, moved = _places(floor, before), _places(floor, after)
    shift_m = float(np.median(np.linalg.norm(moved - places, axis=-1)))
    if shift_deg < MOVED_DEG:
        sentence = "The camera looks where it looked when the spot was set."
        return Look(Stand.SAME, sentence, shift_px, shift_deg, shift_m)
    who = _who(_turned_error_px(before, after, floor), _slid_error_px(places, moved, floor, after))
    sentence = (
        f"{who} since the spot was set, by {shift_deg:.1f} degrees in the picture, about "
        f"{100 * shift_m:.0f} cm on the floor: put it back or calibrate again."
    )
    return Look(Stand.MOVED, sentence, shift_px, shift_deg, shift_m)


def _who(turned_px: float, slid_px: float) -> str:
    """Which story fits: the camera turned on its place, or the mat slid over the floor."""
    turned_px, slid_px = max(turned_px, FIT_PX), max(slid_px, FIT_PX)
    if slid_px > TWICE * turned_px:
        return "The camera was turned"
    if turned_px > TWICE * slid_px:
        return "The mat was moved"
    return "The camera or the mat was moved"


def _turned_error_px(before: Array, after: Array, floor: Floor) -> float:
    """What is left when the camera only turned, root mean square."""
    rays, rays_now = _rays(floor, before), _rays(floor, after)
    left, _, right = np.linalg.svd(rays_now.T @ rays)
    turn = left @ np.diag([1.0, 1.0, float(np.sign(np.linalg.det(left @ right)))]) @ right
    return float(np.sqrt(((rays_now - rays @ turn.T) ** 2).sum(-1).mean()) * floor.focal_px)


def _slid_error_px(places: Array, moved: Array, floor: Floor, after: Array) -> float:
    """What is left when the mat only slid and turned on the floor, root mean square."""
    middle, middle_now = places.mean(0), moved.mean(0)
    left, _, right = np.linalg.svd((moved - middle_now).T @ (places - middle))
    turn = left @ np.diag([1.0, float(np.sign(np.linalg.det(left @ right)))]) @ right
    off = (moved - middle_now) - (places - middle) @ turn.T
    m_per_px = [
        np.abs(_places(floor, after + step) - _places(floor, after))[:, axis].mean()
        for axis, step in enumerate(np.eye(2))
    ]
    return float(np.sqrt(((off / np.array(m_per_px)) ** 2).sum(-1).mean()))


def _places(floor: Floor, pixels: Array) -> Array:
    """Places on the floor (n, 2) of pixels below the horizon."""
    found = [floor.place_m(float(x), float(y)) for x, y in pixels]
    return np.array([place if place is not None else (0.0, -100.0) for place in found])


def _rays(floor: Floor, pixels: Array) -> Array:
    """Directions (n, 3) of pixels as the camera sees them, of length 1."""
    at = (pixels - np.array(floor.centre_px)) / floor.focal_px
    straight = at
    for _ in range(8):
        straight = at / (1.0 + floor.k1 * (straight**2).sum(-1, keepdims=True))
    rays = np.concatenate([straight, np.ones((len(at), 1))], axis=-1)
    return np.asarray(rays / np.linalg.norm(rays, axis=-1, keepdims=True))
