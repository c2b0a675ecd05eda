"""What the kiosk notices besides the pose reaches the session, and only what is known."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
import pytest

from kiosk.camera.frame import Frame, RecordedFrame, Rgb, SourceInfo
from kiosk.pose.keypoints import Pose
from kiosk.saying import KNOCKED
from kiosk.scoring.presence import Presence
from kiosk.scoring.spot import Spot
from kiosk.scoring.surroundings import UNKNOWN, Surroundings
from kiosk.senses import STRAY_S, WATCH_EVERY_S, Senses, centre_line_px

from .fakes import INFO, between
from .rig import NoPictures, Rig, begins_at_once

SPOT = Spot(250.0, 480.0, 90.0, 30.0)
CROWDED = Surroundings(crowded=True)
PICTURE: Rgb = np.zeros((640, 480, 3), dtype=np.uint8)


@dataclass
class Looker:
    """Looks around once a second, and always finds a second body."""

    looked: list[float] = field(default_factory=list)
    given: list[tuple[Pose | None, Spot | None]] = field(default_factory=list)

    def due(self, t_s: float) -> bool:
        return not self.looked or t_s - self.looked[-1] >= 1.0

    def look(self, frame: Frame, pose: Pose | None, spot: Spot | None) -> Surroundings:
        self.looked.append(frame.t_s)
        self.given.append((pose, spot))
        return CROWDED


@dataclass
class DeskOfOne:
    """A desk with one spot, which may be moved and knocked."""

    spot: Spot | None = SPOT
    moved: list[Spot] = field(default_factory=list)
    knocked: str | None = None
    camera: str = ""
    watched: list[float] = field(default_factory=list)

    def opened(self, info: SourceInfo) -> Spot | None:
        self.camera = info.name
        return self.spot

    def take_spot(self) -> Spot | None:
        return self.moved.pop() if self.moved else None

    def watch(self, rgb: Rgb) -> None:
        self.watched.append(float(rgb[0, 0, 0]))


@dataclass
class Box:
    """Where pictures go."""

    shown: int = 0
    cleared: int = 0

    def show(self, rgb: Rgb) -> None:
        self.shown += rgb.size > 0

    def clear(self) -> None:
        self.cleared += 1


@pytest.fixture
def desk(rig: Rig) -> DeskOfOne:
    """The rig's loop with a spot in front of it."""
    desk = DeskOfOne()
    rig.loop.senses = Senses(desk=desk)
    return desk


def test_a_look_holds_until_the_next_one_is_due() -> None:
    """Between looks the newest holds; a recording knows nothing of its surroundings."""
    senses, looker = Senses(Looker()), Looker()
    senses.look_around = looker
    state = begins_at_once(spot=SPOT)
    for n in range(25):
        assert senses.around(Frame(n / 10, PICTURE), None, state) == CROWDED
    assert looker.looked == [0.0, 1.0, 2.0]
    assert looker.given == [(None, SPOT)] * 3
    assert senses.around(RecordedFrame(3.0, None), None, state) == UNKNOWN
    senses.opened(INFO)
    looker.looked = [99.0]
    assert senses.around(Frame(4.0, PICTURE), None, state) == UNKNOWN


def test_a_body_beside_the_spot_is_let_go_after_a_second() -> None:
    """Whoever is followed elsewhere holds the network for no longer than that."""
    estimator, senses = NoPictures(), Senses()
    state = replace(begins_at_once(spot=SPOT), presence=Presence(off_since_s=5.0))
    senses.after(RecordedFrame(5.0 + STRAY_S, None), state, estimator)
    assert estimator.resets == 0
    senses.after(RecordedFrame(5.1 + STRAY_S, None), state, estimator)
    assert estimator.resets == 1
    senses.after(RecordedFrame(9.0, None), replace(state, spot=None), estimator)
    assert estimator.resets == 1


def test_the_empty_spot_is_watched_now_and_then() -> None:
    """At the first picture and every half minute, never with somebody on the spot."""
    desk = DeskOfOne()
    senses, estimator, state = Senses(desk=desk), NoPictures(), begins_at_once()
    for n in range(100):
        senses.after(Frame(float(n), PICTURE), state, estimator)
    assert len(desk.watched) == 1 + int(99 // (WATCH_EVERY_S + 1))
    there = replace(state, stage=type(state.stage)("welcome"))
    senses.after(Frame(500.0, PICTURE), there, estimator)
    assert len(desk.watched) == 1 + int(99 // (WATCH_EVERY_S + 1))


def test_pictures_are_shown_and_taken_back() -> None:
    """Every picture is left for the pages, none is kept once the source is gone."""
    box = Box()
    senses = Senses(pictures=box)
    senses.before(Frame(0.0, PICTURE))
    senses.before(RecordedFrame(0.1, None))
    assert (box.shown, box.cleared) == (1, 0)
    senses.closed()
    assert box.cleared == 1


def test_a_new_spot_ends_the_check_and_holds_at_once(
    rig: Rig, desk: DeskOfOne, demo_frames: list[RecordedFrame]
) -> None:
    """Staff move the spot during a check: it is given up, and the new one is on the page."""
    desk.spot = Spot(240.0, 480.0, 120.0, 40.0)
    rig.feed(between(demo_frames, 0.0, 14.0))
    assert rig.live.newest.stage in ("practice", "reps")
    desk.moved.append(Spot(60.0, 480.0, 30.0, 10.0))
    rig.go_on(between(demo_frames, 14.0, 20.0))
    assert rig.live.newest.stage == "waiting"
    assert rig.live.newest.spot == (0.125, 0.75, 0.0625, 0.0156, 0.0)
    assert rig.loop._session.tracker.centre_px == 60.0
    (check,) = rig.checks()
    assert check.row.state == "abandoned"


def test_a_knocked_camera_is_said_across_the_page(
    rig: Rig, desk: DeskOfOne, demo_frames: list[RecordedFrame]
) -> None:
    """The sentence is there as long as the desk finds it, and gone with it."""
    rig.feed(between(demo_frames, 0.0, 1.0))
    assert rig.live.newest.banner is None
    desk.knocked = "The camera was moved by 3 degrees."
    rig.go_on(between(demo_frames, 1.0, 2.0))
    assert rig.live.newest.banner == KNOCKED
    desk.knocked = None
    rig.go_on(between(demo_frames, 2.0, 3.0))
    assert rig.live.newest.banner is None


def test_the_centre_line_is_the_spot_s() -> None:
    """A member on a spot beside the picture's middle stands right; without one the middle holds."""
    assert centre_line_px(SPOT, 480) == 250.0
    assert centre_line_px(None, 480) == 240.0
