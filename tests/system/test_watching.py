"""The watch over the camera: what feeds the watchdog, and what is done when the camera is blind."""

from __future__ import annotations

import json
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import numpy as np
import pytest

from kiosk import watching
from kiosk.camera import newest
from kiosk.camera.frame import AnyFrame, Frame, SourceInfo
from kiosk.errors import CameraError
from kiosk.feedback.cues import Cue
from kiosk.health.freshness import STALLED_S
from kiosk.health.ladder import LASTING_S
from kiosk.health.notify import Notifier
from kiosk.pose.keypoints import Pose
from kiosk.pose.movenet import MoveNet
from kiosk.watching import REBOOT_WANTED, Plan

from .fakes import LIMIT_S, FakeSource, Socket, empty_frames
from .rig import NoPictures, Rig, Running

WAIT = Plan(wait_for_camera=True)
CAMERA = SourceInfo("camera", "fake camera", 48, 64, 15.0, None)
MISSING = CameraError("No camera was found: check its cable.")
UNPLUGGED = CameraError("The camera was unplugged: plug it in again.")


class SeesNobody(NoPictures):
    """For real pictures in which nobody is."""

    def __init__(self) -> None:
        super().__init__()
        self.model = cast(MoveNet, SimpleNamespace(name="lightning-portrait"))

    def estimate(self, frame: Frame) -> Pose | None:
        """Nobody."""
        del frame
        return None


def picture(t_s: float, seed: int | None = None) -> Frame:
    """A noisy picture of an empty room; the same seed is the same picture."""
    chance = np.random.default_rng(round(1000 * t_s) if seed is None else seed)
    return Frame(t_s, chance.integers(100, 140, (64, 48, 3), np.uint8))


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Do not wait long for a frozen fake, and feed at every frame."""
    monkeypatch.setattr(watching, "TAKE_S", 0.01)
    monkeypatch.setattr(newest, "STOP_WAIT_S", 0.02)


class Manager:
    """systemd's end of the socket."""

    def __init__(self, end: socket.socket) -> None:
        self._end = end

    def heard(self) -> list[str]:
        """All it was told since the last call."""
        words = []
        try:
            while True:
                words.append(self._end.recv(4096, socket.MSG_DONTWAIT).decode())
        except BlockingIOError:
            return words


@pytest.fixture
def manager() -> Iterator[Manager]:
    with (
        tempfile.TemporaryDirectory() as folder,
        socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as end,
    ):
        end.bind(str(Path(folder) / "notify"))
        yield Manager(end)


@pytest.fixture
def box(tmp_path: Path, manager: Manager) -> Iterator[Rig]:
    """A kiosk with real pictures, run as a service that may reboot."""
    with Rig.built(tmp_path / "box.db", estimator=SeesNobody()) as built:
        built.watch.notifier = Notifier({"NOTIFY_SOCKET": manager._end.getsockname()})
        built.watch.run_dir = tmp_path
        built.watch.reboot_allowed = True
        yield built


def stopped(running: Running) -> None:
    running.stop.set()
    running.finish()


def play(box: Rig, camera: FakeSource, *frames: AnyFrame) -> None:
    """Each frame a second after the one before."""
    for frame in frames:
        box.clock.s += 1.0
        box.play(camera, [frame])
        box.clock.until_looked_at(2)


def test_every_fresh_frame_feeds_the_watchdog(box: Rig, manager: Manager) -> None:
    """A second apart each of them does, and the vitals say when."""
    camera = FakeSource(info=CAMERA)
    running = box.run(Socket(camera).open, WAIT)
    play(box, camera, *[picture(float(n)) for n in range(4)])
    stopped(running)
    assert manager.heard().count("WATCHDOG=1") == 4
    assert box.watch.vitals.newest.camera == "ok"
    assert box.watch.vitals.newest.fresh_s == 4.0
    assert box.watch.vitals.newest.frames == 4


