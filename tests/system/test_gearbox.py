"""The board's choice at work: lighter networks when hot, a new measuring when asked."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.board import first_start, heat
from kiosk.board.first_start import WANTED_FILE
from kiosk.camera.frame import Frame, RecordedFrame
from kiosk.config import ModelConfig
from kiosk.gearbox import FEEL_EVERY_S, Gearbox, Warmth
from kiosk.holding import Hold
from kiosk.scoring.flow import Stage
from kiosk.upkeep import Upkeep
from kiosk.vitals import VitalsBoard
from kiosk.watching import Plan

from .fakes import FakeSource, Socket, between
from .rig import Rig
from .test_watching import CAMERA, SeesNobody, picture

HOT_C = 78.0


class Board:
    """How warm it is, in the test's hands."""

    warmth: Warmth = (45.0, False)


@pytest.fixture
def board() -> Board:
    return Board()


@pytest.fixture
def box(board: Board) -> Gearbox:
    """A board that was not measured: lightning-portrait with closer looks."""
    return Gearbox(ModelConfig(), None, HOT_C, lambda: board.warmth)


def feel(box: Gearbox, start_s: float, seconds: float) -> float:
    """Every second, as the watch does; the time afterwards."""
    for second in range(round(seconds)):
        box.feel(start_s + second)
    return start_s + seconds


def test_a_cool_board_keeps_its_own_networks(box: Gearbox) -> None:
    """Nothing is due in an hour of 45 degrees."""
    feel(box, 0.0, 3600.0)
    assert not box.due()
    assert box.lighter is None


def test_heat_makes_a_lighter_gear_due_and_coolness_takes_it_back(
    box: Gearbox, board: Board
) -> None:
    """Each shift is said with its reason; afterwards the board's own run again."""
    own = box.gear
    board.warmth = (82.0, False)
    now_s = feel(box, 0.0, heat.HOT_FOR_S + 2 * FEEL_EVERY_S)
    assert box.due()
    assert box.gear == own, "nothing changes before the loop says that it is time"
    assert box.shift() != own
    assert "hot" in (box.lighter or "")
    board.warmth = (60.0, False)
    now_s = feel(box, now_s, 4 * heat.COOL_FOR_S)
    assert box.due()
    assert box.shift() == own
    assert box.lighter is None


def test_a_board_that_slowed_down_for_heat_is_hot(box: Gearbox, board: Board) -> None:
    """Whatever its thermometer says."""
    board.warmth = (None, True)
    feel(box, 0.0, heat.HOT_FOR_S + 2 * FEEL_EVERY_S)
    assert box.due()


