"""Sets of clips for the pelvic drop: `hips_fit`, `hips_try` to fit on, `hips` to judge by.

One leg, three squats each, the wanted drop from a hike to far beyond the fault, evenly over the
people and apart from everything else; the hands ride on the pelvis, rest on it loosely, or are
elsewhere. The people of `hips` are nobody's else, two of three wear what nobody learnt from wears
and are shaded in the second way.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, replace
from typing import Any

import numpy as np

from .spread import each, even
from .varied import Person, somebody

FPS = 10
JUDGED, TRIED, FITTED, BENDING, HINGED = 36, 36, 24, 12, 12
JUDGED_SEED, TRIED_SEED, FITTED_SEED = 750_001, 700_001, 600_001
HANDS = ("ride", "ride", "ride", "rest", "off", "off")
OFF = ("hang", "front", "chest", "side")
BETWEEN_REPS_DEG = (-1.5, 1.5, 0.0)
FREE = ("middle", "middle", "middle", "back")


def _columns(rng: np.random.Generator, n: int) -> dict[str, list[Any]]:
    return {
        "drop": even(rng, -3.0, 15.0, n), "fppa": even(rng, -2.0, 20.0, n),
        "lean": even(rng, -2.0, 12.0, n), "flex": even(rng, 50.0, 72.0, n),
        "drop0": even(rng, -2.0, 6.0, n), "free": each(rng, FREE, n),
        "hands": each(rng, HANDS, n), "off": each(rng, OFF, n), "leg": each(rng, "LR", n),
        "ride": even(rng, 0.0, 0.8, n), "distance_m": even(rng, 2.4, 3.3, n),
        "height_m": even(rng, 0.65, 1.15, n), "roll_deg": even(rng, -1.5, 1.5, n),
        "turn_deg": even(rng, -4.0, 4.0, n), "exposure": even(rng, 0.75, 1.2, n),
        "noise": even(rng, 1.5, 5.0, n),
    }  # fmt: skip


def _spec(seed: int, who: Person, row: dict[str, Any]) -> dict[str, Any]:
    """The person of a seed doing three squats as the row says."""
    stance = asdict(who.groups[0][0])
    stance.pop("free")
    stance["waist"] = who.waist
    if who.hinge:
        stance["hinge"] = who.hinge
    else:
        del stance["hinge"]
    stance["hands_ride"] = row["ride"] if row["hands"] == "rest" else 1.0
    stance["hands_off"] = row["off"]
    camera = replace(
        who.camera, width=480, height=640, distance_m=row["distance_m"], height_m=row["height_m"],
        pitch_deg=0.0, roll_deg=row["roll_deg"], yaw_deg=0.0, long_fov_deg=66.0,
    )  # fmt: skip
    scene = replace(who.scene, exposure=row["exposure"], noise=row["noise"], window=0.0)
    plan = {k: row[k] for k in ("fppa", "lean", "flex", "drop0", "free")}
    plan |= {"drop": row["drop"], "down_s": 1.3, "up_s": 1.2, "hold_s": 0.4}
    reps = [["rep", {"drop": row["drop"] + more}] for more in BETWEEN_REPS_DEG]
    off = row["hands"] == "off"
    spec = {
        "seed": seed, "fps": FPS, "body": who.body, "outfit": asdict(who.outfit),
        "camera": asdict(camera), "scene": asdict(scene), "stance": stance,
        "turn_deg": row["turn_deg"], "legs": {row["leg"]: plan},
        "script": [*([["hands", 1.0]] if off else []), ["stand", 1.6], ["lift", row["leg"]], *reps,
                   ["put"], ["stand", 0.6]],
    }  # fmt: skip
    plain: dict[str, Any] = json.loads(json.dumps(spec))
    return plain


def _people(
    count: int, seed: int, *, held_back: bool, seam: str = "none"
) -> Iterator[dict[str, Any]]:
    rng = np.random.default_rng(seed - 1)
    columns = _columns(rng, count)
    for i in range(count):
        odd = held_back and i % 3 > 0
        who = somebody(seed + i, groups=1, poses=1, held_back=odd, seam=seam)
        yield _spec(seed + i, who, {name: values[i] for name, values in columns.items()})


def hands(spec: Mapping[str, Any]) -> str:
    """Where the hands of a spec are: `ride` on the pelvis, `rest` on it loosely, `off`."""
    if ["hands", 1.0] in spec["script"]:
        return "off"
    return "ride" if spec["stance"]["hands_ride"] == 1.0 else "rest"


def seam(spec: Mapping[str, Any]) -> str:
    """Where the trunk of a spec bends over a tilted pelvis, one of `varied.SEAMS`."""
    if spec["stance"].get("hinge", 0.0) > 0.0:
        return "hinge"
    return "waist" if spec["stance"]["waist"] > 0.0 else "none"


def hips() -> dict[str, dict[str, Any]]:
    """The judged specs: h01 to h36, h37 to h48 of people who bend at the waist, and h49 to h60 of
    people whose trunk hinges at the height of the hip joints."""
    return _others("h", JUDGED, JUDGED_SEED)


def hips_try() -> dict[str, dict[str, Any]]:
    """Others like the judged, u01 to u60: looked at while the numbers were chosen."""
    return _others("u", TRIED, TRIED_SEED)


def _others(letter: str, count: int, seed: int) -> dict[str, dict[str, Any]]:
    plain = _people(count, seed, held_back=True)
    bending = _people(BENDING, seed + count, held_back=True, seam="waist")
    hinged = _people(HINGED, seed + count + BENDING, held_back=True, seam="hinge")
    people = [*plain, *bending, *hinged]
    return {f"{letter}{i:02d}": spec for i, spec in enumerate(people, start=1)}


def hips_fit() -> dict[str, dict[str, Any]]:
    """The specs to fit on, g01 to g24."""
    people = _people(FITTED, FITTED_SEED, held_back=False)
    return {f"g{i:02d}": spec for i, spec in enumerate(people, start=1)}
