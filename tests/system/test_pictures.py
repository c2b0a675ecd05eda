from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import cv2
import numpy as np
import pytest

from kiosk import pictures as module
from kiosk.camera.frame import Rgb
from kiosk.pictures import Pictures


def plain(red: int, width: int = 720, height: int = 1280) -> Rgb:
    """A picture of one colour: some red, no green, a fifth of blue."""
    rgb: Rgb = np.zeros((height, width, 3), np.uint8)
    rgb[:] = (red, 0, 50)
    return rgb


def decoded(jpeg: bytes) -> Any:
    bgr = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)
    assert bgr is not None
    return cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB)


def test_picture_comes_out_as_it_went_in() -> None:
    """Right colours, right proportions, no wider than asked and never made larger."""
    pictures = Pictures()
    pictures.show(plain(200))
    for width_px, size in ((360, (640, 360)), (1000, (1280, 720))):
        found = pictures.jpeg(0, 0.0, width_px)
        assert found is not None
        rgb = decoded(found[1])
        assert rgb.shape[:2] == size
        assert rgb.mean(axis=(0, 1)) == pytest.approx((200, 0, 50), abs=3)


def test_picture_is_not_mirrored() -> None:
    """Left stays left: mirroring is the page's."""
    rgb = plain(0, 200, 100)
    rgb[:, :100] = 255
    pictures = Pictures()
    pictures.show(rgb)
    found = pictures.jpeg(0, 0.0, 200)
    assert found is not None
    assert decoded(found[1])[50, 20].mean() > 200


def test_only_newer_pictures_are_given() -> None:
    """Who has the newest picture waits for the next one, and goes empty-handed without it."""
    pictures = Pictures()
    assert pictures.jpeg(0, 0.0, 100) is None
    pictures.show(plain(10, 64, 64))
    first = pictures.jpeg(0, 0.0, 64)
    assert first is not None
    assert pictures.jpeg(first[0], 0.0, 64) is None
    with ThreadPoolExecutor(1) as thread:
        waiting = thread.submit(pictures.jpeg, first[0], 10.0, 64)
        pictures.show(plain(20, 64, 64))
        second = waiting.result(10)
    assert second is not None
    assert second[0] > first[0]


def test_lost_camera_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """After `clear` no picture is given and none is kept, even one that was being encoded."""
    pictures, real = Pictures(), module.encoded

    def encoded(rgb: Rgb, width_px: int) -> bytes:
        pictures.clear()
        return real(rgb, width_px)

    pictures.show(plain(10, 64, 64))
    monkeypatch.setattr(module, "encoded", encoded)
    assert pictures.jpeg(0, 0.0, 64) is not None
    assert pictures.newest_rgb() is None
    assert pictures.jpeg(0, 0.0, 64) is None
    assert not [each for each in vars(pictures).values() if isinstance(each, tuple) and each[2]]


def test_viewers_of_one_picture_encode_it_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many ask for a picture in one size, the work is done once."""
    pictures, real, calls = Pictures(), module.encoded, []

    def encoded(rgb: Rgb, width_px: int) -> bytes:
        calls.append(width_px)
        return real(rgb, width_px)

    monkeypatch.setattr(module, "encoded", encoded)
    pictures.show(plain(10))
    with ThreadPoolExecutor(6) as threads:
        found = list(threads.map(lambda _: pictures.jpeg(0, 1.0, 360), range(12)))
    assert len({jpeg for _, jpeg in filter(None, found)}) == 1
    assert calls == [360]


def test_showing_never_waits_for_viewers() -> None:
    """The loop leaves a picture in well under a millisecond while viewers encode all the time."""
    pictures, over = Pictures(), threading.Event()

    def look() -> None:
        seq = 0
        while not over.is_set():
            found = pictures.jpeg(seq, 0.05, 540)
            seq = found[0] if found else seq

    with ThreadPoolExecutor(3) as viewers:
        looking = [viewers.submit(look) for _ in range(3)]
        rgb, took_s = plain(10), []
        for _ in range(300):
            began_s = time.perf_counter()
            pictures.show(rgb)
            took_s.append(time.perf_counter() - began_s)
        over.set()
        for each in looking:
            each.result(10)
    assert sorted(took_s)[150] < 0.001


def test_nothing_is_encoded_when_nobody_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Showing keeps a reference and does no other work."""
    monkeypatch.setattr(module, "encoded", lambda *_: pytest.fail("encoded for nobody"))
    pictures, rgb = Pictures(), plain(10, 64, 64)
    pictures.show(rgb)
    assert pictures.newest_rgb() is rgb