def test_a_repeated_picture_does_not_feed_the_watchdog(box: Rig, manager: Manager) -> None:
    """New times on the same picture: the loop turns, the page is painted, and nothing is fed."""
    camera = FakeSource(info=CAMERA)
    running = box.run(Socket(camera).open, WAIT)
    play(box, camera, *[picture(float(n), seed=7) for n in range(4)])
    stopped(running)
    assert manager.heard().count("WATCHDOG=1") == 1


def test_the_watchdog_is_patient_only_while_the_camera_is_opened(
    box: Rig, manager: Manager
) -> None:
    """Before each try it gets that try's time, with the first fresh frame its own again."""
    running = box.run(Socket(MISSING).open, WAIT)
    box.until_page(lambda shown: shown.camera == "missing", "missing")
    assert manager.heard()[0] == f"WATCHDOG_USEC={watching.ATTEMPT_S * 1e6:.0f}"
    camera = FakeSource(info=CAMERA)
    running.stop.set()
    running.finish()
    running = box.run(Socket(camera).open, WAIT)
    play(box, camera, picture(0.0), picture(1.0))
    stopped(running)
    words = manager.heard()
    assert words.count(f"WATCHDOG_USEC={watching.WATCHDOG_S * 1e6:.0f}") == 1
    assert words.index("WATCHDOG=1") > words.index(f"WATCHDOG_USEC={watching.WATCHDOG_S * 1e6:.0f}")


def test_a_frozen_picture_is_told_and_the_camera_opened_again(box: Rig, manager: Manager) -> None:
    """After five seconds of one picture: page, light, journal and service manager say it."""
    camera, healthy = FakeSource(info=CAMERA), FakeSource(info=CAMERA)
    running = box.run(Socket(camera, healthy).open, WAIT)
    play(box, camera, *[picture(float(n), seed=7) for n in range(6)])
    box.clock.s += 0.1
    shown = box.until_page(lambda shown: shown.camera == "frozen", "frozen")
    words = (
        "The camera fake camera has sent the same picture for 5 seconds: check its cable. "
        "The kiosk opens it again."
    )
    assert shown.camera_message == words
    assert box.watch.vitals.newest.rung == "reopening"
    assert box.all_told("cue")[-1] is Cue.CAMERA_LOST
    assert f"STATUS={words}" in manager.heard()
    assert camera.closed.is_set()
    running.stop.let_time_pass()
    play(box, healthy, picture(100.0))
    assert box.watch.vitals.newest.rung == "watching"
    stopped(running)


def lost_for_ever(box: Rig) -> Running:
    """A camera that worked, was unplugged, and is not there any more."""
    camera = FakeSource(info=CAMERA)
    running = box.run(Socket(camera, MISSING).open, WAIT)
    play(box, camera, picture(0.0))
    camera.unplug(UNPLUGGED)
    return running


def test_a_camera_that_stays_lost_ends_the_process_for_a_restart(box: Rig, tmp_path: Path) -> None:
    """After three reopenings the run ends with the camera's sentence, and remembers why."""
    running = lost_for_ever(box)
    for _ in range(3):
        assert running.stop.waiting.acquire(timeout=LIMIT_S)
        running.stop.let_time_pass()
    with pytest.raises(CameraError, match="No camera was found"):
        running.finish()
    assert json.loads((tmp_path / "ladder.json").read_text())["restarts"] == 1
    assert box.live.newest.camera_message == f"{MISSING} The kiosk restarts itself."


def test_run_by_hand_it_keeps_trying(box: Rig) -> None:
    """Nobody would start it again."""
    box.watch.run_dir, box.watch.notifier = None, Notifier({})
    running = lost_for_ever(box)
    for _ in range(8):
        assert running.stop.waiting.acquire(timeout=LIMIT_S)
        running.stop.let_time_pass()
    assert running.thread.is_alive()
    assert box.live.newest.camera_message == f"{MISSING} The kiosk keeps trying."
    stopped(running)


def after_two_restarts(box: Rig, folder: Path) -> Running:
    (folder / "ladder.json").write_text('{"restarts": 2, "reboot_asked": false}', encoding="ascii")
    box.watch.__post_init__()
    running = box.run(Socket(MISSING).open, WAIT)
    for _ in range(5):
        assert running.stop.waiting.acquire(timeout=LIMIT_S)
        running.stop.let_time_pass()
    return running


