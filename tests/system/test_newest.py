"""Newest frame wins: a slow reader misses frames, and never falls behind."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from kiosk.camera import newest
from kiosk.camera.frame import AnyFrame
from kiosk.camera.newest import NewestFrame
from kiosk.errors import CameraError

from .fakes import INFO, LIMIT_S, FakeSource, empty_frames

UNPLUGGED = CameraError("The camera was unplugged: plug it in again.")


@contextmanager
def reading(camera: FakeSource) -> Iterator[NewestFrame]:
    """A reader whose thread ends with the test."""
    frames = NewestFrame(camera)
    try:
        yield frames
    finally:
        camera.end()
        frames.close()


def taken(frames: NewestFrame) -> AnyFrame:
    frame = frames.take(LIMIT_S)
    assert frame is not None
    return frame


def test_a_slow_reader_gets_the_newest_and_the_rest_is_dropped() -> None:
    """Of a hundred frames that came meanwhile, the next one taken is the last."""
    camera = FakeSource(empty_frames(100))
    with reading(camera) as frames:
        assert camera.idle.wait(LIMIT_S)
        assert taken(frames).t_s == pytest.approx(99 / 15)
        assert frames.dropped == 99
        camera.give(*empty_frames(2, start_s=7.0))
        assert camera.idle.wait(LIMIT_S)
        assert taken(frames).t_s == pytest.approx(7.0 + 1 / 15)


def test_a_quick_reader_gets_every_frame_in_order() -> None:
    """When each frame is taken before the next comes, none is dropped or given twice."""
    camera = FakeSource()
    with reading(camera) as frames:
        for wanted in empty_frames(50):
            camera.give(wanted)
            assert taken(frames) is wanted
        assert frames.take(0.0) is None
        assert frames.dropped == 0


def test_whatever_the_speed_time_only_goes_forward() -> None:
    """Reading as fast as frames come gives growing times, and the last frame at the end."""
    camera = FakeSource(empty_frames(2000))
    camera.end()
    with reading(camera) as frames:
        times = []
        while not frames.ended:
            frame = frames.take(LIMIT_S)
            times += [] if frame is None else [frame.t_s]
        assert times == sorted(set(times))
        assert times[-1] == pytest.approx(1999 / 15)
        assert len(times) + frames.dropped == 2000


def test_it_has_ended_only_when_the_last_frame_was_taken() -> None:
    """A source at its end still owes its last frame; after that there is none."""
    camera = FakeSource(empty_frames(1))
    camera.end()
    with reading(camera) as frames:
        assert camera.idle.wait(LIMIT_S)
        assert not frames.ended
        taken(frames)
        assert frames.take(LIMIT_S) is None
        assert frames.ended


def test_a_failure_comes_after_the_last_good_frame() -> None:
    """A camera that broke has not ended: its last picture is given, then its sentence."""
    camera = FakeSource(empty_frames(1))
    with reading(camera) as frames:
        camera.unplug(UNPLUGGED)
        assert taken(frames).t_s == 0.0
        with pytest.raises(CameraError, match="unplugged"):
            frames.take(LIMIT_S)
        assert not frames.ended


def test_a_bug_in_a_driver_is_no_quiet_end() -> None:
    """An error that is no KioskError reaches the reader too, instead of looking like the end."""
    camera = FakeSource()
    with reading(camera) as frames:
        camera.unplug(RuntimeError("a bug"))
        with pytest.raises(RuntimeError, match="a bug"):
            frames.take(LIMIT_S)
        assert not frames.ended


def test_taking_waits_for_a_frame() -> None:
    """A reader that comes early gets the frame as soon as there is one."""
    camera = FakeSource()
    with reading(camera) as frames:
        got: list[AnyFrame | None] = []
        reader = threading.Thread(target=lambda: got.append(frames.take(LIMIT_S)), daemon=True)
        reader.start()
        camera.give(*empty_frames(1))
        reader.join(LIMIT_S)
        assert got == empty_frames(1)


def test_closing_releases_the_camera() -> None:
    """The device is closed, twice does no harm, and what the source said stays readable."""
    camera = FakeSource()
    camera.end()
    frames = NewestFrame(camera)
    frames.close()
    frames.close()
    assert camera.closed.is_set()
    assert frames.info is INFO


def test_closing_does_not_wait_for_a_frozen_driver(monkeypatch: pytest.MonkeyPatch) -> None:
    """A read that never comes back is left behind after a short wait, and the device is closed."""
    monkeypatch.setattr(newest, "STOP_WAIT_S", 0.02)
    camera = FakeSource()
    frames = NewestFrame(camera)
    assert camera.idle.wait(LIMIT_S)
    camera.freeze()
    frames.close()
    assert camera.closed.is_set()
