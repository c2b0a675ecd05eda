"""One contract for all frame sources: the same tests on the fake and on the real ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kiosk import paths
from kiosk.camera.frame import FrameSource
from kiosk.camera.pacing import PacedSource
from kiosk.camera.recording_source import RecordingSource
from kiosk.camera.turning import TurnedSource
from kiosk.camera.video import VideoSource

from .fakes import FakeSource, ManualClock, frames_of

Opened = Callable[[Path], FrameSource]
FRAMES = 40


def fake(recording: Path) -> FrameSource:
    source = FakeSource(frames_of(recording))
    source.end()
    return source


def recorded(recording: Path) -> FrameSource:
    return RecordingSource(recording)


def film(_recording: Path) -> FrameSource:
    return VideoSource(paths.DEMO_CLIP)


def paced(recording: Path) -> FrameSource:
    clock = ManualClock()
    return PacedSource(RecordingSource(recording), clock.now_s, clock.wait_s)


def turned(_recording: Path) -> FrameSource:
    return TurnedSource(VideoSource(paths.DEMO_CLIP), 90)


@pytest.fixture(params=[fake, recorded, film, paced, turned], ids=lambda make: make.__name__)
def source(request: pytest.FixtureRequest, demo_recording: Path) -> Iterator[FrameSource]:
    made: FrameSource = request.param(demo_recording)
    yield made
    made.close()


@pytest.fixture
def short(tmp_path: Path, demo_recording: Path) -> Path:
    """The recording's first frames."""
    path = tmp_path / "short.jsonl"
    lines = demo_recording.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(lines[: FRAMES + 1]), encoding="utf-8")
    return path


def test_time_never_goes_backward(source: FrameSource) -> None:
    """Frames come in order, on the source's own clock."""
    times = [frame.t_s for frame in (source.read() for _ in range(FRAMES)) if frame]
    assert len(times) == FRAMES
    assert times == sorted(times)
    assert times[-1] - times[0] == pytest.approx((FRAMES - 1) / 15, abs=0.01)


def test_it_describes_itself(source: FrameSource) -> None:
    """Size, rate and kind are there before the first frame and stay."""
    info = source.info
    source.read()
    assert source.info == info
    assert sorted((info.width_px, info.height_px)) == [480, 640]
    assert info.fps == pytest.approx(15.0)
    assert info.kind in ("video", "keypoints")


def test_closing_twice_does_no_harm(source: FrameSource) -> None:
    """After `close` there is no frame, whether it comes once or twice."""
    source.read()
    source.close()
    assert source.read() is None
    source.close()
    assert source.read() is None


@pytest.mark.parametrize("make", [fake, recorded, paced], ids=lambda make: make.__name__)
def test_the_end_is_for_good(make: Opened, short: Path) -> None:
    """After its last frame a source gives None, again and again."""
    source = make(short)
    frames = sum(1 for _ in iter(source.read, None))
    assert frames == FRAMES
    assert [source.read() for _ in range(3)] == [None] * 3
    source.close()
