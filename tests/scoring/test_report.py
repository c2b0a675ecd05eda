"""The whole answer: both legs, left against right, nothing invented."""

from __future__ import annotations

from dataclasses import replace
from math import hypot

import pytest

from kiosk.pose.keypoints import Leg
from kiosk.scoring import protocol
from kiosk.scoring.findings import OtherMovement, Refusal, Report, Verdict
from kiosk.scoring.report import build_report

from .reps import GOOD, knees, on


def legs(left_deg: float, right_deg: float, reps: int = 5) -> Report:
    """Both legs with so much knee FPPA."""
    return build_report(
        [*knees(Leg.LEFT, *[left_deg] * reps), *knees(Leg.RIGHT, *[right_deg] * reps)]
    )


def test_nothing_seen_is_a_report_too() -> None:
    """No reps: both legs, all gaps unsure, advice that says so."""
    report = build_report([])
    assert (report.left.counted, report.right.counted) == (0, 0)
    assert set(report.symmetry) == {"knee_fppa", "pelvic_drop", "trunk_lean"}
    for gap in report.symmetry.values():
        assert gap.verdict is Verdict.UNSURE
        assert gap.difference_deg is None
        assert gap.reason
    assert [advice.finding for advice in report.advice] == ["too_few_reps", "next_step"]


def test_legs_and_other_movements_are_handed_on() -> None:
    """`leg` gives the side asked for, other movements keep their order."""
    others = (
        OtherMovement(1.0, 2.0, Refusal.KNEE_LIFT),
        OtherMovement(3.0, 4.0, Refusal.TWO_LEGS),
    )
    report = build_report(knees(Leg.RIGHT, 3, 3, 3), others)
    assert report.other == others
    assert report.leg(Leg.LEFT) is report.left
    assert report.leg(Leg.RIGHT) is report.right
    assert report.right.counted == 3


@pytest.mark.parametrize(
    ("left_deg", "right_deg", "verdict", "words"),
    [
        (3, 2, Verdict.GOOD, "no clear difference"),
        (12, 2, Verdict.BORDERLINE, "differ a little"),
        (20, 2, Verdict.FAULT, "left leg is clearly higher"),
        (2, 20, Verdict.FAULT, "right leg is clearly higher"),
        (9, 2, Verdict.UNSURE, "too close"),
    ],
)
def test_left_against_right(
    left_deg: float, right_deg: float, verdict: Verdict, words: str
) -> None:
    """The gap's size gives the verdict, its sign the leg; the sign is left minus right."""
    gap = legs(left_deg, right_deg).symmetry["knee_fppa"]
    assert gap.verdict is verdict
    assert words in gap.reason
    assert gap.difference_deg == left_deg - right_deg
    sd_deg = GOOD.knee_error_deg
    assert gap.spread_deg == pytest.approx(hypot(sd_deg, sd_deg))


@pytest.mark.parametrize("reps", [1, 2])
def test_too_few_reps_are_not_compared(reps: int) -> None:
    """Either leg with less than three counted reps leaves the gap unsure."""
    left = knees(Leg.LEFT, *[20.0] * reps)
    for other in (knees(Leg.RIGHT, 2, 2, 2), []):
        gap = build_report([*left, *other]).symmetry["knee_fppa"]
        assert gap.verdict is Verdict.UNSURE
        assert "three counted reps" in gap.reason


def test_order_of_legs_does_not_matter() -> None:
    """Right first or left first: the same report."""
    left, right = knees(Leg.LEFT, 20, 21, 19), knees(Leg.RIGHT, 2, 3, 4)
    assert build_report([*left, *right]) == build_report([*right, *left])


def test_every_measure_is_compared_by_its_own_values() -> None:
    """Pelvis and trunk have their own gaps."""
    leaning = on(Leg.LEFT, *[replace(GOOD, trunk_lean_deg=25.0)] * 5)
    sinking = on(Leg.RIGHT, *[replace(GOOD, pelvic_drop_deg=25.0)] * 5)
    symmetry = build_report([*leaning, *sinking]).symmetry
    assert symmetry["trunk_lean"].difference_deg == 23
    assert symmetry["trunk_lean"].verdict is Verdict.FAULT
    assert symmetry["pelvic_drop"].difference_deg == -24
    assert symmetry["knee_fppa"].difference_deg == 0


def test_hips_hardly_seen_are_not_compared() -> None:
    """One leg's hips out of sight: no gap between the legs, however large it looks."""
    sinking = replace(GOOD, pelvic_drop_deg=25.0)
    unseen = replace(sinking, pelvic_error_deg=protocol.PELVIS_BLIND_DEG)
    for left, verdict in ((sinking, Verdict.FAULT), (unseen, Verdict.UNSURE)):
        reps = [*on(Leg.LEFT, *[left] * 5), *on(Leg.RIGHT, *[GOOD] * 5)]
        gap = build_report(reps).symmetry["pelvic_drop"]
        assert gap.verdict is verdict
        assert (gap.difference_deg is None) is (verdict is Verdict.UNSURE)


@pytest.mark.parametrize(
    "values",
    [
        pytest.param({"off_centre": 0.4}, id="off centre"),
        pytest.param({"knee_fppa_change_deg": 1.0}, id="turned stance"),
    ],
)
def test_a_knee_that_cannot_be_judged_is_not_compared(values: dict[str, float]) -> None:
    """Off centre or turned (high without a change), the gap between the legs is unsure too."""
    left = [replace(rep, **values) for rep in knees(Leg.LEFT, *[20.0] * 5)]  # type: ignore[arg-type]
    report = build_report([*left, *knees(Leg.RIGHT, *[2.0] * 5)])
    assert report.left.checks["knee_valgus"].verdict is Verdict.UNSURE
    assert report.symmetry["knee_fppa"].verdict is Verdict.UNSURE
