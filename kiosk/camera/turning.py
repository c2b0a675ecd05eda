"""Turns every picture of a camera that is mounted on its side or upside down."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from kiosk.camera.frame import AnyFrame, Frame, FrameSource, SourceInfo


class TurnedSource:
    """The frames of `source` turned clockwise by `rotation_deg` (90, 180 or 270)."""

    def __init__(self, source: FrameSource, rotation_deg: int) -> None:
        self._source = source
        self._quarters = (-rotation_deg // 90) % 4

    @property
    def info(self) -> SourceInfo:
        """The source's, with the size of the upright picture."""
        info = self._source.info
        if self._quarters % 2 == 0:
            return info
        return replace(info, width_px=info.height_px, height_px=info.width_px)

    def read(self) -> AnyFrame | None:
        """The next frame, upright."""
        frame = self._source.read()
        if not isinstance(frame, Frame):
            return frame
        return Frame(frame.t_s, np.ascontiguousarray(np.rot90(frame.rgb, self._quarters)))

    def close(self) -> None:
        """Close the source."""
        self._source.close()
