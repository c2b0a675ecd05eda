"""Glances at the pelvis beside the live view: the newest wins, and nothing ever waits for one."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from statistics import fmean

import numpy as np
import pytest

from kiosk import paths
from kiosk.camera.frame import Frame
from kiosk.closer_looks import GLANCE_EVERY_S, CloserLook, Glance, LookingThread
from kiosk.pose.framing import Canvas
from kiosk.pose.keypoints import Leg, Look, PelvisTilt, Pose
from kiosk.pose.pelvis_net import PelvisNet
from kiosk.scoring import tracker
from kiosk.scoring.events import RepEnded
from kiosk.scoring.findings import PelvisBy
from kiosk.scoring.flow import Stage
from kiosk.scoring.glances import Glances
from kiosk.scoring.moments import bottom_worth_a_look, stand_worth_a_look
from kiosk.scoring.standing import MOMENTS_KEPT
from kiosk.scoring.tracker import Tracker
from tests.scoring.script import Moment, Script, Squat

from .fakes import INFO, LIMIT_S
from .rig import NoPictures, Rig, begins_at_once
from .test_closer_looks import BOX, PICTURE, HeldNetwork

FRAME = np.tile(PICTURE, (2, 3, 1))
"""As large as the picture that the film's body is in."""
FPS = 15
FILM = Script().stand().lift(Leg.LEFT).squats(2, Squat(down_s=1.0, up_s=1.0))


class HeldPelvis(PelvisNet):
    """The real network, which waits at a gate, fails where told to, and counts its readings."""

    def __init__(self) -> None:
        super().__init__(paths.model_file("pelvis"))
        self.gate = threading.Event()
        self.busy = threading.Event()
        self.readings = 0
        self.failure: Exception | None = None

    def read(self, picture: Canvas) -> PelvisTilt | None:
        """As PelvisNet, after the gate."""
        self.readings += 1
        self.busy.set()
        assert self.gate.wait(LIMIT_S)
        if self.failure:
            raise self.failure
        return super().read(picture)


@pytest.fixture(scope="module")
def networks() -> tuple[HeldNetwork, HeldPelvis]:
    return HeldNetwork(), HeldPelvis()


@pytest.fixture
def pelvis(networks: tuple[HeldNetwork, HeldPelvis]) -> HeldPelvis:
    """The same network for all tests, each time as new."""
    found = networks[1]
    found.gate.set()
    found.busy.clear()
    found.readings, found.failure = 0, None
    return found


@pytest.fixture
def looking(
    networks: tuple[HeldNetwork, HeldPelvis], pelvis: HeldPelvis
) -> Iterator[LookingThread]:
    thread = LookingThread(CloserLook(networks[0], pelvis))
    yield thread
    pelvis.gate.set()
    thread.close()


def soon(happened: Callable[[], bool], what: str) -> None:
    """Give the thread time."""
    waiting = threading.Event()
    for _ in range(round(LIMIT_S / 0.01)):
        if happened():
            return
        waiting.wait(0.01)
    raise AssertionError(f"did not happen: {what}")


class Watching:
    """The loop's part: frames of one photograph, poses of a film, the tracker between."""

    def __init__(self, looking: LookingThread) -> None:
        self.looking = looking
        self.state = Tracker()
        self.ended: list[RepEnded] = []
        self.longest_s = 0.0

    def see(self, film: list[Moment]) -> None:
        keeper = self.looking.look.keeper
        assert keeper.pelvis is not None
        for t_s, pose in film:
            frame = Frame(t_s, FRAME)
            keeper.keep(frame, BOX, PICTURE)
            keeper.pelvis.keep(frame, pose)
            self.state, events = tracker.step(self.state, t_s, pose)
            for event in events:
                if isinstance(event, RepEnded):
                    self.looking.ask(event.rep, event.evidence)
                    self.ended.append(event)
            began_s = time.perf_counter()
            self.state = self.looking.after_frame(self.state, t_s)
            self.longest_s = max(self.longest_s, time.perf_counter() - began_s)


