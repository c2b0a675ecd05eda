"""What video files and USB cameras share: PyAV (FFmpeg) pictures as upright R, G, B frames.

Decides: the file's rotation is applied, pixels become square, time never decreases.
Leaves to others: opening, and the words of most errors.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

import numpy as np

from kiosk.camera.frame import Frame, Rgb

PYAV_MISSING = (
    "Videos and USB cameras cannot be read because PyAV cannot be imported: install av into "
    "this Python environment."
)
_DEFAULT_FPS = 30.0
"""Only for pictures without a time in streams without a rate."""


def decode_frames(container: Any, stream: Any) -> Iterator[Frame]:
    """Every picture of the stream. A picture without a time follows the one before it."""
    step_s = 1 / float(stream.average_rate or _DEFAULT_FPS)
    pixel_aspect = float(stream.sample_aspect_ratio or 1)
    last_t_s: float | None = None
    for picture in container.decode(stream):
        t_s = picture.time
        if t_s is None:
            t_s = 0.0 if last_t_s is None else last_t_s + step_s
        last_t_s = t_s if last_t_s is None else max(t_s, last_t_s)
        yield Frame(last_t_s, _upright_rgb(picture, pixel_aspect))


def _upright_rgb(picture: Any, pixel_aspect: float) -> Rgb:
    """The picture with square pixels, its rotation (degrees counter-clockwise) applied."""
    width_px = max(1, round(picture.width * pixel_aspect))
    rgb = picture.to_ndarray(width=width_px, height=picture.height, format="rgb24")
    quarter_turns = round(picture.rotation / 90) % 4
    return cast(Rgb, np.ascontiguousarray(np.rot90(rgb, quarter_turns)))
