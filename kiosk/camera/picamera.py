"""The Raspberry Pi camera as a frame source, through picamera2 (libcamera).

Decides: one fixed configuration for the life of the source; the whole field of view or the
asked part of it, never squeezed; short exposures in step with mains light; R, G, B order; the
sensor's own timestamps; every request and the device released.
Leaves to others: turning, noticing a frozen picture, trying again.

Facts, read in picamera2's source (github.com/raspberrypi/picamera2, releases 0.3.23 to 0.3.38)
on 2026-11-22; docs/camera.md has the rest:
- the format named "BGR888" gives arrays in R, G, B order;
- the main stream is cut from the middle of the sensor's picture to the wanted aspect; only
  `lores` can be squeezed, so there is none here;
- the size of the raw stream chooses the sensor mode, together with its depth. Left alone, a
  small main stream chooses a mode that sees only the middle. Half the sensor's size is its full
  view, binned two by two, on the camera modules 1, 2, 3 and HQ; the Global Shutter camera has
  one mode only, the full view;
- a control that the camera does not have is a RuntimeError;
- `configure` itself sets ScalerCrops where libcamera has it, and that wins over ScalerCrop;
- `make_array` removes the padding at the end of each row;
- `SensorTimestamp` is in nanoseconds since the system started;
- `capture_request(wait=seconds)` raises TimeoutError (releases before 0.3.23 wait without end),
  after which only `cancel_all_and_flush` lets `close` finish.
"""

from __future__ import annotations

import atexit
import contextlib
import logging
import threading
from typing import Any, ClassVar, cast

from kiosk.camera.frame import Frame, Rgb, SourceInfo
from kiosk.camera.optics import Optics, crop
from kiosk.camera.pi_library import failure, open_camera
from kiosk.errors import CameraError

FORMAT = "BGR888"
BUFFER_COUNT = 4
"""Our choice (2026-11-22): one shown, one held by us, two for the sensor."""
FRAME_TIMEOUT_S = 1.5
"""Our choice (2026-11-22): libcamera itself reports a silent sensor after about a second."""
CLOSE_WAIT_S = 2.0
FOCUS_M = 3.0
"""Where a camera with a focus motor looks: the spot lies at 2.5 to 3.5 m. A motor that hunts would
change the size of the picture in the middle of a squat."""
EXPOSURE_SLACK = 1.1
"""A sensor counts its exposure in rows: reports differ from what was asked by a few percent."""

_FAST, _SHORT, _MANUAL_FLICKER, _MANUAL_FOCUS = 1, 1, 1, 0
"""libcamera's NoiseReductionMode, AeExposureMode, AeFlickerMode and AfMode (control_ids)."""

STUCK = (
    "The Raspberry Pi camera does not answer any more and cannot be closed: restart the kiosk, "
    "and if that does not help the whole box."
)

_log = logging.getLogger(__name__)


