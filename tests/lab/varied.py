"""People as unlike each other as the lab can make them: what the pelvis network learns from.

Decides, from a seed alone, the body, clothes, room, light, camera and, pose by pose, how the person
stands and where the hands are. Nothing here goes along with the pelvis, so that nothing but the
pelvis itself tells of it: the hands ride on it, or do not, or are elsewhere; waistbands and hems
are tilted and uneven; loose tops hang from the ribs. Drawing is `stills`'.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from .camera import Camera
from .clothes import BOTTOMS, PRINTS, TOPS, Outfit
from .motion import Stance
from .people import FLOORS, HAIRS, SKINS, WALLS
from .scene import Light, Scene
from .timeline import REST

HELD_BACK_BOTTOMS, HELD_BACK_TOPS = ("capri", "wide_shorts"), ("wide_tee", "bra")
HELD_BACK_PRINTS = ("plaid",)
"""Clothes that only the people who are judged by wear."""
SIZES = ((480, 640), (480, 640), (540, 960), (360, 640), (720, 1280))
LOOSE_TOPS = ("hoodie", "wide_tee", "long_tee", "tee")
FREE = ("middle", "middle", "back", "front")
BENDS = {
    "none": ((0.0, 0.0), (0.0, 0.0)),
    "waist": ((0.3, 1.0), (0.0, 0.0)),
    "hinge": ((0.0, 1.0), (0.3, 1.0)),
}
"""Where a trunk bends over a tilted pelvis: from, to of `Person.waist` and of `Person.hinge`."""
SEAMS = tuple(BENDS)
HANDS = ("ride", "ride", "ride", "rest", "off", "off", "one_off")


@dataclass(frozen=True)
class Person:
    """Somebody to draw in some poses: `groups` pairs how they stand with controls (N,) of poses."""

    body: dict[str, float]
    outfit: Outfit
    camera: Camera
    scene: Scene
    groups: tuple[tuple[Stance, dict[str, Any]], ...]
    waist: float = 0.0
    """How far the look of the waist goes with the trunk, not with the hip joints."""
    hinge: float = 0.0
    """How far the lowest bone of the spine does, which turns at the height of the hip joints."""


def _pick(rng: np.random.Generator, items: Any) -> Any:
    return items[int(rng.integers(len(items)))]


def _colour(rng: np.random.Generator) -> tuple[int, int, int]:
    """Any colour, dark and dull ones more often, as clothes are."""
    bright = rng.uniform(15, 235) * rng.uniform(0.4, 1.0)
    tint = rng.uniform(-1, 1, 3) * rng.uniform(0, 70)
    r, g, b = (int(np.clip(bright + t, 8, 245)) for t in tint)
    return r, g, b


def body(rng: np.random.Generator) -> dict[str, float]:
    """A grown-up of any build."""
    return {
        "gender": float(np.clip(rng.integers(2) + rng.normal(0, 0.12), 0, 1)),
        "age": rng.uniform(0.55, 0.9), "muscle": rng.uniform(0.3, 0.85),
        "weight": rng.uniform(0.25, 0.95), "height": rng.uniform(0.25, 0.8),
        "proportions": rng.uniform(0.25, 0.75),
    }  # fmt: skip


def outfit(rng: np.random.Generator, held_back: bool) -> Outfit:
    """Clothes; `held_back` takes from those that are never learnt from."""
    tops = HELD_BACK_TOPS if held_back else [t for t in TOPS if t not in HELD_BACK_TOPS]
    bottoms = HELD_BACK_BOTTOMS if held_back else [
        b for b in BOTTOMS if b not in HELD_BACK_BOTTOMS]  # fmt: skip
    prints = HELD_BACK_PRINTS if held_back else [p for p in PRINTS if p not in HELD_BACK_PRINTS]
    top = _pick(rng, tops)
    loose = top in LOOSE_TOPS
    return Outfit(
        bottom=_pick(rng, bottoms), top=top, bottom_col=_colour(rng), top_col=_colour(rng),
        shoe_col=_colour(rng), skin=_pick(rng, SKINS), hair=_pick(rng, HAIRS),
        hair_style=_pick(rng, ("short", "bun", "tail", "bald")), beard=bool(rng.uniform() < 0.2),
        stripes=bool(rng.uniform() < 0.1),
        print_kind=_pick(rng, prints) if rng.uniform() < 0.4 else "none",
        print_on=int(rng.integers(1, 4)), print_col=_colour(rng),
        print_m=float(rng.uniform(0.02, 0.12)),
        belt_m=float(rng.uniform(0.015, 0.06)) if rng.uniform() < 0.4 else 0.0,
        belt_col=_colour(rng), waist_deg=float(rng.normal(0, 2.0)),
        hem_deg=float(rng.normal(0, 2.5 if loose else 1.5)),
        wave_m=float(abs(rng.normal(0, 0.006))),
        drape=float(rng.uniform(0.3, 1.0)) if loose else float(rng.uniform(0, 0.25)),
    )  # fmt: skip


def camera(rng: np.random.Generator) -> Camera:
    """Where kiosks stand, and a little worse."""
    width, height = _pick(rng, SIZES)
    return Camera(
        width=width, height=height, distance_m=rng.uniform(2.2, 3.5),
        height_m=rng.uniform(0.55, 1.35), pitch_deg=rng.uniform(-3, 8),
        roll_deg=rng.normal(0, 1.5), yaw_deg=rng.normal(0, 1.0),
        long_fov_deg=rng.uniform(56, 72),
    )  # fmt: skip


def scene(rng: np.random.Generator, held_back: bool) -> Scene:
    """A room in any light."""
    wall, wall_kind = _pick(rng, WALLS)
    floor, floor_kind = _pick(rng, FLOORS)
    key = (rng.uniform(-1, 1), rng.uniform(0.25, 1.2), rng.uniform(0.1, 1.0))
    fill = (rng.uniform(-1, 1), rng.uniform(0.0, 1.0), rng.uniform(0.0, 1.0))
    light = Light(key, rng.uniform(0.1, 1.0), fill, rng.uniform(0.05, 0.4), rng.uniform(0.2, 0.6))
    return Scene(
        wall=wall if rng.uniform() < 0.5 else _colour(rng), wall_kind=wall_kind, floor=floor,
        floor_kind=floor_kind, wall_m=rng.uniform(-3.0, -1.2), clutter=int(rng.integers(0, 4)),
        spot=bool(rng.uniform() < 0.5), light=light, exposure=rng.uniform(0.6, 1.3),
        noise=rng.uniform(1.0, 7.0), blur_px=rng.uniform(0.4, 1.1),
        window=rng.uniform(0.7, 1.0) if rng.uniform() < 0.12 else 0.0, plain=held_back,
    )  # fmt: skip


def _stance(rng: np.random.Generator, hands: str) -> Stance:
    shaky = {"ride": 0.012, "rest": 0.022}.get(hands, 0.015)
    return Stance(
        half_gap_m=rng.uniform(0.06, 0.14), toe_out_deg=rng.uniform(0, 15),
        midline_m=rng.uniform(0.0, 0.07), ankle_share=rng.uniform(0.42, 0.6),
        trunk_pitch_deg=rng.uniform(4, 40),
        hands_ride=rng.uniform(0, 1) if hands == "rest" else 1.0,
        hands_up_m=(float(rng.normal(0, shaky)), float(rng.normal(0, shaky))),
        hands_off=_pick(rng, ("hang", "hang", "front", "side", "chest")),
        free={leg: _pick(rng, FREE) for leg in "LR"},
    )  # fmt: skip


def _controls(rng: np.random.Generator, hands: str, count: int) -> dict[str, Any]:
    """Poses: three of four on one leg, the others on both."""
    c = {name: np.full(count, value) for name, value in REST.items()}
    one = (rng.uniform(size=count) < 0.75).astype(float)
    c["side"] = np.where(rng.uniform(size=count) < 0.5, 1.0, -1.0)
    c["weight"] = one + (1 - one) * rng.uniform(0, 0.3, count)
    c["lift"] = one * np.where(rng.uniform(size=count) < 0.9, 1.0, rng.uniform(0.4, 1.0, count))
    c["flex"] = np.where(one > 0, rng.uniform(10, 82, count), rng.uniform(5, 20, count))
    c["swivel"] = one * rng.normal(6, 10, count)
    c["drop"] = np.where(one > 0, rng.uniform(-6, 18, count), rng.normal(0, 2.5, count))
    c["lean"] = np.where(one > 0, rng.normal(4, 6, count), rng.normal(0, 2, count))
    c["kneelift"] = one * np.where(rng.uniform(size=count) < 0.15, rng.uniform(0, 0.5, count), 0)
    c["x"] = np.full(count, rng.normal(0, 0.1))
    c["yaw"] = np.full(count, rng.normal(0, 5.0))
    c["head"] = rng.normal(0, 12, count)
    slack = {"ride": 0.1, "rest": 0.15}.get(hands)
    for name in ("hand_l", "hand_r"):
        c[name] = rng.uniform(0, slack, count) if slack else np.ones(count)
    if hands == "one_off":
        c["hand_l" if rng.uniform() < 0.5 else "hand_r"] = np.zeros(count)
    return c


def somebody(
    seed: int, *, groups: int = 6, poses: int = 5, held_back: bool = False, seam: str = "none"
) -> Person:
    """The person of a seed, in `groups` times `poses` poses. With the `seam` "waist" or
    "hinge" they bend there: the hip joints sink more than the skin above them."""
    rng = np.random.default_rng(seed)
    wears = outfit(rng, held_back)
    who, where, seen_from = body(rng), scene(rng, held_back), camera(rng)
    standing = []
    for _ in range(groups):
        hands = _pick(rng, HANDS)
        standing.append((_stance(rng, hands), _controls(rng, hands, poses)))
    waist, hinge = BENDS[seam]
    bends = (float(rng.uniform(*waist)), float(rng.uniform(*hinge)))
    return Person(who, wears, seen_from, where, tuple(standing), *bends)
