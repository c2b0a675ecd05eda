from __future__ import annotations

import logging

import pytest

from kiosk.camera.optics import Optics
from kiosk.camera.picamera import Picamera2Source
from kiosk.errors import CameraError
from tests.camera.fake_picamera2 import FakeBoard
from tests.camera.sensors import IMX477, IMX708, SENSORS, Sensor

SHORT = 1
"""AeExposureMode."""


def run(
    board: FakeBoard, monkeypatch: pytest.MonkeyPatch, optics: Optics | None = None
) -> Picamera2Source:
    """Open, read some frames, close."""
    board.install(monkeypatch)
    source = Picamera2Source(width_px=720, height_px=1280, fps=30.0, optics=optics)
    for _ in range(5):
        source.read()
    source.close()
    return source


@pytest.mark.parametrize("sensor", SENSORS, ids=lambda sensor: sensor.model)
def test_one_configuration_that_sees_all(sensor: Sensor, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every camera module is asked once, for the mode that sees the whole sensor at 30 a second."""
    board = FakeBoard(sensor)
    run(board, monkeypatch)
    (config,) = board.configurations
    assert (config["main"]["size"], config["main"]["format"]) == ((720, 1280), "BGR888")
    assert board.mode().sees == sensor.whole
    assert board.mode().fps >= 30


@pytest.mark.parametrize("sensor", SENSORS, ids=lambda sensor: sensor.model)
@pytest.mark.parametrize("optics", [Optics(), Optics(zoom_percent=180, aim_x_percent=-40)])
def test_nothing_is_squeezed(
    sensor: Sensor, optics: Optics, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is shown of the sensor has the picture's shape; there is no stream that could differ."""
    board = FakeBoard(sensor)
    run(board, monkeypatch, optics)
    (config,) = board.configurations
    assert set(config) == {"main", "raw", "buffer_count", "controls"}
    ((_, _, width, height),) = board.controls["ScalerCrops"]
    assert width / height == pytest.approx(720 / 1280, rel=0.01)


def test_the_rate_is_fixed_and_the_filter_fast(monkeypatch: pytest.MonkeyPatch) -> None:
    """Frames come evenly, and the noise filter keeps up with them."""
    board = FakeBoard()
    run(board, monkeypatch)
    assert board.controls["FrameDurationLimits"] == (33333, 33333)
    assert board.controls["NoiseReductionMode"] == 1
    assert board.configurations[0]["buffer_count"] == 4


@pytest.mark.parametrize(("mains_hz", "longest_us"), [(50, 10000), (60, 8333)])
def test_exposures_are_short_and_in_step_with_the_light(
    mains_hz: int, longest_us: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The camera is opened with its own tuning, whose exposures all end at one swell of light."""
    board = FakeBoard()
    run(board, monkeypatch, Optics(mains_hz=mains_hz))
    assert board.tuned is not None
    (agc,) = (algorithm["rpi.agc"] for algorithm in board.tuned["algorithms"][1:])
    assert max(agc["channels"][0]["exposure_modes"]["normal"]["shutter"]) == longest_us
    assert board.controls["AeFlickerMode"] == 1
    assert board.controls["AeFlickerPeriod"] == longest_us
    assert "AeExposureMode" not in board.controls


@pytest.mark.parametrize("case", ["missing", "unknown", "refused"])
def test_without_its_tuning_the_camera_works_with_shorter_exposures(
    case: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A tuning that is missing, strange or refused is no reason to stay blind; the log tells."""
    board = FakeBoard()
    board.tuning = {"missing": None, "unknown": {"algorithms": []}}.get(case, board.tuning)
    board.refuses_tuning = case == "refused"
    run(board, monkeypatch)
    assert board.tuned is None
    assert board.controls["AeExposureMode"] == SHORT
    assert "only kept short" in caplog.text


def test_the_tuning_does_not_outlive_the_opening(monkeypatch: pytest.MonkeyPatch) -> None:
    """The camera can be opened again and again: no name of a file that is gone is left behind."""
    board = FakeBoard()
    for _ in range(3):
        run(board, monkeypatch)
        assert board.tuned is not None


def test_a_lens_with_a_motor_stands_still(monkeypatch: pytest.MonkeyPatch) -> None:
    """Camera Module 3 looks at 3 m and does not hunt; others have no lens to set."""
    board = FakeBoard(IMX708)
    run(board, monkeypatch)
    assert board.controls["AfMode"] == 0
    assert board.controls["LensPosition"] == pytest.approx(1 / 3)


def test_controls_that_a_camera_lacks_are_left_out(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """An older libcamera or another sensor still gives pictures; the log tells what is missing."""
    board = FakeBoard(IMX477)
    board.lacks = {"AeFlickerMode", "AeFlickerPeriod", "NoiseReductionMode"}
    with caplog.at_level(logging.INFO):
        run(board, monkeypatch)
    assert set(board.controls) == {"FrameDurationLimits", "ScalerCrops"}
    assert "AeFlickerMode, AeFlickerPeriod, AfMode, LensPosition" in caplog.text


@pytest.mark.parametrize("has_scaler_crops", [True, False])
def test_a_zoom_is_what_libcamera_follows(
    has_scaler_crops: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the library sets ScalerCrops itself, the zoom goes there; else into ScalerCrop."""
    board = FakeBoard(IMX477)
    board.has_scaler_crops = has_scaler_crops
    run(board, monkeypatch, Optics(zoom_percent=200))
    crops = board.controls["ScalerCrops"] if has_scaler_crops else [board.controls["ScalerCrop"]]
    assert crops == [(1600, 760, 854, 1520)]


def test_the_whole_view_is_left_to_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without zoom and aim the middle of the sensor in the picture's shape is shown."""
    board = FakeBoard(IMX477)
    run(board, monkeypatch)
    assert board.controls["ScalerCrops"] == [(1173, 0, 1710, 3040)]


def test_a_camera_that_cannot_zoom_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """A zoom that would silently not happen is refused, and the camera released."""
    board = FakeBoard()
    board.lacks = {"ScalerCrop", "ScalerCrops"}
    with pytest.raises(CameraError, match="zoom_percent to 100"):
        run(board, monkeypatch, Optics(zoom_percent=200))
    assert board.open_cameras == 0