def test_staff_can_ask_for_figures(
    tmp_path: Path, board: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The request outlives a power cut, and the choice is made anew at the shift."""
    chosen: list[Path | None] = []
    real = first_start.choice_for

    def counted(folder: Path | None, *rest: object) -> object:
        chosen.append(folder)
        return real(None, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(first_start, "choice_for", counted)
    box = Gearbox(ModelConfig(), tmp_path, HOT_C, lambda: board.warmth)
    box.ask()
    assert (tmp_path / WANTED_FILE).exists()
    assert box.due()
    box.shift()
    assert chosen == [tmp_path, tmp_path]
    assert not box.due()


class Still(Upkeep):
    """Without loading networks: tells what it was asked to do."""

    def __init__(self, box: Gearbox) -> None:
        self.gearbox, self.runtime, self.vitals = box, "auto", VitalsBoard()
        self.done: list[Stage] = []
        self.pass_time: Callable[[], None] = lambda: None
        self.eyes = _Eyes(box)  # type: ignore[assignment]

    def do(self, loop: object) -> None:
        """As Upkeep."""
        self.pass_time()
        self.done.append(loop.stage)  # type: ignore[attr-defined]
        self.gearbox.shift()


class _Eyes:
    def __init__(self, box: Gearbox) -> None:
        self._box = box

    @property
    def gear(self) -> heat.Gear:
        """The gear that runs."""
        return self._box.gear


@pytest.fixture
def hot_kiosk(tmp_path: Path, box: Gearbox, board: Board) -> Iterator[tuple[Rig, Still]]:
    """A kiosk that is hot from the first minute."""
    with Rig.built(tmp_path / "hot.db", estimator=SeesNobody()) as built:
        board.warmth = (82.0, False)
        feel(box, -100.0, 30.0)
        upkeep = Still(box)
        built.watch.upkeep = upkeep
        yield built, upkeep


def test_networks_change_while_nobody_is_there(hot_kiosk: tuple[Rig, Still]) -> None:
    """With the first frames of an empty spot; the source is begun anew and goes on."""
    kiosk, upkeep = hot_kiosk
    camera = FakeSource(info=CAMERA)
    running = kiosk.run(Socket(camera).open, Plan())
    kiosk.play(camera, [picture(0.0), picture(1.0)])
    running.stop.set()
    running.finish()
    assert upkeep.done == [Stage.WAITING]
    assert kiosk.loop.estimator.resets == 2  # type: ignore[attr-defined]


def test_networks_change_while_an_update_is_on_trial(
    hot_kiosk: tuple[Rig, Still], tmp_path: Path
) -> None:
    """Heat waits for no update, and the change ends no hold."""
    kiosk, upkeep = hot_kiosk
    trial = tmp_path / "trial.json"
    trial.write_text("{}", encoding="utf-8")
    kiosk.watch.hold = Hold(trial)
    camera = FakeSource(info=CAMERA)
    running = kiosk.run(Socket(camera).open, Plan())
    kiosk.play(camera, [picture(0.0), picture(1.0)])
    running.stop.set()
    running.finish()
    assert upkeep.done == [Stage.WAITING]
    assert kiosk.live.newest.held
    assert kiosk.watch.vitals.newest.held


def test_a_long_measuring_is_no_stalled_camera(hot_kiosk: tuple[Rig, Still]) -> None:
    """A minute without looking at frames was the kiosk's own doing."""
    kiosk, upkeep = hot_kiosk

    def pass_a_minute() -> None:
        kiosk.clock.s += 60.0

    upkeep.pass_time = pass_a_minute
    camera = FakeSource(info=CAMERA)
    running = kiosk.run(Socket(camera).open, Plan())
    kiosk.play(camera, [picture(0.0)])
    kiosk.clock.until_looked_at(6)
    kiosk.play(camera, [picture(1.0)])
    assert upkeep.done == [Stage.WAITING]
    running.stop.set()
    running.finish()


def test_networks_never_change_within_a_check(
    hot_kiosk: tuple[Rig, Still], demo_frames: list[RecordedFrame], board: Board
) -> None:
    """Two networks in one check would mix two errors: it waits until the member has gone."""
    kiosk, upkeep = hot_kiosk
    board.warmth = (45.0, False)
    upkeep.gearbox.shift()
    source = FakeSource()
    running = kiosk.run(Socket(source).open, Plan())
    kiosk.play(source, between(demo_frames, 0.0, 5.0))
    assert kiosk.loop.stage is not Stage.WAITING
    upkeep.gearbox._asked.set()
    kiosk.play(source, between(demo_frames, 5.0, 12.0))
    assert upkeep.done == []
    running.stop.set()
    running.finish()


def test_a_check_heats_the_board_too(
    hot_kiosk: tuple[Rig, Still], demo_frames: list[RecordedFrame]
) -> None:
    """In steady traffic nobody would ever be absent long enough to be found hot."""
    kiosk, upkeep = hot_kiosk
    upkeep.gearbox.shift()
    upkeep.gearbox._heat = heat.Heat(upkeep.gearbox._heat.gears)
    source = FakeSource()
    running = kiosk.run(Socket(source).open, Plan())
    for frame in between(demo_frames, 0.0, 9.0)[::5]:
        kiosk.clock.s += 1.0
        kiosk.play(source, [frame])
    assert upkeep.gearbox._heat.at > 0
    running.stop.set()
    running.finish()


def test_the_last_step_looks_at_fewer_frames(hot_kiosk: tuple[Rig, Still]) -> None:
    """Frames sooner than the gear wants them are passed over."""
    kiosk, upkeep = hot_kiosk
    upkeep.gearbox.gear = replace(upkeep.gearbox.gear, most_hz=5.0)
    taken = [number for number in range(60) if not kiosk.watch._too_soon(number / 30)]
    assert {after - before for before, after in itertools.pairwise(taken)} == {6}


@pytest.mark.slow
def test_real_networks_are_changed_as_a_whole(box: Gearbox, tmp_path: Path) -> None:
    """Live stage, closer looks and what is stored beside a check all follow the gear."""
    vitals = VitalsBoard()
    upkeep = Upkeep(box, "auto", vitals)
    assert vitals.newest.network == "lightning-portrait"
    assert vitals.newest.second_network == "thunder-portrait"
    box._heat = replace(box._heat, at=1)
    told: list[str] = []
    upkeep.see_with = lambda eyes: told.append(eyes.model.name)
    old = upkeep.eyes.looking
    assert old is not None
    with Rig.built(tmp_path / "real.db", estimator=SeesNobody()) as kiosk:
        upkeep.do(kiosk.loop)
        kiosk.loop.see_with(upkeep.eyes)
        kiosk.loop.begin(CAMERA)
        kiosk.loop.tick(Frame(0.0, picture(0.0).rgb))
        assert kiosk.loop.estimator is upkeep.eyes.estimator
    assert not old._thread.is_alive(), "two networks of closer looks would stay in memory"
    upkeep.close()
    assert told == [box.gear.live.model]
    assert vitals.newest.network == box.gear.live.model
    assert vitals.newest.step == box.lighter
