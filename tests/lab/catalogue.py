"""Named specs: the clips this repository carries."""

from __future__ import annotations

from typing import Any

from .company import company
from .fitting import fitting
from .hips import hips, hips_fit, hips_try
from .measured import ENTRIES
from .people import person
from .scenarios import scenarios
from .validation import one_leg, validation

REP: list[Any] = ["rep", {}]

DEMO: dict[str, Any] = {
    "seed": 7,
    "crf": 23,
    "camera": {"distance_m": 2.9, "height_m": 0.95, "roll_deg": 0.2},
    "body": {
        "gender": 1.0, "age": 0.62, "muscle": 0.6, "weight": 0.44, "height": 0.52,
        "proportions": 0.5,
    },
    "outfit": {
        "bottom": "leggings", "top": "tee", "hair_style": "bun", "top_col": [60, 140, 130],
        "bottom_col": [42, 48, 70],
        "shoe_col": [190, 70, 60],
    },
    "legs": {
        "L": {"fppa": 21.0, "fppa0": 3.0, "flex": 64.0, "drop": 2.0, "lean": 3.0},
        "R": {"fppa": 2.0, "fppa0": 1.5, "flex": 65.0, "drop": 1.5, "lean": 2.0},
    },
    "script": [
        ["stand", 7.0], ["lift", "L"], *[REP] * 6, ["put"], ["stand", 3.5],
        ["lift", "R"], *[REP] * 3, ["rep", {"touch": True}], *[REP] * 3, ["put"], ["stand", 5.0],
    ],
}  # fmt: skip

SQUAT: list[Any] = ["squat2", {"down_s": 1.05, "pause_s": 0.3}]
AMONG: list[Any] = [
    ["start", {"x": -1.9, "z": -0.5, "yaw": 90.0, "arms": 1.0}],
    ["walk", {"x": 0.9, "z": -0.2, "speed": 1.1}],
    ["walk", {"x": 0.15, "z": 0.7, "speed": 1.1}],
    ["walk", {"x": 0.0, "z": -1.3, "speed": 1.0}],
    ["walk", {"x": -1.9, "z": -0.6, "speed": 1.2}],
]
LEFT_VALGUS = {"fppa": 19.0, "fppa0": 2.5, "flex": 63.0, "drop": 3.0, "lean": 3.0}
RIGHT_GOOD = {"fppa": -1.0, "fppa0": 0.5, "flex": 65.0, "drop": 2.0, "lean": 2.0}
LEFT_POOR = {"fppa": 5.0, "flex": 63.0, "drop": 2.0, "lean": 3.0}


def negatives() -> dict[str, dict[str, Any]]:
    """Clips in which nothing may be counted."""
    squats = {**person(201, woman=False), "script": [["stand", 0.8], *[SQUAT] * 4, ["stand", 0.6]]}
    walking = {**person(202, woman=True), "script": AMONG}
    empty = {**person(203, woman=True), "body": None, "script": [["stand", 8.0]]}
    return {"two_leg_squats": squats, "walking": walking, "empty_room": empty}


def singles() -> dict[str, dict[str, Any]]:
    """Three small clips of one leg and three reps each for the tests."""
    poor: list[Any] = [REP, ["rep", {"flex": 33.0}], ["rep", {"touch": True}]]
    return {
        "left_valgus": one_leg(211, "L", True, LEFT_VALGUS, reps=3, crf=25),
        "right_good": one_leg(212, "R", False, RIGHT_GOOD, reps=3, crf=25),
        "left_shallow_touch": one_leg(213, "L", True, LEFT_POOR, script=poor, crf=25),
    }


SETS: dict[str, dict[str, dict[str, Any]]] = {
    "company": company(),
    "fitting": fitting(),
    "hips": hips(),
    "hips_fit": hips_fit(),
    "hips_try": hips_try(),
    "measured": {entry.name: entry.spec for entry in ENTRIES},
    "scenarios": scenarios(),
    "validation": validation(),
}
NAMED: dict[str, dict[str, Any]] = {
    "demo": DEMO,
    **negatives(),
    **singles(),
    **{name: spec for specs in SETS.values() for name, spec in specs.items()},
}
