"""One stored check as JSON: a short form for lists and a whole one.

The report inside is the one of `kiosk analyze --json` (kiosk/contract.py), untouched. A missing
value is null, and the reason stands beside it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kiosk.stored_check import CheckDetail, CheckRow, StoredRep

LEGS = ("left", "right")
REP_VALUES = (
    ("start_s", 3),
    ("bottom_s", 3),
    ("end_s", 3),
    ("knee_fppa_deg", 2),
    ("knee_fppa_change_deg", 2),
    ("pelvic_drop_deg", 2),
    ("trunk_lean_deg", 2),
    ("knee_flexion_deg", 2),
)
"""The numbers of a rep, and how many places of each are written."""


def check_line(row: CheckRow) -> dict[str, Any]:
    """A check as it stands in a list."""
    return {
        "id": row.check_id,
        "number": row.number,
        "kind": row.kind,
        "state": str(row.state),
        "reason": row.reason,
        "label": row.label,
        "started_utc": row.started_utc,
        "clock_sure": row.clock_sure,
        "counted": {leg: row.counted.get(leg, 0) for leg in LEGS},
        "verdicts": {leg: dict(row.verdicts.get(leg, {})) for leg in LEGS},
    }


def check_document(check: CheckDetail) -> dict[str, Any]:
    """All that is stored of a check but its trail."""
    return {
        **check_line(check.row),
        "ended_utc": check.ended_utc,
        "made_by": dict(check.software),
        "reps": reps_of(check.reps),
        "other": [dict(movement) for movement in check.other],
        "report": check.report,
    }


def reps_of(reps: Sequence[StoredRep]) -> list[dict[str, Any]]:
    """Every rep in its order, practice and refused ones too."""
    return [_rep(position, rep) for position, rep in enumerate(reps, 1)]


def _rep(position: int, rep: StoredRep) -> dict[str, Any]:
    values = rep.values
    return {
        "position": position,
        "leg": rep.leg,
        "number": rep.number,
        "practice": rep.practice,
        "counted": bool(values.get("counted")),
        "refused_because": values.get("refused_because"),
        **{name: _rounded(values, name, places) for name, places in REP_VALUES},
        "why_null": dict(values.get("why_null") or {}),
    }


def _rounded(values: Mapping[str, Any], name: str, places: int) -> float | None:
    value = values.get(name)
    return None if value is None else round(float(value), places)
