from __future__ import annotations

import logging
import threading

import pytest

from kiosk.camera import picamera
from kiosk.camera.frame import Frame
from kiosk.camera.newest import NewestFrame
from kiosk.camera.optics import Optics
from kiosk.camera.picamera import FRAME_TIMEOUT_S, STUCK, Picamera2Source
from kiosk.errors import CameraError
from tests.camera.fake_picamera2 import FakeBoard
from tests.camera.fake_request import RGB


@pytest.fixture
def board(monkeypatch: pytest.MonkeyPatch) -> FakeBoard:
    return FakeBoard().install(monkeypatch)


def opened(
    optics: Optics | None = None, width_px: int = 480, height_px: int = 640
) -> Picamera2Source:
    return Picamera2Source(width_px=width_px, height_px=height_px, fps=30.0, optics=optics)


def frame_of(source: Picamera2Source) -> Frame:
    frame = source.read()
    assert frame is not None
    return frame


def closes(source: Picamera2Source | NewestFrame) -> bool:
    """Whether closing comes to an end, also behind a driver that does not."""
    closing = threading.Thread(target=source.close, daemon=True)
    closing.start()
    closing.join(5)
    return not closing.is_alive()


def refusal(optics: Optics | None = None) -> str:
    with pytest.raises(CameraError) as caught:
        opened(optics)
    sentence = str(caught.value)
    assert "\n" not in sentence
    assert sentence.endswith(".")
    return sentence


@pytest.mark.usefixtures("board")
def test_pictures_are_rgb_with_the_sensors_time() -> None:
    """Red comes first, and times are the sensor's, in seconds."""
    source = opened()
    first, second = frame_of(source), frame_of(source)
    source.close()
    assert tuple(first.rgb[320, 240]) == RGB
    assert first.t_s == pytest.approx(5.033333)
    assert second.t_s - first.t_s == pytest.approx(0.033333)


@pytest.mark.parametrize("width_px", [480, 466, 720])
def test_padding_at_the_end_of_rows_is_no_picture(board: FakeBoard, width_px: int) -> None:
    """Rows start at multiples of 64 bytes; the picture holds only its own pixels, in line."""
    source = opened(width_px=width_px)
    frame = frame_of(source)
    source.close()
    assert board.configurations[0]["main"]["stride"] % 64 == 0
    assert frame.rgb.shape == (640, width_px, 3)
    assert frame.rgb.flags.c_contiguous
    assert (frame.rgb[1:] == RGB).all()


def test_a_picture_without_a_time_is_one_sentence(board: FakeBoard) -> None:
    """A frame whose moment is unknown cannot be measured, and costs no buffer."""
    board.metadata = {"SensorTimestamp": 0}
    source = opened()
    with pytest.raises(CameraError, match="without their time"):
        source.read()
    assert board.requests_out == 0
    source.close()


def test_every_request_goes_back_to_the_sensor(board: FakeBoard) -> None:
    """No buffer is kept, however many frames are read, so the sensor never runs dry."""
    source = opened()
    for _ in range(50):
        frame_of(source)
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


def test_another_format_is_one_sentence(board: FakeBoard) -> None:
    """A camera that cannot give R, G, B is refused and released, not shown in wrong colours."""
    board.given_format = "MJPEG"
    assert "gives MJPEG" in refusal()
    assert board.open_cameras == 0


def test_the_name_holds_camera_and_view(board: FakeBoard) -> None:
    """Another camera module or another view is another camera to a spot that was set."""
    names = []
    for optics in (None, Optics(zoom_percent=200), Optics(zoom_percent=200, aim_x_percent=-30)):
        source = opened(optics)
        names.append(source.info.name)
        source.close()
    assert names[0] == f"picamera {board.sensor.model}"
    assert len(set(names)) == 3


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


def test_a_camera_that_cannot_be_configured_is_released(board: FakeBoard) -> None:
    """When configuring fails the camera is free again."""
    board.configuration_error = RuntimeError("Invalid camera\nconfiguration")
    assert "Invalid camera configuration" in refusal()
    assert board.open_cameras == 0


def test_a_camera_that_cannot_be_closed_is_left_behind(
    board: FakeBoard, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Closing ends although the driver hangs; until it lets go, opening says what to do."""
    monkeypatch.setattr(picamera, "CLOSE_WAIT_S", 0.05)
    source = opened()
    board.hangs_at_close.clear()
    assert closes(source)
    assert STUCK in caplog.text
    assert refusal() == STUCK
    assert all(thread.daemon for thread in threading.enumerate() if "camera" in thread.name)
    board.hangs_at_close.set()
    assert Picamera2Source._closing is not None
    Picamera2Source._closing.join(5)
    opened().close()


def test_a_reader_without_end_does_not_hold_up_closing(
    board: FakeBoard, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Releases that wait for ever: the reading thread is left, the camera closed all the same."""
    monkeypatch.setattr(picamera, "CLOSE_WAIT_S", 0.05)
    monkeypatch.setattr("kiosk.camera.newest.STOP_WAIT_S", 0.05)
    waiting, go_on = threading.Event(), threading.Event()

    def for_ever(_camera: object, wait: float) -> None:
        del wait
        waiting.set()
        go_on.wait()
        raise RuntimeError("cancelled")

    monkeypatch.setattr("tests.camera.fake_picamera2.FakeCamera.capture_request", for_ever)
    frames = NewestFrame(opened())
    assert waiting.wait(5)
    assert closes(frames)
    assert board.open_cameras == 0
    go_on.set()
    assert frames.take(5) is None
    assert frames.ended


def test_a_long_exposure_is_said_once(board: FakeBoard, caplog: pytest.LogCaptureFixture) -> None:
    """When the light is not enough and nothing limits the camera, the log tells, one time."""
    board.exposure_us = 30000
    with caplog.at_level(logging.WARNING):
        source = opened()
        for _ in range(3):
            frame_of(source)
        source.close()
    assert caplog.text.count("exposes 30 ms") == 1
