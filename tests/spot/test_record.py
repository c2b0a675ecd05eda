from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings

from kiosk.errors import SpotError
from kiosk.spot.calibration import Calibration
from kiosk.spot.record import SpotRecord, from_json, to_json
from kiosk.spot.view import View
from tests.spot.photos import VIEW, VIEWS

SEEN = Calibration(
    camera_height_m=0.95,
    distance_m=3.0,
    pitch_deg=4.0,
    roll_deg=1.0,
    bearing_deg=0.5,
    mat_turn_deg=1.5,
    focal_px=985.0,
    long_fov_deg=66.0,
    k1=-0.03,
    error_px=0.2,
    height_sd_m=0.01,
    distance_sd_m=0.03,
    fov_sd_deg=0.6,
    markers={0: ((1.5, 2.0), (3.0, 4.0), (5.0, 6.0), (7.0, 8.25))},
)


def record(view: View = VIEW) -> SpotRecord:
    return SpotRecord(
        view.spot(), SEEN, 720, 1280, "picamera2 imx708", "2026-11-22T12:00:00+00:00", "staff"
    )


@settings(max_examples=30)
@given(view=VIEWS)
def test_a_record_comes_back_as_it_was(view: View) -> None:
    """Written and read, nothing has changed to the last digit."""
    kept = record(view)
    assert from_json(to_json(kept)) == kept


def test_a_drawn_spot_comes_back_without_metres() -> None:
    """A spot drawn by hand keeps that nothing is known of the floor."""
    kept = record()
    drawn = replace(kept, spot=replace(kept.spot, floor=None), calibration=None)
    assert from_json(to_json(drawn)) == drawn


def test_the_same_record_is_the_same_text() -> None:
    """Two writings of one record do not differ."""
    assert to_json(record()) == to_json(record())


@pytest.mark.parametrize(
    "path",
    [
        ("spot",),
        ("spot", "x_px"),
        ("spot", "floor", "to_floor"),
        ("calibration", "markers"),
        ("calibration", "distance_m"),
        ("width_px",),
        ("set_utc",),
        ("format",),
    ],
)
@pytest.mark.parametrize("damage", ["gone", "a word", [1.0]])
def test_a_damaged_record_is_refused_in_one_sentence(path: tuple[str, ...], damage: object) -> None:
    """Whatever is missing or of the wrong kind, the sentence says to calibrate again."""
    values = json.loads(to_json(record()))
    holder = values
    for name in path[:-1]:
        holder = holder[name]
    if damage == "gone":
        del holder[path[-1]]
    elif path != ("set_utc",):
        holder[path[-1]] = damage
    else:
        values["spot"] = damage
    with pytest.raises(SpotError, match="calibrate again with the mat"):
        from_json(json.dumps(values))


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"format": 2}', "\x00"])
def test_other_texts_are_refused(text: str) -> None:
    """Text that is no record at all is a SpotError too."""
    with pytest.raises(SpotError):
        from_json(text)
