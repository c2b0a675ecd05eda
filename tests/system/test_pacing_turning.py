"""Recorded frames at their own speed, and pictures of a camera that is mounted on its side."""

from __future__ import annotations

import numpy as np
import pytest

from kiosk.camera.frame import Frame, RecordedFrame, SourceInfo
from kiosk.camera.pacing import PacedSource
from kiosk.camera.turning import TurnedSource

from .fakes import FakeSource, ManualClock, empty_frames

SIDEWAYS = SourceInfo("camera", "a camera", 4, 2, 30.0, None)
PICTURE = np.arange(2 * 4 * 3, dtype=np.uint8).reshape(2, 4, 3)


def ended(frames: list[RecordedFrame]) -> FakeSource:
    source = FakeSource(frames)
    source.end()
    return source


@pytest.mark.parametrize("speed", [1.0, 2.0, 0.5])
def test_each_frame_comes_at_its_time(speed: float) -> None:
    """At double speed a recorded second takes half a second, and every frame is given."""
    clock = ManualClock()
    paced = PacedSource(ended(empty_frames(16)), clock.now_s, clock.wait_s, speed=speed)
    times = []
    while (frame := paced.read()) is not None:
        times.append((frame.t_s, clock.s))
    assert [due for due, _ in times] == pytest.approx([number / 15 for number in range(16)])
    assert [given for _, given in times] == pytest.approx([due / speed for due, _ in times])


def test_the_first_frame_comes_at_once() -> None:
    """A recording whose clock begins late is not waited for."""
    clock = ManualClock()
    paced = PacedSource(ended(empty_frames(2, start_s=1000.0)), clock.now_s, clock.wait_s)
    paced.read()
    assert clock.waits == []
    paced.read()
    assert clock.waits == pytest.approx([1 / 15])


def test_a_late_reader_does_not_wait() -> None:
    """After a stall the frames that are overdue come without a pause, then the pace is kept."""
    clock = ManualClock()
    paced = PacedSource(ended(empty_frames(16)), clock.now_s, clock.wait_s)
    paced.read()
    clock.s = 0.5
    for _ in range(7):
        paced.read()
    assert clock.waits == []
    paced.read()
    assert clock.s == pytest.approx(8 / 15)


def test_a_stopped_wait_still_gives_the_frame() -> None:
    """When waiting is cut short by a stop, reading goes on without one."""
    clock = ManualClock()
    paced = PacedSource(ended(empty_frames(3)), clock.now_s, lambda _seconds: True)
    assert [paced.read() is not None for _ in range(4)] == [True, True, True, False]


def test_pacing_closes_the_source() -> None:
    """Closing reaches the file behind, and its description shows through."""
    source = ended([])
    paced = PacedSource(source, ManualClock().now_s, ManualClock().wait_s)
    assert paced.info is source.info
    paced.close()
    assert source.closed.is_set()


@pytest.mark.parametrize(
    ("rotation_deg", "size", "corner"),
    [(90, (2, 4), (0, -1)), (180, (4, 2), (-1, -1)), (270, (2, 4), (-1, 0))],
)
def test_pictures_are_turned_clockwise(
    rotation_deg: int, size: tuple[int, int], corner: tuple[int, int]
) -> None:
    """The upper left pixel goes where a clockwise turn takes it, and the size follows."""
    turned = TurnedSource(FakeSource([Frame(0.5, PICTURE)], SIDEWAYS), rotation_deg)
    assert (turned.info.width_px, turned.info.height_px) == size
    frame = turned.read()
    assert isinstance(frame, Frame)
    assert frame.t_s == 0.5
    assert frame.rgb.shape == (size[1], size[0], 3)
    assert frame.rgb[corner].tolist() == PICTURE[0, 0].tolist()
    assert frame.rgb.flags.c_contiguous


def test_turning_passes_the_end_and_closes() -> None:
    """The end of the source is the end, and closing releases the camera."""
    source = ended([])
    turned = TurnedSource(source, 90)
    assert turned.read() is None
    turned.close()
    assert source.closed.is_set()
