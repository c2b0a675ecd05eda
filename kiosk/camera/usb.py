"""USB cameras (/dev/videoN) as a frame source, read with PyAV (FFmpeg's v4l2 input).

Decides: size and rate are asked for once; what the driver then gives is taken as it is.
Leaves to others: turning, noticing a frozen picture, trying again.
Timestamps are the kernel's monotonic clock, as those of the Pi camera.
"""

from __future__ import annotations

import errno
import threading
from collections.abc import Iterator
from typing import Any, ClassVar

from kiosk.camera.decoding import PYAV_MISSING, decode_frames
from kiosk.camera.frame import Frame, SourceInfo
from kiosk.camera.holders import holders_sentence
from kiosk.errors import CameraError

OPEN_TIMEOUT_S = 5.0
CLOSE_WAIT_S = 1.0


class UsbSource:
    """Frames of one USB camera until it is unplugged. Raises CameraError, one sentence.

    `av_input` is FFmpeg's name of the kind of device; tests read its picture generator.
    """

    _left: ClassVar[dict[str, threading.Lock]] = {}
    """Devices that were left behind, each with the lock of the read that is stuck in its driver."""

    def __init__(
        self, device: str, *, width_px: int, height_px: int, fps: float, av_input: str = "v4l2"
    ) -> None:
        try:
            import av
        except ImportError as error:
            raise CameraError(PYAV_MISSING) from error
        if device in self._left and self._left[device].locked():
            raise CameraError(
                f"The camera {device} does not answer any more: unplug it and plug it in again, "
                f"then restart the kiosk."
            )
        self._av = av
        self._device = device
        self._reading = threading.Lock()
        self._closed = False
        options = {"video_size": f"{width_px}x{height_px}", "framerate": f"{fps:g}"}
        self._container: Any = self._open(av_input, options)
        try:
            self._frames: Iterator[Frame] = decode_frames(
                self._container, self._container.streams.video[0]
            )
            self._pending: Frame | None = self._next_frame()
            self._info = self._describe(self._pending, fps)
        except BaseException:
            self.close()
            raise

    @property
    def info(self) -> SourceInfo:
        """The size that the camera really gives."""
        return self._info

    def read(self) -> Frame | None:
        """The next frame; None after `close`. Raises CameraError when the camera is gone."""
        with self._reading:
            if self._closed:
                return None
            frame, self._pending = self._pending, None
            try:
                return frame if frame is not None else self._next_frame()
            finally:
                if self._closed:  # left behind meanwhile: nobody else can free the device
                    self._container.close()

    def close(self) -> None:
        """Release the device; one whose driver is stuck in a read is left to the system.

        Freeing the device under a read in another thread would end the whole process.
        """
        free = self._reading.acquire(timeout=CLOSE_WAIT_S)
        self._closed = True
        if free:
            self._container.close()
            self._reading.release()
        else:
            self._left[self._device] = self._reading

    def _open(self, av_input: str, options: dict[str, str]) -> Any:
        try:
            return self._av.open(
                self._device, format=av_input, options=options, timeout=OPEN_TIMEOUT_S
            )
        except (self._av.FFmpegError, OSError) as error:
            raise self._failure(error) from error

    def _next_frame(self) -> Frame:
        try:
            frame = next(self._frames, None)
        except (self._av.FFmpegError, OSError) as error:
            raise self._failure(error) from error
        if frame is None:
            raise CameraError(f"The camera {self._device} stopped: check its cable.")
        return frame

    def _failure(self, error: Exception) -> CameraError:
        code = getattr(error, "errno", None)
        if code in (errno.ENOENT, errno.ENODEV, errno.ENXIO, errno.EIO):
            return CameraError(
                f"There is no camera at {self._device}: plug it in, or choose another number."
            )
        if code == errno.EBUSY:
            return CameraError(
                f"The camera {self._device} is in use by another program: "
                f"{holders_sentence([self._device])}."
            )
        if code in (errno.EACCES, errno.EPERM):
            return CameraError(
                f"The camera {self._device} may not be opened: add this user to the group video."
            )
        return CameraError(
            f"{self._device} is not a camera that gives pictures ({error}): choose another number."
        )

    def _describe(self, first: Frame, fps: float) -> SourceInfo:
        height_px, width_px = first.rgb.shape[:2]
        return SourceInfo("camera", self._device, width_px, height_px, fps, None)
