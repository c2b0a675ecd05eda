"""Noticing that the camera was knocked, beside the loop and never in its way."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from kiosk.live import Live, Snapshot
from kiosk.pictures import Pictures
from kiosk.setup.desk import SetupDesk
from tests.setup.rig import (
    BARE,
    HALF_WAY,
    KNOCKED,
    MAT,
    MakeDesk,
)


def wait_for(condition: Callable[[], object], limit_s: float = 10.0) -> None:
    """Until a thread of the desk has done its work."""
    event, passed = threading.Event(), 0.0
    while not condition():
        assert passed < limit_s, "it never came"
        event.wait(0.02)
        passed += 0.02


def test_a_knocked_camera_is_noticed(make_desk: MakeDesk, caplog: pytest.LogCaptureFixture) -> None:
    """At the next start a picture of the empty spot is enough; put back, the word goes away."""
    make_desk().calibrate("ann")
    desk = make_desk()
    desk.watch(KNOCKED)
    wait_for(lambda: desk.knocked)
    assert "since the spot was set" in str(desk.knocked)
    desk.watch(KNOCKED)
    assert [entry.getMessage() for entry in caplog.records] == [desk.knocked]
    desk.watch(MAT)
    wait_for(lambda: desk.knocked is None)
    assert desk.view()["knocked"] is None


def test_setting_the_spot_anew_ends_the_word_about_the_knock(
    desk: SetupDesk, box: Pictures
) -> None:
    """After a new calibration the camera looks where it should."""
    desk.calibrate("ann")
    box.show(KNOCKED)
    desk.watch(KNOCKED)
    wait_for(lambda: desk.knocked)
    assert desk.view()["knocked"]
    assert desk.calibrate("ann")[0]
    assert desk.knocked is None
    assert desk.view()["knocked"] is None


def test_a_covered_mat_is_no_knock_but_is_said(desk: SetupDesk, box: Pictures) -> None:
    """Without markers nothing can be told, and the page says so instead of all is well."""
    desk.calibrate("ann")
    box.show(BARE)
    wait_for(lambda: "cannot be told" in desk.view()["watched"])
    assert desk.view()["knocked"] is None


def test_watching_never_waits_for_the_look(
    desk: SetupDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The loop goes on while a look takes its time; a failing look is only logged."""
    begun, go_on = threading.Event(), threading.Event()

    def slow(*_: object) -> None:
        begun.set()
        assert go_on.wait(10)
        raise RuntimeError("a lens on fire")

    monkeypatch.setattr("kiosk.setup.look.knocked.look", slow)
    desk.draw(HALF_WAY, "ann")
    for _ in range(5):
        desk.watch(MAT)
    assert begun.wait(10)
    assert desk.knocked is None
    go_on.set()
    desk.watch(MAT)
    assert desk.view()["knocked"] is None


def seen(desk: SetupDesk, name: str) -> str:
    """What the page says of one row of the placement."""
    rows = {row["name"]: str(row["seen"]) for row in desk.view()["placement"]}
    return rows[name]


def test_the_frame_rate_is_that_of_judged_frames(make_desk: MakeDesk) -> None:
    """Two looks a second of frame time apart tell how many frames were judged between them."""
    clock, live = [0.0], Live()
    desk = make_desk(live=live, clock=lambda: clock[0])
    live.publish(Snapshot(t_s=1.0))
    wait_for(lambda: seen(desk, "Light") != "no picture yet")
    for number in range(1, 25):
        live.publish(Snapshot(t_s=1.0 + number / 12))
    clock[0] = 5.0
    wait_for(lambda: seen(desk, "Frame rate") != "not measured yet")
    assert seen(desk, "Frame rate") == "12 frames a second judged"
