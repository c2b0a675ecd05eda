"""While nobody is near, the loop lets most frames pass; page and light say that it rests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from kiosk.camera.frame import Frame, RecordedFrame, SourceInfo
from kiosk.feedback.cues import Cue
from kiosk.idle import LOOK_EVERY_S
from kiosk.pose.keypoints import Pose
from kiosk.resting import Rest
from kiosk.scoring.spot import Spot

from .fakes import between, empty_frames
from .rig import Rig
from .test_watching import SeesNobody

AFTER_S = 5.0
CAMERA = SourceInfo("camera", "fake camera", 120, 160, 15.0, None)


class Counting(SeesNobody):
    """Counts how often the network would have run."""

    def __init__(self) -> None:
        super().__init__()
        self.looks = 0
        self.pose: Pose | None = None

    def estimate(self, frame: Frame) -> Pose | None:
        """What the test has put there."""
        del frame
        self.looks += 1
        return self.pose


@pytest.fixture
def network() -> Counting:
    return Counting()


@pytest.fixture
def kiosk(tmp_path: Path, network: Counting) -> Iterator[Rig]:
    with Rig.built(tmp_path / "rest.db", estimator=network) as built:
        built.loop.rest = Rest(AFTER_S)
        built.loop.begin(CAMERA)
        yield built


def room(t_s: float, body: bool = False) -> Frame:
    """A noisy room of 15 frames a second, with something dark and large in it or not."""
    chance = np.random.default_rng(round(100 * t_s))
    picture = chance.normal(128, 2, (160, 120, 3)).clip(0, 255).astype(np.uint8)
    if body:
        picture[40:150, 40:80] = 20
    return Frame(t_s, picture)


def empty_room(kiosk: Rig, start_s: float, end_s: float) -> None:
    kiosk.go_on([room(n / 15) for n in range(round(15 * start_s), round(15 * end_s))])


def test_every_frame_is_looked_at_until_it_rests(kiosk: Rig, network: Counting) -> None:
    """Awake, the network sees all of them and the page is not dimmed."""
    empty_room(kiosk, 0.0, AFTER_S - 0.1)
    assert network.looks == round(15 * (AFTER_S - 0.1))
    assert not kiosk.live.newest.resting


def test_at_rest_the_network_looks_once_a_second(kiosk: Rig, network: Counting) -> None:
    """That is the point of resting; somebody who stands very still is found all the same."""
    empty_room(kiosk, 0.0, AFTER_S + 0.1)
    before = network.looks
    empty_room(kiosk, AFTER_S + 0.1, AFTER_S + 10.1)
    assert 9 <= network.looks - before <= 10.0 / LOOK_EVERY_S + 1
    assert kiosk.live.newest.resting


def test_the_light_breathes_at_rest(kiosk: Rig) -> None:
    """And goes back to waiting when somebody comes near."""
    empty_room(kiosk, 0.0, AFTER_S + 1.0)
    assert kiosk.all_told("cue")[-1] is Cue.RESTING


def test_what_moves_in_is_looked_at_within_a_third_of_a_second(
    kiosk: Rig, network: Counting
) -> None:
    """Two frames after a body has come into the picture the network runs again."""
    empty_room(kiosk, 0.0, AFTER_S + 3.5)
    before = network.looks
    kiosk.go_on([room(AFTER_S + 3.5 + n / 15, body=True) for n in range(4)])
    assert network.looks - before >= 3


def test_somebody_near_wakes_page_and_light(
    kiosk: Rig, network: Counting, demo_frames: list[RecordedFrame]
) -> None:
    """The first pose near the spot ends the rest at once."""
    empty_room(kiosk, 0.0, AFTER_S + 3.5)
    network.pose = next(frame.pose for frame in demo_frames if frame.pose)
    kiosk.go_on([room(AFTER_S + 3.5 + n / 15, body=True) for n in range(3)])
    assert not kiosk.live.newest.resting
    assert kiosk.all_told("cue")[-1] is not Cue.RESTING


def test_another_source_or_spot_is_looked_at_awake(
    kiosk: Rig, network: Counting, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A camera that was opened again, or a spot that staff set, shows another place."""
    empty_room(kiosk, 0.0, AFTER_S + 1.0)
    monkeypatch.setattr(kiosk.loop.senses, "moved_spot", lambda: Spot(60.0, 150.0, 15.0, 5.0))
    before = network.looks
    kiosk.go_on([room(AFTER_S + 1.0)])
    assert network.looks == before + 1
    monkeypatch.undo()
    empty_room(kiosk, AFTER_S + 1.1, 2 * AFTER_S + 3.0)
    kiosk.loop.begin(CAMERA)
    assert not kiosk.loop.rest.resting


def test_trouble_of_the_box_goes_before_the_rest(kiosk: Rig) -> None:
    """Staff who pass see that the power is low, resting or not."""
    kiosk.loop.outlets.trouble = lambda: "low_power"
    empty_room(kiosk, 0.0, AFTER_S + 1.0)
    assert kiosk.all_told("cue")[-1] is Cue.LOW_POWER


def test_members_see_nothing_of_the_boxs_troubles(
    rig: Rig, demo_frames: list[RecordedFrame]
) -> None:
    """From the welcome on the light is theirs."""
    rig.loop.outlets.trouble = lambda: "hot"
    rig.feed(between(demo_frames, 0.0, 14.0))
    told = rig.all_told("cue")
    assert told.count(Cue.HOT) == 1
    assert told[-1] is not Cue.HOT


def test_recorded_poses_are_never_left_out(rig: Rig) -> None:
    """They cost nothing, and a replay must give the same result every time."""
    rig.loop.rest = Rest(1.0)
    rig.feed(empty_frames(60))
    assert len(rig.live.published) == 60
