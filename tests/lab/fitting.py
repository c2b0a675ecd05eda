"""The fitting set: people whose clips the scoring's numbers may be fitted on.

Kept apart from the measured set, which no number may ever be fitted on: other people, other rooms.
Every quantity is spread evenly over its range and shuffled among the people, so none goes along
with another; the head turns on its own, so that the face tells nothing of the body's turn.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from .spread import apart, each, even
from .validation import DIM, one_leg

PEOPLE = 40
FIRST_SEED = 301
SHUFFLE_SEED = 300
FREE = ("middle", "middle", "back", "front")
# Bottom and top; None leaves what the person's own seed drew.
CLOTHES = (None, None, ("shorts", None), ("trousers", "hoodie"), ("leggings", None))


def _columns(rng: np.random.Generator, n: int) -> dict[str, list[Any]]:
    """What is varied, for `n` people standing on the same leg."""
    return {
        "fppa": even(rng, -3.0, 24.0, n), "fppa0": even(rng, 1.0, 4.0, n),
        "drop": even(rng, 0.0, 12.0, n), "lean": even(rng, 0.0, 10.0, n),
        "flex": even(rng, 52.0, 75.0, n), "down_s": even(rng, 1.45, 1.75, n),
        "up_s": even(rng, 1.4, 1.6, n), "free": each(rng, FREE, n),
        "turn_deg": apart(rng, 4.0, 12.0, n, n // 2),
        "head_turn_deg": even(rng, -20.0, 20.0, n),
        "off_centre_m": apart(rng, 0.05, 0.3, n, n * 3 // 5),
        "distance_m": even(rng, 2.4, 3.5, n), "height_m": even(rng, 0.65, 1.2, n),
        "roll_deg": even(rng, -2.0, 2.0, n), "yaw_deg": even(rng, -1.0, 1.0, n),
        "weight": even(rng, 0.28, 0.88, n), "height": even(rng, 0.28, 0.76, n),
        "muscle": even(rng, 0.38, 0.78, n), "exposure": even(rng, 0.8, 1.2, n),
        "dim": each(rng, (True, False, False, False, False), n), "clothes": each(rng, CLOTHES, n),
    }  # fmt: skip


PLAN = ("fppa", "fppa0", "drop", "lean", "flex", "down_s", "up_s", "free")
CAMERA = ("distance_m", "height_m", "roll_deg", "yaw_deg")
BODY = ("weight", "height", "muscle")


def _worn(clothes: tuple[str, str | None] | None) -> dict[str, str]:
    bottom, top = clothes or (None, None)
    return {k: v for k, v in (("bottom", bottom), ("top", top)) if v is not None}


def _people() -> Iterator[dict[str, Any]]:
    """Women and men by turns, legs by pairs."""
    rng = np.random.default_rng(SHUFFLE_SEED)
    columns = {leg: _columns(rng, PEOPLE // 2) for leg in "LR"}
    for i in range(PEOPLE):
        leg, place = "LR"[i // 2 % 2], i // 4 * 2 + i % 2
        row = {name: values[place] for name, values in columns[leg].items()}
        scene = DIM if row["dim"] else {"exposure": row["exposure"]}
        yield one_leg(
            FIRST_SEED + i, leg, i % 2 == 0, {k: row[k] for k in PLAN}, reps=3, stand_s=(1.2, 0.6),
            body={k: row[k] for k in BODY}, camera={k: row[k] for k in CAMERA},
            outfit=_worn(row["clothes"]), scene=scene,
            **{k: row[k] for k in ("turn_deg", "head_turn_deg", "off_centre_m")},
        )  # fmt: skip


def fitting() -> dict[str, dict[str, Any]]:
    """All specs of the set by name, f01 to f40."""
    return {f"f{i:02d}": spec for i, spec in enumerate(_people(), start=1)}
