"""Stand-ins for the modules picamera2 and libcamera, behaving as their source does (0.3.38).

What is kept of the real ones: libcamera lists the cameras, and with the last camera its list is
gone; the tuning is read when it lists; a camera in use is a RuntimeError, which picamera2 hides
behind another; a camera must be configured and started before it gives requests; only controls
that it has can be set; `configure` sets ScalerCrops where there is one, and that one counts; the
raw size chooses the sensor mode; rows of a buffer end in padding that `make_array` leaves out;
a request not released is lost to the sensor; a camera that gives nothing ends a timed wait with
TimeoutError, and cannot be closed before the waiting jobs are cancelled; "BGR888" is R, G, B.
"""

from __future__ import annotations

import concurrent.futures
import copy
import json
import os
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.camera.fake_request import FakeRequest
from tests.camera.sensors import IMX219, Mode, Rectangle, Sensor, Size, chosen

ROW_ALIGNMENT = 64
"""Rows of the Pi 5's buffers start at multiples of this."""
TUNING: dict[str, Any] = {
    "version": 2.0,
    "algorithms": [
        {"rpi.black_level": {"black_level": 4096}},
        {
            "rpi.agc": {
                "channels": [
                    {
                        "exposure_modes": {
                            "normal": {"shutter": [100, 10000, 30000, 66666], "gain": [1, 2, 4, 10]}
                        }
                    }
                ]
            }
        },
    ],
}


@dataclass(frozen=True)
class Named:
    """What stands for a property or control in libcamera's own dictionaries."""

    name: str


class FakeBoard:
    """The Raspberry Pi in the test's hands: its camera can be missing, busy, frozen."""

    def __init__(self, sensor: Sensor = IMX219) -> None:
        self.sensor = sensor
        self.plugged = True
        self.busy = False
        self.frozen = False
        self.hangs_at_close = threading.Event()
        self.hangs_at_close.set()
        self.configuration_error: Exception | None = None
        self.given_size: Size | None = None
        self.given_format: str | None = None
        self.has_scaler_crops = True
        self.lacks: set[str] = set()
        """Controls that this sensor or this libcamera does not have."""
        self.tuning: dict[str, Any] | None = TUNING
        self.refuses_tuning = False
        self.exposure_us = 9000
        self.metadata: dict[str, Any] = {}
        self.configurations: list[dict[str, Any]] = []
        self.controls: dict[str, Any] = {}
        """What the camera was started with."""
        self.tuned: dict[str, Any] | None = None
        """The tuning that it was opened with."""
        self.waits: list[float] = []
        self.open_cameras = 0
        self.failed_opens = 0
        self.requests_out = 0

    def freeze(self) -> None:
        """The sensor stops: no frame comes any more, and no error."""
        self.frozen = True

    def unplug(self) -> None:
        """The ribbon cable is out: waiting fails."""
        self.plugged = False

    def install(self, monkeypatch: pytest.MonkeyPatch) -> FakeBoard:
        """Let `import picamera2` and `import libcamera` give this board's."""
        monkeypatch.setitem(sys.modules, "picamera2", self.picamera2())
        monkeypatch.setitem(sys.modules, "libcamera", self.libcamera())
        return self

    def mode(self) -> Mode:
        """The sensor mode of the last configuration."""
        return chosen(self.sensor, self.configurations[-1]["raw"]["size"])

    def libcamera(self) -> SimpleNamespace:
        """What `import libcamera` gives."""
        manager = SimpleNamespace(singleton=lambda: SimpleNamespace(cameras=self.listed()))
        return SimpleNamespace(CameraManager=manager)

    def listed(self) -> list[Any]:
        """libcamera's cameras; none when they are told to use a tuning that does not load."""
        path = os.environ.get("LIBCAMERA_RPI_TUNING_FILE")
        if not self.plugged or (path and (self.refuses_tuning or not Path(path).is_file())):
            return []
        properties = {Named("Model"): self.sensor.model}
        camera = SimpleNamespace(id="/base/imx", properties=properties)
        camera.acquire, camera.release = self.acquire, lambda: None
        return [SimpleNamespace(id="/base/usb@1", properties={}), camera]

    def acquire(self) -> None:
        """Take the camera, as libcamera's own bindings say that they cannot."""
        if self.busy or self.open_cameras:
            raise RuntimeError("Failed to acquire camera: Device or resource busy")

    def picamera2(self) -> SimpleNamespace:
        """What `import picamera2` gives."""
        board = self

        class Picamera2(FakeCamera):
            def __init__(self, camera_num: int = 0, tuning: str | None = None) -> None:
                super().__init__(board, camera_num, tuning)

            @staticmethod
            def load_tuning_file(name: str) -> dict[str, Any]:
                if board.tuning is None or name != f"{board.sensor.model}.json":
                    raise RuntimeError("Tuning file not found")
                return copy.deepcopy(board.tuning)

            @staticmethod
            def find_tuning_algo(tuning: dict[str, Any], name: str) -> dict[str, Any]:
                found: dict[str, Any] = next(
                    algorithm[name] for algorithm in tuning["algorithms"] if name in algorithm
                )
                return found

        return SimpleNamespace(Picamera2=Picamera2)


