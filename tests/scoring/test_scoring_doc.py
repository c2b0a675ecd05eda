"""docs/scoring.md says what the code says."""

from __future__ import annotations

import re

import pytest

from kiosk.scoring import protocol
from kiosk.scoring.findings import Refusal, Verdict
from kiosk.scoring.flow import Stage

from .document import PAGE, names_on, numbers, rewritten, shown

TEXT = PAGE.read_text(encoding="utf-8")


def test_every_number_has_its_row() -> None:
    """No deciding number without its meaning on the page, and none that is gone."""
    assert names_on(TEXT) == numbers().keys()


def test_numbers_are_those_of_the_code() -> None:
    """After a change: `.venv/bin/python tests/scoring/document.py`."""
    assert rewritten(TEXT) == TEXT


def test_each_row_says_what_the_number_is() -> None:
    """Value, unit and meaning: no empty cell."""
    rows = [line for line in TEXT.splitlines() if re.match(r"\| `[a-z_.]*[A-Z][A-Z_]+[`.]", line)]
    assert len(rows) == len(numbers())
    for row in rows:
        cells = [cell.strip() for cell in row.strip("|").split("|")]
        assert len(cells) == 4, row
        assert all(cells), row


def test_names_in_the_text_exist() -> None:
    """Every number that the text refers to by name is a real one."""
    known = {part for name in numbers() for part in name.split(".")}
    used = set(re.findall(r"`(?:[a-z_]+\.)?([A-Z][A-Z_]{3,})`", TEXT))
    assert used <= known, used - known


@pytest.mark.parametrize(
    "word", [member.value for kind in (Refusal, Verdict, Stage) for member in kind]
)
def test_every_word_is_explained(word: str) -> None:
    """Each refusal, verdict and stage stands on the page."""
    assert f"`{word}`" in TEXT


def test_claims_and_limits() -> None:
    """No claim about injury, and the limits that a reader must know."""
    assert "Not a medical device" in TEXT
    assert "rendered people" in TEXT
    assert "does not predict injury" in TEXT


def test_values_are_written_for_readers() -> None:
    """A change of a band or a fit shows in the words of its row."""
    assert shown(protocol.Band(8.0, 14.5)) == "good to 8, fault over 14.5"
    assert shown(protocol.Fit(0.5, -1.0, 2.0)) == "0.5 x -1, error 2"
    assert shown((0.3, 0.7)) == "0.3 to 0.7"
    changed = rewritten("| `HOP` | 99 | L | moved |\n| `GONE` | 1 | s | x |\n")
    assert changed == f"| `HOP` | {protocol.HOP:g} | L | moved |\n| `GONE` | 1 | s | x |\n"
