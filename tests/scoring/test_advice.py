"""What the member reads: the right findings in the right order, and no claim about injury."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.pose.keypoints import Leg
from kiosk.scoring.advice import TRAINER
from kiosk.scoring.findings import PelvisBy, Rep
from kiosk.scoring.report import build_report

from .properties import bounded
from .reps import GOOD, KNEE_IN, on

CLAIMS = re.compile(
    r"injur|prevent|diagnos|predict|risk|patient|disease|treat|cure|heal|medical|toe|surgery", re.I
)
"""Words that promise or frighten; and COCO points know no toe."""

WORST = replace(
    KNEE_IN, pelvic_drop_deg=25.0, trunk_lean_deg=25.0, knee_flexion_deg=52.0, balance_events=1
)
CAVED_OUT = replace(GOOD, knee_fppa_deg=-15.0)


def found(left: Sequence[Rep], right: Sequence[Rep]) -> list[str]:
    """The findings that get a text, in order."""
    report = build_report([*on(Leg.LEFT, *left), *on(Leg.RIGHT, *right)])
    return [advice.finding for advice in report.advice]


def test_good_control() -> None:
    """Nothing wrong on either leg: said so, and the trainer."""
    assert found([GOOD] * 5, [GOOD] * 5) == ["good_control", "next_step"]


def test_order_imbalance_then_legs_then_trainer() -> None:
    """The left-right difference first, then each leg's findings, the trainer always last."""
    assert found([WORST] * 5, [GOOD] * 5) == [
        "left_right_difference",
        "knee_valgus_left",
        "pelvic_drop_left",
        "trunk_lean_left",
        "balance_left",
        "ankle_left",
        "next_step",
    ]


def test_both_legs_alike_is_no_imbalance() -> None:
    """The same fault on both legs names both, left first."""
    assert found([KNEE_IN] * 5, [KNEE_IN] * 5) == [
        "knee_valgus_left",
        "knee_valgus_right",
        "next_step",
    ]


@pytest.mark.parametrize("side", ["left", "right"])
def test_imbalance_names_the_leg_to_begin_with(side: str) -> None:
    """The text speaks of the knee that is higher."""
    bad, good = [KNEE_IN] * 5, [GOOD] * 5
    reps = (bad, good) if side == "left" else (good, bad)
    report = build_report([*on(Leg.LEFT, *reps[0]), *on(Leg.RIGHT, *reps[1])])
    assert report.advice[0].finding == "left_right_difference"
    assert f"The {side} knee" in report.advice[0].text
    assert f"Begin with the {side} leg" in report.advice[0].text


def test_stiff_ankle_needs_knee_in_and_a_shallow_squat() -> None:
    """The ankle is named only for both together."""
    shallow = replace(KNEE_IN, knee_flexion_deg=52.0)
    assert "ankle_left" in found([shallow] * 5, [GOOD] * 5)
    assert "ankle_left" not in found([KNEE_IN] * 5, [GOOD] * 5)
    assert "ankle_left" not in found([replace(GOOD, knee_flexion_deg=52.0)] * 5, [GOOD] * 5)


def test_knees_out_is_a_note() -> None:
    """A knee outside the foot is mentioned, not called wrong."""
    report = build_report([*on(Leg.LEFT, *[CAVED_OUT] * 5), *on(Leg.RIGHT, *[CAVED_OUT] * 5)])
    texts = {advice.finding: advice.text for advice in report.advice}
    assert "only a note" in texts["knee_out_left"]
    assert "only a note" in texts["knee_out_right"]


HIPS_UNSEEN = replace(GOOD, pelvic_drop_deg=9.0, pelvic_error_deg=4.0, pelvis_by=PelvisBy.HIPS)


def test_hips_that_were_not_seen_tell_what_to_change() -> None:
    """After what was found, naming the leg; once where both legs need the same."""
    assert found([HIPS_UNSEEN] * 5, [GOOD] * 5) == ["good_control", "repeat_hips_left", "next_step"]
    assert found([GOOD] * 5, [HIPS_UNSEEN] * 5)[1] == "repeat_hips_right"
    assert found([HIPS_UNSEEN] * 5, [HIPS_UNSEEN] * 5)[1:] == ["repeat_hips", "next_step"]
    seen_little = replace(HIPS_UNSEEN, pelvis_by=PelvisBy.LOOKS)
    both = build_report([*on(Leg.LEFT, *[HIPS_UNSEEN] * 5), *on(Leg.RIGHT, *[seen_little] * 5)])
    texts = {advice.finding: advice.text for advice in both.advice}
    hands = "Left leg, hips not judged: the hands were not seen on the hips: put both hands on your"
    assert texts["repeat_hips_left"].startswith(hands)
    assert texts["repeat_hips_right"].endswith("tuck in a loose top and repeat.")


def test_the_same_hindrance_is_not_said_twice() -> None:
    """A board that is too slow is named with the knee and not again with the hips; too few squats
    ask for squats."""
    slow = replace(HIPS_UNSEEN, frames_per_s=4.0)
    assert found([slow] * 5, [slow] * 5) == ["repeat_left", "repeat_right", "next_step"]
    assert found([HIPS_UNSEEN] * 2, [HIPS_UNSEEN] * 2) == ["too_few_reps", "next_step"]


def test_too_few_reps_say_so() -> None:
    """With fewer than three on a leg nothing is claimed."""
    assert found([GOOD] * 5, [GOOD] * 2) == ["too_few_reps", "next_step"]


def test_unsure_finds_nothing() -> None:
    """Values too close to a cut are no finding and no praise."""
    near = replace(GOOD, knee_fppa_deg=8.5)
    assert found([near] * 5, [near] * 5) == ["no_clear_finding", "next_step"]


reps = st.lists(
    st.builds(
        lambda fppa, change, drop, lean, flexion, events: replace(
            KNEE_IN,
            knee_fppa_deg=fppa,
            knee_fppa_change_deg=change,
            pelvic_drop_deg=drop,
            trunk_lean_deg=lean,
            knee_flexion_deg=flexion,
            balance_events=events,
        ),
        st.floats(-30, 40),
        st.floats(-10, 30) | st.none(),
        st.floats(-10, 30) | st.none(),
        st.floats(-10, 30) | st.none(),
        st.floats(40, 90),
        st.integers(0, 3),
    ),
    max_size=6,
)


@given(left=reps, right=reps)
@bounded(150)
def test_whatever_was_found_the_words_hold(left: list[Rep], right: list[Rep]) -> None:
    """Always the trainer last, at least one finding before, no finding twice, no claim."""
    report = build_report([*on(Leg.LEFT, *left), *on(Leg.RIGHT, *right)])
    findings = [advice.finding for advice in report.advice]
    assert report.advice[-1] is TRAINER
    assert len(findings) == len(set(findings)) >= 2
    for advice in report.advice:
        assert not CLAIMS.search(advice.text), advice.text
        assert advice.text[0].isupper()
        assert advice.text.endswith(".")
    for result in (*report.left.checks.values(), *report.right.checks.values()):
        assert not CLAIMS.search(result.reason)


def test_the_trainer_is_certified_and_pain_stops() -> None:
    """The last line books an assessment and says that pain ends the check."""
    assert "certified trainer" in TRAINER.text
    assert "Pain is a reason to stop" in TRAINER.text
