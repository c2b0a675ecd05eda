from __future__ import annotations

import numpy as np
import pytest

from kiosk.spot.calibration import calibrate
from kiosk.spot.knocked import Stand, look
from kiosk.spot.record import SpotRecord
from tests.spot.photos import VIEW, moved, photo, with_patch


@pytest.fixture(scope="module")
def record() -> SpotRecord:
    spot, seen = calibrate(photo())
    return SpotRecord(spot, seen, 720, 1280, "a camera", "2026-11-22T12:00:00+00:00", "staff")


def test_nothing_moved(record: SpotRecord) -> None:
    """Another picture of the same view is the same place."""
    seen = look(photo(seed=2), record)
    assert seen.stand is Stand.SAME
    assert seen.shift_px is not None
    assert seen.shift_px < 0.5


@pytest.mark.parametrize(
    ("gain", "noise", "covered"),
    [(0.5, 4.0, ()), (1.15, 2.0, ()), (1.0, 2.0, (1,)), (0.7, 3.0, (0, 3))],
)
def test_light_and_feet_cry_no_wolf(
    record: SpotRecord, gain: float, noise: float, covered: tuple[int, ...]
) -> None:
    """Other light, noise, and things on one or two markers are no knock."""
    picture = photo(gain=gain, noise=noise)
    for marker in covered:
        picture = with_patch(picture, VIEW, marker)
    assert look(picture, record).stand is Stand.SAME


@pytest.mark.parametrize(
    "changes",
    [{"pitch_deg": 4.2}, {"bearing_deg": 0.7}, {"roll_deg": 1.4}, {"focal_px": 993.0}],
)
def test_a_hairs_breadth_is_no_knock(record: SpotRecord, changes: dict[str, float]) -> None:
    """A fifth of a degree, or a lens that breathes with its focus, is not told."""
    assert look(photo(moved(VIEW, **changes)), record).stand is Stand.SAME


@pytest.mark.parametrize(
    ("changes", "who"),
    [
        ({"pitch_deg": 6.0}, "The camera"),
        ({"bearing_deg": 2.5}, "The camera"),
        ({"roll_deg": 7.0}, "The camera was turned"),
        ({"mat_turn_deg": 12.0}, "The mat was moved"),
        ({"distance_m": 3.15}, "The"),
    ],
)
def test_a_knock_is_told(record: SpotRecord, changes: dict[str, float], who: str) -> None:
    """A turned camera or a moved mat is told with how far, and who it was where that shows."""
    seen = look(photo(moved(VIEW, **changes)), record)
    assert seen.stand is Stand.MOVED
    assert seen.sentence.startswith(who)
    assert "calibrate again" in seen.sentence


def test_the_shift_is_right(record: SpotRecord) -> None:
    """Two degrees of pitch are told as two degrees."""
    seen = look(photo(moved(VIEW, pitch_deg=6.0)), record)
    assert seen.shift_deg is not None
    assert abs(seen.shift_deg - 2.0) < 0.2


def test_what_cannot_be_told_is_said(record: SpotRecord) -> None:
    """No mat, another picture size and a spot drawn by hand are each unsure with the reason."""
    empty = np.full((1280, 720, 3), 120, dtype=np.uint8)
    small = np.full((640, 480, 3), 120, dtype=np.uint8)
    drawn = SpotRecord(record.spot, None, 720, 1280, "a camera", record.set_utc, "staff")
    for picture, kept, word in (
        (empty, record, "0 of 4 markers"),
        (small, record, "480 x 640"),
        (empty, drawn, "drawn by hand"),
    ):
        seen = look(picture, kept)
        assert seen.stand is Stand.UNSURE
        assert word in seen.sentence
        assert seen.shift_px is None
