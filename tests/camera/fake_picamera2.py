"""A stand-in for the module picamera2, behaving as its documented source does.

What it keeps of the real one: `global_camera_info` lists the cameras; opening without one is
an IndexError and a busy one a RuntimeError that hides its cause; a camera must be configured
and started before it gives requests; a request not released is lost to the sensor; a camera
that gives nothing ends a timed wait with TimeoutError, and cannot be closed before the waiting
jobs are cancelled; the format "BGR888" gives R, G, B.
"""

from __future__ import annotations

import concurrent.futures
from types import SimpleNamespace
from typing import Any

import numpy as np
from numpy.typing import NDArray

SENSOR = (3280, 2464)
RGB = (200, 100, 50)
FIRST_NS = 5_000_000_000


class FakeBoard:
    """The Raspberry Pi in the test's hands: its camera can be missing, busy, frozen."""

    def __init__(self) -> None:
        self.plugged = True
        self.busy = False
        self.frozen = False
        self.frozen_at_open = False
        self.configuration_error: Exception | None = None
        self.given_size: tuple[int, int] | None = None
        self.configurations: list[dict[str, Any]] = []
        self.waits: list[float] = []
        self.open_cameras = 0
        self.requests_out = 0

    def freeze(self) -> None:
        """The sensor stops: no frame comes any more, and no error."""
        self.frozen = True

    def unplug(self) -> None:
        """The ribbon cable is out: waiting fails."""
        self.plugged = False

    def module(self) -> SimpleNamespace:
        """What `import picamera2` gives."""
        board = self

        class Picamera2(FakeCamera):
            def __init__(self) -> None:
                super().__init__(board)

            @staticmethod
            def global_camera_info() -> list[dict[str, Any]]:
                return [{"Model": "imx219", "Num": 0}] if board.plugged else []

        return SimpleNamespace(Picamera2=Picamera2)


class FakeCamera:
    """One opened camera."""

    sensor_resolution = SENSOR

    def __init__(self, board: FakeBoard) -> None:
        if not board.plugged:
            raise IndexError("list index out of range")
        if board.busy:
            try:
                raise RuntimeError("Failed to acquire camera: Device or resource busy")
            except RuntimeError:
                # As the real one: the cause is only in the context.
                raise RuntimeError("Camera __init__ sequence did not complete.")  # noqa: B904
        self._board = board
        self._config: dict[str, Any] | None = None
        self._started = False
        self._stuck_jobs = 0
        self._frames = 0
        self._is_open = True
        board.open_cameras += 1

    def create_video_configuration(
        self,
        main: dict[str, Any],
        raw: dict[str, Any],
        buffer_count: int,
        controls: dict[str, Any],
    ) -> dict[str, Any]:
        """As the real one, with the parts the kiosk uses."""
        return {"main": main, "raw": raw, "buffer_count": buffer_count, "controls": controls}

    def configure(self, config: dict[str, Any]) -> None:
        """Take the configuration, or adjust the size to what the hardware can do."""
        if self._board.configuration_error is not None:
            raise self._board.configuration_error
        assert not self._started, "Camera must be stopped before configuring"
        if self._board.given_size is not None:
            config["main"]["size"] = self._board.given_size
        self._config = config
        self._board.configurations.append(config)

    def camera_configuration(self) -> dict[str, Any]:
        """What the camera really does."""
        assert self._config is not None
        return self._config

    def start(self) -> None:
        """Let frames flow."""
        assert self._config is not None, "Camera has not been configured"
        self._started = True

    def capture_request(self, wait: float) -> FakeRequest:
        """The next frame, or TimeoutError after `wait` seconds (which here do not pass)."""
        assert self._started
        self._board.waits.append(wait)
        if not self._board.plugged:
            raise RuntimeError("Camera frontend is gone")
        if self._board.frozen:
            self._stuck_jobs += 1
            raise concurrent.futures.TimeoutError
        assert self._board.requests_out < self.camera_configuration()["buffer_count"]
        self._board.requests_out += 1
        self._frames += 1
        return FakeRequest(self._board, self.camera_configuration()["main"], self._frames)

    def cancel_all_and_flush(self) -> None:
        """Give up on the jobs that nobody will finish."""
        self._stuck_jobs = 0

    def close(self) -> None:
        """Stop and release; waits for ever behind a stuck job (here: fails the test)."""
        assert self._stuck_jobs == 0, "close would wait for ever"
        if self._is_open:
            self._is_open = False
            self._board.open_cameras -= 1


class FakeRequest:
    """One completed frame; holds one of the sensor's buffers until released."""

    def __init__(self, board: FakeBoard, stream: dict[str, Any], number: int) -> None:
        self._board = board
        self._stream = stream
        self._number = number

    def get_metadata(self) -> dict[str, Any]:
        """The sensor's own notes."""
        return {"SensorTimestamp": FIRST_NS + self._number * 33_333_000}

    def make_array(self, name: str) -> NDArray[np.uint8]:
        """The picture, in the order of bytes that the format's name stands for."""
        assert name == "main"
        width_px, height_px = self._stream["size"]
        colour = RGB if self._stream["format"] == "BGR888" else RGB[::-1]
        rgb = np.full((height_px, width_px, 3), colour, dtype=np.uint8)
        rgb[0, 0] = self._number % 250
        return rgb

    def release(self) -> None:
        """Give the buffer back to the sensor."""
        self._board.requests_out -= 1
