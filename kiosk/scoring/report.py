"""The whole answer: both legs, left against right, other movements and advice. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from math import hypot

from kiosk.pose.keypoints import Leg
from kiosk.scoring import protocol
from kiosk.scoring.advice import advice_for, counted_only
from kiosk.scoring.checks import leg_report
from kiosk.scoring.findings import (
    CheckResult,
    LegReport,
    OtherMovement,
    Rep,
    Report,
    Symmetry,
    Verdict,
)
from kiosk.scoring.judge import judged

SYMMETRY_OF = {
    "knee_fppa": "knee_valgus",
    "pelvic_drop": "pelvic_drop",
    "trunk_lean": "trunk_lean",
}
"""Name in the report: the check whose values are compared. One band for all, our choice."""


def build_report(
    reps: Sequence[Rep],
    other: Sequence[OtherMovement] = (),
    *,
    small_squats: bool = False,
    judging: bool = True,
) -> Report:
    """The report over everything seen so far; with nothing seen it says so, it never fails.

    `small_squats`: the member was asked for the easier target, and no good verdict of a squat
    that was only small is given. `judging` False: the board is too slow, and none is given at all.
    """
    left, right = (leg_report(leg, reps, small_squats=small_squats, judging=judging) for leg in Leg)
    symmetry = {
        name: _symmetry(left.checks[check], right.checks[check], _enough(left, right))
        for name, check in SYMMETRY_OF.items()
    }
    advice = advice_for(left, right, symmetry) if judging else counted_only()
    return Report(left, right, tuple(other), symmetry, advice)


def _enough(left: LegReport, right: LegReport) -> bool:
    return min(left.counted, right.counted) >= protocol.MIN_REPS


def _symmetry(left: CheckResult, right: CheckResult, enough: bool) -> Symmetry:
    """The gap between the legs; its size decides, its sign says which leg is higher."""
    if left.in_doubt or right.in_doubt:
        return Symmetry(Verdict.UNSURE, "one of the legs could not be judged", None, None)
    values = (left.value_deg, right.value_deg, left.spread_deg, right.spread_deg)
    if None in values or not enough:
        return Symmetry(Verdict.UNSURE, "both legs need three counted reps", None, None)
    left_deg, right_deg, left_sd, right_sd = (value or 0.0 for value in values)
    difference, spread = left_deg - right_deg, hypot(left_sd, right_sd)
    result = judged(abs(difference), spread, protocol.SYMMETRY_FPPA_DEG)
    words = {
        Verdict.GOOD: "no clear difference between the legs",
        Verdict.BORDERLINE: "the legs differ a little",
        Verdict.FAULT: f"the {'left' if difference > 0 else 'right'} leg is clearly higher",
        Verdict.UNSURE: "the difference is too close to the line to tell",
    }
    return Symmetry(result.verdict, words[result.verdict], difference, spread)
