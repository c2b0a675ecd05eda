"""The placement score: each fault is found, named with figures, and has its mend."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from kiosk.setup.overlay import head_px
from kiosk.setup.score import Placement, Row, overall, score
from tests.setup.rig import VIEW, calibration_of

SEEN = calibration_of(VIEW)
SPOT = VIEW.spot()
GOOD = Placement(
    width_px=VIEW.width_px,
    height_px=VIEW.height_px,
    spot=SPOT,
    calibration=SEEN,
    head_px=head_px(SPOT, SEEN),
    rate_hz=14.0,
    light=0.7,
    dark=False,
    blurred=False,
    blown_share=0.0,
)


def row(placement: Placement, name: str) -> Row:
    return next(each for each in score(placement) if each.name == name)


def test_a_good_placement_is_good_throughout() -> None:
    """Every row is good and asks for nothing."""
    rows = score(GOOD)
    assert {each.state for each in rows} == {"good"}
    assert {each.mend for each in rows} == {None}
    assert overall(rows) == ("good", "The camera is well placed.")


SEEN_FAULTS: list[tuple[str, dict[str, float], str, str, str]] = [
    ("Level", {"roll_deg": 1.5}, "poor", "1.5° off level", "clockwise, seen from behind"),
    ("Level", {"roll_deg": -3.0}, "bad", "3.0° off level", "3.0° counter-clockwise"),
    ("Height", {"camera_height_m": 0.55}, "poor", "0.55 m high", "Raise the camera"),
    ("Height", {"camera_height_m": 2.0}, "bad", "2.00 m high", "Lower the camera"),
    ("Distance", {"distance_m": 2.3}, "poor", "2.30 m away", "farther from"),
    ("Distance", {"distance_m": 4.8}, "bad", "4.80 m away", "nearer to"),
    ("Mat", {"mat_turn_deg": 3.0}, "poor", "3° past the camera", "Turn the mat 3° clockwise"),
    ("Mat", {"mat_turn_deg": -8.0}, "bad", "8° past", "8° counter-clockwise"),
    ("Lens", {"k1": -0.2}, "poor", "barrel, k1 -0.20", "narrower view"),
    ("Lens", {"k1": 0.4}, "bad", "pincushion", "narrower view"),
    ("Calibration", {"distance_sd_m": 0.15}, "poor", "± 0.30 m", "calibrate again"),
]


@pytest.mark.parametrize(("name", "change", "state", "words", "mend"), SEEN_FAULTS)
def test_what_the_mat_tells_is_judged(
    name: str, change: dict[str, Any], state: str, words: str, mend: str
) -> None:
    """Each figure of the calibration beyond its limit is named with its mend."""
    found = row(replace(GOOD, calibration=replace(SEEN, **change)), name)
    assert found.state == state
    assert words in found.seen
    assert mend in str(found.mend)


WIDTH, HEIGHT = float(VIEW.width_px), float(VIEW.height_px)
PICTURE_FAULTS: list[tuple[str, dict[str, Any], str, str, str]] = [
    ("Light", {"dark": True, "light": 0.1}, "bad", "too dark, brightness 10%", "from the front"),
    ("Light", {"blown_share": 0.2}, "poor", "20% of the picture too bright", "Shade"),
    ("Light", {"blown_share": 0.5}, "bad", "50% of the picture", "Shade"),
    ("Sharpness", {"blurred": True}, "bad", "blurred", "Wipe the lens"),
    ("Frame rate", {"rate_hz": 8.0}, "poor", "8 frames a second", "smaller model"),
    ("Frame rate", {"rate_hz": 4.0}, "bad", "4 frames a second", "smaller model"),
    ("Aim", {"spot": replace(SPOT, x_px=0.6 * WIDTH)}, "poor", "10% of", "to the right by 4°"),
    ("Aim", {"spot": replace(SPOT, x_px=0.2 * WIDTH)}, "bad", "30% of", "to the left by 12°"),
    ("Head and feet", {"head_px": (360.0, -5.0)}, "bad", "2 m none", "Tilt the camera up"),
    ("Head and feet", {"head_px": (360.0, 12.0)}, "poor", "2 m 1%", "Tilt the camera up"),
    (
        "Head and feet",
        {"spot": replace(SPOT, y_px=HEIGHT - SPOT.half_height_px - 6)},
        "poor",
        "under the spot 0%",
        "Tilt the camera down",
    ),
    (
        "Head and feet",
        {"spot": replace(SPOT, y_px=HEIGHT - SPOT.half_height_px - 6), "head_px": (360.0, 5.0)},
        "poor",
        "under the spot 0%",
        "Move the camera back",
    ),
    ("Head and feet", {"spot": replace(SPOT, y_px=HEIGHT)}, "bad", "cut off", "Tilt the camera"),
]


@pytest.mark.parametrize(("name", "change", "state", "words", "mend"), PICTURE_FAULTS)
def test_what_the_picture_shows_is_judged(
    name: str, change: dict[str, Any], state: str, words: str, mend: str
) -> None:
    """Light, sharpness, rate, aim and room are judged beside the calibration."""
    found = row(replace(GOOD, **change), name)
    assert found.state == state
    assert words in found.seen
    assert mend in str(found.mend)


def test_what_nobody_measured_is_unknown() -> None:
    """Without calibration, picture and spot nothing is good, and each row says what to do."""
    rows = score(Placement(720, 1280))
    assert {each.state for each in rows} == {"unknown"}
    assert all(each.mend for each in rows)
    assert "not calibrated" in row(Placement(720, 1280), "Height").seen
    state, words = overall(rows)
    assert state == "unknown"
    assert words.startswith("No fault found; not known: level, height")


def test_a_drawn_spot_tells_what_needs_no_scale() -> None:
    """Aim and feet are judged by the ellipse alone; the head is not calibrated."""
    placement = replace(GOOD, calibration=None, head_px=None)
    assert row(placement, "Aim").state == "good"
    assert row(placement, "Head and feet").seen == "feet in view; head not calibrated"
    assert row(placement, "Level").state == "unknown"


def test_the_worst_row_decides_the_whole() -> None:
    """Bad before poor before unknown, and the sentence names the rows."""
    rows = (
        Row("Level", "poor", "", "x"),
        Row("Light", "bad", "", "x"),
        Row("Lens", "unknown", "", "x"),
        Row("Aim", "good", ""),
    )
    assert overall(rows) == ("bad", "Do not measure yet: light must be mended.")
    assert overall(rows[:1] + rows[2:]) == ("poor", "It works; better with level mended.")
    assert overall(rows[2:]) == ("unknown", "No fault found; not known: lens.")
