"""The Raspberry Pi camera as a frame source, through picamera2 (libcamera).

Decides: one fixed configuration for the life of the source; the whole field of view, never
squeezed; R, G, B order; the sensor's own timestamps; every request and the device released.
Leaves to others: turning, noticing a frozen picture, trying again.

Facts, read in picamera2's source (github.com/raspberrypi/picamera2) on 2026-11-22:
- the format named "BGR888" gives arrays in R, G, B order;
- the main stream is cut from the middle of the sensor's picture to the wanted aspect; only
  `lores` can be squeezed, so there is none here;
- the size of the raw stream chooses the sensor mode. Left alone, a small main stream chooses
  a mode that sees only the middle. Half the sensor's size is its full view, binned two by
  two, on the camera modules 1, 2, 3 and HQ;
- `make_array` removes the padding at the end of each row;
- `SensorTimestamp` is in nanoseconds since the system started;
- `capture_request(wait=seconds)` raises TimeoutError (older releases wait without end), after
  which only `cancel_all_and_flush` lets `close` finish.
"""

from __future__ import annotations

import contextlib
import threading
from pathlib import Path
from typing import Any, cast

from kiosk.camera.frame import Frame, Rgb, SourceInfo
from kiosk.camera.holders import holders_sentence
from kiosk.errors import CameraError

FORMAT = "BGR888"
BUFFER_COUNT = 4
"""Our choice (2026-11-22): one shown, one held by us, two for the sensor."""
FRAME_TIMEOUT_S = 1.5
"""Our choice (2026-11-22): libcamera itself reports a silent sensor after about a second."""

NO_LIBRARY = (
    "The Raspberry Pi camera cannot be used because picamera2 cannot be imported: run "
    "`sudo apt install python3-picamera2`, and make the Python environment with "
    "--system-site-packages."
)
NO_CAMERA = (
    "No Raspberry Pi camera was found: push both ends of its ribbon cable in, restart, and "
    "look with `rpicam-hello --list-cameras`."
)


class Picamera2Source:
    """Frames of the first Pi camera. Raises CameraError, one sentence."""

    def __init__(self, *, width_px: int, height_px: int, fps: float) -> None:
        self._reading = threading.Lock()
        self._camera: Any = _opened_camera()
        try:
            self._configure(width_px, height_px, fps)
            self._camera.start()
            width_px, height_px = self._camera.camera_configuration()["main"]["size"]
        except Exception as error:
            self.close()
            raise _failure(error) from error
        self._info = SourceInfo("camera", "picamera", width_px, height_px, fps, None)

    @property
    def info(self) -> SourceInfo:
        """The size that the camera really gives."""
        return self._info

    def read(self) -> Frame | None:
        """The next frame; None after `close`. Raises CameraError when none comes in time."""
        with self._reading:
            if self._camera is None:
                return None
            request = self._next_request()
            try:
                t_s = request.get_metadata()["SensorTimestamp"] / 1e9
                return Frame(t_s, cast(Rgb, request.make_array("main")))
            finally:
                request.release()

    def close(self) -> None:
        """Stop and release the camera, after a read in another thread has ended."""
        with self._reading:
            camera, self._camera = self._camera, None
            if camera is not None:
                # A camera that cannot be stopped cannot be helped either; opening it says why.
                with contextlib.suppress(Exception):
                    camera.close()

    def _next_request(self) -> Any:
        try:
            return self._camera.capture_request(wait=FRAME_TIMEOUT_S)
        except TimeoutError as error:
            self._camera.cancel_all_and_flush()
            raise CameraError(
                f"The Raspberry Pi camera gave no picture for {FRAME_TIMEOUT_S:g} seconds: check "
                f"its ribbon cable, then restart."
            ) from error
        except Exception as error:
            raise _failure(error) from error

    def _configure(self, width_px: int, height_px: int, fps: float) -> None:
        sensor_width_px, sensor_height_px = self._camera.sensor_resolution
        frame_us = round(1e6 / fps)
        self._camera.configure(
            self._camera.create_video_configuration(
                main={"size": (width_px, height_px), "format": FORMAT},
                raw={"size": (sensor_width_px // 2, sensor_height_px // 2)},
                buffer_count=BUFFER_COUNT,
                controls={"FrameDurationLimits": (frame_us, frame_us)},
            )
        )


def _opened_camera() -> Any:
    try:
        from picamera2 import Picamera2
    except ImportError as error:
        raise CameraError(NO_LIBRARY) from error
    except Exception as error:
        # A numpy that does not fit the system's libraries ends here as ValueError.
        raise CameraError(
            f"picamera2 does not work here ({_one_line(error)}): run `kiosk check`."
        ) from error
    if not Picamera2.global_camera_info():
        raise CameraError(NO_CAMERA)
    try:
        return Picamera2()
    except Exception as error:
        raise _failure(error) from error


def _failure(error: Exception) -> CameraError:
    """picamera2 hides the cause of a failed start behind a RuntimeError of its own."""
    cause: BaseException | None = error
    while cause is not None:
        if "busy" in str(cause).lower():
            devices = [str(path) for path in Path("/dev").glob("media*")]
            return CameraError(
                f"The Raspberry Pi camera is in use by another program: "
                f"{holders_sentence(devices)}."
            )
        cause = cause.__cause__ or cause.__context__
    return CameraError(
        f"The Raspberry Pi camera does not start ({_one_line(error)}): look with "
        f"`rpicam-hello --list-cameras`, then restart."
    )


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__
