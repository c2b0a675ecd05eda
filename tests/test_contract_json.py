"""The scoring's report as JSON, schema 1: the exact document that other tools read."""

from __future__ import annotations

import json

import pytest

from kiosk import __version__
from kiosk.contract import analysis_json, leg_json, other_json, rep_json, report_json, symmetry_json
from kiosk.pose.keypoints import Leg
from kiosk.scoring import protocol
from kiosk.scoring.findings import (
    Advice,
    CheckResult,
    FreeLeg,
    LegReport,
    OtherMovement,
    Refusal,
    Rep,
    Report,
    Symmetry,
    Verdict,
)

REP = Rep(
    leg=Leg.LEFT,
    start_s=4.12345,
    bottom_s=6.0,
    end_s=8.1,
    counted=False,
    refused_because=Refusal.FOOT_DOWN,
    knee_fppa_deg=12.126,
    knee_fppa_change_deg=9.8,
    pelvic_drop_deg=None,
    trunk_lean_deg=-4.2,
    knee_flexion_deg=61.0,
    jitter_deg=1.0,
    off_centre=0.1,
    why_null={"pelvic_drop_deg": "the hips were hidden"},
)
REP_JSON = {
    "start_s": 4.123,
    "bottom_s": 6.0,
    "end_s": 8.1,
    "counted": False,
    "refused_because": "foot_down",
    "knee_fppa_deg": 12.13,
    "knee_fppa_change_deg": 9.8,
    "pelvic_drop_deg": None,
    "trunk_lean_deg": -4.2,
    "knee_flexion_deg": 61.0,
    "why_null": {"pelvic_drop_deg": "the hips were hidden"},
}
CHECKS = {
    "knee_valgus": CheckResult(Verdict.UNSURE, "why", 12.126, 3.004, in_doubt=True),
    "pelvic_drop": CheckResult(Verdict.UNSURE, "not measured"),
    "trunk_lean": CheckResult(Verdict.GOOD, "fine", -4.2, 1.0),
    "depth": CheckResult(Verdict.BORDERLINE, "less", 52.0, 4.5),
    "balance": CheckResult(Verdict.FAULT, "lost", events=2),
}
CHECKS_JSON = {
    "knee_valgus": {
        "verdict": "unsure",
        "value_deg": 12.13,
        "spread_deg": 3.0,
        "reason": "why",
        "in_doubt": True,
    },
    "pelvic_drop": {
        "verdict": "unsure",
        "value_deg": None,
        "spread_deg": None,
        "reason": "not measured",
        "in_doubt": False,
    },
    "trunk_lean": {
        "verdict": "good",
        "value_deg": -4.2,
        "spread_deg": 1.0,
        "reason": "fine",
        "in_doubt": False,
    },
    "depth": {
        "verdict": "borderline",
        "value_deg": 52.0,
        "spread_deg": 4.5,
        "reason": "less",
        "in_doubt": False,
    },
    "balance": {"verdict": "fault", "events": 2, "reason": "lost"},
}
LEFT = LegReport(0, 1, FreeLeg.BEHIND, (REP,), CHECKS)
RIGHT = LegReport(0, 0, FreeLeg.UNKNOWN, (), CHECKS)
REPORT = Report(
    left=LEFT,
    right=RIGHT,
    other=(OtherMovement(25.30049, 29.0, Refusal.TWO_LEGS),),
    symmetry={
        "knee_fppa": Symmetry(Verdict.BORDERLINE, "a little", 9.126, 2.0),
        "trunk_lean": Symmetry(Verdict.UNSURE, "too few", None, None),
    },
    advice=(Advice("next_step", "Ask."),),
)


def test_a_rep() -> None:
    """Every key of the contract and no other: what is inside the scoring stays inside."""
    assert rep_json(REP) == REP_JSON


def test_a_leg() -> None:
    """Counts, free leg, reps in order and the five checks; balance has events, no angle."""
    assert leg_json(LEFT) == {
        "counted": 0,
        "refused": 1,
        "free_leg": "behind",
        "reps": [REP_JSON],
        "checks": CHECKS_JSON,
    }


def test_other_and_symmetry() -> None:
    """Other movements with their times, gaps with verdict and reason."""
    assert other_json(REPORT.other[0]) == {
        "start_s": 25.3,
        "end_s": 29.0,
        "refused_because": "two_legs",
    }
    assert symmetry_json(REPORT.symmetry["knee_fppa"]) == {
        "verdict": "borderline",
        "difference_deg": 9.13,
        "spread_deg": 2.0,
        "reason": "a little",
    }
    assert symmetry_json(REPORT.symmetry["trunk_lean"])["difference_deg"] is None


def test_the_whole_document() -> None:
    """Schema, versions, both models, source, and the report's four parts."""
    model, source = {"name": "m", "sha256": "ab"}, {"kind": "video", "fps": 15.0}
    second = {"name": "s", "sha256": "cd"}
    found = analysis_json(REPORT, model, second, source)
    assert list(found) == [
        "schema",
        "kiosk_version",
        "protocol_version",
        "model",
        "second_model",
        "source",
        "legs",
        "other",
        "symmetry",
        "advice",
    ]
    assert found["schema"] == 1
    assert found["kiosk_version"] == __version__
    assert found["protocol_version"] == protocol.VERSION
    assert (found["model"], found["second_model"], found["source"]) == (model, second, source)
    assert found["advice"] == [{"finding": "next_step", "text": "Ask."}]
    assert {key: found[key] for key in ("legs", "other", "symmetry", "advice")} == report_json(
        REPORT
    )
    without = analysis_json(REPORT, None, None, source)
    assert (without["model"], without["second_model"]) == (None, None)


def test_left_is_left() -> None:
    """The person's own sides are not swapped on the way."""
    legs = report_json(REPORT)["legs"]
    assert len(legs["left"]["reps"]) == 1
    assert legs["right"]["reps"] == []


def test_it_is_json() -> None:
    """Plain values only, no NaN: it reads back as it was."""
    document = analysis_json(REPORT, None, None, {})
    assert json.loads(json.dumps(document, allow_nan=False)) == document


@pytest.mark.parametrize(
    ("enum", "words"),
    [
        (Verdict, {"good", "borderline", "fault", "unsure"}),
        (FreeLeg, {"middle", "behind", "front", "unknown"}),
        (Leg, {"left", "right"}),
    ],
)
def test_words_of_the_contract(enum: type[Verdict | FreeLeg | Leg], words: set[str]) -> None:
    """The words that other tools compare with."""
    assert {member.value for member in enum} == words


def test_refusals_only_ever_grow() -> None:
    """Every reason that was ever written is still known."""
    known = {"shallow", "foot_down", "too_fast", "hop", "low_confidence", "wrong_leg"}
    assert known | {"two_legs", "knee_lift"} <= {refusal.value for refusal in Refusal}
