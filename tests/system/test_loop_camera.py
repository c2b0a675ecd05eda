"""The camera is missing, lost or frozen: the page says so, and the kiosk goes on by itself."""

from __future__ import annotations

import logging
import threading

import pytest

from kiosk import watching
from kiosk.camera import newest
from kiosk.camera.frame import AnyFrame, RecordedFrame
from kiosk.errors import CameraError, InputError
from kiosk.feedback.cues import Cue
from kiosk.health.freshness import STALLED_S
from kiosk.live import Snapshot
from kiosk.watching import Plan

from .fakes import LIMIT_S, FakeSource, Socket, between, empty_frames
from .rig import Rig, Running

MISSING = CameraError("No camera was found: check its cable.")
UNPLUGGED = CameraError("The camera was unplugged: plug it in again.")
WAIT = Plan(wait_for_camera=True)


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Do not wait long for a frozen fake."""
    monkeypatch.setattr(watching, "TAKE_S", 0.01)
    monkeypatch.setattr(newest, "STOP_WAIT_S", 0.02)


def until_camera(rig: Rig, state: str) -> Snapshot:
    return rig.until_page(lambda shown: shown.camera == state, f"camera {state} on the page")


def stopped(running: Running) -> None:
    running.stop.set()
    running.finish()


def test_the_run_ends_with_the_recording(rig: Rig) -> None:
    """After the last frame the loop returns, the page says so, and nobody is drawn any more."""
    source = FakeSource(empty_frames(3))
    source.end()
    rig.run(Socket(source).open, Plan()).finish()
    assert rig.live.newest.camera == "ended"
    assert rig.live.newest.skeleton is None
    assert source.closed.is_set()


def test_results_stay_on_the_page_after_the_end(rig: Rig, demo_frames: list[RecordedFrame]) -> None:
    """The end of a recording does not take the report away."""
    source = FakeSource()
    running = rig.run(Socket(source).open, Plan())
    rig.play(source, demo_frames)
    source.end()
    running.finish()
    assert rig.live.newest.camera == "ended"
    assert rig.live.newest.report == rig.checks()[0].report


def test_a_check_that_the_recording_cuts_short_is_abandoned(
    rig: Rig, demo_frames: list[RecordedFrame]
) -> None:
    """A recording that ends within a check leaves it abandoned, with its reps."""
    source = FakeSource()
    running = rig.run(Socket(source).open, Plan())
    rig.play(source, between(demo_frames, 0.0, 14.0))
    source.end()
    running.finish()
    (check,) = rig.checks()
    assert check.row.state == "abandoned"
    assert check.row.reason == "the recording or the program ended"
    assert [rep.number for rep in check.reps] == [None, 1]


def test_a_stop_abandons_the_check_and_closes_the_camera(
    rig: Rig, demo_frames: list[RecordedFrame]
) -> None:
    """Stopping in the middle ends in good order."""
    source = FakeSource()
    running = rig.run(Socket(source).open, WAIT)
    rig.play(source, between(demo_frames, 0.0, 14.0))
    stopped(running)
    assert [check.row.state for check in rig.checks()] == ["abandoned"]
    assert source.closed.is_set()


class Hasty(FakeSource):
    """Like a replay that is told to stop: from then on it gives its frames without any pause."""

    stop: threading.Event

    def read(self) -> AnyFrame | None:
        """As FakeSource; the stop comes just before the frame of much later."""
        frame = super().read()
        if frame is not None and frame.t_s > 20.0:
            self.stop.set()
        return frame


def test_a_frame_that_comes_after_the_stop_is_not_looked_at(
    rig: Rig, demo_frames: list[RecordedFrame]
) -> None:
    """It may be of much later, and would seem as if the person had left meanwhile."""
    source = Hasty()
    running = rig.run(Socket(source).open, Plan())
    source.stop = running.stop
    rig.play(source, between(demo_frames, 0.0, 14.0))
    source.give(*between(demo_frames, 30.0, 30.1))
    running.finish()
    assert rig.live.newest.t_s < 14.0
    assert rig.checks()[0].row.reason == "the recording or the program ended"


def test_a_missing_camera_ends_the_run_with_its_sentence(rig: Rig) -> None:
    """Without --wait-for-camera the error is the caller's."""
    with pytest.raises(CameraError, match="No camera was found"):
        rig.run(Socket(MISSING).open, Plan()).finish()


