from __future__ import annotations

import itertools

import numpy as np
import pytest

from kiosk.camera.frame import Frame, SourceInfo
from kiosk.camera.optics import Optics, crop
from kiosk.camera.turning import TurnedSource
from tests.camera.sensors import SENSORS, Sensor
from tests.system.fakes import FakeSource

VIEW = (100, 40, 4000, 3000)
PORTRAIT = (720, 1280)


@pytest.mark.parametrize(
    ("mains_hz", "longest_ms", "expected_us"),
    [(50, 10, 10000), (60, 10, 8333), (50, 33, 30000), (60, 33, 24999), (50, 4, 4000)],
)
def test_exposures_end_with_a_swell_of_the_light(
    mains_hz: int, longest_ms: int, expected_us: int
) -> None:
    """The limit is whole swells of lamps at 50 or 60 Hz, or what was asked when none fits."""
    optics = Optics(mains_hz=mains_hz, longest_exposure_ms=longest_ms)
    assert optics.longest_exposure_us == expected_us


def test_lamps_swell_twice_in_a_period_of_the_mains() -> None:
    """100 times a second at 50 Hz, 120 times at 60 Hz."""
    assert Optics(mains_hz=50).flicker_us == 10000
    assert Optics(mains_hz=60).flicker_us == 8333


@pytest.mark.parametrize("sensor", SENSORS, ids=lambda sensor: sensor.model)
@pytest.mark.parametrize("size", [PORTRAIT, (1280, 720), (640, 480)])
def test_a_crop_keeps_the_shape_and_lies_within_the_sensor(
    sensor: Sensor, size: tuple[int, int]
) -> None:
    """Whatever the zoom and the aim, nothing is squeezed and nothing lies outside."""
    left, top, width, height = sensor.whole
    for zoom, x, y in itertools.product((100, 133, 400), (-100, -7, 100), (-100, 51, 100)):
        part = crop(
            Optics(zoom_percent=zoom, aim_x_percent=x, aim_y_percent=y), sensor.whole, *size
        )
        assert part[2] / part[3] == pytest.approx(size[0] / size[1], rel=0.02)
        assert left <= part[0]
        assert part[0] + part[2] <= left + width
        assert top <= part[1]
        assert part[1] + part[3] <= top + height
        assert all(side % 2 == 0 for side in part)


def test_twice_the_zoom_shows_half_the_width() -> None:
    """The whole view is as large as the shape allows, and a zoom divides it around the middle."""
    assert crop(Optics(), VIEW, 1280, 720) == (100, 414, 4000, 2250)
    assert crop(Optics(zoom_percent=200), VIEW, 1280, 720) == (1100, 978, 2000, 1124)


def test_the_aim_goes_from_edge_to_edge() -> None:
    """-100 is the left and upper edge, 100 the right and lower one."""
    upper_left = crop(Optics(50, 10, 200, -100, -100), VIEW, 1280, 720)
    lower_right = crop(Optics(50, 10, 200, 100, 100), VIEW, 1280, 720)
    assert upper_left[:2] == (100, 40)
    assert (lower_right[0] + lower_right[2], lower_right[1] + lower_right[3]) == (4100, 3040)


@pytest.mark.parametrize("rotation_deg", [0, 90, 180, 270])
def test_the_aim_is_meant_in_the_upright_picture(rotation_deg: int) -> None:
    """Aiming at an upper right point finds it there once the picture is turned upright."""
    upright = Optics(zoom_percent=200, aim_x_percent=60, aim_y_percent=-20)
    sensor = np.zeros((101, 101, 3), dtype=np.uint8)
    aim = upright.turned(rotation_deg)
    sensor[50 + aim.aim_y_percent // 2, 50 + aim.aim_x_percent // 2] = 255
    info = SourceInfo("camera", "a camera", 101, 101, 30.0, None)
    source = FakeSource([Frame(0.0, sensor)], info)
    frame = TurnedSource(source, rotation_deg).read()
    assert isinstance(frame, Frame)
    assert frame.rgb[50 - 10, 50 + 30, 0] == 255


def test_another_view_has_other_words() -> None:
    """A spot that was set for one view is not taken for another; the whole view says nothing."""
    views = [Optics(), Optics(zoom_percent=150), Optics(aim_x_percent=5), Optics(aim_y_percent=5)]
    words = [view.words() for view in views]
    assert words[0] == ""
    assert len(set(words)) == len(views)