def film_until(in_squat_s: float) -> list[Moment]:
    """So far into the first squat."""
    begins_s = Script().stand().lift(Leg.LEFT).length_s
    return [(t_s, pose) for t_s, pose in FILM.film(FPS) if t_s <= begins_s + in_squat_s]


def test_a_glance_comes_back_to_the_tracker(looking: LookingThread, pelvis: HeldPelvis) -> None:
    """In a squat: what the network sees of now and of the stand, by the next frames."""
    watching = Watching(looking)
    watching.see(film_until(0.9))
    soon(lambda: looking._glimpsed.qsize() > 0, "a glance")
    state = looking.after_frame(watching.state, 1000.0)
    seen = state.glances.newest[-1]
    dip, standing = state.movement.dip, state.standing
    assert dip is not None
    assert standing is not None
    assert seen.t_s in {sample.t_s for sample in dip.samples}
    assert seen.pose is None
    canvas = np.zeros((128, 128, 3), np.uint8)
    assert pelvis.read(canvas) != seen.pelvis
    assert len(state.glances.standing) == len(stand_worth_a_look(standing))
    kept = looking.look.keeper.pelvis
    assert kept is not None
    assert kept.leg_px == pytest.approx(fmean(standing.leg_px.values()))
    assert looking.after_frame(state, 1000.0) is state


def test_nobody_glances_but_in_a_squat_on_one_leg(looking: LookingThread) -> None:
    """Standing, on one leg, or squatting on both: nothing is asked for."""
    for script in (
        Script().stand(2),
        Script().stand().lift(Leg.RIGHT).hold(1),
        Script().stand().squats(1),
    ):
        watching = Watching(looking)
        watching.see(script.film(FPS))
        assert watching.state.glances == Glances()
    assert looking._glanced_s is None


def test_a_waiting_network_holds_nothing_up_and_the_newest_glance_wins(
    looking: LookingThread, pelvis: HeldPelvis
) -> None:
    """While one reading waits at the gate the film goes on; of all frames since then only the last
    one is looked at."""
    taken: list[Glance] = []
    glimpsed = looking.look.glimpsed

    def noted(glance: Glance) -> tuple[Look, tuple[PelvisTilt, ...]]:
        taken.append(glance)
        return glimpsed(glance)

    looking.look.glimpsed = noted  # type: ignore[method-assign]
    pelvis.gate.clear()
    watching = Watching(looking)
    watching.see(film_until(0.35))
    assert pelvis.busy.wait(LIMIT_S)
    watching.see([(t_s, pose) for t_s, pose in film_until(0.95) if t_s > film_until(0.35)[-1][0]])
    assert watching.state.glances == Glances()
    assert watching.longest_s < LIMIT_S / 10
    assert looking._asked.qsize() > 2
    pelvis.gate.set()
    soon(looking._asked.empty, "the glances")
    soon(lambda: looking._glimpsed.qsize() == 2, "two answers")
    assert len(taken) == 2
    assert watching.state.movement.dip is not None
    now_s = watching.state.movement.dip.samples[-1].t_s
    assert now_s - GLANCE_EVERY_S - 1 / FPS <= taken[-1].t_s <= now_s
    assert taken[0].t_s < now_s - 0.3


def test_glances_are_at_most_ten_a_second(looking: LookingThread) -> None:
    """However many frames there are."""
    asked: list[float] = []
    glance = looking.look.glance

    def noted(tracker: Tracker) -> Glance | None:
        found = glance(tracker)
        asked.extend([found.t_s] if found else [])
        return found

    looking.look.glance = noted  # type: ignore[method-assign]
    Watching(looking).see(Script().stand().lift(Leg.LEFT).squats(1).film(60))
    assert 10 < len(asked) <= 1 + (asked[-1] - asked[0]) / GLANCE_EVERY_S + 1e-6
    assert min(b - a for a, b in pairwise(asked)) >= GLANCE_EVERY_S - 1e-9


