"""One frame of the stand-in for picamera2, in a buffer as the sensor's hardware fills it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from tests.camera.fake_picamera2 import FakeBoard

RGB = (200, 100, 50)
FIRST_NS = 5_000_000_000


class FakeRequest:
    """One completed frame; holds one of the sensor's buffers until released."""

    def __init__(self, board: FakeBoard, stream: dict[str, Any], number: int) -> None:
        self._board = board
        self._stream = stream
        self._number = number

    def get_metadata(self) -> dict[str, Any]:
        """The sensor's own notes."""
        return {
            "SensorTimestamp": FIRST_NS + self._number * 33_333_000,
            "ExposureTime": self._board.exposure_us,
        } | self._board.metadata

    def make_array(self, name: str) -> NDArray[np.uint8]:
        """The picture without the padding of its rows, copied out of the sensor's buffer."""
        width_px, height_px = self._stream["size"]
        rows = self.make_buffer(name).reshape(height_px, self._stream["stride"])
        return np.ascontiguousarray(rows[:, : width_px * 3]).reshape(height_px, width_px, 3)

    def make_buffer(self, name: str) -> NDArray[np.uint8]:
        """The bytes as they lie in memory: padded rows, in the order the format stands for."""
        assert name == "main"
        width_px, height_px = self._stream["size"]
        padded = np.full((height_px, self._stream["stride"]), 255, dtype=np.uint8)
        colour = RGB if self._stream["format"] == "BGR888" else RGB[::-1]
        padded[:, : width_px * 3] = np.tile(np.array(colour, dtype=np.uint8), width_px)
        padded[0, :3] = self._number % 250
        return padded.reshape(-1)

    def release(self) -> None:
        """Give the buffer back to the sensor."""
        self._board.requests_out -= 1
