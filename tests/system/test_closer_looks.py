"""Closer looks beside the live view: each asked rep is answered once, whatever the network does."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest

from kiosk import paths
from kiosk.camera.frame import Frame
from kiosk.closer_looks import CloserLook, LookingThread
from kiosk.pose.closer import Sight
from kiosk.pose.framing import Box, Canvas
from kiosk.pose.keypoints import Leg, Look
from kiosk.pose.movenet import MoveNet, Rows
from kiosk.scoring import protocol, tracker
from kiosk.scoring.events import RepEnded
from kiosk.scoring.findings import Rep
from kiosk.scoring.moments import worth_a_look
from kiosk.scoring.tracker import Tracker
from tests.scoring.script import Script, Squat

from .fakes import LIMIT_S

BOX = Box(0.0, 0.0, 192.0, 320.0)
NETWORK = "lightning-portrait"
"""As second one here: it has the size of the one that ships and is quicker."""


def _photo() -> Canvas:
    bgr = cv2.imread(str(Path(__file__).resolve().parents[1] / "models" / "person.jpg"))
    assert bgr is not None
    return np.ascontiguousarray(bgr[:320, 64:256, ::-1], dtype=np.uint8)


PICTURE = _photo()


class HeldNetwork(MoveNet):
    """A real network, which waits at a gate and fails where it is told to."""

    def __init__(self) -> None:
        super().__init__(paths.model_file(NETWORK))
        self.gate = threading.Event()
        self.gate.set()
        self.busy = threading.Event()
        """Somebody has come to the gate."""
        self.failure: Exception | None = None
        self.runs = 0

    def read(self) -> Rows:
        """As MoveNet, after the gate."""
        self.runs += 1
        self.busy.set()
        assert self.gate.wait(LIMIT_S)
        if self.failure:
            raise self.failure
        return super().read()


@pytest.fixture(scope="module")
def loaded() -> HeldNetwork:
    return HeldNetwork()


@pytest.fixture
def network(loaded: HeldNetwork) -> Iterator[HeldNetwork]:
    """One network for all tests, each time as new."""
    loaded.gate.set()
    loaded.busy.clear()
    loaded.failure, loaded.runs = None, 0
    yield loaded
    loaded.gate.set()


@pytest.fixture(scope="module")
def ended() -> list[RepEnded]:
    """Three reps of a stick person, with their evidence."""
    film = Script().stand().lift(Leg.LEFT).squats(3, Squat(down_s=1.0, up_s=1.0)).film(15)
    state, found = Tracker(), []
    for t_s, pose in film:
        state, events = tracker.step(state, t_s, pose)
        found += [event for event in events if isinstance(event, RepEnded)]
    assert len(found) == 3
    return found


def keep(look: CloserLook, event: RepEnded) -> None:
    """The crops of one rep are in memory, each the same photograph."""
    for t_s in worth_a_look(event.evidence.dip):
        look.keeper.keep(Frame(t_s, PICTURE), BOX, PICTURE)


def answered(looking: LookingThread, count: int) -> list[Rep]:
    """So many answers; the thread is given time, and the gate is open."""
    arrived: list[Rep] = []
    waiting = threading.Event()
    for _ in range(round(LIMIT_S / 0.01)):
        arrived += looking.answers()
        if len(arrived) >= count:
            return arrived
        waiting.wait(0.01)
    raise AssertionError(f"{len(arrived)} of {count} answers came")


def test_each_asked_rep_is_answered_once_in_order(
    network: HeldNetwork, ended: list[RepEnded]
) -> None:
    """Three asked, three answered, each measured by two runs for every one of its crops."""
    looking = LookingThread(CloserLook(network))
    try:
        for event in ended:
            keep(looking.look, event)
            looking.ask(event.rep, event.evidence)
        answers = answered(looking, 3)
        looking.close()
        assert [rep.start_s for rep in answers] == [event.rep.start_s for event in ended]
        assert all(rep.looked_closer for rep in answers)
        crops = sum(len(worth_a_look(event.evidence.dip)) for event in ended)
        assert network.runs == 2 * crops
        assert looking.answers() == []
    finally:
        looking.close()


def test_asking_never_waits(network: HeldNetwork, ended: list[RepEnded]) -> None:
    """While the network works, further reps are asked for and nothing has been answered."""
    network.gate.clear()
    looking = LookingThread(CloserLook(network))
    try:
        for event in ended:
            keep(looking.look, event)
            looking.ask(event.rep, event.evidence)
        assert network.busy.wait(LIMIT_S)
        assert looking.answers() == []
        network.gate.set()
        assert len(answered(looking, 3)) == 3
    finally:
        network.gate.set()
        looking.close()


def test_the_crops_asked_for_outlive_the_keeper(
    network: HeldNetwork, ended: list[RepEnded]
) -> None:
    """What was asked is looked at though the next frame has let the keeper forget it."""
    network.gate.clear()
    looking = LookingThread(CloserLook(network))
    try:
        keep(looking.look, ended[0])
        looking.ask(ended[0].rep, ended[0].evidence)
        looking.look.after_frame(Tracker())
        assert len(looking.look.keeper) == 0
        network.gate.set()
        (rep,) = answered(looking, 1)
        assert rep.looked_closer
    finally:
        network.gate.set()
        looking.close()


@pytest.mark.parametrize("failure", [RuntimeError("out of memory"), ValueError("odd tensor")])
def test_a_failing_network_leaves_the_rep_as_it_was(
    network: HeldNetwork,
    ended: list[RepEnded],
    caplog: pytest.LogCaptureFixture,
    failure: Exception,
) -> None:
    """The rep is answered as the live view measured it, the log says so, the next one is looked
    at again."""
    looking = LookingThread(CloserLook(network))
    try:
        network.failure = failure
        keep(looking.look, ended[0])
        looking.ask(ended[0].rep, ended[0].evidence)
        with caplog.at_level(logging.ERROR):
            assert answered(looking, 1) == [ended[0].rep]
        assert "A closer look failed" in caplog.text
        network.failure = None
        keep(looking.look, ended[1])
        looking.ask(ended[1].rep, ended[1].evidence)
        assert answered(looking, 1)[0].looked_closer
    finally:
        looking.close()


def test_a_rep_without_crops_stays_as_it_was(network: HeldNetwork, ended: list[RepEnded]) -> None:
    """Nothing kept, nothing to look at: answered all the same, without a run of the network."""
    looking = LookingThread(CloserLook(network))
    try:
        looking.ask(ended[0].rep, ended[0].evidence)
        assert answered(looking, 1) == [ended[0].rep]
        assert network.runs == 0
    finally:
        looking.close()


def test_closing_with_work_pending_returns(network: HeldNetwork, ended: list[RepEnded]) -> None:
    """The look in progress is finished, the two behind it are dropped, the thread is gone."""
    network.gate.clear()
    looking = LookingThread(CloserLook(network))
    for event in ended:
        keep(looking.look, event)
        looking.ask(event.rep, event.evidence)
    assert network.busy.wait(LIMIT_S)
    closing = threading.Thread(target=looking.close, daemon=True)
    closing.start()
    network.gate.set()
    closing.join(LIMIT_S)
    assert not closing.is_alive()
    assert len(looking.answers()) == 1
    assert network.runs == 2 * len(worth_a_look(ended[0].evidence.dip))
    assert "closer-look" not in {thread.name for thread in threading.enumerate()}


def test_only_what_a_squat_may_need_stays_in_memory(network: HeldNetwork) -> None:
    """A whole check's frames are kept one by one; there are never more crops than those of a
    bottom and of the second before it."""
    look, state, most = CloserLook(network), Tracker(), 0
    squats = Script().stand().lift(Leg.LEFT).squats(3)
    for t_s, pose in squats.put_down().stand().film(15):
        look.keeper.keep(Frame(t_s, PICTURE), BOX, PICTURE)
        state, _ = tracker.step(state, t_s, pose)
        look.after_frame(state)
        most = max(most, len(look.keeper))
    assert 15 <= most <= 60
    assert len(look.keeper) == 0


def test_the_measured_rep_is_that_of_the_networks_poses(
    network: HeldNetwork, ended: list[RepEnded]
) -> None:
    """What `looks` saw is what `measured` reads, by the reading of this network."""
    look, event = CloserLook(network), ended[0]
    dip = event.evidence.dip
    looks = [Look(s.t_s, s.pose) for s in dip.samples if s.pose]
    rep = look.measured(event.rep, event.evidence, looks)
    assert rep.looked_closer
    assert rep.knee_error_deg == protocol.knee_fit(NETWORK, closer=True).error_deg
    assert look.crops(event.evidence) == ()
    keep(look, event)
    crops = look.crops(event.evidence)
    assert [crop.t_s for crop in crops] == list(worth_a_look(dip))
    assert all(isinstance(crop, Sight) and crop.person for crop in crops)
    assert not any(crop.pelvis is not None for crop in crops)
