from __future__ import annotations

import builtins
import sys
from typing import Any

import pytest

from kiosk.camera.frame import Frame
from kiosk.camera.picamera import FRAME_TIMEOUT_S, Picamera2Source
from kiosk.errors import CameraError
from tests.camera.fake_picamera2 import RGB, SENSOR, FakeBoard


@pytest.fixture
def board(monkeypatch: pytest.MonkeyPatch) -> FakeBoard:
    board = FakeBoard()
    monkeypatch.setitem(sys.modules, "picamera2", board.module())
    return board


def opened() -> Picamera2Source:
    return Picamera2Source(width_px=480, height_px=640, fps=30.0)


def frame_of(source: Picamera2Source) -> Frame:
    frame = source.read()
    assert frame is not None
    return frame


def refusal() -> str:
    with pytest.raises(CameraError) as caught:
        opened()
    sentence = str(caught.value)
    assert "\n" not in sentence
    assert sentence.endswith(".")
    return sentence


def test_one_configuration_with_the_whole_view(board: FakeBoard) -> None:
    """One main stream of the wanted size, a full-view sensor mode, a fixed rate, no lores."""
    source = opened()
    for _ in range(10):
        source.read()
    source.close()
    (config,) = board.configurations
    assert config["main"] == {"size": (480, 640), "format": "BGR888"}
    assert config["raw"] == {"size": (SENSOR[0] // 2, SENSOR[1] // 2)}
    assert config["controls"] == {"FrameDurationLimits": (33333, 33333)}
    assert "lores" not in config


@pytest.mark.usefixtures("board")
def test_pictures_are_rgb_with_the_sensors_time() -> None:
    """Red comes first, and times are the sensor's, in seconds."""
    source = opened()
    first, second = frame_of(source), frame_of(source)
    source.close()
    assert tuple(first.rgb[320, 240]) == RGB
    assert first.t_s == pytest.approx(5.033333)
    assert second.t_s - first.t_s == pytest.approx(0.033333)


def test_every_request_goes_back_to_the_sensor(board: FakeBoard) -> None:
    """No buffer is kept, however many frames are read, so the sensor never runs dry."""
    source = opened()
    for _ in range(50):
        frame_of(source)
        assert board.requests_out == 0
    source.close()


def test_a_request_goes_back_even_when_reading_it_fails(
    board: FakeBoard, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A frame that cannot be taken over does not cost a buffer."""
    source = opened()
    monkeypatch.setattr("tests.camera.fake_picamera2.FakeRequest.get_metadata", lambda _: {})
    with pytest.raises(KeyError):
        source.read()
    assert board.requests_out == 0
    source.close()


def test_what_the_hardware_gives_is_what_is_said(board: FakeBoard) -> None:
    """A size that the hardware adjusted is the size in the description."""
    board.given_size = (512, 640)
    source = opened()
    frame = frame_of(source)
    source.close()
    assert (source.info.width_px, source.info.height_px) == (512, 640)
    assert frame.rgb.shape == (640, 512, 3)


def test_closing_releases_the_camera(board: FakeBoard) -> None:
    """After close the camera is free, a second close does nothing, and reads give None."""
    source = opened()
    source.close()
    source.close()
    assert board.open_cameras == 0
    assert source.read() is None
    opened().close()


def test_a_frozen_camera_is_one_sentence_and_can_be_closed(board: FakeBoard) -> None:
    """A sensor that says nothing ends the wait, and the camera can be released and reopened."""
    source = opened()
    frame_of(source)
    board.freeze()
    with pytest.raises(CameraError, match="gave no picture"):
        source.read()
    assert board.waits[-1] == FRAME_TIMEOUT_S
    source.close()
    assert board.open_cameras == 0


def test_a_camera_that_breaks_is_one_sentence(board: FakeBoard) -> None:
    """What picamera2 raises while waiting becomes one sentence."""
    source = opened()
    board.unplug()
    with pytest.raises(CameraError, match="Camera frontend is gone"):
        source.read()
    source.close()
    assert board.open_cameras == 0


def test_no_camera_is_one_sentence(board: FakeBoard) -> None:
    """Without a camera the sentence says what to look at."""
    board.unplug()
    assert "ribbon cable" in refusal()


def test_a_camera_in_use_is_one_sentence(board: FakeBoard) -> None:
    """The hidden cause is found: another program has the camera."""
    board.busy = True
    assert "in use by another program" in refusal()


def test_a_camera_that_cannot_be_configured_is_released(board: FakeBoard) -> None:
    """When configuring fails the camera is free again."""
    board.configuration_error = RuntimeError("Invalid camera\nconfiguration")
    assert "Invalid camera configuration" in refusal()
    assert board.open_cameras == 0


def test_no_library_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without picamera2 the sentence says how to install it."""
    monkeypatch.setitem(sys.modules, "picamera2", None)
    assert "apt install python3-picamera2" in refusal()


def test_libraries_that_clash_are_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    """A numpy that does not fit the system's libraries makes the import fail in its own way."""
    real_import = builtins.__import__

    def clashing(name: str, *arguments: Any, **keywords: Any) -> Any:
        if name == "picamera2":
            raise ValueError("numpy.dtype size changed, may indicate binary incompatibility")
        return real_import(name, *arguments, **keywords)

    monkeypatch.setattr(builtins, "__import__", clashing)
    sentence = refusal()
    assert "numpy.dtype size changed" in sentence
    assert "kiosk check" in sentence
