"""Exercises that may help, with a drawing each, and which of them fit a check's findings. Pure.

Decides names, words and choice. What was found is the scoring's (`kiosk/scoring/advice.py`, whose
sentences name the same exercises); the drawings are `templates/exercises.html`, by the same ids.
Sources of the facts: docs/scoring.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import zip_longest
from types import MappingProxyType
from typing import Any, TypedDict

from kiosk.words import say

MOST_EXERCISES = 3
"""More are not begun. Our choice."""

EXERCISES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "bridge": (
            "Bridge with a band",
            "On your back, band above the knees. Lift the hips and keep the knees apart.",
        ),
        "side_steps": (
            "Side steps with a band",
            "Band above the knees, knees a little bent. Step slowly to one side, then back.",
        ),
        "leg_raise": (
            "Leg raise on your side",
            "Lie on your side. Lift the top leg slowly, toes forward, and lower it slowly.",
        ),
        "side_plank": (
            "Side plank",
            "On your elbow and feet. Lift the hips until your body is straight, and hold.",
        ),
        "calf_roll": (
            "Rolling the calf",
            "One calf on a foam roller. Roll slowly from the ankle to below the knee.",
        ),
        "thigh_roll": (
            "Rolling the inner thigh",
            "Face down, one knee out to the side. Roll the inner thigh slowly on a foam roller.",
        ),
        "calf_stretch": (
            "Calf stretch",
            "Hands on a wall, back heel down. Half a minute with a straight knee, then with a bent "
            "one.",
        ),
        "one_leg_stand": (
            "Standing on one leg",
            "Stand tall for half a minute, something to hold within reach. Then with eyes closed.",
        ),
        "chair_squat": (
            "Slow squat to a chair",
            "In front of a mirror, sit down slowly and rise. Keep the knees over the feet.",
        ),
    }
)
"""Id: name, and what to do in one or two short sentences. English, for `kiosk.words.say`. The
drawing is the symbol `exercise-` and the id."""

_HIP = ("bridge", "side_steps", "leg_raise", "side_plank")
_OF_FINDING = {
    "ankle": ("calf_stretch", "calf_roll"),
    "knee_valgus": ("bridge", "side_steps", "thigh_roll", "chair_squat"),
    "pelvic_drop": ("leg_raise", "side_plank", "side_steps"),
    "trunk_lean": ("side_plank", "chair_squat", "leg_raise"),
    "balance": ("one_leg_stand",),
    "left_right_difference": _HIP,
    "good_control": ("chair_squat",),
}
"""Finding without its leg, in order of weight: exercises in order of use. What is not here (too
few squats, what was not judged, a note) has none: nobody knows what would help."""


class Exercise(TypedDict):
    """One exercise as pages show it."""

    id: str
    name: str
    how: str


def exercises_for(report: Mapping[str, Any], language: str = "en") -> list[Exercise]:
    """Up to three for the `advice` of a report, in words: the best one of each finding, then the
    next ones.

    A result that is good all over gets the one that keeps it so; one that says nothing gets none.
    """
    found = {_without_leg(advice["finding"]) for advice in report.get("advice") or ()}
    lists = [ids for finding, ids in _OF_FINDING.items() if finding in found]
    chosen = list(dict.fromkeys(_in_turn(lists)))[:MOST_EXERCISES]
    return [_in_words(each, language) for each in chosen]


def _in_words(exercise: str, language: str) -> Exercise:
    name, how = EXERCISES[exercise]
    return {"id": exercise, "name": say(language, name), "how": say(language, how)}


def _without_leg(finding: str) -> str:
    return finding.removesuffix("_left").removesuffix("_right")


def _in_turn(lists: list[tuple[str, ...]]) -> Iterator[str]:
    """The first of each list, then the second of each, and so on."""
    for row in zip_longest(*lists):
        yield from (each for each in row if each is not None)
