"""The verdicts that the truth itself deserves, per leg, by the project's published bands.

Repeated here on purpose: the lab must not judge the product by the product's own code.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import median
from typing import Any

SIDES = {"L": "left", "R": "right"}
BALANCE_EVENTS = {"touchdown", "hop", "hand_off"}


def band(value: float, good: float, fault: float) -> str:
    """`good` up to the first cut, `fault` above the second, `borderline` between."""
    if value <= good:
        return "good"
    return "fault" if value > fault else "borderline"


def middle(reps: Sequence[Mapping[str, Any]]) -> Sequence[Mapping[str, Any]]:
    """Of five or more reps those without the first and last, else all."""
    return reps[1:-1] if len(reps) >= 5 else reps


def _knee(value: float, change: float) -> str:
    verdict = band(value, 8.0, 14.0)
    return "borderline" if verdict == "fault" and change <= 8.0 else verdict


def _pelvis(reps: Sequence[Mapping[str, Any]]) -> str:
    drops = [rep["pelvic_drop_bottom_bone"] for rep in reps]
    verdict = band(median(drops), 6.0, 12.0)
    often = sum(drop > 12.0 for drop in drops) >= 0.6 * len(drops)
    return "borderline" if verdict == "fault" and not often else verdict


def verdicts(reps: Sequence[Mapping[str, Any]], events: Sequence[Mapping[str, Any]],
             standing: Mapping[str, float]) -> dict[str, dict[str, str]]:  # fmt: skip
    """Verdicts per side; `standing` is the FPPA on one leg before the reps, by leg letter."""
    out: dict[str, dict[str, str]] = {}
    for leg, side in SIDES.items():
        mine = [rep for rep in reps if rep["leg"] == leg]
        used = middle([rep for rep in mine if rep["counted"]])
        if len(used) < 3:
            continue
        fppa = median(rep["fppa_bottom_ref"] for rep in used)
        start, end = mine[0]["t_start"], mine[-1]["t_end"]
        lost = sum(e["type"] in BALANCE_EVENTS and start <= e["t"] <= end for e in events)
        out[side] = {
            "knee_valgus": _knee(fppa, fppa - standing[leg]),
            "pelvic_drop": _pelvis(used),
            "trunk_lean": band(median(rep["trunk_lean_bottom"] for rep in used), 8.0, 13.0),
            "depth": band(-median(rep["peak_flexion"] for rep in used), -60.0, -45.0),
            "balance": band(lost, 0, 1),
        }
    return out
