"""docs/cues.md and its picture say what the table says."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest

from kiosk.feedback.cues import OFF, SIGNALS, Cue
from kiosk.feedback.document import page, rhythm
from kiosk.feedback.pattern import Pattern
from kiosk.feedback.timeline import SECONDS, picture, spans

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(("name", "written"), [("cues.md", page()), ("cues.svg", picture())])
def test_page_is_up_to_date(name: str, written: str) -> None:
    """The page and the picture in docs/ are what the table writes (see the module for how)."""
    assert (ROOT / "docs" / name).read_text(encoding="utf-8") == written


def test_page_has_every_cue() -> None:
    """Each cue has a row in the page and in the picture."""
    drawn = [text.text for text in ElementTree.fromstring(picture()).iter() if text.text]
    assert all(f"| `{cue.value}` |" in page() for cue in Cue)
    assert all(SIGNALS[cue].words in drawn for cue in Cue)


def test_rhythm() -> None:
    """Tenths of a second become marks, a shorter step still one."""
    assert rhythm(Pattern(((True, 0.3), (False, 0.2), (True, 0.04)))) == "###..#"


def test_what_is_drawn() -> None:
    """A sound is drawn once, a light that stays as often as it comes, a steady one throughout."""
    assert list(spans(SIGNALS[Cue.GO].sound, False)) == [(True, 0.0, 0.4)]
    lit = [(start_s, end_s) for _, start_s, end_s in spans(SIGNALS[Cue.WAITING].look, OFF)]
    assert lit == [(0.0, 1.5), (3.0, SECONDS)]
    assert [each[1:] for each in spans(SIGNALS[Cue.HOLD_STILL].look, OFF)] == [(0.0, SECONDS)]