def test_reps_are_measured_between_glances(looking: LookingThread, pelvis: HeldPelvis) -> None:
    """Both squats' reps come back, knee and pelvis by the networks; the stand was read once for
    both and for all glances, each bottom's moments once."""
    watching, answers = Watching(looking), []
    watching.see(FILM.put_down().film(FPS))
    soon(lambda: looking._answers.qsize() == 2, "two reps")
    answers = looking.answers()
    assert [rep.start_s for rep in answers] == [event.rep.start_s for event in watching.ended]
    assert all(rep.looked_closer and rep.pelvis_by is PelvisBy.LOOKS for rep in answers)
    bottoms = sum(len(bottom_worth_a_look(each.evidence.dip)) for each in watching.ended)
    stand = len(stand_worth_a_look(watching.ended[0].evidence.standing))
    glances = round(2 * 2.6 / GLANCE_EVERY_S)
    assert bottoms + stand <= pelvis.readings <= bottoms + stand + glances


def test_a_glance_that_fails_is_the_last(
    looking: LookingThread, pelvis: HeldPelvis, caplog: pytest.LogCaptureFixture
) -> None:
    """The log says it once; the line stays that of the hands, and reps are still answered."""
    pelvis.failure = RuntimeError("out of memory")
    watching = Watching(looking)
    with caplog.at_level(logging.ERROR):
        watching.see(film_until(0.9))
        soon(lambda: not looking._glances, "the failure")
        watching.see([m for m in FILM.film(FPS) if m[0] > film_until(0.9)[-1][0]])
        soon(lambda: looking._answers.qsize() == 2, "two reps")
    assert caplog.text.count("A glance at the pelvis failed") == 1
    assert watching.state.glances == Glances()
    assert looking.answers() == [event.rep for event in watching.ended]


def test_nobody_waits_for_a_glance_at_the_end(looking: LookingThread, pelvis: HeldPelvis) -> None:
    """When the member has left, what was asked is dropped, its picture with it."""
    pelvis.gate.clear()
    watching = Watching(looking)
    watching.see(film_until(0.9))
    assert pelvis.busy.wait(LIMIT_S)
    looking.forget()
    assert not looking._glance
    readings = pelvis.readings
    pelvis.gate.set()
    soon(lambda: looking._glimpsed.qsize() > 0, "the one in progress")
    looking.close()
    assert pelvis.readings - readings <= MOMENTS_KEPT


def test_the_pelvis_in_memory_is_bounded_and_goes_with_the_member(looking: LookingThread) -> None:
    """A whole check: never more than the stand, a window, a bottom and the second before it; once
    the tracker knows nobody, nothing; and what was read of the stand holds no picture."""
    pelvis, most = looking.look.keeper.pelvis, 0
    assert pelvis is not None
    watching = Watching(looking)
    for moment in FILM.put_down().stand(3).lift(Leg.RIGHT).squats(1).film(30):
        watching.see([moment])
        most = max(most, len(pelvis))
    assert MOMENTS_KEPT < most <= MOMENTS_KEPT + 48 + 30 + 15 + 5
    soon(lambda: looking._answers.qsize() == 3, "three reps")
    looking.after_frame(tracker.anew(watching.state), 0.0)
    assert len(pelvis) == 0
    soon(lambda: all(r.canvas() is None for r in looking.look._read.values()), "pictures to go")
    assert looking.look._read


class Acting(NoPictures):
    """Sees the poses of a film in any picture, and keeps the pelvis as the real one does."""

    def __init__(self, looking: LookingThread, film: list[Moment]) -> None:
        super().__init__()
        self.model = looking.look.model
        self.keeper = looking.look.keeper
        self._poses = dict(film)

    def estimate(self, frame: Frame) -> Pose | None:
        pose = self._poses[frame.t_s]
        if self.keeper is not None and self.keeper.pelvis is not None:
            self.keeper.pelvis.keep(frame, pose)
        return pose


