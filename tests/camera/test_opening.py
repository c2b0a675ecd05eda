from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.camera.frame import FrameSource
from kiosk.camera.opening import open_source
from kiosk.camera.picamera import Picamera2Source
from kiosk.camera.recording_source import RecordingSource
from kiosk.camera.video import VideoSource
from kiosk.errors import CameraError, InputError
from kiosk.pose.recording import RecordingHeader, RecordingWriter
from tests.camera.fake_picamera2 import FakeBoard
from tests.camera.videos import quarters, write_video


def opened(spec: str | Path) -> FrameSource:
    source = open_source(str(spec), width_px=480, height_px=640, fps=30.0)
    source.close()
    return source


def recording(path: Path) -> Path:
    RecordingWriter(path, RecordingHeader(480, 640, 15.0)).close()
    return path


def test_picamera_is_the_pi_camera(monkeypatch: pytest.MonkeyPatch) -> None:
    """The word picamera opens the Raspberry Pi camera with the wanted size."""
    FakeBoard().install(monkeypatch)
    source = opened("picamera")
    assert isinstance(source, Picamera2Source)
    assert (source.info.width_px, source.info.height_px) == (480, 640)


def test_usb_and_a_number_is_a_device() -> None:
    """usb:N asks for /dev/videoN (here a number that no machine has)."""
    with pytest.raises(CameraError, match="/dev/video987:"):
        opened("usb:987")


@pytest.mark.parametrize("spec", ["usb:", "usb:x", "usb:-1", "usb:1 2", "usb:99999"])
def test_usb_without_a_number_is_one_sentence(spec: str) -> None:
    """A mistyped camera is not taken for a file."""
    with pytest.raises(InputError, match="such as usb:0"):
        opened(spec)


def test_a_recording_is_recognised_by_name_and_by_content(tmp_path: Path) -> None:
    """Keypoint recordings open as such, whatever they are called."""
    assert isinstance(opened(recording(tmp_path / "a.jsonl")), RecordingSource)
    assert isinstance(opened(recording(tmp_path / "b.txt")), RecordingSource)


def test_any_other_path_is_a_video(tmp_path: Path) -> None:
    """Other files are videos."""
    assert isinstance(opened(write_video(tmp_path / "a.mp4", [quarters()])), VideoSource)


def test_a_missing_path_is_one_sentence(tmp_path: Path) -> None:
    """A path without a file is refused for what it seems to be."""
    with pytest.raises(InputError, match="does not exist"):
        opened(tmp_path / "none.mp4")
    with pytest.raises(InputError, match="cannot be read"):
        opened(tmp_path / "none.jsonl")
