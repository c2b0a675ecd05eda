"""A keypoint recording as a frame source: poses that are known already, no pictures."""

from __future__ import annotations

from pathlib import Path

from kiosk.camera.frame import RecordedFrame, SourceInfo
from kiosk.pose.recording import RecordingReader


class RecordingSource:
    """Every moment of a recording, in order. Raises InputError when it is damaged."""

    def __init__(self, path: Path) -> None:
        self._reader = RecordingReader(path)
        self._closed = False
        header = self._reader.header
        self._info = SourceInfo(
            kind="keypoints",
            name=path.name,
            width_px=header.width_px,
            height_px=header.height_px,
            fps=header.fps,
            frame_count=None,
            network=header.network,
            second_network=header.second_network,
            pelvis_network=header.pelvis_network,
        )

    @property
    def info(self) -> SourceInfo:
        """What the recording's first line says."""
        return self._info

    def read(self) -> RecordedFrame | None:
        """The next moment; None at the end. Raises InputError naming the damaged line."""
        moment = None if self._closed else self._reader.read()
        return None if moment is None else RecordedFrame(moment.t_s, moment.pose, moment.closer)

    def close(self) -> None:
        """Close the file."""
        self._closed = True
        self._reader.close()
