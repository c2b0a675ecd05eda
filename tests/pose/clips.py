"""Frames of the rendered clips in tests/clips."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from kiosk.camera.frame import Frame
from kiosk.camera.video import VideoSource

CLIPS = Path(__file__).resolve().parents[1] / "clips"


def frames(name: str, from_s: float, to_s: float) -> Iterator[Frame]:
    """The frames of one clip between two times, both included."""
    source = VideoSource(CLIPS / f"{name}.mp4")
    while isinstance(frame := source.read(), Frame) and frame.t_s <= to_s:
        if frame.t_s >= from_s:
            yield frame
    source.close()
