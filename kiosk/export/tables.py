"""The two tables that a selection can be taken away as: a row for each leg, or for each rep.

Names and order are a contract (docs/exports.md lists them): a new column comes last.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from kiosk.export import SCHEMA
from kiosk.export.csv_text import Cell
from kiosk.export.document import LEGS, REP_VALUES, check_line, reps_of
from kiosk.stored_check import CheckDetail

ANGLES = ("knee_valgus", "pelvic_drop", "trunk_lean", "depth")
"""The checks of a leg that are an angle; balance counts events."""
_OF_CHECK = ("schema", "check_id", "check_number", "started_utc", "clock_sure", "label")
_VERSIONS = ("kiosk_version", "protocol_version")
_SOFTWARE = (
    *_VERSIONS,
    "model_name",
    "model_sha256",
    "second_model_name",
    "second_model_sha256",
    "source_kind",
)
_OF_ANGLE = {
    "verdict": "verdict",
    "deg": "value_deg",
    "spread_deg": "spread_deg",
    "in_doubt": "in_doubt",
    "reason": "reason",
}
"""The columns of an angle's answer, each after the check's name, and their names in the report."""

Row = dict[str, Cell]


@dataclass(frozen=True, slots=True)
class Table:
    """A table of checks: its columns in order, and the rows of one check."""

    columns: tuple[str, ...]
    rows: Callable[[CheckDetail], Iterator[Row]]

    def lines(self, check: CheckDetail) -> Iterator[list[Cell]]:
        """The rows of one check, cells in the order of the columns."""
        for row in self.rows(check):
            yield [row[column] for column in self.columns]


def _of_check(check: CheckDetail) -> Row:
    row = check.row
    return {
        "schema": SCHEMA,
        "check_id": row.check_id,
        "check_number": row.number,
        "started_utc": row.started_utc,
        "clock_sure": row.clock_sure,
        "label": row.label,
    }


def _leg_rows(check: CheckDetail) -> Iterator[Row]:
    """Two rows, left and right, judged or not."""
    report, software = check.report or {}, check.software
    shared: Row = {
        **_of_check(check),
        "ended_utc": check.ended_utc,
        "state": str(check.row.state),
        "reason": check.row.reason,
        "eased": bool(report.get("eased")),
        "store_kind": check.row.kind,
        **{name: software.get(name) for name in _SOFTWARE},
    }
    for leg in LEGS:
        found = (report.get("legs") or {}).get(leg) or {}
        yield {**shared, "leg": leg, **_counts(check, leg, found), **_answers(found)}


def _counts(check: CheckDetail, leg: str, found: Mapping[str, Any]) -> Row:
    """Counted as the list says; refused ones from what was committed, without practice."""
    refused = sum(
        1
        for rep in check.reps
        if rep.leg == leg and not rep.practice and not rep.values.get("counted")
    )
    return {
        "counted_reps": check_line(check.row)["counted"][leg],
        "refused_reps": refused,
        "free_leg": found.get("free_leg"),
    }


def _answers(found: Mapping[str, Any]) -> Row:
    checks = found.get("checks") or {}
    row: Row = {}
    for name in ANGLES:
        answer = checks.get(name) or {}
        row |= {f"{name}_{what}": answer.get(key) for what, key in _OF_ANGLE.items()}
    balance = checks.get("balance") or {}
    row["balance_verdict"] = balance.get("verdict")
    row["balance_events_count"] = balance.get("events")
    row["balance_reason"] = balance.get("reason")
    return row


def _rep_rows(check: CheckDetail) -> Iterator[Row]:
    """A row for each rep in its order, practice and refused ones too."""
    shared, software = _of_check(check), check.software
    made_by = {name: software.get(name) for name in _VERSIONS}
    for rep in reps_of(check.reps):
        missing = "; ".join(f"{name}: {why}" for name, why in rep["why_null"].items())
        named = {"rep_position": rep["position"], "rep_number": rep["number"], "missing": missing}
        yield {**shared, **rep, **named, **made_by}


LEG_TABLE = Table(
    (
        *_OF_CHECK,
        "ended_utc",
        "state",
        "reason",
        "leg",
        "free_leg",
        "eased",
        "counted_reps",
        "refused_reps",
        *(f"{name}_{what}" for name in ANGLES for what in _OF_ANGLE),
        "balance_verdict",
        "balance_events_count",
        "balance_reason",
        "store_kind",
        *_SOFTWARE,
    ),
    _leg_rows,
)
REP_TABLE = Table(
    (
        *_OF_CHECK,
        "leg",
        "rep_position",
        "rep_number",
        "practice",
        "counted",
        "refused_because",
        *(name for name, _places in REP_VALUES),
        "missing",
        *_VERSIONS,
    ),
    _rep_rows,
)
TABLES = {"legs": LEG_TABLE, "reps": REP_TABLE}
"""By the word that an address asks for."""
