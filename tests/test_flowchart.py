"""The page of the flow is drawn from the tables, all of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk import flowchart
from kiosk.scoring.flow import ATTEND, NEXT, Signal, Stage

DOCS = Path(__file__).resolve().parents[1] / "docs"


@pytest.mark.parametrize(
    ("name", "drawn"), [("flow.md", flowchart.page()), ("flow.svg", flowchart.svg())]
)
def test_the_page_and_its_picture_are_up_to_date(name: str, drawn: str) -> None:
    """They are what `python -m kiosk.flowchart docs` writes."""
    assert (DOCS / name).read_text(encoding="utf-8") == drawn


def test_every_row_of_the_table_is_an_arrow() -> None:
    """As many arrows as ways, as many boxes as stages."""
    drawn = flowchart.svg()
    assert drawn.count("marker-end") == len(NEXT)
    assert [f">{stage.value}<" in drawn for stage in Stage] == [True] * len(Stage)


def test_every_stage_and_signal_is_explained() -> None:
    """The page has a row for each, and for each way of the attention."""
    page = flowchart.page()
    assert page.count("\n| `") == len(Stage) + len(Signal) + len(ATTEND)