def test_a_missing_camera_is_told_and_found_later(rig: Rig) -> None:
    """With --wait-for-camera the page says what is missing until there is a picture."""
    socket = Socket(MISSING)
    running = rig.run(socket.open, WAIT)
    shown = until_camera(rig, "missing")
    assert shown.camera_message == f"{MISSING} The kiosk keeps trying."
    camera = FakeSource()
    socket.plug_in(camera)
    running.stop.let_time_pass()
    rig.play(camera, empty_frames(1))
    assert rig.live.newest.camera_message is None
    assert rig.live.newest.camera == "ok"
    stopped(running)


def test_the_light_follows_the_camera(rig: Rig) -> None:
    """The LED says `camera lost` while there is none, and waits for people when it is back."""
    socket = Socket(MISSING)
    running = rig.run(socket.open, WAIT)
    until_camera(rig, "missing")
    camera = FakeSource()
    socket.plug_in(camera)
    running.stop.let_time_pass()
    rig.play(camera, empty_frames(1))
    assert rig.all_told("cue") == [Cue.WAITING, Cue.CAMERA_LOST, Cue.WAITING]
    stopped(running)


def test_an_hour_without_a_camera_is_one_line_in_the_log(
    rig: Rig, caplog: pytest.LogCaptureFixture
) -> None:
    """Every try is made, but the same sentence is not logged again."""
    socket = Socket(MISSING)
    with caplog.at_level(logging.WARNING):
        running = rig.run(socket.open, WAIT)
        for _ in range(50):
            assert running.stop.waiting.acquire(timeout=LIMIT_S)
            running.stop.let_time_pass()
        stopped(running)
    assert socket.opened >= 50
    assert [record.getMessage() for record in caplog.records] == [
        f"{MISSING} The kiosk keeps trying."
    ]


def test_a_stop_ends_the_wait_for_a_camera(rig: Rig) -> None:
    """A kiosk that waits for its camera can be stopped at once."""
    running = rig.run(Socket(MISSING).open, WAIT)
    assert running.stop.waiting.acquire(timeout=LIMIT_S)
    stopped(running)


def test_a_camera_lost_in_a_check_abandons_it_and_comes_back(
    rig: Rig, demo_frames: list[RecordedFrame]
) -> None:
    """The check is stored as abandoned, the page says why, and the next person can begin."""
    first, second = FakeSource(), FakeSource()
    running = rig.run(Socket(first, second).open, WAIT)
    rig.play(first, between(demo_frames, 0.0, 14.0))
    first.unplug(UNPLUGGED)
    shown = until_camera(rig, "lost")
    assert shown.camera_message == f"{UNPLUGGED} The kiosk opens it again."
    assert shown.skeleton is None
    (check,) = rig.checks()
    assert (check.row.state, len(check.reps)) == ("abandoned", 2)
    assert first.closed.is_set()
    running.stop.let_time_pass()
    rig.play(second, between(demo_frames, 0.0, 14.0))
    assert rig.live.newest.camera == "ok"
    assert [check.row.state for check in rig.checks()] == ["abandoned", "open"]
    stopped(running)


def test_a_lost_camera_never_looks_like_the_end(rig: Rig, demo_frames: list[RecordedFrame]) -> None:
    """Between the last picture and `lost` the page never says that the recording has ended."""
    camera = FakeSource()
    running = rig.run(Socket(camera, MISSING).open, WAIT)
    rig.play(camera, between(demo_frames, 0.0, 10.0))
    camera.unplug(UNPLUGGED)
    until_camera(rig, "lost")
    assert {shown.camera for shown in rig.live.published} == {"ok", "lost"}
    stopped(running)


def test_each_camera_begins_a_new_search(rig: Rig) -> None:
    """What the estimator remembers of a person does not outlive the source."""
    first, second = FakeSource(), FakeSource()
    running = rig.run(Socket(first, second).open, WAIT)
    rig.play(first, empty_frames(1))
    first.unplug(UNPLUGGED)
    running.stop.let_time_pass()
    rig.play(second, empty_frames(1, start_s=1.0))
    assert rig.loop.estimator.resets == 2  # type: ignore[attr-defined]
    stopped(running)


