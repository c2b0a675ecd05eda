"""What a row of the exports holds, and that the document of the columns is true."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kiosk.export.tables import LEG_TABLE, REP_TABLE, TABLES
from tests.export.stored_checks import REPORT, stored_check

DOCS = Path(__file__).resolve().parents[2] / "docs"


def test_a_row_a_leg() -> None:
    """Both legs, judged or not, with the answers of the report and what the check is."""
    left, right = LEG_TABLE.rows(stored_check())
    assert (left["check_number"], left["label"], left["leg"], left["eased"]) == (
        7,
        "Ada",
        "left",
        True,
    )
    assert (left["started_utc"], left["clock_sure"]) == ("2026-01-02T12:00:07.000000Z", True)
    assert (left["counted_reps"], left["refused_reps"]) == (1, 1)
    assert (left["knee_valgus_verdict"], left["knee_valgus_deg"]) == ("fault", 24.13)
    assert (left["knee_valgus_spread_deg"], left["knee_valgus_in_doubt"]) == (2.5, False)
    assert (left["balance_verdict"], left["balance_events_count"]) == ("good", 0)
    assert left["second_model_name"] == "thunder"
    assert (right["leg"], right["knee_valgus_verdict"], right["counted_reps"]) == ("right", None, 0)


def test_a_row_a_rep() -> None:
    """Every rep in its order: practice, counted and refused ones, with what is missing and why."""
    practice, counted, refused = REP_TABLE.rows(stored_check())
    assert (practice["practice"], practice["rep_number"]) == (True, None)
    assert (counted["rep_position"], counted["rep_number"], counted["counted"]) == (2, 1, True)
    assert (counted["start_s"], counted["knee_fppa_deg"]) == (10.0, -3.14)
    assert counted["missing"] == "pelvic_drop_deg: the hips were hidden"
    assert (refused["counted"], refused["refused_because"]) == (False, "shallow")


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("report", [REPORT, None, {}, {"legs": {}}, {"legs": {"left": None}}])
def test_every_row_fills_every_column(name: str, report: dict[str, object] | None) -> None:
    """Whatever is missing of a check, a row has all columns and the same number of cells."""
    table = TABLES[name]
    for line in table.lines(stored_check(report=report)):
        assert len(line) == len(table.columns) == len(set(table.columns))
        assert line[0] == 1


@pytest.mark.parametrize("name", TABLES)
def test_the_document_lists_the_columns(name: str) -> None:
    """docs/exports.md says each column of a table, in order; angles, times and counts say so."""
    text = (DOCS / "exports.md").read_text(encoding="utf-8")
    part = text.partition(f"### `rows={name}`")[2].partition("\n#")[0]
    told = re.findall(r"^\| `([a-z_0-9]+)` \|", part, re.MULTILINE)
    assert tuple(told) == TABLES[name].columns
