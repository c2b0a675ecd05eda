"""The newest camera picture, in memory only, for whoever may look at it.

The loop leaves a reference; nothing is copied or encoded unless a page asks. Decides nothing about
who may look: that is the pages'.
"""

from __future__ import annotations

import threading

from kiosk.camera.frame import Rgb

JPEG_QUALITY = 75
"""Percent. Our choice: edges stay clear, a picture of 540 by 960 is 60 to 90 kB."""


class Pictures:
    """Holds one picture. `show` and `clear` are the loop's and never wait for a page."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._rgb: Rgb | None = None
        self._seq = 0
        self._encoding = threading.Lock()
        self._encoded: tuple[int, int, bytes] = (-1, 0, b"")

    def show(self, rgb: Rgb) -> None:
        """A new picture; nobody may change it any more."""
        with self._changed:
            self._rgb = rgb
            self._seq += 1
            self._changed.notify_all()

    def clear(self) -> None:
        """There is no picture any more."""
        with self._changed:
            self._rgb = None
            self._encoded = (-1, 0, b"")

    def newest_rgb(self) -> Rgb | None:
        """The newest picture, None while there is none."""
        with self._changed:
            return self._rgb

    def jpeg(self, newer_than: int, timeout_s: float, width_px: int) -> tuple[int, bytes] | None:
        """The newest picture's number and its JPEG, at most `width_px` wide, never mirrored; waits
        for one newer than that number; None when none came in time."""
        with self._changed:
            self._changed.wait_for(
                lambda: self._rgb is not None and self._seq > newer_than, timeout_s
            )
            rgb, seq = self._rgb, self._seq
        if rgb is None or seq <= newer_than:
            return None
        with self._encoding:  # viewers of the same picture encode it once
            if self._encoded[:2] == (seq, width_px):
                return seq, self._encoded[2]
            data = encoded(rgb, width_px)
            self._keep(seq, width_px, data)
            return seq, data

    def _keep(self, seq: int, width_px: int, data: bytes) -> None:
        """For the next viewer, unless the picture was cleared meanwhile."""
        with self._changed:
            if self._rgb is not None:
                self._encoded = (seq, width_px, data)


def encoded(rgb: Rgb, width_px: int) -> bytes:
    """A JPEG of a picture (height, width, 3), made smaller to be at most `width_px` wide."""
    import cv2

    height, width = rgb.shape[:2]
    if width > width_px:
        size = (width_px, max(1, round(height * width_px / width)))
        rgb = cv2.resize(rgb, size, interpolation=cv2.INTER_AREA)  # type: ignore[assignment]
    bgr = cv2.cvtColor(rgb, cv2.COLOR_RGB2BGR)
    _, data = cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])
    return data.tobytes()