def test_no_picture_stays_without_a_camera(
    tmp_path: Path, looking: LookingThread, pelvis: HeldPelvis
) -> None:
    """Lost in the middle of a squat: what was kept of the member is gone, and what was asked for
    with it, however long the camera stays away."""
    film, kept = film_until(0.9), looking.look.keeper
    assert kept.pelvis is not None
    camera, estimator = replace(INFO, kind="camera"), Acting(looking, film)
    with Rig.built(tmp_path / "r.db", begins_at_once(), estimator, looking) as rig:
        rig.loop.begin(camera)
        pelvis.gate.clear()
        for t_s, _ in film:
            kept.keep(Frame(t_s, FRAME), BOX, PICTURE)
            rig.loop.tick(Frame(t_s, FRAME))
        assert min(len(kept.pelvis), len(kept), looking._asked.qsize()) > 0
        rig.loop.lost_source()
    assert len(kept.pelvis) == len(kept) == looking._asked.qsize() == len(looking._glance) == 0


@pytest.mark.parametrize("stage", [Stage.RESULTS, Stage.STEP_OFF])
def test_no_picture_stays_once_the_check_is_over(
    tmp_path: Path, looking: LookingThread, pelvis: HeldPelvis, stage: Stage
) -> None:
    """While the result is on the screen nothing is measured, and no picture is held."""
    film, kept = film_until(0.9), looking.look.keeper
    assert kept.pelvis is not None
    estimator = Acting(looking, film)
    with Rig.built(tmp_path / "r.db", begins_at_once(), estimator, looking) as rig:
        rig.loop.begin(replace(INFO, kind="camera"))
        pelvis.gate.set()
        for t_s, _ in film[:-1]:
            kept.keep(Frame(t_s, FRAME), BOX, PICTURE)
            rig.loop.tick(Frame(t_s, FRAME))
        assert min(len(kept.pelvis), len(kept)) > 0
        rig.loop._session = replace(rig.loop._session, stage=stage)
        kept.keep(Frame(film[-1][0], FRAME), BOX, PICTURE)
        rig.loop.tick(Frame(film[-1][0], FRAME))
        assert len(kept.pelvis) == len(kept) == 0


@pytest.mark.parametrize(("sinks_deg", "shown"), [(20.0, "fault"), (0.0, "good"), (None, "good")])
def test_the_page_shows_the_line_of_the_glances(
    tmp_path: Path,
    looking: LookingThread,
    pelvis: HeldPelvis,
    monkeypatch: pytest.MonkeyPatch,
    sinks_deg: float | None,
    shown: str,
) -> None:
    """Hands level, and a pelvis that the network sees sink: the page shows it sinking, through the
    real loop; where the network tells nothing, what the hands tell."""
    film = Script().stand(2).lift(Leg.LEFT).squats(1, Squat(down_s=1.5, up_s=1.5)).film(FPS)
    down = {"now": False}

    def read(_picture: Canvas) -> PelvisTilt | None:
        if sinks_deg is None:
            return None
        return PelvisTilt(sinks_deg if down["now"] else 0.0, 0.5)

    monkeypatch.setattr(pelvis, "read", read)
    session, camera = begins_at_once(practice_wanted=0), replace(INFO, kind="camera")
    estimator = Acting(looking, film)
    with Rig.built(tmp_path / "r.db", session, estimator, looking) as rig:
        rig.loop.begin(camera)
        for t_s, _ in film:
            rig.loop.tick(Frame(t_s, FRAME))
            soon(looking._asked.empty, "the glance")
            soon(lambda: not looking._glance, "its taking")
            down["now"] = bool(looking.look._read)
        lines = [page.pelvis_now for page in rig.live.published if page.pelvis_now]
    assert lines[-1] == shown
    assert shown != "good" or set(lines) == {"good"}
