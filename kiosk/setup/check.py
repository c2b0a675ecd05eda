"""Whether the camera was knocked, for `kiosk check`: one look while the kiosk does not run."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.camera.frame import Frame, FrameSource, Rgb
from kiosk.errors import CameraError
from kiosk.setup.desk import camera_signature
from kiosk.spot import knocked
from kiosk.spot.knocked import Look, Stand
from kiosk.spot.record import SpotRecord

SETTLING_FRAMES = 15
"""A camera has found its exposure by then. Our choice, 2026-11-22."""


def look_once(
    record: SpotRecord, rotation_deg: int, open_source: Callable[[], FrameSource]
) -> Look:
    """Opens the camera, compares one picture with the stored spot and closes it again.

    Raises CameraError where there is no picture.
    """
    source = open_source()
    try:
        camera = camera_signature(source.info, rotation_deg)
        if camera != record.camera:
            return Look(
                Stand.UNSURE,
                f"The stored spot belongs to another camera ({record.camera}): set it anew.",
            )
        return knocked.look(_settled(source), record)
    finally:
        source.close()


def _settled(source: FrameSource) -> Rgb:
    rgb = None
    for _ in range(SETTLING_FRAMES):
        frame = source.read()
        if not isinstance(frame, Frame):
            break
        rgb = frame.rgb
    if rgb is None:
        raise CameraError(f"The camera {source.info.name} sends no picture: check its cable.")
    return rgb
