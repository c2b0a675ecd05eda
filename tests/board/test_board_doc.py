"""docs/board.md says what the code does."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.board import choose, heat, measure
from kiosk.board.choose import CLOSER_ROOM_S, LEAST_HZ, LEAST_ROOM, LIVE, ROOM, WANTED_HZ, closer_s
from kiosk.board.figures import HALF_GAIN, Figure
from kiosk.board.first_start import TRIES
from kiosk.scoring.protocol import MIN_FRAMES_PER_S
from tests.board.boards import network

ROOT = Path(__file__).resolve().parents[2]
TEXT = " ".join((ROOT / "docs" / "board.md").read_text(encoding="utf-8").split())
HEIGHT_PX, WIDTH_PX = measure.PICTURE_PX


@pytest.mark.parametrize(
    "said",
    [
        f"{1000 * ROOM / WANTED_HZ:.0f} ms: {100 * ROOM:.0f} % of the time at {WANTED_HZ:.0f}",
        f"{1000 * LEAST_ROOM / LEAST_HZ:.0f} ms: {100 * LEAST_ROOM:.0f} % of the time at "
        f"{LEAST_HZ}",
        f"{choose.RUNS_A_REP} runs for each squat",
        f"all done {CLOSER_ROOM_S:.0f} s after",
        f"at most {100 * HALF_GAIN:.0f} % of full precision's time",
        f"fewer than {MIN_FRAMES_PER_S} frames a second",
        f"for {heat.HOT_FOR_S:.0f} seconds: one step down",
        f"{heat.COOLER_C} degrees cooler for {heat.COOL_FOR_S / 60:.0f} minutes: one step up",
        f"{heat.FEWER_HZ:.0f} frames a second and no more",
        f"at most {measure.RUNS_MAX} frames a visit; {measure.LIMIT_S:.0f} seconds in all",
        f"A frame of {WIDTH_PX} x {HEIGHT_PX} pixels",
        f"pictures upright at {measure.CAMERA_HZ:.0f} a second",
    ],
)
def test_the_page_has_the_numbers(said: str) -> None:
    """Every deciding number stands on the page as it is in the code."""
    assert said in TEXT


def test_the_page_has_the_rest() -> None:
    """The order of the live networks, the longest run of a second look, and the tries."""
    assert [model for model, _, _ in LIVE] == [
        "thunder-portrait",
        "lightning-portrait",
        "lightning-portrait",
        "lightning",
    ]
    assert (measure.PASSES, TRIES, heat.STEP_FOR_S) == (3, 2, 60.0)
    fits, not_any_more = (
        closer_s(Figure(network("thunder-portrait"), ms, ms, 9)) for ms in (111.0, 112.0)
    )
    assert fits <= CLOSER_ROOM_S < not_any_more
