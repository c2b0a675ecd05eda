"""No check begins once the loop has told that it is held, whenever the update's file comes."""

from __future__ import annotations

import itertools
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk import watching
from kiosk.camera import newest
from kiosk.camera.frame import RecordedFrame
from kiosk.errors import CameraError
from kiosk.feedback.cues import Cue
from kiosk.feedback.player import PlayerThread
from kiosk.health.notify import Notifier
from kiosk.holding import LOOK_EVERY_S, Hold
from kiosk.keeper import Keeper
from kiosk.live import Live, Snapshot
from kiosk.loop import CameraLoop
from kiosk.resting import Rest
from kiosk.saying import UPDATING
from kiosk.scoring.check_state import Session
from kiosk.scoring.events import (
    CheckPaused,
    CheckResumed,
    Event,
    HintGiven,
    PersonArrived,
    PersonLeft,
)
from kiosk.scoring.flow import ARRIVED_S, IN_CHECK, OFF_S, Stage
from kiosk.vitals import Vitals, VitalsBoard
from kiosk.watching import CameraWatch, Plan
from tests.scoring.properties import bounded
from tests.scoring.stories import WANTED, Action, film_of, proper, stories
from tests.scoring.watching import hasty

from .fakes import INFO, FakeSource, Socket, between, empty_frames
from .rig import NoPictures, Rig
from .test_watching import CAMERA, Manager, SeesNobody, manager, picture, play, stopped

__all__ = ["manager"]

COMING_AND_GOING = (PersonArrived, PersonLeft, HintGiven, CheckPaused, CheckResumed)
A_CHECKS_OWN = {*IN_CHECK, Stage.FINISHING, Stage.RESULTS}
"""From the consent until the result is left or its time is over."""
MISSING = CameraError("No camera was found: check its cable.")


class Deeds:
    """At which of the moments when another process may act it does, drawn beforehand."""

    def __init__(self, pauses: list[int]) -> None:
        self._pauses = itertools.cycle(pauses)
        self._left = next(self._pauses)

    def now(self) -> bool:
        """Whether this is such a moment; so many that are not lie before the next."""
        self._left -= 1
        if self._left >= 0:
            return False
        self._left = next(self._pauses)
        return True


@dataclass
class Updater:
    """The other process: writes the file, takes it away, and believes what it is told."""

    file: Path
    deeds: Deeds
    board: VitalsBoard
    promised: bool = False
    """It was told, with its file there, that no check can begin."""
    promises: int = 0

    def act(self) -> None:
        """Anything it may do at this moment, then believe what it reads."""
        if self.deeds.now():
            if self.file.exists():
                self.promised = False
                self.file.unlink()
            else:
                self.file.touch()
        if self.file.exists() and self.board.newest.held:
            self.promises += not self.promised
            self.promised = True


class OpenBoard(VitalsBoard):
    """Somebody may act just before and just after each word."""

    act: Callable[[], None] = staticmethod(lambda: None)

    def show(self, vitals: Vitals) -> None:
        """As VitalsBoard."""
        self.act()
        super().show(vitals)
        self.act()


class OpenHold(Hold):
    """Somebody may act just before and just after each look."""

    act: Callable[[], None] = staticmethod(lambda: None)

    def look(self, now_s: float) -> bool:
        """As Hold."""
        self.act()
        found = super().look(now_s)
        self.act()
        return found


@dataclass
class Witness:
    """In the store's place: no event of a check after the promise."""

    updater: Updater
    loop: CameraLoop | None = None
    completed_id: str | None = None
    seen: list[Event] = field(default_factory=list)

    def see(self, t_s: float, session: Session) -> None:
        """As Keeper."""

    def take(self, event: Event) -> None:
        """As Keeper."""
        assert self.loop is not None
        self.seen.append(event)
        if not isinstance(event, COMING_AND_GOING):
            assert not self.updater.promised, event
            assert not self.loop.held, event


class Quiet:
    """In the player's place."""

    def play(self, cue: Cue) -> None:
        """As PlayerThread."""


@given(
    story=stories | st.just([proper]),
    seed=st.integers(0, 1000),
    pauses=st.lists(st.sampled_from([0, 0, 0, 0, 1, 2, 5, 20, 60]), min_size=2, max_size=40),
    tick_s=st.sampled_from([0.1, LOOK_EVERY_S, 2.0]),
)
@bounded(100)
def test_no_check_begins_once_told(
    story: list[Action], seed: int, pauses: list[int], tick_s: float
) -> None:
    """For any order of frames and of the file's coming and going, at every moment between two
    steps of the loop: who was told `held` with the file there sees no event of a check until the
    file is gone; and it is never told while a check runs or its result is read."""
    with tempfile.TemporaryDirectory() as folder:
        board = OpenBoard()
        updater = Updater(Path(folder) / "trial.json", Deeds(pauses), board)
        hold = OpenHold(updater.file)
        witness = Witness(updater)
        loop = CameraLoop(
            NoPictures(),
            cast(Keeper, witness),
            cast(PlayerThread, Quiet()),
            Live(),
            hasty(reps_wanted=WANTED),
        )
        witness.loop, now_s = loop, 0.0
        watch = CameraWatch(loop, vitals=board, hold=hold, now_s=lambda: now_s)
        board.act = hold.act = updater.act
        loop.begin(INFO)
        for t_s, pose in film_of(story, seed):
            now_s += tick_s
            watch.heed_hold()
            assert not loop.held or loop.stage not in A_CHECKS_OWN
            updater.act()
            loop.tick(RecordedFrame(t_s, pose))
            updater.act()


