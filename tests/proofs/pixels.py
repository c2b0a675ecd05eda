"""Stretches of raw pixels of a clip, to know its pictures again wherever they are written."""

from __future__ import annotations

from pathlib import Path

from kiosk.camera.frame import Frame
from kiosk.camera.video import VideoSource

STRETCH_BYTES = 48
EVERY_FRAME = 15
"""One second of the demo clip."""
ROWS = 12
MOST_FRAMES = 40


def pixels_of(clip: Path) -> frozenset[bytes]:
    """Some stretches of some rows of a picture each second: as red, green, blue and reversed.

    Stretches with little in them (a plain wall) are left out: other files have those too.
    """
    found: set[bytes] = set()
    source, number = VideoSource(clip), 0
    try:
        while number < EVERY_FRAME * MOST_FRAMES and isinstance(frame := source.read(), Frame):
            if number % EVERY_FRAME == 0:
                found |= _stretches(frame)
            number += 1
    finally:
        source.close()
    return frozenset(found)


def _stretches(frame: Frame) -> set[bytes]:
    height_px, width_px = frame.rgb.shape[:2]
    found, across = set(), STRETCH_BYTES // 3
    for row in range(height_px // ROWS, height_px, height_px // ROWS):
        for column in range(0, width_px - across, width_px // 4):
            piece = frame.rgb[row, column : column + across]
            for order in (piece, piece[:, ::-1]):
                stretch = order.tobytes()
                if len(set(stretch)) > STRETCH_BYTES // 3:
                    found.add(stretch)
    return found
