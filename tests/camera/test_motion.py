"""The motion gate: people are noticed at once; noise, light and what moves on and on are not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import cycle
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from kiosk.camera.frame import Frame, Rgb
from kiosk.camera.motion import EVERY_S, FORGET_S, Gate, cells
from kiosk.camera.video import VideoSource

CLIPS = Path(__file__).resolve().parents[1] / "clips"
RATE_HZ = 15.0
Picture = NDArray[np.float64]
Effect = Callable[[float, Picture], Picture]
RANDOM = np.random.default_rng(5)


def clip(name: str) -> list[Rgb]:
    """Every picture of a rendered clip."""
    source = VideoSource(CLIPS / f"{name}.mp4")
    found: list[Rgb] = []
    while isinstance(frame := source.read(), Frame):
        found.append(frame.rgb)
    source.close()
    return found


@pytest.fixture(scope="module")
def room() -> list[Rgb]:
    """A room with nobody in it, with the camera's noise."""
    return clip("empty_room")


@pytest.fixture(scope="module")
def walk() -> list[Rgb]:
    """Somebody walks in, about, and out, over 10.7 s, in the picture from 0.5 s on."""
    return clip("walking")


def watched(gate: Gate, pictures: list[Rgb], *, start_s: float = 0.0) -> list[float]:
    """Show pictures one after another; the times of those in which something moved."""
    times = [start_s + n / RATE_HZ for n in range(len(pictures))]
    return [t_s for t_s, rgb in zip(times, pictures, strict=True) if gate.moved(t_s, rgb)]


def changed(room: list[Rgb], seconds: float, effect: Effect) -> list[Rgb]:
    """The empty room, over and over, each picture changed by what goes on there."""
    pictures: Iterator[Rgb] = cycle(room)
    return [
        np.clip(effect(n / RATE_HZ, next(pictures).astype(float)), 0, 255).astype(np.uint8)
        for n in range(int(seconds * RATE_HZ))
    ]


def noise(_t_s: float, picture: Picture) -> Picture:
    grain: Picture = RANDOM.normal(0.0, 10.0, picture.shape[:2])[..., None]
    return picture + grain


def mains(t_s: float, picture: Picture) -> Picture:
    """Light of the mains beats against the shutter: the whole picture, brighter and darker."""
    beat = 12.0 * float(np.sin(2.0 * np.pi * 2.0 * t_s))
    return picture + beat


def dusk(t_s: float, picture: Picture) -> Picture:
    """The light falls by half in a minute."""
    return picture * (1.0 - 0.5 * t_s / 60.0)


@pytest.mark.parametrize("effect", [noise, mains, dusk])
def test_what_happens_to_light_is_no_movement(room: list[Rgb], effect: Effect) -> None:
    """A noisy sensor, flickering mains and nightfall never move."""
    assert watched(Gate(), changed(room, 12.0, effect)) == []


def fan(t_s: float, picture: Picture) -> Picture:
    """Four bright blades turn under the ceiling, 0.8 of a turn a second."""
    y, x = np.mgrid[0:120, 0:200]
    blades = np.sin(4.0 * np.arctan2(y - 60, x - 100) + 20.0 * t_s) > 0
    picture[20:140, 140:340] += 60.0 * blades[..., None]
    return picture


def runner(t_s: float, picture: Picture) -> Picture:
    """Somebody on a treadmill, far behind: a dark body bobs and sways."""
    down_px, right_px = int(8 * np.sin(16.3 * t_s)), int(15 * np.sin(8.2 * t_s))
    picture[150 + down_px : 280 + down_px, 350 + right_px : 395 + right_px] = 40.0
    return picture


def television(t_s: float, picture: Picture) -> Picture:
    """A screen on the wall with another picture every 1.7 s."""
    shown = np.random.default_rng(int(t_s / 1.7)).uniform(0.0, 255.0, (3, 4))
    picture[100:220, 60:220] = np.kron(shown, np.ones((40, 40)))[..., None]
    return picture


@pytest.mark.parametrize("effect", [fan, runner, television])
def test_what_moves_all_evening_is_learned(room: list[Rgb], effect: Effect) -> None:
    """What moves on and on in one place is noticed at first and, 20 s later, hardly ever."""
    moved = watched(Gate(), changed(room, 30.0, effect))
    assert moved[0] < 2.0
    assert sum(t_s > 20.0 for t_s in moved) <= 0.02 * 10 * RATE_HZ


@pytest.mark.parametrize("effect", [fan, runner, television])
def test_a_person_is_noticed_before_what_moves_all_evening(walk: list[Rgb], effect: Effect) -> None:
    """Once that is learned, somebody who walks in is noticed, 0.3 s later at most."""
    plain, learned, walks_in = Gate(), Gate(), walk[: int(2 * RATE_HZ)]
    watched(plain, [walk[0]] * 30, start_s=18.0)
    watched(learned, changed(walk[:1], 20.0, effect))
    alone = watched(plain, walks_in, start_s=20.0)
    beside = watched(learned, changed(walks_in, 2.0, effect), start_s=20.0)
    assert beside[0] <= alone[0] + 0.3


