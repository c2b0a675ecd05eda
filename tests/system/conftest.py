"""The loop with its real parts around it, and the demo clip's keypoints."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.camera.frame import RecordedFrame

from .fakes import frames_of, unpacked
from .rig import Rig


@pytest.fixture(scope="session")
def demo_recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Keypoints of the demo clip, as `kiosk analyze --record` wrote them."""
    return unpacked("demo.jsonl", tmp_path_factory.mktemp("recordings"))


@pytest.fixture(scope="session")
def demo_frames(demo_recording: Path) -> list[RecordedFrame]:
    """The same as frames."""
    return frames_of(demo_recording)


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    """A camera loop with a real store, real cues on mock pins and a real live state."""
    with Rig.built(tmp_path / "results.db") as rig:
        yield rig
