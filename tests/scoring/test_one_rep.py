"""What the kiosk says of a single squat: the leg's own rules, and no surer than one squat is."""

from __future__ import annotations

from dataclasses import replace
from math import hypot

import pytest

from kiosk.scoring.checks import leg_report
from kiosk.scoring.findings import Rep, Verdict
from kiosk.scoring.one_rep import checks_of_one

from .reps import GOOD, KNEE_IN

INWARD = replace(KNEE_IN, pelvic_drop_deg=16.0)


@pytest.mark.parametrize(("rep", "verdict"), [(GOOD, Verdict.GOOD), (INWARD, Verdict.FAULT)])
def test_a_clear_squat_is_judged_alone(rep: Rep, verdict: Verdict) -> None:
    """One is enough here, though a leg needs three."""
    found = checks_of_one(rep)
    assert found["knee_valgus"].verdict is verdict
    assert found["pelvic_drop"].verdict is verdict
    assert leg_report(rep.leg, (rep,)).checks["knee_valgus"].verdict is Verdict.UNSURE


def test_its_error_is_that_of_one_squat() -> None:
    """The lab's error and its own jitter, which nothing has averaged away."""
    shaky = replace(GOOD, knee_error_deg=1.5, jitter_deg=0.8)
    assert checks_of_one(shaky)["knee_valgus"].spread_deg == pytest.approx(hypot(1.5, 0.8))


def test_near_a_line_it_is_unsure() -> None:
    """By the ± of the one squat."""
    assert checks_of_one(replace(GOOD, knee_fppa_deg=7.0))["knee_valgus"].verdict is Verdict.UNSURE


def test_the_doubts_of_a_leg_hold_for_one() -> None:
    """Off the middle, turned, without a second sign, on a board that is too slow."""
    for doubted in (
        replace(INWARD, off_centre=1.0),
        replace(INWARD, false_fppa_deg=20.0),
        replace(INWARD, frames_per_s=5.0),
    ):
        assert checks_of_one(doubted)["knee_valgus"].verdict is Verdict.UNSURE
    assert checks_of_one(GOOD, judging=False)["knee_valgus"].verdict is Verdict.UNSURE
    alone = replace(INWARD, hip_adduction_change_deg=0.0, knee_over_ankle_change_percent=0.0)
    assert checks_of_one(alone)["knee_valgus"].verdict is Verdict.BORDERLINE


def test_what_was_not_seen_is_unsure_without_a_value() -> None:
    """No hips, no verdict on them."""
    found = checks_of_one(replace(GOOD, pelvic_drop_deg=None))["pelvic_drop"]
    assert (found.verdict, found.value_deg) == (Verdict.UNSURE, None)
