"""What holds for every frame source, the real ones and the tests' own fake alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from kiosk.camera.frame import Frame, FrameSource, RecordedFrame
from kiosk.camera.picamera import Picamera2Source
from kiosk.camera.recording_source import RecordingSource
from kiosk.camera.usb import UsbSource
from kiosk.camera.video import VideoSource
from kiosk.pose.recording import RecordingHeader, RecordingWriter
from tests.camera.fake_picamera2 import FakeBoard
from tests.camera.videos import quarters, write_video
from tests.pose.people import person
from tests.system.fakes import FakeSource, empty_frames

COUNT = 6


def video(tmp_path: Path) -> FrameSource:
    return VideoSource(write_video(tmp_path / "clip.mp4", [quarters()] * COUNT))


def recording(tmp_path: Path) -> FrameSource:
    path = tmp_path / "clip.jsonl"
    with RecordingWriter(path, RecordingHeader(480, 640, 15.0)) as writer:
        for number in range(COUNT):
            writer.write(number / 15, person(t_s=number / 15) if number % 2 else None)
    return RecordingSource(path)


def usb(tmp_path: Path) -> FrameSource:
    del tmp_path
    device = f"testsrc2=size=96x64:rate=30,trim=end_frame={COUNT + 2}"
    return UsbSource(device, width_px=96, height_px=64, fps=30.0, av_input="lavfi")


def pi_camera(tmp_path: Path) -> FrameSource:
    del tmp_path
    return Picamera2Source(width_px=96, height_px=64, fps=30.0)


def fake(tmp_path: Path) -> FrameSource:
    del tmp_path
    return FakeSource(empty_frames(COUNT))


@pytest.fixture(params=[video, recording, usb, pi_camera, fake], ids=lambda make: make.__name__)
def source(request: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FrameSource]:
    FakeBoard().install(monkeypatch)
    make: Callable[[Path], FrameSource] = request.param
    source = make(tmp_path)
    yield source
    source.close()


def test_it_describes_itself_before_the_first_frame(source: FrameSource) -> None:
    """Kind, name and size are known once it is open."""
    info = source.info
    assert info.kind in ("camera", "video", "keypoints")
    assert info.name
    assert info.width_px > 0
    assert info.height_px > 0
    assert info.fps is None or info.fps > 0
    assert info.frame_count is None or info.frame_count == COUNT


def test_its_time_never_goes_back(source: FrameSource) -> None:
    """Frames come in the order of their own timestamps."""
    times_s = [frame.t_s for _ in range(COUNT) if (frame := source.read()) is not None]
    assert len(times_s) == COUNT
    assert times_s == sorted(times_s)
    assert times_s[-1] > times_s[0]


def test_its_frames_are_what_it_said(source: FrameSource) -> None:
    """Pictures have the stated size, R, G, B bytes in one piece; recordings have poses."""
    for _ in range(COUNT):
        frame = source.read()
        if isinstance(frame, Frame):
            assert source.info.kind in ("camera", "video")
            assert frame.rgb.shape == (source.info.height_px, source.info.width_px, 3)
            assert frame.rgb.dtype == np.uint8
            assert frame.rgb.flags.c_contiguous
        else:
            assert isinstance(frame, RecordedFrame)
            assert source.info.kind == "keypoints"
            assert frame.pose is None or frame.pose.t_s == frame.t_s


def test_a_frame_kept_does_not_change(source: FrameSource) -> None:
    """A later read does not write into an earlier picture."""
    first = source.read()
    if isinstance(first, Frame):
        copy = first.rgb.copy()
        for _ in range(COUNT - 1):
            source.read()
        np.testing.assert_array_equal(first.rgb, copy)


def test_closing_is_final_and_may_be_repeated(source: FrameSource) -> None:
    """After close there are no frames, and closing again does no harm."""
    assert source.read() is not None
    source.close()
    source.close()
    assert source.read() is None
