"""The board in plain values and in lines."""

from __future__ import annotations

import json

import pytest

from kiosk.board.choose import choose
from kiosk.board.first_start import unmeasured
from kiosk.board.heat import steps_of
from kiosk.board.telling import MEASURING, board_view, lines, measuring
from kiosk.config import ModelConfig
from kiosk.words import say
from tests.board.boards import PI_5
from tests.board.test_record import RECORD

CHOICE = choose(PI_5, 4)


def test_the_view_is_plain_and_whole() -> None:
    """Board, choice, reason, and every figure with what it is used for."""
    view = board_view(RECORD, CHOICE)
    assert json.loads(json.dumps(view)) == view
    assert view["board"] == "Raspberry Pi 5 Model B Rev 1.0"
    assert view["live"] == {"model": "thunder-portrait", "threads": 3, "half": True}
    assert view["expected_rate_hz"] == pytest.approx(CHOICE.expected_rate_hz, abs=0.05)
    assert (view["verdicts"], view["lighter"]) == (True, False)
    assert view["why"] == view["own_why"] == CHOICE.why
    assert len(view["figures"]) == len(PI_5)
    used = [(each["threads"], each["used"]) for each in view["figures"] if each["used"]]
    assert used == [(1, "second"), (3, "live")]


def test_the_view_of_a_hot_board_says_both() -> None:
    """What runs now and why, and what the board's own choice is."""
    lighter = steps_of(CHOICE)[1]
    view = board_view(RECORD, CHOICE, lighter)
    assert view["lighter"]
    assert view["live"]["model"] == "lightning-portrait"
    assert (view["why"], view["own_why"]) == (lighter.why, CHOICE.why)


def test_the_view_of_an_unmeasured_board_has_no_figures() -> None:
    """What is not known is None, and the lines leave it out."""
    choice = unmeasured(ModelConfig(second_name_or_path="none"))
    view = board_view(None, choice)
    assert (view["board"], view["measured_utc"], view["figures"]) == (None, None, [])
    assert view["expected_rate_hz"] is None
    first, second, why = lines(view)
    assert first.startswith("live    lightning-portrait")
    assert second == "second  none"
    assert "has not been measured" in why


def test_the_lines_hold_the_table() -> None:
    """One line for each figure, with what it is used for."""
    text = "\n".join(lines(board_view(RECORD, CHOICE)))
    assert "Raspberry Pi 5 Model B Rev 1.0, 4 processors, ai-edge-litert 2.3.0" in text
    assert text.count(" ms ") >= len(PI_5)
    assert "about" in text
    assert CHOICE.why in text


def test_the_member_reads_how_far_it_is() -> None:
    """The sentence with its share is known to every language."""
    assert measuring(0.42) == f"{MEASURING} 42%"
    assert say("de", measuring(0.42)).endswith("eine Minute. 42\u00a0%")
