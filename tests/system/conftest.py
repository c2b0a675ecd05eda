"""The loop with its real parts around it, and the demo clip's keypoints."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.camera.frame import RecordedFrame

from .fakes import frames_of, unpacked
from .rig import Rig


@pytest.fixture(scope="session")
def demo_recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Keypoints of the demo clip, as `kiosk analyze --record` wrote them."""
    return unpacked("demo.jsonl", tmp_path_factory.mktemp("recordings"))


WELCOMED_S = 4.5
"""So long the welcome of a real check needs; the rigs here begin at once."""


def _earlier(frame: RecordedFrame) -> RecordedFrame:
    pose, closer = (
        frame.pose and replace(frame.pose, t_s=frame.pose.t_s - WELCOMED_S),
        tuple(replace(look, t_s=look.t_s - WELCOMED_S) for look in frame.closer),
    )
    return RecordedFrame(frame.t_s - WELCOMED_S, pose, closer)


@pytest.fixture(scope="session")
def demo_recorded(demo_recording: Path) -> list[RecordedFrame]:
    """The demo's recording as frames, whole."""
    return frames_of(demo_recording)


@pytest.fixture(scope="session")
def demo_frames(demo_recording: Path) -> list[RecordedFrame]:
    """The same as frames, from the last 2.5 s of the member's standing on: time starts there."""
    return [_earlier(frame) for frame in frames_of(demo_recording) if frame.t_s >= WELCOMED_S]


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    """A camera loop with a real store, real cues on mock pins and a real live state."""
    with Rig.built(tmp_path / "results.db") as rig:
        yield rig
