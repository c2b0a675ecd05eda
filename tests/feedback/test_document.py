"""docs/cues.md and its picture say what the table says."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest

from kiosk.feedback.cues import OFF, SIGNALS, TROUBLES, Cue
from kiosk.feedback.document import page, rhythm
from kiosk.feedback.pattern import Pattern
from kiosk.feedback.staff import STAFF_LIGHTS, css_steps
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


def test_page_says_what_staff_see() -> None:
    """Ready, busy, updating and every trouble stand in the table, with colour and rhythm."""
    told = page().partition("## What the light says to staff")[2]
    rows = [line.split(" | ") for line in told.splitlines() if line.startswith("| ")][2:]
    assert [row[0].strip("| ") for row in rows] == [light.words for light in STAFF_LIGHTS]
    assert [light.name for light in STAFF_LIGHTS][:3] == ["ready", "busy", "updating"]
    assert {light.name for light in STAFF_LIGHTS[3:]} == {cue.value for cue in TROUBLES}
    assert [row[2] for row in rows] == ["blue", "green", "cyan", *["magenta"] * 4]
    assert all("#" in row[3] for row in rows)


def test_a_light_in_css() -> None:
    """A page gets a colour for each lit step and none for a dark one."""
    steps = css_steps(SIGNALS[Cue.HOT].look)
    assert [colour for colour, _ in steps] == ["#d900cb", None, "#d900cb", None]
    assert sum(seconds for _, seconds in steps) == SIGNALS[Cue.HOT].length_s


def test_rhythm() -> None:
    """Tenths of a second become marks, a shorter step still one."""
    assert rhythm(Pattern(((True, 0.3), (False, 0.2), (True, 0.04)))) == "###..#"


def test_what_is_drawn() -> None:
    """A sound is drawn once, a light that stays as often as it comes, a steady one throughout."""
    assert list(spans(SIGNALS[Cue.GO].sound, False)) == [(True, 0.0, 0.4)]
    lit = [(start_s, end_s) for _, start_s, end_s in spans(SIGNALS[Cue.WAITING].look, OFF)]
    assert lit == [(0.0, 1.5), (3.0, SECONDS)]
    assert [each[1:] for each in spans(SIGNALS[Cue.HOLD_STILL].look, OFF)] == [(0.0, SECONDS)]
