"""The CPU time of the kiosk's live stage on one clip: crop, framing, network and back.

The shipped networks on one thread. Frames are decoded beforehand and the decoder is closed, so
that nothing else works in this process. Keeping crops for the closer looks is part of the stage;
the looks themselves are not: they come while the member rises or rests.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

from kiosk.camera.frame import Frame
from kiosk.camera.video import VideoSource
from kiosk.closer_looks import CloserLook
from kiosk.config import ModelConfig
from kiosk.pose.estimator import PoseEstimator
from kiosk.pose.loading import load_model, load_pelvis, load_second_model

MOST_FRAMES = 200
"""Held in memory at once: 180 MB at 480x640."""
WARM_UP_FRAMES = 5
"""Run but not timed, as with the peer."""


class LiveStage:
    """The live half of the kiosk, as configured by default, ready to be timed."""

    def __init__(self) -> None:
        wanted = ModelConfig(threads=1)
        second = load_second_model(wanted)
        self._keeper = CloserLook(second, load_pelvis(wanted)).keeper if second else None
        self._estimator = PoseEstimator(load_model(wanted), self._keeper)

    @property
    def model(self) -> str:
        """Name of the live network."""
        return self._estimator.model.name

    def cpu_ms(self, clip: Path) -> float:
        """CPU milliseconds a frame, over all threads of this process."""
        frames = _frames(clip)
        self._estimator.reset()
        self._see(frames[:WARM_UP_FRAMES])
        started = time.process_time()
        self._see(frames[WARM_UP_FRAMES:])
        return 1000.0 * (time.process_time() - started) / (len(frames) - WARM_UP_FRAMES)

    def _see(self, frames: Sequence[Frame]) -> None:
        for frame in frames:
            self._estimator.estimate(frame)
            if self._keeper is not None and self._keeper.pelvis is not None:
                self._keeper.keep_only(())
                self._keeper.pelvis.keep_only(())


def _frames(clip: Path) -> list[Frame]:
    """The clip's first frames."""
    source = VideoSource(clip)
    frames: list[Frame] = []
    try:
        while len(frames) < MOST_FRAMES and (frame := source.read()) is not None:
            frames.append(frame)
    finally:
        source.close()
    return frames
