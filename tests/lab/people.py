"""Seeded variety: bodies, clothes, rooms and light drawn at random but the same for a seed."""

from __future__ import annotations

from typing import Any

import numpy as np

SKINS = ((236, 198, 174), (214, 168, 138), (190, 142, 108), (150, 104, 74), (104, 70, 50))
HAIRS = ((34, 26, 22), (58, 40, 28), (104, 74, 44), (168, 134, 84), (120, 116, 112))
TOPS = ((60, 140, 130), (150, 60, 50), (225, 190, 80), (52, 84, 150), (210, 208, 204),
        (60, 60, 66), (122, 88, 150), (214, 120, 60), (96, 128, 70))  # fmt: skip
BOTTOMS = ((42, 48, 70), (36, 36, 40), (84, 88, 96), (70, 50, 66), (50, 66, 58), (110, 60, 56))
WALLS = (((200, 198, 190), "plain"), ((176, 190, 196), "plain"), ((206, 190, 166), "plain"),
         ((150, 96, 78), "brick"), ((188, 186, 184), "brick"),
         ((120, 132, 128), "plain"))  # fmt: skip
FLOORS = (((132, 110, 88), "wood"), ((70, 70, 72), "rubber"), ((140, 136, 130), "tile"),
          ((160, 128, 92), "wood"), ((58, 66, 80), "rubber"))  # fmt: skip
KEYS = ((0.5, 0.9, 0.8), (-0.6, 0.8, 0.7), (0.15, 1.0, 0.6), (-0.9, 0.6, 0.5), (0.9, 0.5, 0.6))
WOMEN_WEAR, MEN_WEAR = ("leggings", "leggings", "shorts"), ("shorts", "leggings")


def _pick(rng: np.random.Generator, items: tuple[Any, ...]) -> Any:
    return items[int(rng.integers(len(items)))]


def _between(rng: np.random.Generator, low: float, high: float) -> float:
    return round(float(rng.uniform(low, high)), 3)


def body(rng: np.random.Generator, woman: bool) -> dict[str, float]:
    """A grown-up's shape."""
    return {
        "gender": 1.0 if woman else 0.0,
        "age": _between(rng, 0.58, 0.8),
        "muscle": _between(rng, 0.4, 0.75),
        "weight": _between(rng, 0.35, 0.62),
        "height": _between(rng, 0.38, 0.62),
        "proportions": _between(rng, 0.35, 0.65),
    }


def outfit(rng: np.random.Generator, woman: bool) -> dict[str, Any]:
    """Gym clothes and hair."""
    return {
        "skin": _pick(rng, SKINS),
        "hair": _pick(rng, HAIRS),
        "hair_style": _pick(rng, ("bun", "tail", "short")) if woman else "short",
        "beard": bool(not woman and rng.uniform() < 0.4),
        "bottom": _pick(rng, WOMEN_WEAR if woman else MEN_WEAR),
        "top": _pick(rng, ("tee", "tank")),
        "top_col": _pick(rng, TOPS),
        "bottom_col": _pick(rng, BOTTOMS),
        "shoe_col": _pick(rng, ((228, 228, 232), (60, 60, 64), (190, 70, 60), (80, 110, 170))),
    }


def scene(rng: np.random.Generator) -> dict[str, Any]:
    """A room and its light."""
    wall, wall_kind = _pick(rng, WALLS)
    floor, floor_kind = _pick(rng, FLOORS)
    return {
        "wall": wall, "wall_kind": wall_kind, "floor": floor, "floor_kind": floor_kind,
        "wall_m": _between(rng, -2.8, -1.5), "clutter": int(rng.integers(1, 4)),
        "spot": bool(rng.uniform() < 0.7), "exposure": _between(rng, 0.9, 1.08),
        "noise": _between(rng, 1.5, 3.5), "blur_px": _between(rng, 0.45, 0.7),
        "light": {
            "key": _pick(rng, KEYS), "key_gain": _between(rng, 0.5, 0.85),
            "fill_gain": _between(rng, 0.15, 0.35), "ambient": _between(rng, 0.34, 0.5),
        },
    }  # fmt: skip


def person(seed: int, woman: bool) -> dict[str, Any]:
    """The parts of a spec that do not matter to the check itself."""
    rng = np.random.default_rng(seed)
    return {
        "seed": seed,
        "body": body(rng, woman),
        "outfit": outfit(rng, woman),
        "scene": scene(rng),
        "camera": {
            "distance_m": _between(rng, 2.7, 3.1), "height_m": _between(rng, 0.75, 1.05),
            "roll_deg": _between(rng, -0.5, 0.5), "yaw_deg": _between(rng, -0.8, 0.8),
        },
        "stance": {
            "half_gap_m": _between(rng, 0.08, 0.115), "toe_out_deg": _between(rng, 3.0, 10.0),
            "midline_m": _between(rng, 0.02, 0.05),
            "trunk_pitch_deg": _between(rng, 14.0, 26.0),
        },
    }  # fmt: skip