def test_a_second_update_just_while_the_first_ones_end_is_told(rig: Rig, trial: Path) -> None:
    """Who wrote the file anew and still read `held` may rely on it."""
    board = rig.watch.vitals = OpenBoard()
    held_by(rig, trial)
    trial.unlink()
    rig.clock.s += LOOK_EVERY_S
    read: list[bool] = []

    def comes_back() -> None:
        board.act = lambda: None
        trial.write_text("{}", encoding="utf-8")
        read.append(board.newest.held)

    board.act = comes_back
    rig.watch.heed_hold()
    assert read == [True]
    assert rig.loop.held
    assert board.newest.held


def held_by(rig: Rig, file: Path) -> None:
    """The file is there and the loop has looked for it."""
    rig.watch.hold = Hold(file)
    file.write_text("{}", encoding="utf-8")
    rig.watch.heed_hold()


def let_go(rig: Rig, file: Path) -> None:
    """The file is gone and the loop has looked for it."""
    file.unlink()
    rig.clock.s += LOOK_EVERY_S
    rig.watch.heed_hold()


def later(frames: list[RecordedFrame], by_s: float) -> list[RecordedFrame]:
    """The same at another time."""
    return [
        RecordedFrame(
            frame.t_s + by_s, frame.pose and replace(frame.pose, t_s=frame.pose.t_s + by_s)
        )
        for frame in frames
    ]


@pytest.fixture
def trial(tmp_path: Path) -> Path:
    return tmp_path / "trial.json"


def test_who_steps_on_reads_that_it_is_updated(
    rig: Rig, demo_frames: list[RecordedFrame], trial: Path
) -> None:
    """With the first frame, before and after the arrival; nothing of the check's way is shown, no
    light invites, and nothing at all is stored."""
    rig.loop.begin(INFO)
    held_by(rig, trial)
    rig.go_on([*empty_frames(5), *later(between(demo_frames, 0.0, 40.0), 1.0)])
    shown = rig.live.published
    assert {(each.held, each.instruction, each.pictogram) for each in shown} == {
        (True, UPDATING.words, UPDATING.pictogram)
    }
    assert {each.stage for each in shown} == {"waiting", "welcome"}
    assert {(each.hint, each.pause, each.hold, each.last_rep) for each in shown} == {(None,) * 4}
    assert rig.all_told("cue") == [Cue.UPDATING]
    assert rig.checks() == []
    assert (rig.loop.held, rig.watch.vitals.newest.held, rig.watch.vitals.newest.busy) == (
        True,
        True,
        False,
    )


def test_the_next_person_begins_at_once_afterwards(
    rig: Rig, demo_frames: list[RecordedFrame], trial: Path
) -> None:
    """The same loop goes on: a whole check is stored, and no page says update any more."""
    rig.loop.begin(INFO)
    held_by(rig, trial)
    rig.go_on(empty_frames(20))
    let_go(rig, trial)
    before = len(rig.live.published)
    rig.go_on(later(demo_frames, 5.0))
    assert [check.row.state for check in rig.checks()] == ["complete"]
    assert not any(each.held for each in rig.live.published[before:])
    assert rig.watch.vitals.newest.held is False


def test_a_check_in_progress_goes_on_to_its_end(
    rig: Rig, demo_frames: list[RecordedFrame], trial: Path
) -> None:
    """It is not held before its result is stored, shown and left; then it is, at once."""
    rig.feed(between(demo_frames, 0.0, 10.0))
    held_by(rig, trial)
    assert not rig.loop.held
    rig.go_on([frame for frame in demo_frames if frame.t_s >= 10.0])
    rig.clock.s += LOOK_EVERY_S
    rig.watch.heed_hold()
    assert (rig.loop.stage, rig.loop.held) == (Stage.RESULTS, False)
    (check,) = rig.checks()
    assert check.row.state == "complete"
    assert rig.live.newest.report == check.report
    assert not any(each.held for each in rig.live.published)
    gone_s = demo_frames[-1].t_s + 0.1
    for frame in empty_frames(90, start_s=gone_s):
        rig.watch.heed_hold()
        rig.go_on([frame])
    assert (rig.loop.stage, rig.loop.held) == (Stage.WAITING, True)
    assert rig.live.newest.held
    assert rig.checks() == [check]


