"""What tells one frame from another: its time and a checksum of its picture.

Decides nothing: what counts as fresh is `kiosk.health.freshness`.
"""

from __future__ import annotations

import zlib
from typing import NamedTuple

from kiosk.camera.frame import AnyFrame, RecordedFrame

EVERY_ROW = 16
"""Every so many rows are looked at, whole: a noisy sensor changes each of them, and reading all
of a picture would cost a millisecond."""
BLACK_BELOW = 6
"""Of 255, for the brightest value looked at. A sensor in the dark is brighter: it has noise."""


class Fingerprint(NamedTuple):
    """Of one frame."""

    stamp_s: float
    content: int
    black: bool


def fingerprint(frame: AnyFrame) -> Fingerprint:
    """Of a frame of a source. Recorded poses have no picture: their time is all that can change."""
    if isinstance(frame, RecordedFrame):
        return Fingerprint(frame.t_s, hash(frame.t_s), black=False)
    rows = frame.rgb[::EVERY_ROW]
    black = int(rows.max()) < BLACK_BELOW
    return Fingerprint(frame.t_s, zlib.crc32(rows.tobytes()), black)
