"""Keypoints of one check in memory, as the recording that they may become.

Kept as compressed lines of docs/recordings.md, about a tenth of a megabyte a minute, without the
face. Nothing of it is on the disk before somebody stores `packed`.
"""

from __future__ import annotations

import zlib

from kiosk.pose.keypoints import Pose
from kiosk.pose.recording import RecordingHeader, frame_line, header_line

LEVEL = 1
"""Of compression: the camera loop must not wait for it."""


class PoseKeeping:
    """Takes frames until `packed` is asked for. Used by one thread."""

    def __init__(self, header: RecordingHeader) -> None:
        self._packer = zlib.compressobj(LEVEL)
        self._parts = [self._packer.compress(header_line(header).encode())]
        self.frames = 0

    def take(self, t_s: float, pose: Pose | None) -> None:
        """One frame; None where nobody was seen, or not the member alone."""
        self._parts.append(self._packer.compress(frame_line(t_s, pose).encode()))
        self.frames += 1

    def packed(self) -> bytes:
        """The whole recording, zlib; nothing can be added after it."""
        return b"".join((*self._parts, self._packer.flush()))