def test_a_welcome_is_no_check_yet(rig: Rig, demo_frames: list[RecordedFrame], trial: Path) -> None:
    """Who is still being welcomed is told at once, and welcomed from the start afterwards."""
    rig.loop.fresh_session = replace(rig.loop.fresh_session, welcome_s=60.0)
    rig.feed(between(demo_frames, 0.0, 2.0))
    assert (rig.live.newest.stage, rig.live.newest.held) == ("welcome", False)
    held_by(rig, trial)
    assert rig.loop.held
    rig.go_on(between(demo_frames, 2.0, 2.2))
    assert rig.live.newest.held
    let_go(rig, trial)
    rig.go_on(between(demo_frames, 2.2, 2.3))
    assert (rig.live.newest.stage, rig.live.newest.held) == ("welcome", False)
    assert rig.live.newest.hold == pytest.approx(0.0, abs=0.01)


def test_a_lost_camera_keeps_its_own_words_and_holds(rig: Rig, trial: Path) -> None:
    """No frame comes, so no check can begin: an update may mend that very camera."""
    trial.write_text("{}", encoding="utf-8")
    rig.watch.hold = Hold(trial)
    running = rig.run(Socket(MISSING).open, Plan(wait_for_camera=True))
    shown = rig.until_page(lambda shown: shown.camera == "missing", "missing")
    assert running.stop.waiting.acquire(timeout=20.0)
    assert shown.camera_message == f"{MISSING} The kiosk keeps trying."
    assert rig.all_told("cue")[-1] is Cue.CAMERA_LOST
    vitals = rig.watch.vitals.newest
    assert (vitals.held, vitals.busy) == (True, False)
    running.stop.set()
    running.finish()


def test_a_member_whose_camera_went_is_not_there(
    rig: Rig, demo_frames: list[RecordedFrame]
) -> None:
    """A result that nobody can be seen to leave keeps no update waiting for ever."""
    rig.feed(demo_frames)
    assert rig.loop.busy
    rig.loop.lost_source()
    assert not rig.loop.busy
    assert rig.loop.hold(True)


def test_box_trouble_goes_before_the_update_while_nobody_is_there(
    rig: Rig, demo_frames: list[RecordedFrame], trial: Path
) -> None:
    """Staff see that the power is low; a member sees the calm light."""
    rig.loop.outlets.trouble = lambda: "low_power"
    rig.loop.begin(INFO)
    held_by(rig, trial)
    rig.go_on(empty_frames(5))
    assert rig.all_told("cue") == [Cue.LOW_POWER]
    rig.go_on(later(between(demo_frames, 0.0, ARRIVED_S + OFF_S), 1.0))
    assert rig.all_told("cue") == [Cue.LOW_POWER, Cue.UPDATING]


@pytest.fixture
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Do not wait long for a fake that gives nothing."""
    monkeypatch.setattr(watching, "TAKE_S", 0.01)
    monkeypatch.setattr(newest, "STOP_WAIT_S", 0.02)


@pytest.fixture
def box(tmp_path: Path, manager: Manager, trial: Path) -> Iterator[Rig]:
    """A kiosk with real pictures, run as a service."""
    with Rig.built(tmp_path / "box.db", estimator=SeesNobody()) as built:
        built.watch.notifier = Notifier({"NOTIFY_SOCKET": manager._end.getsockname()})
        built.watch.run_dir = tmp_path
        built.watch.hold = Hold(trial)
        yield built


@pytest.mark.usefixtures("_impatient")
def test_the_watchdog_is_fed_while_held(box: Rig, manager: Manager, trial: Path) -> None:
    """By fresh frames as ever; systemd reads why no check begins, and that it is over."""
    trial.write_text("{}", encoding="utf-8")
    camera = FakeSource(info=CAMERA)
    running = box.run(Socket(camera).open, Plan(wait_for_camera=True))
    play(box, camera, *[picture(float(n)) for n in range(4)])
    assert box.watch.vitals.newest.held
    assert box.live.newest.held
    trial.unlink()
    play(box, camera, *[picture(float(n)) for n in range(4, 6)])
    stopped(running)
    words = manager.heard()
    assert words.count("WATCHDOG=1") == 6
    assert any("STATUS=" in word and "updated" in word for word in words)
    assert any("STATUS=" in word and "over" in word for word in words)
    assert not box.watch.vitals.newest.held
    assert not box.live.newest.held


@pytest.mark.usefixtures("_impatient")
def test_it_is_held_within_half_a_second_without_a_new_frame(box: Rig, trial: Path) -> None:
    """A camera that only starts to be slow keeps no updater waiting."""
    camera = FakeSource(info=CAMERA)
    running = box.run(Socket(camera).open, Plan(wait_for_camera=True))
    play(box, camera, picture(0.0))
    trial.write_text("{}", encoding="utf-8")
    box.clock.s += LOOK_EVERY_S
    box.clock.until_looked_at(6)
    assert box.watch.vitals.newest.held
    stopped(running)


def test_rests_while_held(tmp_path: Path, trial: Path) -> None:
    """The page dims and the light stays calm: nobody is invited."""
    with Rig.built(tmp_path / "rest.db", estimator=SeesNobody()) as rig:
        rig.loop.rest = Rest(5.0)
        rig.loop.begin(CAMERA)
        held_by(rig, trial)
        rig.go_on([picture(n / 15) for n in range(15 * 8)])
        shown: Snapshot = rig.live.newest
        assert (shown.resting, shown.held) == (True, True)
        assert rig.all_told("cue") == [Cue.UPDATING]
