"""Which spot holds: after a restart, for another camera, after an undo, when damaged."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from kiosk.camera.frame import SourceInfo
from kiosk.errors import SpotError
from kiosk.results import ResultStore
from kiosk.scoring.spot import Spot
from kiosk.setup.desk import NOTHING_EARLIER, SetupDesk, camera_signature
from kiosk.spot.record import SpotRecord
from tests.setup.rig import (
    CAMERA,
    HALF_WAY,
    HEIGHT_PX,
    LOWER,
    WIDTH_PX,
    MakeDesk,
    moment,
    spot_of,
)


def test_the_spot_is_there_after_a_restart(make_desk: MakeDesk) -> None:
    """The next start takes the stored spot, with what the placement was when it was set."""
    make_desk().calibrate("ann")
    again = make_desk()
    view = again.view()
    assert view["calibrated"]
    assert view["set_by"] == "ann"
    assert view["placement"][1]["then_seen"] == "1.00 m high"
    spot = again.opened(CAMERA)
    assert spot is not None
    assert spot.floor is not None


@pytest.mark.parametrize(
    "other",
    [replace(CAMERA, name="ov5647"), replace(CAMERA, width_px=480), replace(CAMERA, kind="video")],
)
def test_the_spot_of_another_camera_is_not_used(make_desk: MakeDesk, other: SourceInfo) -> None:
    """Another kind, name or size has no spot, and the page says whose the stored one is."""
    make_desk().draw(HALF_WAY, "ann")
    view = make_desk(other).view()
    assert view["spot"] is None
    assert "another camera (camera imx708" in view["note"]
    assert make_desk().view()["note"] is None


def test_a_turned_camera_is_another_one(make_desk: MakeDesk) -> None:
    """The same camera mounted on its side needs a spot of its own."""
    make_desk().draw(HALF_WAY, "ann")
    assert make_desk(rotation_deg=180).view()["spot"] is None


def test_undo_goes_back_and_never_in_circles(desk: SetupDesk) -> None:
    """Each undo leads to what held before, also after a new spot; in the end there is none."""
    for y in (0.6, 0.7):
        desk.draw((0.5, y, 0.15, 0.03, 0.0), "ann")
    assert desk.undo("bob")[0]
    assert spot_of(desk) == (0.5, 0.6)
    assert not desk.view()["can_undo"]
    assert desk.undo("bob") == (False, NOTHING_EARLIER)
    desk.draw((0.5, 0.8, 0.15, 0.03, 0.0), "ann")
    assert desk.undo("bob")[0]
    assert spot_of(desk) == (0.5, 0.6)
    taken = desk.take_spot()
    assert taken is not None
    assert taken.y_px == pytest.approx(0.6 * HEIGHT_PX)


def test_what_was_undone_to_holds_after_a_restart(make_desk: MakeDesk) -> None:
    """An undo is stored like a spot newly set, and keeps who had set it."""
    desk = make_desk()
    desk.draw(HALF_WAY, "ann")
    desk.draw(LOWER, "bob")
    desk.undo("cat")
    again = make_desk()
    assert spot_of(again) == (0.5, 0.7)
    assert again.view()["set_by"] == "ann"
    assert again.undo("cat") == (False, NOTHING_EARLIER)


BROKEN = [
    "",
    "{",
    "[]",
    "null",
    json.dumps({"spot": {"format": 1}, "placement": [], "clock_sure": True}),
    json.dumps({"spot": {"format": 99}, "placement": [], "clock_sure": True}),
]


@pytest.mark.parametrize("text", BROKEN)
def test_a_corrupt_record_leaves_the_kiosk_without_a_spot(
    make_desk: MakeDesk, store: ResultStore, text: str
) -> None:
    """One sentence says it, the kiosk runs, and undo brings back the spot before."""
    good = make_desk()
    good.draw(HALF_WAY, "ann")
    camera = camera_signature(CAMERA, 0)
    store.add_spot(camera, text, "ann", moment())
    desk = make_desk()
    view = desk.view()
    assert view["spot"] is None
    assert "The stored spot is damaged" in view["note"]
    assert desk.opened(CAMERA) is None
    assert desk.undo("ann")[0]
    assert spot_of(desk) == (0.5, 0.7)


def test_numbers_that_no_picture_has_are_corrupt_too(
    make_desk: MakeDesk, store: ResultStore
) -> None:
    """An ellipse without a size would break the check of who stands on it."""
    make_desk().draw(HALF_WAY, "ann")
    entry = store.newest_spots(1)[0]
    values = json.loads(entry.record_json)
    values["spot"]["spot"]["half_width_px"] = 0.0
    store.add_spot(entry.camera, json.dumps(values), "ann", moment())
    assert "damaged" in make_desk().view()["note"]


GIVEN = SpotRecord(
    Spot(300.0, 900.0, 100.0, 40.0), None, WIDTH_PX, HEIGHT_PX, "clip", moment().utc_text, "lab"
)


def test_a_given_spot_wins_and_is_never_stored(make_desk: MakeDesk, store: ResultStore) -> None:
    """A replay's own spot holds over the stored one and leaves no trace."""
    make_desk().draw(HALF_WAY, "ann")
    before = store.newest_spots(9)
    desk = make_desk(given=GIVEN)
    assert desk.opened(CAMERA) == GIVEN.spot
    assert "given for this run" in desk.view()["note"]
    assert store.newest_spots(9) == before


def test_a_given_spot_of_another_size_ends_the_run(make_desk: MakeDesk) -> None:
    """It cannot be used, and a replay without its spot would measure something else."""
    with pytest.raises(SpotError, match="720 by 1280 pixels, these have 480 by 640"):
        make_desk(replace(CAMERA, width_px=480, height_px=640), given=GIVEN)
