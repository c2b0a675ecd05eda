"""Setting the spot: by the mat, by hand, by many hands at once."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from kiosk import senses
from kiosk.errors import StoreError
from kiosk.pictures import Pictures
from kiosk.results import ResultStore
from kiosk.setup.desk import NO_PICTURE, SetupDesk
from kiosk.setup.view import DRAWN_IS_BLIND
from kiosk.web import ports
from tests.setup.rig import (
    BARE,
    HALF_WAY,
    HEIGHT_PX,
    LOWER,
    VIEW,
    WIDTH_PX,
    moment,
    spot_of,
)


def test_the_desk_is_what_loop_and_pages_expect(desk: SetupDesk) -> None:
    """It has the methods that the loop's senses and the web ports ask for."""
    for_loop: senses.Desk = desk
    for_pages: ports.SetupDesk = desk
    assert {id(for_loop), id(for_pages)} == {id(desk)}


def test_one_press_calibrates_from_the_mat(desk: SetupDesk) -> None:
    """The figures are those of the camera that drew the picture, and the loop gets the spot."""
    well, sentence = desk.calibrate("ann")
    assert (well, sentence) == (True, sentence)
    view = desk.view()
    figures = {row["name"]: row["value"] for row in view["figures"]}
    assert figures["Camera above the floor"] == pytest.approx(VIEW.camera_height_m, abs=0.03)
    assert figures["Camera to the spot, along the floor"] == pytest.approx(3.0, abs=0.1)
    assert figures["Foot off the centre line, at most"] == pytest.approx(0.2, abs=0.01)
    assert view["calibrated"]
    assert (view["set_by"], view["set_at"]) == ("ann", moment().utc_text)
    spot = desk.take_spot()
    assert spot is not None
    assert spot.floor is not None
    assert desk.take_spot() is None


def test_without_the_mat_in_view_the_cause_is_said(desk: SetupDesk, box: Pictures) -> None:
    """A refused calibration says why in one sentence, stores nothing and changes nothing."""
    desk.draw(HALF_WAY, "ann")
    desk.take_spot()
    box.show(BARE)
    well, sentence = desk.calibrate("ann")
    assert not well
    assert "marker" in sentence
    assert desk.take_spot() is None
    assert spot_of(desk) == (0.5, 0.7)
    assert not desk.view()["can_undo"]


def test_without_a_picture_nothing_is_calibrated(desk: SetupDesk, box: Pictures) -> None:
    """A camera that sends nothing is named as the cause."""
    box.clear()
    assert desk.calibrate("ann") == (False, NO_PICTURE)


def test_a_drawn_spot_knows_no_metres(desk: SetupDesk) -> None:
    """What needs scale is missing, not zero, and the page says that nothing watches the camera."""
    assert desk.draw(HALF_WAY, "ann")[0]
    view = desk.view()
    assert not view["calibrated"]
    assert {row["value"] for row in view["figures"]} == {None}
    assert view["watched"] == DRAWN_IS_BLIND
    spot = desk.take_spot()
    assert spot is not None
    assert spot.x_px == pytest.approx(0.5 * WIDTH_PX)
    assert spot.half_height_px == pytest.approx(0.03 * HEIGHT_PX)
    assert spot.floor is None


@pytest.mark.parametrize(
    ("ellipse", "cause"),
    [
        ((1.2, 0.7, 0.15, 0.03, 0.0), "middle is outside"),
        ((0.5, 0.7, 0.001, 0.03, 0.0), "width and height"),
        ((0.5, 0.7, 0.15, 0.6, 0.0), "width and height"),
        ((0.5, 0.7, 0.15, 0.03, 120.0), "tilt"),
        ((0.5, 0.7, 0.15, float("nan"), 0.0), "missing"),
        ((0.5, 0.7, 0.15, 0.03), "missing"),
    ],
)
def test_a_drawing_that_is_no_spot_is_refused(
    desk: SetupDesk, store: ResultStore, ellipse: tuple[float, ...], cause: str
) -> None:
    """Each number that makes no sense is named, and nothing is stored."""
    well, sentence = desk.draw(ellipse, "ann")
    assert not well
    assert cause in sentence
    assert store.newest_spots(9) == ()


def test_what_cannot_be_stored_does_not_hold(
    desk: SetupDesk, store: ResultStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a full disk the sentence is the store's, and the spot stays the one on the disk."""
    desk.draw(HALF_WAY, "ann")
    desk.take_spot()

    def full(*_: object) -> None:
        raise StoreError("The disk is full.")

    monkeypatch.setattr(store, "add_spot", full)
    assert desk.draw(LOWER, "ann") == (False, "The disk is full.")
    assert desk.take_spot() is None
    assert spot_of(desk) == (0.5, 0.7)


def test_many_hands_at_once_leave_one_spot(desk: SetupDesk, store: ResultStore) -> None:
    """Pages that set, undo and look at the same moment get answers, and the last one holds."""

    def press(number: int) -> None:
        if number % 3 == 2:
            desk.undo("bob")
        else:
            assert desk.draw((0.5, 0.5 + number / 100, 0.15, 0.03, 0.0), "ann")[0]
        desk.view()

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(press, range(18)))
    newest = store.newest_spots(1)[0]
    kept = json.loads(newest.record_json)["spot"]["spot"]
    assert desk.view()["spot"]["y"] * HEIGHT_PX == pytest.approx(kept["y_px"])
    taken = desk.take_spot()
    assert taken is not None
    assert taken.y_px == pytest.approx(kept["y_px"])
