"""Small videos made for the tests."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray

TIME_BASE = Fraction(1, 1000)
RED, GREEN, BLUE, WHITE = (230, 20, 20), (20, 200, 20), (20, 20, 230), (235, 235, 235)


def quarters(width_px: int = 96, height_px: int = 64) -> NDArray[np.uint8]:
    """Red top left, green top right, blue bottom left, white bottom right."""
    rgb = np.zeros((height_px, width_px, 3), np.uint8)
    down, right = height_px // 2, width_px // 2
    rgb[:down, :right], rgb[:down, right:] = RED, GREEN
    rgb[down:, :right], rgb[down:, right:] = BLUE, WHITE
    return rgb


def write_video(
    path: Path,
    pictures: Sequence[NDArray[np.uint8]],
    times_ms: Sequence[int] | None = None,
    *,
    rotation_deg: int = 0,
    pixel_aspect: Fraction = Fraction(1),
    options: dict[str, str] | None = None,
) -> Path:
    """An H.264 file of the pictures (R, G, B) at 10 frames a second or at the given times."""
    height_px, width_px = pictures[0].shape[:2]
    with av.open(str(path), "w", options=options or {}) as container:
        stream: Any = container.add_stream("libx264", rate=10, options={"crf": "10"})
        stream.width, stream.height, stream.pix_fmt = width_px, height_px, "yuv420p"
        stream.codec_context.time_base = TIME_BASE
        stream.codec_context.sample_aspect_ratio = pixel_aspect
        if rotation_deg:
            stream.set_display_rotation(rotation_deg)
        for number, picture in enumerate(pictures):
            frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
            frame.pts = 100 * number if times_ms is None else times_ms[number]
            frame.time_base = TIME_BASE
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return path


def write_sound(path: Path) -> Path:
    """A file with sound and no picture."""
    with av.open(str(path), "w") as container:
        stream: Any = container.add_stream("aac", rate=8000)
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 8000), np.float32), "fltp", "mono")
        frame.sample_rate = 8000
        container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return path
