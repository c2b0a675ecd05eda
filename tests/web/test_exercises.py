from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from kiosk.scoring import advice as scoring_advice
from kiosk.web import exercises
from kiosk.web.exercises import EXERCISES, MOST_EXERCISES, exercises_for

DRAWINGS = Path(exercises.__file__).parent / "templates" / "exercises.html"
SILENT = {
    "repeat",
    "repeat_hips",
    "knee_out",
    "too_few_reps",
    "no_clear_finding",
    "next_step",
    "not_judged",
}
"""Findings that say nothing of what would help."""


def chosen(*findings: str) -> list[str]:
    report = {"advice": [{"finding": finding, "text": ""} for finding in findings]}
    return [exercise["id"] for exercise in exercises_for(report)]


@pytest.mark.parametrize(
    ("findings", "ids"),
    [
        (("knee_valgus_left", "next_step"), ["bridge", "side_steps", "thigh_roll"]),
        (("pelvic_drop_right",), ["leg_raise", "side_plank", "side_steps"]),
        (("balance_left",), ["one_leg_stand"]),
        (("balance_left", "balance_right"), ["one_leg_stand"]),
        (
            ("knee_valgus_left", "ankle_left", "next_step"),
            ["calf_stretch", "bridge", "calf_roll"],
        ),
        (("trunk_lean_right", "balance_right"), ["side_plank", "one_leg_stand", "chair_squat"]),
        (("left_right_difference",), ["bridge", "side_steps", "leg_raise"]),
        (("good_control", "next_step"), ["chair_squat"]),
        (("too_few_reps", "next_step"), []),
        (("no_clear_finding",), []),
        (("repeat_left",), []),
        ((), []),
    ],
)
def test_exercises_fit_the_findings(findings: tuple[str, ...], ids: list[str]) -> None:
    """The best exercise of each finding comes first, three at the most, none without a finding."""
    assert chosen(*findings) == ids
    assert len(ids) <= MOST_EXERCISES


def test_every_finding_is_thought_of() -> None:
    """Whatever the scoring can find has its exercises, or is known to have none."""
    source = Path(scoring_advice.__file__).read_text("utf-8")
    codes = re.findall(r'Advice\(\s*f?"([a-z_]+?)(?:_?\{name\})?"', source)
    found = {*codes, *scoring_advice._TEXTS, "next_step"} - {""}
    assert {"ankle", "good_control", "left_right_difference", "repeat", "knee_out"} <= found
    assert {finding for finding in found if not chosen(finding)} == SILENT & found


def test_every_exercise_has_its_drawing() -> None:
    """Each exercise has one symbol, each symbol one exercise, and each can come up."""
    html = DRAWINGS.read_text("utf-8")
    drawn = re.findall(r'<symbol id="exercise-([a-z_]+)"', html)
    assert sorted(drawn) == sorted(EXERCISES)
    assert {each for ids in exercises._OF_FINDING.values() for each in ids} == set(EXERCISES)
    assert not re.search(r"#[0-9a-f]{3,6}\b|rgb\(|style=", html.replace("#exercise", ""))


def test_exercises_speak_the_language(report: dict[str, Any]) -> None:
    """Names and sentences come in the language that is asked for."""
    english, german = exercises_for(report), exercises_for(report, "de")
    assert [each["id"] for each in english] == [each["id"] for each in german] != []
    assert english[0]["name"] == "Bridge with a band"
    assert german[0]["name"] == "Brücke mit Band"
    assert all(a["how"] != b["how"] for a, b in zip(english, german, strict=True))
