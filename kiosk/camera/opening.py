"""From what the user wrote to an open frame source.

Decides: `picamera` is the Raspberry Pi camera, `usb:N` the USB camera /dev/videoN, anything
else a path: a keypoint recording (by its name or first bytes) or a video.
Leaves to others: what a source does.
"""

from __future__ import annotations

import re
from pathlib import Path

from kiosk.camera.frame import FrameSource
from kiosk.camera.optics import Optics
from kiosk.errors import InputError
from kiosk.pose.recording import is_recording

_USB = re.compile(r"usb:(\d{1,3})")


def open_source(
    spec: str, *, width_px: int, height_px: int, fps: float, optics: Optics | None = None
) -> FrameSource:
    """Open `picamera`, `usb:N` or a path; size and rate are wishes to a camera.

    `optics` is for the Raspberry Pi camera alone. Raises CameraError or InputError, one sentence.
    """
    if spec == "picamera":
        from kiosk.camera.picamera import Picamera2Source

        return Picamera2Source(width_px=width_px, height_px=height_px, fps=fps, optics=optics)
    if spec.startswith("usb:"):
        return _open_usb(spec, width_px, height_px, fps)
    path = Path(spec)
    if is_recording(path):
        from kiosk.camera.recording_source import RecordingSource

        return RecordingSource(path)
    from kiosk.camera.video import VideoSource

    return VideoSource(path)


def _open_usb(spec: str, width_px: int, height_px: int, fps: float) -> FrameSource:
    match = _USB.fullmatch(spec)
    if match is None:
        raise InputError(f"{spec} is no camera: write usb: and a number, such as usb:0.")
    from kiosk.camera.usb import UsbSource

    return UsbSource(f"/dev/video{match[1]}", width_px=width_px, height_px=height_px, fps=fps)
