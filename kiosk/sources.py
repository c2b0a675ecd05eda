"""From the configuration to frames: a camera, or a recording at its own speed."""

from __future__ import annotations

import threading
import time

from kiosk.camera.frame import FrameSource
from kiosk.camera.opening import open_source
from kiosk.camera.optics import Optics
from kiosk.camera.pacing import PacedSource
from kiosk.camera.turning import TurnedSource
from kiosk.config import CameraConfig


def is_replay(source: str) -> bool:
    """A file instead of a camera."""
    return source != "picamera" and not source.startswith("usb:")


def frames_of(camera: CameraConfig, speed: float, stop: threading.Event) -> FrameSource:
    """The configured source; a recording plays at `speed` times that at which it happened."""
    source = camera_of(camera)
    if not is_replay(camera.source):
        return source
    return PacedSource(source, time.monotonic, stop.wait, speed=speed)


def camera_of(camera: CameraConfig) -> FrameSource:
    """The configured source as it is, a camera turned upright. Raises CameraError, InputError."""
    turned = camera.rotation_deg in (90, 270)
    size_px = (camera.width_px, camera.height_px)
    width_px, height_px = reversed(size_px) if turned else size_px
    source = open_source(
        camera.source,
        width_px=width_px,
        height_px=height_px,
        fps=camera.fps,
        optics=_optics(camera),
    )
    if is_replay(camera.source) or not camera.rotation_deg:
        return source
    return TurnedSource(source, camera.rotation_deg)


def _optics(camera: CameraConfig) -> Optics:
    """Light and view as the sensor needs them, which may lie on its side."""
    upright = Optics(
        camera.mains_hz,
        camera.longest_exposure_ms,
        camera.zoom_percent,
        camera.aim_x_percent,
        camera.aim_y_percent,
    )
    return upright.turned(camera.rotation_deg)
