"""The printed floor mat as a picture, from the layout that the print is made of.

Decides nothing of the layout; the words on the mat are left out. Needs numpy only, so that the lab
and the kiosk's own tests share it.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from kiosk.spot import mat

INK, WHITE = 18, 238  # printed black reflects some light, paper not all of it


@cache
def mat_picture(px_per_m: int) -> NDArray[np.uint8]:
    """(h, w, 3), the far side at the top; a pixel has the colour at its middle."""
    height, width = round(mat.DEPTH_M * px_per_m), round(mat.WIDTH_M * px_per_m)
    picture = np.zeros((height, width, 3), dtype=np.uint8)
    for shape in mat.shapes():
        outline = np.array(shape.outline) + np.array([mat.WIDTH_M, mat.DEPTH_M]) / 2.0
        _fill(picture, outline * px_per_m, _reflected(shape.colour))
    picture.flags.writeable = False
    return picture


def _reflected(colour: str) -> NDArray[np.uint8]:
    printed = np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)])
    return np.asarray(INK + printed * (WHITE - INK) / 255.0, dtype=np.uint8)


def _fill(picture: NDArray[np.uint8], outline: NDArray[np.float64],
          colour: NDArray[np.uint8]) -> None:  # fmt: skip
    """Colour the pixels whose middle is inside, by counting the edges to their left."""
    size = np.array(picture.shape[1::-1])
    x0, y0 = np.clip(np.floor(outline.min(0)).astype(int), 0, size)
    x1, y1 = np.clip(np.ceil(outline.max(0)).astype(int), 0, size)
    x, y = np.arange(x0, x1) + 0.5, np.arange(y0, y1) + 0.5
    inside = np.zeros((len(y), len(x)), dtype=bool)
    for (ax, ay), (bx, by) in zip(outline, np.roll(outline, -1, axis=0), strict=True):
        rows = np.flatnonzero((ay > y) != (by > y))
        if len(rows):
            crossing = ax + (y[rows] - ay) * (bx - ax) / (by - ay)
            inside[rows] ^= x[None, :] > crossing[:, None]
    picture[y0:y1, x0:x1][inside] = colour
