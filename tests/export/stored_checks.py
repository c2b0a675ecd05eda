"""Stored checks as the store gives them, made by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from kiosk.moment import Moment
from kiosk.results.records import CheckDetail, CheckRow, CheckState, Software, StoredRep

NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)
SOFTWARE = Software("0.1.0", "1", "lightning", "ab" * 32, "camera", "thunder", "cd" * 32)
REPORT: dict[str, Any] = {
    "legs": {
        "left": {
            "counted": 1,
            "refused": 1,
            "free_leg": "behind",
            "checks": {
                "knee_valgus": {
                    "verdict": "fault",
                    "value_deg": 24.13,
                    "spread_deg": 2.5,
                    "reason": "the knee moves in",
                    "in_doubt": False,
                },
                "balance": {"verdict": "good", "events": 0, "reason": "steady"},
            },
        },
        "right": {"counted": 0, "refused": 0, "free_leg": "unknown", "checks": {}},
    },
    "eased": True,
}


def moment(t_s: float) -> Moment:
    """So many seconds after a noon."""
    return Moment(NOON + timedelta(seconds=t_s), 100.0 + t_s, "boot-1", True)


def values(**changes: Any) -> dict[str, Any]:
    """A counted rep's values as the store keeps them."""
    return {
        "leg": "left",
        "start_s": 4.00049,
        "bottom_s": 6.0,
        "end_s": 8.1,
        "counted": True,
        "refused_because": None,
        "knee_fppa_deg": -3.14159,
        "knee_fppa_change_deg": 2.0,
        "pelvic_drop_deg": None,
        "trunk_lean_deg": 4.0,
        "knee_flexion_deg": 63.0,
        "why_null": {"pelvic_drop_deg": "the hips were hidden"},
        **changes,
    }


REPS = (
    StoredRep("left", None, True, values()),
    StoredRep("left", 1, False, values(start_s=10.0)),
    StoredRep("left", None, False, values(counted=False, refused_because="shallow")),
)


def stored_check(
    number: int = 7,
    label: str | None = "Ada",
    reason: str | None = None,
    report: dict[str, Any] | None = REPORT,
) -> CheckDetail:
    """A complete check of which the left leg was judged."""
    row = CheckRow(
        f"{number}-{'0' * 24}",
        number,
        "kiosk",
        CheckState.COMPLETE,
        reason,
        moment(number),
        moment(number + 90.0),
        SOFTWARE,
        {"left": 1, "right": 0},
        {"left": {"knee_valgus": "fault", "balance": "good"}, "right": {}},
        label,
    )
    other = ({"start_s": 70.0, "end_s": 73.0, "refused_because": "two_legs"},)
    return CheckDetail(row, REPS, other, report)
