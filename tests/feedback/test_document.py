"""docs/cues.md says what the table says."""

from __future__ import annotations

from pathlib import Path

from kiosk.feedback.cues import Cue
from kiosk.feedback.document import page, rhythm
from kiosk.feedback.pattern import Pattern

ROOT = Path(__file__).resolve().parents[2]


def test_page_is_up_to_date() -> None:
    """The page in docs/ is the one the table writes (see its module docstring for how)."""
    assert (ROOT / "docs" / "cues.md").read_text(encoding="utf-8") == page()


def test_page_has_every_cue() -> None:
    """Each cue has a row."""
    assert all(f"| `{cue.value}` |" in page() for cue in Cue)


def test_rhythm() -> None:
    """Tenths of a second become marks, a shorter step still one."""
    assert rhythm(Pattern(((True, 0.3), (False, 0.2), (True, 0.04)))) == "###..#"
