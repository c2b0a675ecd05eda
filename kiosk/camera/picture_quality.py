"""Whether a picture is too dark or too blurred to see limbs by.

Decides: how light and sharpness are measured, and the cuts. Leaves to others where to look in the
picture and what to say. The numbers are our choice, measured on rendered people in rooms of varied
light, noise, blur and shutter, 2026-11-22 (docs/decisions/0009-who-is-on-the-spot.md).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from kiosk.camera.frame import Rgb

DARK_BELOW = 30.0
BLURRED_BELOW = 0.26
SHARE = 95.0
"""Of the pixels stay under the brightness that is called the picture's light."""
STEEPEST = 99.0
ROWS = 80
"""The box is thinned to about so many rows, each the mean of its lines: less noise, and edges of
limbs run along."""
NEAR, FAR = 160, 20
"""Parts of the box's height over which an edge rises: what a limb's edge needs, and the whole."""
NOISE = 2.0
"""Times the median change over the near step, which is noise: taken off every change."""
STRONG = 0.6
"""An edge is strong from this part of the far change that `STEEPEST` per cent stay under."""
SHARPEST = 80.0
"""Of the strong edges are softer than what is called the picture's sharpness, per cent."""
LEAST_CONTRAST = 12.0
"""Brightness over the far step under which there is no edge to judge by."""

Box = tuple[float, float, float, float]
"""Left, top, width and height in pixels."""


@dataclass(frozen=True, slots=True)
class Quality:
    """What was measured of one picture."""

    light: float
    """Brightness that nearly all pixels stay under, 0 to 255."""
    sharpness: float | None
    """How much of a strong edge's height is reached in a 160th of the box's height; None where
    there is no edge to judge by."""

    @property
    def dark(self) -> bool:
        """Too little light to see limbs by."""
        return self.light < DARK_BELOW

    @property
    def blurred(self) -> bool:
        """Edges are soft, in a picture that has light enough to show them."""
        return not self.dark and self.sharpness is not None and self.sharpness < BLURRED_BELOW


def measured(rgb: Rgb, box: Box | None = None) -> Quality | None:
    """Quality of a picture (height, width, 3), or of a box of it that reaches over its edges.

    None when hardly anything of the box is in the picture.
    """
    part = _inside(rgb, box)
    if min(part.shape[:2]) < FAR:
        return None
    rows = _rows(part[..., 1])
    return Quality(float(np.percentile(rows, SHARE)), _sharpness(rows, part.shape[0]))


def _inside(rgb: Rgb, box: Box | None) -> Rgb:
    if box is None:
        return rgb
    left, top, width, height = box
    bottom, right = max(0, round(top + height)), max(0, round(left + width))
    return rgb[max(0, round(top)) : bottom, max(0, round(left)) : right]


def _rows(green: NDArray[np.uint8]) -> NDArray[np.float32]:
    """About `ROWS` rows, each the mean of the lines it stands for; the columns stay."""
    each = max(1, green.shape[0] // ROWS)
    count = green.shape[0] // each
    lines = green[: count * each].reshape(count, each, green.shape[1])
    rows: NDArray[np.float32] = lines.mean(axis=1, dtype=np.float32)
    return rows


def _sharpness(rows: NDArray[np.float32], height_px: int) -> float | None:
    """Of the strong edges: the steepest step within, over the whole height of the edge."""
    near_px, far_px = max(1, round(height_px / NEAR)), max(8, round(height_px / FAR))
    near, far = _change(rows, near_px), _change(rows, far_px)
    near -= NOISE * np.median(near)
    steepest = sliding_window_view(near, far_px - near_px + 1, axis=1).max(axis=2)
    strong = far > max(LEAST_CONTRAST, STRONG * float(np.percentile(far, STEEPEST)))
    if not strong.any():
        return None
    return float(np.percentile(steepest[strong] / far[strong], SHARPEST))


def _change(rows: NDArray[np.float32], step_px: int) -> NDArray[np.float32]:
    """Change of brightness over a step sideways."""
    change: NDArray[np.float32] = np.abs(rows[:, step_px:] - rows[:, :-step_px])
    return change
