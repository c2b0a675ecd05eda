"""docs/staff.md says what the pages say."""

from __future__ import annotations

import re
from pathlib import Path

from flask.testing import FlaskClient

from kiosk.agreement import FEWEST_CHECKS
from kiosk.results.labels import LONGEST_LABEL
from kiosk.web.staff.checks_view import choices
from kiosk.web.staff.hips_note import IN_THE_LAB
from kiosk.web.staff.selecting import STATE_NAMES

ROOT = Path(__file__).resolve().parents[2]
GUIDE = (ROOT / "docs" / "staff.md").read_text("utf-8")


def test_guide_knows_every_word_of_the_list(staff: FlaskClient) -> None:
    """States, quick choices and filters that the guide names are those of the page."""
    assert [word for word in STATE_NAMES.values() if f"| {word} |" not in GUIDE] == []
    named = {word.rstrip(".") for word in re.findall(r"\*\*([^*]+)\*\*", GUIDE)}
    assert {item["word"] for item in choices(None, {})} & named == {"Unsure"}
    html = staff.get("/staff/").get_data(as_text=True)
    for word in ("Label or number", "More filters"):
        assert word in named
        assert word in html
    assert f"1 to {LONGEST_LABEL} characters" in GUIDE


def test_guide_quotes_what_stands_beside_the_hips() -> None:
    """The sentence of the page, and from how many checks on another one takes its place."""
    guide = " ".join(GUIDE.split())
    assert f'"{IN_THE_LAB}" From {FEWEST_CHECKS} checks rated' in guide


def test_guide_leads_to_documents_that_are_there() -> None:
    """Every document that the guide links to exists."""
    links = re.findall(r"\]\(([a-z-]+\.md)\)", GUIDE)
    assert links
    assert [link for link in links if not (ROOT / "docs" / link).exists()] == []
