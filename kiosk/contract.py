"""The scoring's report as the JSON that other tools read (`kiosk analyze --json`, schema 1).

Also what the store keeps and the pages show, so that all three are one form. Names and
units are a contract: they only ever grow. Angles are rounded to 0.01 degrees, times to 1 ms.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kiosk import __version__
from kiosk.pose.keypoints import Leg
from kiosk.scoring import protocol
from kiosk.scoring.events import CheckAbandoned, CheckCompleted
from kiosk.scoring.findings import CheckResult, LegReport, OtherMovement, Rep, Report, Symmetry

SCHEMA = 1


def report_json(report: Report) -> dict[str, Any]:
    """`legs`, `other`, `symmetry` and `advice` of the contract."""
    return {
        "legs": {leg.value: leg_json(report.leg(leg)) for leg in Leg},
        "other": [other_json(movement) for movement in report.other],
        "symmetry": {name: symmetry_json(gap) for name, gap in report.symmetry.items()},
        "advice": [{"finding": each.finding, "text": each.text} for each in report.advice],
    }


def check_report_json(event: CheckCompleted | CheckAbandoned) -> dict[str, Any]:
    """The report of a member's check, as it is stored and shown: `eased` is true where the easier
    target held (docs/flow.md), and left out otherwise."""
    report = report_json(event.report)
    return {**report, "eased": True} if event.eased else report


def analysis_json(
    report: Report,
    model: Mapping[str, str] | None,
    second_model: Mapping[str, str] | None,
    source: Mapping[str, Any],
) -> dict[str, Any]:
    """The whole document of `kiosk analyze --json`; no models where the poses were recorded."""
    return {
        "schema": SCHEMA,
        "kiosk_version": __version__,
        "protocol_version": protocol.VERSION,
        "model": model,
        "second_model": second_model,
        "source": source,
        **report_json(report),
    }


def leg_json(leg: LegReport) -> dict[str, Any]:
    """LEG of the contract."""
    return {
        "counted": leg.counted,
        "refused": leg.refused,
        "free_leg": leg.free_leg.value,
        "reps": [rep_json(rep) for rep in leg.reps],
        "checks": {name: check_json(result) for name, result in leg.checks.items()},
    }


def rep_json(rep: Rep) -> dict[str, Any]:
    """One rep of the contract."""
    return {
        "start_s": round(rep.start_s, 3),
        "bottom_s": round(rep.bottom_s, 3),
        "end_s": round(rep.end_s, 3),
        "counted": rep.counted,
        "refused_because": rep.refused_because.value if rep.refused_because else None,
        "knee_fppa_deg": _rounded(rep.knee_fppa_deg),
        "knee_fppa_change_deg": _rounded(rep.knee_fppa_change_deg),
        "pelvic_drop_deg": _rounded(rep.pelvic_drop_deg),
        "trunk_lean_deg": _rounded(rep.trunk_lean_deg),
        "knee_flexion_deg": _rounded(rep.knee_flexion_deg),
        "why_null": dict(rep.why_null),
    }


def other_json(movement: OtherMovement) -> dict[str, Any]:
    """One entry of `other`."""
    return {
        "start_s": round(movement.start_s, 3),
        "end_s": round(movement.end_s, 3),
        "refused_because": movement.refused_because.value,
    }


def check_json(result: CheckResult) -> dict[str, Any]:
    """One check of a leg: balance counts events, every other has a value and its spread, and
    `in_doubt`: whether the value itself may be false, so that it is compared with nothing."""
    shared = {"verdict": result.verdict.value, "reason": result.reason}
    if result.events is not None:
        return {**shared, "events": result.events}
    return {
        "verdict": result.verdict.value,
        "value_deg": _rounded(result.value_deg),
        "spread_deg": _rounded(result.spread_deg),
        "reason": result.reason,
        "in_doubt": result.in_doubt,
    }


def symmetry_json(gap: Symmetry) -> dict[str, Any]:
    """Left minus right of one measure."""
    return {
        "verdict": gap.verdict.value,
        "difference_deg": _rounded(gap.difference_deg),
        "spread_deg": _rounded(gap.spread_deg),
        "reason": gap.reason,
    }


def _rounded(value_deg: float | None) -> float | None:
    return None if value_deg is None else round(value_deg, 2)