@pytest.mark.parametrize("lit", [slice(None), slice(200)], ids=["all of it", "a part of it"])
def test_lights_going_on_are_noticed_once(room: list[Rgb], lit: slice) -> None:
    """Light that changes at a stroke may be movement for seconds, not for ever."""

    def lamp(t_s: float, picture: Picture) -> Picture:
        picture[:, lit] *= 1.7 if t_s >= 5.0 else 0.9
        return picture

    moved = watched(Gate(), changed(room, 15.0, lamp))
    assert all(5.0 <= t_s < 9.0 for t_s in moved)


def test_somebody_who_walks_in_is_noticed_at_once(walk: list[Rgb]) -> None:
    """As soon as an arm's width of somebody is in the picture, and as long as they walk about."""
    gate = Gate()
    watched(gate, [walk[0]] * 30)
    moved = watched(gate, walk, start_s=2.0)
    assert 2.4 < moved[0] < 2.7
    assert sum(moved_s < 2.0 + 9.0 for moved_s in moved) > 0.7 * 8.5 * RATE_HZ


@pytest.mark.parametrize("slower", [2, 4, 8])
def test_slow_approach_is_noticed(walk: list[Rgb], slower: int) -> None:
    """Somebody who comes in eight times as slowly is noticed at the same place."""
    gate = Gate()
    watched(gate, [walk[0]] * 30)
    moved = watched(gate, [rgb for rgb in walk for _ in range(slower)], start_s=2.0)
    assert (moved[0] - 2.0) / slower < 0.65


def test_the_next_one_is_noticed_too(walk: list[Rgb]) -> None:
    """Whoever comes the same way 3 s after somebody has gone is noticed no later than 0.3 s on."""
    gate = Gate()
    watched(gate, [walk[0]] * 30)
    first = watched(gate, walk, start_s=2.0)
    gone_s = 2.0 + len(walk) / RATE_HZ
    watched(gate, [walk[0]] * 45, start_s=gone_s)
    second = watched(gate, walk, start_s=gone_s + 3.0)
    assert second[0] - (gone_s + 3.0) <= first[0] - 2.0 + 0.3


def test_something_small_is_no_movement(room: list[Rgb]) -> None:
    """A bird or a ball at the far wall is not a person."""

    def ball(t_s: float, picture: Picture) -> Picture:
        left = int(40 * t_s) % 440
        picture[300:312, left : left + 12] = 250.0
        return picture

    assert watched(Gate(), changed(room, 10.0, ball)) == []


def test_only_the_region_counts(room: list[Rgb]) -> None:
    """A fan above the region is not seen at all; one in it is."""
    pictures = changed(room, 3.0, fan)
    assert watched(Gate((0.0, 150.0, 480.0, 900.0)), pictures) == []
    assert watched(Gate((100.0, 0.0, 300.0, 200.0)), pictures) != []


def test_a_region_outside_the_picture_never_moves(walk: list[Rgb]) -> None:
    """A spot that was set for another camera makes the gate blind and does no harm."""
    assert watched(Gate((2000.0, 2000.0, 300.0, 300.0)), walk) == []


def test_after_a_gap_it_begins_anew(room: list[Rgb], walk: list[Rgb]) -> None:
    """What changed while nobody asked is the room as it is now, not movement."""
    gate = Gate()
    watched(gate, room[:30])
    assert not gate.moved(2.0 + FORGET_S + 1.0, walk[60])
    assert not gate.moved(0.0, room[0])


def test_frames_in_quick_succession_are_left_out(walk: list[Rgb]) -> None:
    """A camera of 60 frames a second costs no more than one of 15 or so."""
    gate = Gate()
    watched(gate, [walk[0]] * 30)
    assert not gate.moved(29 / RATE_HZ + EVERY_S / 2, walk[60])
    assert gate.moved(29 / RATE_HZ + EVERY_S * 1.1, walk[60])


@pytest.mark.parametrize("size", [(640, 480), (1280, 720), (480, 640), (36, 20), (1, 1)])
def test_any_size_becomes_a_small_picture(size: tuple[int, int]) -> None:
    """Whatever the camera's size, cells are square and at most 48 and a few along a side."""
    picture = np.full((*size, 3), 90, np.uint8)
    grey = cells(picture, None)
    assert max(grey.shape) <= 56
    assert grey.size == 0 or (grey.min(), grey.max()) == (90.0, 90.0)
    assert isinstance(Gate().moved(0.0, picture), bool)
