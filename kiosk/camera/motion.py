"""Whether something moves before a camera that nobody stands at: cheap enough for every frame.

Decides: what counts as movement of a person's size. A frame becomes a small grey picture, each cell
of it is held against what that cell has been lately and against how restless it has been. Noise,
flicker and slow changes of the light stay below that; what moves on and on in one place (a fan, a
screen, a treadmill far behind) is learned within seconds and no longer counts there. Leaves to
others what to do about movement (`kiosk.idle`).

All numbers are our choice, measured on rendered rooms and people, 2026-11-22 (tests/e2e/waking.py).
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from kiosk.camera.frame import Rgb

LONG_SIDE = 48
"""Cells along the longer side of the picture. A person on the spot is some 5 of them wide."""
SAMPLES = 8
"""At least so many pixels along each side of a cell are averaged, where it has them: the noise of
the sensor falls to an eighth."""
EVERY_S = 0.05
"""Frames sooner than this after the last one looked at say the same: 15 a second are enough."""
FORGET_S = 1.0
"""After a longer gap nothing of before is compared."""
ADAPT_S = 4.0
"""Time constant of what a cell is taken to look like."""
RESTLESS_S = 10.0
"""Time constant of how restless a cell is: learned within seconds, forgotten in half a minute."""
LEAST_CHANGE = 7.0
"""Brightness (of 255) that a calm cell must change by."""
RESTLESS_TIMES = 5.0
"""A restless cell must change by this many times its mean change."""
LEAST_CELLS = 8
"""So many cells must change: half an arm and a leg that come in at the picture's edge."""
LIGHT_SHARE = 0.6
"""Where more than this part of all cells changes, it is the light, not a body: the picture is
taken as it is now."""

Box = tuple[float, float, float, float]
"""Left, top, width and height in pixels."""
Cells = NDArray[np.float32]


@dataclass(slots=True)
class Gate:
    """Remembers one camera's picture. Of one thread."""

    region: Box | None = None
    """The part of the picture that counts; None is all of it."""
    _usual: Cells | None = field(default=None, init=False)
    _restless: Cells | None = field(default=None, init=False)
    _looked_s: float = field(default=0.0, init=False)

    def moved(self, t_s: float, rgb: Rgb) -> bool:
        """Whether this frame (height, width, 3) shows movement; False when it is not looked at."""
        passed_s = t_s - self._looked_s
        if self._usual is not None and 0 <= passed_s < EVERY_S:
            return False
        self._looked_s = t_s
        now = cells(rgb, self.region)
        if self._usual is None or self._restless is None or not 0 <= passed_s <= FORGET_S:
            self._usual, self._restless = now, np.zeros_like(now)
            return False
        if not now.size:  # the region lies outside the picture
            return False
        return self._compared(now, passed_s, self._usual, self._restless)

    def _compared(self, now: Cells, passed_s: float, usual: Cells, restless: Cells) -> bool:
        change = now - usual
        change -= np.median(change)  # the camera's own exposure, a cloud
        size = np.abs(change)
        changed = size > np.maximum(LEAST_CHANGE, RESTLESS_TIMES * restless)
        count = int(np.count_nonzero(changed))
        restless += min(1.0, passed_s / RESTLESS_S) * (size - restless)
        usual += min(1.0, passed_s / ADAPT_S) * (now - usual)
        if count > LIGHT_SHARE * now.size:
            self._usual = now
        return count >= LEAST_CELLS


def cells(rgb: Rgb, region: Box | None) -> Cells:
    """The green of a picture as means of cells, `LONG_SIDE` of them along the longer side."""
    height_px, width_px = rgb.shape[:2]
    cell_px = max(1, max(height_px, width_px) // LONG_SIDE)
    step_px = max(1, cell_px // SAMPLES)
    each = cell_px // step_px
    thin = _inside(rgb, region)[::step_px, ::step_px, 1]
    rows, columns = thin.shape[0] // each, thin.shape[1] // each
    blocks = thin[: rows * each, : columns * each].reshape(rows, each, columns, each)
    means: Cells = blocks.mean(axis=(1, 3), dtype=np.float32)
    return means


def _inside(rgb: Rgb, region: Box | None) -> Rgb:
    if region is None:
        return rgb
    left, top, width, height = region
    bottom, right = max(0, round(top + height)), max(0, round(left + width))
    return rgb[max(0, round(top)) : bottom, max(0, round(left)) : right]