def test_a_frozen_camera_is_taken_for_lost(rig: Rig) -> None:
    """No picture for more than five seconds and no error either: the camera is lost."""
    camera = FakeSource()
    socket = Socket(camera)
    running = rig.run(socket.open, WAIT)
    rig.play(camera, empty_frames(1))
    camera.freeze()
    rig.clock.s += STALLED_S - 0.1
    rig.clock.until_looked_at(5)
    assert rig.live.newest.camera == "ok"
    socket.plug_in(MISSING)
    rig.clock.s += 0.2
    shown = until_camera(rig, "lost")
    assert shown.camera_message is not None
    assert "fake camera has sent no picture for 5 seconds" in shown.camera_message
    assert camera.closed.is_set()
    stopped(running)


def test_a_camera_frozen_from_the_start_is_lost_too(rig: Rig) -> None:
    """A camera that opens and never sends a picture is not waited for for ever."""
    camera = FakeSource()
    camera.freeze()
    running = rig.run(Socket(camera, MISSING).open, WAIT)
    rig.clock.until_looked_at(3)
    rig.clock.s += STALLED_S + 0.1
    until_camera(rig, "lost")
    assert "ok" not in {shown.camera for shown in rig.live.published}
    stopped(running)


def test_a_frozen_camera_ends_the_run_unless_waiting(rig: Rig) -> None:
    """Without --wait-for-camera a stall ends with the sentence."""
    camera = FakeSource()
    running = rig.run(Socket(camera).open, Plan())
    rig.play(camera, empty_frames(1))
    camera.freeze()
    rig.clock.s += STALLED_S + 0.1
    with pytest.raises(CameraError, match="has sent no picture for 5 seconds"):
        running.finish()


def test_slow_pictures_are_no_stall(rig: Rig) -> None:
    """One picture every four seconds is slow, and it is a picture."""
    camera = FakeSource()
    running = rig.run(Socket(camera).open, Plan())
    for frame in empty_frames(4, fps=0.25):
        rig.play(camera, [frame])
        rig.clock.s += 4.0
    rig.clock.until_looked_at(3)
    assert running.thread.is_alive()
    stopped(running)


def test_a_damaged_recording_ends_the_run_and_abandons_the_check(
    rig: Rig, demo_frames: list[RecordedFrame]
) -> None:
    """A file that breaks in the middle is no camera to wait for: its sentence ends the run."""
    source = FakeSource()
    running = rig.run(Socket(source).open, WAIT)
    rig.play(source, between(demo_frames, 0.0, 10.0))
    source.unplug(InputError("demo.mp4 is damaged at 10.0 s: record it again."))
    with pytest.raises(InputError, match="is damaged at"):
        running.finish()
    assert [check.row.state for check in rig.checks()] == ["abandoned"]


def test_a_bug_in_a_camera_is_not_swallowed(rig: Rig) -> None:
    """An unexpected error ends the run even when waiting for cameras, with its traceback."""
    camera = FakeSource()
    running = rig.run(Socket(camera).open, WAIT)
    rig.play(camera, empty_frames(1))
    camera.unplug(ZeroDivisionError("a bug"))
    with pytest.raises(ZeroDivisionError, match="a bug"):
        running.finish()
    assert camera.closed.is_set()


def test_a_recording_is_repeated_after_a_pause(rig: Rig) -> None:
    """The demo plays its clip again, from the start, until it is stopped."""
    first, second = FakeSource(empty_frames(2)), FakeSource()
    first.end()
    socket = Socket(first, second)
    running = rig.run(socket.open, Plan(repeat_after_s=8.0))
    assert running.stop.waiting.acquire(timeout=LIMIT_S)
    assert rig.live.newest.camera == "ended"
    assert socket.opened == 1
    running.stop.let_time_pass()
    rig.play(second, empty_frames(1))
    assert rig.live.newest.camera == "ok"
    stopped(running)


def test_newer_frames_win_over_a_slow_page(rig: Rig, demo_frames: list[RecordedFrame]) -> None:
    """However fast frames come, what the page shows only goes forward and ends at the last."""
    source = FakeSource(demo_frames)
    source.end()
    rig.run(Socket(source).open, Plan()).finish()
    times = [shown.t_s for shown in rig.live.published if shown.camera == "ok"]
    assert times == sorted(times)
    assert rig.live.newest.t_s == demo_frames[-1].t_s