def test_after_the_restarts_a_reboot_is_asked_for_once(box: Rig, tmp_path: Path) -> None:
    """By a file that the system watches; the page says it, and the kiosk goes on trying."""
    running = after_two_restarts(box, tmp_path)
    assert (tmp_path / REBOOT_WANTED).read_text() == f"{MISSING}\n"
    told = [shown.camera_message for shown in box.live.published]
    assert told.count(f"{MISSING} The box restarts in a moment.") == 1
    assert told[-1] == f"{MISSING} The kiosk keeps trying."
    stopped(running)


def test_a_request_that_cannot_be_written_ends_nothing(box: Rig, tmp_path: Path) -> None:
    """A full memory disk: no reboot, and the kiosk keeps trying."""
    (tmp_path / REBOOT_WANTED).mkdir()
    running = after_two_restarts(box, tmp_path)
    assert running.thread.is_alive()
    stopped(running)


def test_a_repeated_recording_gets_the_watchdogs_own_time_each_time(
    box: Rig, manager: Manager
) -> None:
    """The patience of opening ends with the first fresh frame of every playing."""
    first, second = FakeSource(empty_frames(2)), FakeSource(empty_frames(2))
    first.end()
    running = box.run(Socket(first, second).open, Plan(repeat_after_s=1.0))
    assert running.stop.waiting.acquire(timeout=LIMIT_S)
    manager.heard()
    running.stop.let_time_pass()
    box.until_page(lambda shown: shown.camera == "ok" and shown.t_s > 0.0, "played again")
    stopped(running)
    words = manager.heard()
    assert f"WATCHDOG_USEC={watching.WATCHDOG_S * 1e6:.0f}" in words


def test_no_reboot_is_asked_for_unless_allowed(box: Rig, tmp_path: Path) -> None:
    """The admin's setting holds."""
    box.watch.reboot_allowed = False
    running = after_two_restarts(box, tmp_path)
    assert not (tmp_path / REBOOT_WANTED).exists()
    stopped(running)


def test_a_minute_of_pictures_forgets_the_restarts(box: Rig, tmp_path: Path) -> None:
    """The next trouble, weeks later, begins on the lowest rung."""
    (tmp_path / "ladder.json").write_text('{"restarts": 2, "reboot_asked": true}', encoding="ascii")
    box.watch.__post_init__()
    box.watch.notifier = Notifier({})
    camera = FakeSource(info=CAMERA)
    running = box.run(Socket(camera).open, WAIT)
    play(box, camera, picture(0.0))
    for number in range(round(LASTING_S / 4.0)):
        box.clock.s += 3.0
        play(box, camera, picture(1.0 + number))
    stopped(running)
    kept = json.loads((tmp_path / "ladder.json").read_text())
    assert kept == {"restarts": 0, "reboot_asked": False}


def test_a_covered_lens_is_told_and_only_waited_for(box: Rig, tmp_path: Path) -> None:
    """Black pictures without end: the page says to uncover it, nothing is restarted."""
    camera = FakeSource(info=CAMERA)
    running = box.run(Socket(camera, MISSING).open, WAIT)
    play(box, camera, *[Frame(float(n), np.zeros((64, 48, 3), np.uint8)) for n in range(6)])
    box.clock.s += 0.1
    shown = box.until_page(lambda shown: shown.camera == "covered", "covered")
    assert shown.camera_message is not None
    assert "the same black picture for 5 seconds: uncover its lens." in shown.camera_message
    assert box.watch.vitals.newest.rung == "waiting"
    assert not (tmp_path / REBOOT_WANTED).exists()
    stopped(running)


def test_recorded_poses_keep_the_watchdog_fed(box: Rig, manager: Manager) -> None:
    """A replay counts as seeing as long as its time goes on."""
    source = FakeSource(empty_frames(3, fps=1.0))
    source.end()
    box.run(Socket(source).open, Plan()).finish()
    assert "WATCHDOG=1" in manager.heard()
    assert STALLED_S == 5.0  # the sentences above say five