class Picamera2Source:
    """Frames of the first Pi camera. Raises CameraError, one sentence."""

    _closing: ClassVar[threading.Thread | None] = None
    """The thread that closes a camera which may be stuck; there is one camera in a process."""

    def __init__(
        self, *, width_px: int, height_px: int, fps: float, optics: Optics | None = None
    ) -> None:
        if self._closing is not None and self._closing.is_alive():
            raise CameraError(STUCK)
        self._optics = optics or Optics()
        self._reading = threading.Lock()
        self._too_long_said = False
        opened = open_camera(self._optics.longest_exposure_us)
        self._camera: Any = opened.camera
        try:
            self._configure(width_px, height_px, fps, is_capped=opened.is_capped)
            self._camera.start()
        except Exception as error:
            self.close()
            raise failure(error) if not isinstance(error, CameraError) else error from error
        name = f"picamera {opened.model}{self._optics.words()}"
        self._info = SourceInfo("camera", name, *self._size_px, fps, None)

    @property
    def info(self) -> SourceInfo:
        """The size that the camera really gives."""
        return self._info

    def read(self) -> Frame | None:
        """The next frame; None after `close`. Raises CameraError when none comes in time."""
        with self._reading:
            camera = self._camera
            if camera is None:
                return None
            request = self._next_request(camera)
            if request is None:
                return None
            try:
                return self._frame(request)
            finally:
                request.release()

    def close(self) -> None:
        """Stop and release the camera; one that is stuck is left behind after a few seconds."""
        free = self._reading.acquire(timeout=CLOSE_WAIT_S)
        camera, self._camera = self._camera, None
        if free:
            self._reading.release()
        if camera is None:
            return
        thread = threading.Thread(target=_release, args=(camera,), name="camera-close", daemon=True)
        Picamera2Source._closing = thread
        thread.start()
        thread.join(CLOSE_WAIT_S)
        if thread.is_alive():
            atexit.unregister(camera.close)  # picamera2's own, which would keep the process alive
            _log.error(STUCK)

    def _next_request(self, camera: Any) -> Any | None:
        """None when the camera was closed meanwhile."""
        try:
            return camera.capture_request(wait=FRAME_TIMEOUT_S)
        except TimeoutError as error:
            raise CameraError(
                f"The Raspberry Pi camera gave no picture for {FRAME_TIMEOUT_S:g} seconds: check "
                f"its ribbon cable, then restart."
            ) from error
        except Exception as error:
            if self._camera is None:
                return None
            raise failure(error) from error

    def _frame(self, request: Any) -> Frame:
        metadata = request.get_metadata()
        time_ns = metadata.get("SensorTimestamp")
        if not time_ns:
            raise CameraError(
                "The Raspberry Pi camera gives pictures without their time: update the system "
                "with `sudo apt full-upgrade`, then restart."
            )
        self._watch_exposure(metadata.get("ExposureTime", 0))
        return Frame(time_ns / 1e9, cast(Rgb, request.make_array("main")))

    def _watch_exposure(self, exposure_us: int) -> None:
        """Say once when the camera exposes longer than asked: fast movements are blurred then."""
        longest_us = self._optics.longest_exposure_us
        if exposure_us > longest_us * EXPOSURE_SLACK and not self._too_long_said:
            self._too_long_said = True
            _log.warning(
                "The camera exposes %.0f ms, longer than the %.0f ms asked: more light helps.",
                exposure_us / 1000,
                longest_us / 1000,
            )

    def _configure(self, width_px: int, height_px: int, fps: float, *, is_capped: bool) -> None:
        camera = self._camera
        sensor_width_px, sensor_height_px = camera.sensor_resolution
        camera.configure(
            camera.create_video_configuration(
                main={"size": (width_px, height_px), "format": FORMAT},
                raw={"size": (sensor_width_px // 2, sensor_height_px // 2)},
                buffer_count=BUFFER_COUNT,
                controls=self._known(_controls(self._optics, fps, is_capped=is_capped)),
            )
        )
        main = camera.camera_configuration()["main"]
        if main["format"] != FORMAT:
            raise CameraError(
                f"The Raspberry Pi camera gives {main['format']} instead of {FORMAT}: choose a "
                f"camera module, or for a USB camera set camera.source to usb:N."
            )
        self._size_px: tuple[int, int] = tuple(main["size"])
        if not self._optics.is_whole_view:
            self._crop()

    def _known(self, controls: dict[str, Any]) -> dict[str, Any]:
        """Those that this camera has; a missing one is no reason to stay blind."""
        has = self._camera.camera_controls
        missing = sorted(set(controls) - set(has))
        if missing:
            _log.info("This camera cannot set %s.", ", ".join(missing))
        return {name: value for name, value in controls.items() if name in has}

    def _crop(self) -> None:
        """Show the asked part; ScalerCrops, where there is one, is what libcamera follows."""
        has = self._camera.camera_controls
        if "ScalerCrop" not in has:
            raise CameraError(
                "This camera cannot show a part of its view: set camera.zoom_percent to 100 and "
                "camera.aim_x_percent and camera.aim_y_percent to 0."
            )
        part = crop(self._optics, has["ScalerCrop"][1], *self._size_px)
        self._camera.set_controls(
            {"ScalerCrops": [part]} if "ScalerCrops" in has else {"ScalerCrop": part}
        )


def _controls(optics: Optics, fps: float, *, is_capped: bool) -> dict[str, Any]:
    frame_us = round(1e6 / fps)
    controls: dict[str, Any] = {
        "FrameDurationLimits": (frame_us, frame_us),
        "NoiseReductionMode": _FAST,
        "AeFlickerMode": _MANUAL_FLICKER,
        "AeFlickerPeriod": optics.flicker_us,
        "AfMode": _MANUAL_FOCUS,
        "LensPosition": 1 / FOCUS_M,
    }
    return controls if is_capped else controls | {"AeExposureMode": _SHORT}


def _release(camera: Any) -> None:
    """A camera that cannot be stopped cannot be helped either; opening it says why."""
    with contextlib.suppress(Exception):
        camera.cancel_all_and_flush()
    with contextlib.suppress(Exception):
        camera.close()
