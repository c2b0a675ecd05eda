"""What a clip must give, as a file: made where the version is built, compared on every box. Pure.

Two processors compute the networks with other rounding, and a repetition's angles then differ by
up to half a degree (measured, x86-64 beside aarch64: docs/operations.md). So angles are not
compared, only how many squats of which leg counted, and the verdicts; and a verdict whose value
lies within NEAR_DEG of a cut may also be what is beyond it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from kiosk.pose.keypoints import Leg
from kiosk.scoring import protocol
from kiosk.scoring.findings import CheckResult, LegReport, Rep, Report
from kiosk.scoring.judge import judged, judged_high_is_good
from kiosk.scoring.protocol import Band

SCHEMA = 1
NEAR_DEG = 1.0
"""Twice what was measured between processors, on a single repetition; a verdict's value is the
median of several and differs less."""

_DEPTH = Band(protocol.DEPTH_GOOD_MIN_DEG, protocol.DEPTH_SCORED_MIN_DEG)
_JUDGES: Mapping[str, Callable[[float, float], CheckResult]] = {
    "knee_valgus": lambda value, spread: judged(value, spread, protocol.KNEE_FPPA_DEG),
    "pelvic_drop": lambda value, spread: judged(value, spread, protocol.PELVIC_DROP_DEG),
    "trunk_lean": lambda value, spread: judged(value, spread, protocol.TRUNK_LEAN_DEG),
    "depth": lambda value, spread: judged_high_is_good(value, spread, _DEPTH),
}


def expected_of(report: Report, models: Mapping[str, str]) -> dict[str, Any]:
    """The document of a clip's report. `models` are the sha256 of the networks, by name."""
    return {
        "schema": SCHEMA,
        "models": dict(models),
        "reps": _reps(report),
        "checks": {leg.value: _checks(report.leg(leg)) for leg in Leg},
    }


def _reps(report: Report) -> list[dict[str, Any]]:
    reps: list[Rep] = sorted(report.left.reps + report.right.reps, key=lambda rep: rep.start_s)
    return [{"leg": rep.leg.value, "counted": rep.counted} for rep in reps]


def _checks(leg: LegReport) -> dict[str, list[str]]:
    return {name: verdicts_of(name, result) for name, result in leg.checks.items()}


def verdicts_of(name: str, result: CheckResult) -> list[str]:
    """The verdict first, then what it may be on another processor.

    Nothing else is allowed where the verdict is not that of its value alone: another rule made it.
    """
    verdict = result.verdict.value
    judge = _JUDGES.get(name)
    if judge is None or result.value_deg is None or result.spread_deg is None:
        return [verdict]
    value, spread = result.value_deg, result.spread_deg
    if judge(value, spread).verdict is not result.verdict:
        return [verdict]
    beside = [judge(value + by, spread).verdict.value for by in (-NEAR_DEG, NEAR_DEG)]
    return list(dict.fromkeys([verdict, *beside]))


def differences(expected: Mapping[str, Any], found: Mapping[str, Any]) -> list[str]:
    """What differs, in words, the network first; empty when the clip gives what it must.

    Raises LookupError, TypeError or AttributeError when `expected` is no such document.
    """
    words = [
        f"network {name} is not the one that this version was tried with"
        for name, sha256 in found["models"].items()
        if expected["models"].get(name) != sha256
    ]
    words += _rep_differences(expected["reps"], found["reps"])
    for leg, checks in found["checks"].items():
        for name, (verdict, *_near) in checks.items():
            allowed = expected["checks"][leg][name]
            if verdict not in allowed:
                said = f"{name.replace('_', ' ')} of the {leg} leg"
                words.append(f"{said} is {verdict}, not {' or '.join(allowed)}")
    return words


def _rep_differences(
    expected: list[Mapping[str, Any]], found: list[Mapping[str, Any]]
) -> list[str]:
    same = [(each["leg"], each["counted"]) for each in expected]
    if same == [(each["leg"], each["counted"]) for each in found]:
        return []
    return [f"the repetitions are {_counts(found)}, not {_counts(expected)}"]


def _counts(reps: list[Mapping[str, Any]]) -> str:
    """`6 left and 7 right, 12 of them counted`."""
    left = sum(each["leg"] == Leg.LEFT.value for each in reps)
    counted = sum(each["counted"] for each in reps)
    return f"{left} left and {len(reps) - left} right with {counted} counted"
