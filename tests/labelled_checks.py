"""Whole checks with a label in a real store, as the loop and staff leave them there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kiosk.contract import report_json
from kiosk.moment import Moment
from kiosk.pose.keypoints import Leg
from kiosk.results import ResultStore, Software
from kiosk.scoring.findings import FreeLeg, Rep
from kiosk.scoring.report import build_report

SOFTWARE = Software("0.1.0", "2", "one", "ab" * 32, "camera", "two", "cd" * 32)


def rep(leg: Leg, turn: int, **given: Any) -> Rep:
    values: dict[str, Any] = {
        "knee_fppa_deg": 10.0,
        "knee_fppa_change_deg": 8.5,
        "pelvic_drop_deg": 3.0,
        "pelvic_error_deg": 2.0,
        "trunk_lean_deg": 4.0,
        "knee_flexion_deg": 63.0,
        "free_leg": FreeLeg.MIDDLE,
    }
    start_s = 5.0 * turn + (40.0 if leg is Leg.RIGHT else 0.0)
    return Rep(leg, start_s, start_s + 2, start_s + 4, True, None, **{**values, **given})


FIVE_EACH = tuple(rep(leg, turn) for leg in Leg for turn in range(5))


def add(
    store: ResultStore,
    now: Moment,
    label: str | None = "M-7",
    reps: tuple[Rep, ...] = FIVE_EACH,
    software: Software = SOFTWARE,
    extra: Mapping[str, Any] | None = None,
) -> str:
    """Store a check as the loop and staff do; the report is the one that its reps give."""
    check_id = store.start_check(now, software)
    for number, each in enumerate(reps, 1):
        store.add_rep(check_id, each, number)
    store.complete(check_id, {**report_json(build_report(reps)), **(extra or {})}, now)
    if label:
        store.finding.set_label(check_id, label)
    return check_id