class FakeCamera:
    """One opened camera."""

    def __init__(self, board: FakeBoard, camera_num: int, tuning: str | None) -> None:
        if tuning is None:
            os.environ.pop("LIBCAMERA_RPI_TUNING_FILE", None)
        else:
            os.environ["LIBCAMERA_RPI_TUNING_FILE"] = tuning
        try:
            board.listed()[camera_num]
            board.acquire()
        except (IndexError, RuntimeError):
            # As the real one: the cause is only in the context, and a pipe stays open.
            board.failed_opens += 1
            raise RuntimeError("Camera __init__ sequence did not complete.")  # noqa: B904
        board.tuned = json.loads(Path(tuning).read_text(encoding="utf-8")) if tuning else None
        self.sensor_resolution = board.sensor.size
        self.camera_properties = {"Model": board.sensor.model}
        self._board = board
        self._config: dict[str, Any] | None = None
        self._set: dict[str, Any] = {}
        self._started = False
        self._stuck_jobs = 0
        self._frames = 0
        self._is_open = True
        board.open_cameras += 1

    @property
    def camera_controls(self) -> dict[str, tuple[Any, Any, Any]]:
        """Lowest, highest and default of each control that this camera has."""
        names = {"FrameDurationLimits", "NoiseReductionMode", "AeExposureMode"}
        names |= {"AeFlickerMode", "AeFlickerPeriod"}
        names |= {"AfMode", "LensPosition"} if self._board.sensor.has_focus else set()
        controls: dict[str, tuple[Any, Any, Any]] = dict.fromkeys(names, (0, 1, 0))
        if self._config is not None:
            sees = self._board.mode().sees
            default = _middle(sees, self._config["main"]["size"])
            controls["ScalerCrop"] = ((0, 0, 64, 64), sees, default)
            if self._board.has_scaler_crops:
                controls["ScalerCrops"] = controls["ScalerCrop"]
        return {name: value for name, value in controls.items() if name not in self._board.lacks}

    def create_video_configuration(
        self,
        main: dict[str, Any],
        raw: dict[str, Any],
        buffer_count: int,
        controls: dict[str, Any],
    ) -> dict[str, Any]:
        """As the real one, with the parts the kiosk uses."""
        main = main | {"size": tuple(side // 2 * 2 for side in main["size"])}
        return {"main": main, "raw": raw, "buffer_count": buffer_count, "controls": controls}

    def configure(self, config: dict[str, Any]) -> None:
        """Take the configuration, or adjust it to what the hardware can do."""
        board = self._board
        if board.configuration_error is not None:
            raise board.configuration_error
        assert not self._started, "Camera must be stopped before configuring"
        main = config["main"]
        main["size"] = board.given_size or main["size"]
        main["format"] = board.given_format or main["format"]
        main["stride"] = -(-main["size"][0] * 3 // ROW_ALIGNMENT) * ROW_ALIGNMENT
        board.configurations.append(config)
        self._config, self._set = config, {}
        self.set_controls(config["controls"])
        if "ScalerCrops" in self.camera_controls:
            self.set_controls({"ScalerCrops": [self.camera_controls["ScalerCrop"][2]]})

    def set_controls(self, controls: dict[str, Any]) -> None:
        """Controls for the next start."""
        for name, value in controls.items():
            if name not in self.camera_controls:
                raise RuntimeError(f"Control {name} is not advertised by libcamera")
            self._set[name] = value

    def camera_configuration(self) -> dict[str, Any]:
        """What the camera really does."""
        assert self._config is not None
        return self._config

    def start(self) -> None:
        """Let frames flow."""
        assert self._config is not None, "Camera has not been configured"
        self._board.controls = self._set
        self._started = True

    def capture_request(self, wait: float) -> FakeRequest:
        """The next frame, or TimeoutError after `wait` seconds (which here do not pass)."""
        assert self._started
        board = self._board
        board.waits.append(wait)
        if not board.plugged:
            raise RuntimeError("Camera frontend is gone")
        if board.frozen:
            self._stuck_jobs += 1
            raise concurrent.futures.TimeoutError
        assert board.requests_out < self.camera_configuration()["buffer_count"]
        board.requests_out += 1
        self._frames += 1
        return FakeRequest(board, self.camera_configuration()["main"], self._frames)

    def cancel_all_and_flush(self) -> None:
        """Give up on the jobs that nobody will finish."""
        self._stuck_jobs = 0

    def close(self) -> None:
        """Stop and release; waits for ever behind a stuck job (here: fails the test)."""
        assert self._stuck_jobs == 0, "close would wait for ever"
        self._board.hangs_at_close.wait()
        if self._is_open:
            self._is_open = False
            self._board.open_cameras -= 1


def _middle(sees: Rectangle, size: Size) -> Rectangle:
    """The middle of what the mode sees, in the shape of the main stream."""
    left, top, width, height = sees
    scale = min(width / size[0], height / size[1])
    part = (int(size[0] * scale), int(size[1] * scale))
    return (left + (width - part[0]) // 2, top + (height - part[1]) // 2, *part)
