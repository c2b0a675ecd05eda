"""The measured set: the clips that the kiosk's published error is measured on.

No number of the product may be fitted on them (the fitting set is there for that). People and
rooms are met nowhere else. Each disturbance is shown by a clip that differs from its base, a clip
of the same person and script, in that disturbance alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from .people import person
from .spread import each, even
from .validation import DIM, FAST, one_leg

Spec = dict[str, Any]
REP: list[Any] = ["rep", {}]
SHUFFLE_SEED = 400
SPREAD_PEOPLE = 22
BASES = ("p01", "p02")
REPEATED = ("p05", "p08", "p11", "p14")
BOTH_LEGS = ("p10", "p19")
REPS = (3, 3, 3, 4, 3, 5)  # by turns
FREE = ("middle", "middle", "back", "front")
OTHER_LEG = {"L": "R", "R": "L"}
STAND_S = (1.2, 0.6)


@dataclass(frozen=True)
class Entry:
    """One clip of the set. `base` is the undisturbed clip of the same person and script, `level`
    the disturbance in words for the tables."""

    name: str
    group: str
    base: str | None
    level: str
    spec: Spec


def _plan(fppa: float, flex: float = 63.0, drop: float = 3.0, lean: float = 2.5,
          **more: Any) -> Spec:  # fmt: skip
    return {"fppa": fppa, "flex": flex, "drop": drop, "lean": lean, "down_s": 1.6, "up_s": 1.5,
            **more}  # fmt: skip


def _one(seed: int, leg: str, woman: bool, plan: Mapping[str, Any], **changes: Any) -> Spec:
    return one_leg(seed, leg, woman, plan, **{"reps": 3, "stand_s": STAND_S, **changes})


def _changed(spec: Mapping[str, Any], **changes: Any) -> Spec:
    """The same clip with some values replaced, inside its parts too."""
    out = dict(spec)
    for key, value in changes.items():
        inside = isinstance(value, Mapping) and isinstance(out.get(key), Mapping)
        out[key] = _changed(out[key], **value) if inside else value
    return out


def _bases() -> Iterator[tuple[str, Spec]]:
    """Two people whom the disturbances befall: a good left knee, a borderline right one."""
    plain = {"camera": {"roll_deg": 0.0, "yaw_deg": 0.0, "distance_m": 2.9, "height_m": 0.95},
             "outfit": {"bottom": "leggings", "top": "tee"}}  # fmt: skip
    yield "p01", _one(401, "L", True, _plan(5.0), **plain)
    yield "p02", _one(402, "R", False, _plan(10.5, drop=4.0), **plain)


def _columns(rng: np.random.Generator, fppa: tuple[float, float], n: int) -> dict[str, list[Any]]:
    return {
        "fppa": even(rng, *fppa, n), "fppa0": even(rng, 0.0, 4.0, n),
        "drop": even(rng, 0.0, 14.0, n), "lean": even(rng, 0.0, 16.0, n),
        "flex": even(rng, 50.0, 80.0, n), "down_s": even(rng, 1.3, 2.2, n),
        "up_s": even(rng, 1.2, 1.9, n), "free": each(rng, FREE, n),
        "head_turn_deg": even(rng, -15.0, 15.0, n), "weight": even(rng, 0.28, 0.88, n),
        "height": even(rng, 0.28, 0.76, n),
    }  # fmt: skip


def _spread() -> Iterator[tuple[str, Spec]]:
    """People over the whole range of every measure; women and men, left and right by turns."""
    rng = np.random.default_rng(SHUFFLE_SEED)
    count = SPREAD_PEOPLE // 2
    columns = {"L": _columns(rng, (-4.0, 28.0), count), "R": _columns(rng, (-3.0, 26.0), count)}
    for i in range(SPREAD_PEOPLE):
        name, leg = f"p{i + 3:02d}", "LR"[(i + 1) // 2 % 2]
        row = {key: values.pop() for key, values in columns[leg].items()}
        shape = {key: row.pop(key) for key in ("weight", "height")}
        head = row.pop("head_turn_deg")
        plan = {**row, "vary": 0.0} if name in REPEATED else row
        spec = _one(403 + i, leg, i % 2 == 0, plan, reps=REPS[i % len(REPS)],
                    body=shape, head_turn_deg=head)  # fmt: skip
        yield name, _on_both(spec, leg) if name in BOTH_LEGS else spec


def _on_both(spec: Spec, leg: str) -> Spec:
    """The same check with the other leg after it, whose knee does the opposite."""
    other, plan = OTHER_LEG[leg], spec["legs"][leg]
    mirror = {**plan, "fppa": 18.0 if plan["fppa"] < 8.0 else 3.0}
    script = [["stand", 1.2], ["lift", leg], REP, REP, REP, ["put"], ["stand", 1.0],
              ["lift", other], REP, REP, REP, ["put"], ["stand", 0.6]]  # fmt: skip
    return {**spec, "legs": {leg: plan, other: mirror}, "script": script}


PEOPLE: dict[str, Spec] = dict([*_bases(), *_spread()])


def _repeats() -> Iterator[Entry]:
    """The same body, stance and asked values; other sway, noise, room, light and colours."""
    for k, name in enumerate(REPEATED):
        first = PEOPLE[name]
        for again in (1, 2):
            fresh = person(431 + 2 * k + again, first["body"]["gender"] > 0.5)
            colours = {c: fresh["outfit"][c] for c in ("top_col", "bottom_col", "shoe_col")}
            spec = _changed(first, outfit=colours, scene=fresh["scene"], seed=fresh["seed"])
            yield Entry(f"{name}_again{again}", "repeat", name, f"again {again}", spec)


def _alone(base: str, group: str, name: str, level: str, **changes: Any) -> Entry:
    return Entry(f"{base}_{name}", group, base, level, _changed(PEOPLE[base], **changes))


def _signed(value: float) -> str:
    return f"{'m' if value < 0 else 'p'}{abs(value):g}".replace(".", "")


def _turned() -> Iterator[Entry]:
    for base in BASES:
        for turn in (-8.0, -4.0, 4.0, 8.0):
            level = f"{turn:+.0f} deg"
            yield _alone(base, "turn", f"turn_{_signed(turn)}", level, turn_deg=turn)
    # Turned in the body, but looking at the screen.
    for k, (leg, fppa, turn) in enumerate(
        (("L", 8.5, 8.0), ("R", 9.5, 8.0), ("L", 11.0, -8.0), ("R", 12.0, -8.0))
    ):
        spec = _one(441 + k, leg, k % 2 == 0, _plan(fppa), turn_deg=turn, head_turn_deg=-turn)
        yield Entry(f"t{k + 1:02d}", "turn", None, f"{turn:+.0f} deg, looking ahead", spec)


def _beside() -> Iterator[Entry]:
    for base in BASES:
        for off in (-0.3, -0.15, 0.15, 0.3):
            level = f"{abs(off):g} m to the {'left' if off > 0 else 'right'}"
            yield _alone(base, "off_centre", f"off_{_signed(off)}", level, off_centre_m=off)


BACKLIT = {"window": 1.2, "exposure": 0.85, "light": {
    "key": (0.15, 0.8, -1.0), "key_gain": 0.8, "fill_gain": 0.06, "ambient": 0.16}}  # fmt: skip
SIDE_LIGHT = {"light": {
    "key": (1.0, 0.45, 0.15), "key_gain": 1.1, "fill_gain": 0.05, "ambient": 0.18}}  # fmt: skip
DARK_ROOM = {"wall": (62, 64, 70), "wall_kind": "plain", "floor": (44, 45, 50),
             "floor_kind": "rubber"}  # fmt: skip


def _shown() -> Iterator[Entry]:
    """Roll, light, clothes, picture, lens and place, each on one of the two."""
    a, b = BASES
    for base, roll in ((a, -2.0), (b, -1.0), (a, 1.0), (b, 2.0)):
        camera = {"roll_deg": roll}
        yield _alone(base, "roll", f"roll_{_signed(roll)}", f"{roll:+.0f} deg", camera=camera)
    yield _alone(a, "light", "dim", "dim", scene=DIM)
    yield _alone(b, "light", "backlit", "window behind", scene=BACKLIT)
    yield _alone(a, "light", "bright", "over-exposed", scene={"exposure": 2.0})
    yield _alone(b, "light", "side", "hard from one side", scene=SIDE_LIGHT)
    yield _alone(a, "clothes", "shorts", "shorts", outfit={"bottom": "shorts"})
    loose = {"bottom": "trousers", "top": "hoodie"}
    yield _alone(b, "clothes", "hoodie", "trousers and hoodie", outfit=loose)
    dark = {"bottom_col": (36, 36, 40), "shoe_col": (40, 40, 44)}
    yield _alone(a, "clothes", "dark", "dark on dark", outfit=dark, scene=DARK_ROOM)
    yield _alone(b, "clothes", "stripes", "stripes", outfit={"stripes": True})
    yield _alone(a, "picture", "noise", "strong noise", scene={"noise": 10.0})
    yield _alone(b, "picture", "blur", "motion blur 0.04 s", scene={"shutter_s": 0.04})
    yield _alone(a, "picture", "crf36", "bad compression", crf=36)
    small = {"width": 360, "height": 480}
    yield _alone(b, "picture", "small", "360x480 pixels", camera=small)
    yield _alone(a, "lens", "k08", "k1 -0.08", camera={"k1": -0.08})
    yield _alone(b, "lens", "k15", "k1 -0.15", camera={"k1": -0.15})
    near, far = {"distance_m": 2.35, "height_m": 0.62}, {"distance_m": 3.6, "height_m": 1.3}
    yield _alone(a, "place", "near", "near and low", camera=near)
    yield _alone(b, "place", "far", "far and high", camera=far)
    tipped = {"pitch_deg": 8.0, "height_m": 1.25}
    yield _alone(a, "place", "tilted", "high, tipped down 8 deg", camera=tipped)


POOR_REPS: list[Any] = [
    REP, ["rep", {"flex": 35.0}], REP, ["rep", {"touch": True}], REP, ["rep", FAST],
]  # fmt: skip


def _rates() -> Iterator[Entry]:
    rates = {"fps": 30, "also_fps": [15, 10]}
    people: list[tuple[str, Spec, Spec]] = [
        ("L", _plan(3.0), {}), ("R", _plan(17.0, fppa0=3.0), {}),
        ("L", _plan(10.0, flex=70.0, down_s=1.2, up_s=1.1), {}),
        ("R", _plan(5.0), {"script": POOR_REPS}),
    ]  # fmt: skip
    for k, (leg, plan, more) in enumerate(people):
        spec = {**_one(451 + k, leg, k % 2 == 0, plan, **more), **rates}
        yield Entry(f"r{k + 1:02d}", "rate", None, "30 fps", spec)


PASSING = [{"seed": 491, "woman": False, "path": [
    ["start", {"x": -2.3, "z": -1.0, "yaw": 90.0, "arms": 1.0}], ["stand", 4.0],
    ["walk", {"x": 2.3, "z": -1.1}], ["stand", 1.0],
    ["walk", {"x": -2.3, "z": -0.9}]]}]  # fmt: skip
WATCHING = [{"seed": 492, "woman": True, "path": [
    ["start", {"x": 0.85, "z": -0.8, "yaw": -25.0, "arms": 1.0}], ["stand", 9.0],
    ["walk", {"x": 2.3, "z": -0.9}]]}]  # fmt: skip
DEEP_ROOM = {"wall_m": -2.8}
WALK_IN: list[Any] = [
    ["start", {"x": -1.7, "z": -0.6, "yaw": 90.0, "arms": 1.0}],
    ["walk", {"x": 0.0, "z": 0.0, "face": 0.0}], ["hands", 0.0], ["stand", 1.2], ["lift", "L"],
    REP, REP, REP, ["put"], ["stand", 0.8], ["hands", 1.0], ["walk", {"x": 1.9, "z": 0.2}],
]  # fmt: skip
CHANGE: list[Any] = [REP, REP, ["put"], ["lift", "R"], REP, REP, REP, ["put"], ["lift", "L"], REP]
SQUATS = ["put"], ["stand", 0.6], ["squat2", {}], ["squat2", {}], ["lift", "L"]


def _events() -> Iterator[Entry]:
    """What happens besides good squats, one thing a clip."""
    shallow = ["rep", {"flex": 35.0}]
    told: list[tuple[str, str, Spec]] = [
        ("touch-down", "L", {"script": [REP, ["rep", {"touch": True}], REP, REP]}),
        ("shallow", "R", {"script": [REP, shallow, REP, shallow, REP]}),
        ("too fast", "L", {"script": [REP, ["rep", FAST], REP, ["rep", FAST], REP]}),
        ("hop", "R", {"script": [REP, ["hop"], REP, REP]}),
        ("knee lift between", "L", {"script": [REP, ["kneelift"], REP, REP]}),
        ("hand off the hip", "R", {"script": [REP, ["rep", {"hand_off": "L"}], REP]}),
        ("two-leg squats between", "L", {"script": [REP, REP, *SQUATS, REP]}),
        ("leg changed and back", "L", {"script": CHANGE}),
        ("walks in and out", "L", {}),
        ("passer-by behind", "R", {"others": PASSING, "scene": DEEP_ROOM}),
        ("watcher beside", "L", {"others": WATCHING, "scene": DEEP_ROOM}),
        ("free foot forward and low", "R", {}),
    ]
    for k, (level, leg, more) in enumerate(told):
        plan = _plan((3.0, 5.0, 11.0, 18.0)[k % 4], free="front" if k == 11 else "middle")
        spec = _one(461 + k, leg, k % 2 == 0, plan, **more)
        if level == "leg changed and back":
            spec["legs"]["R"] = _plan(4.0)
        if level == "walks in and out":
            spec["script"] = WALK_IN
        yield Entry(f"e{k + 1:02d}", "events", None, level, spec)


def _nothing() -> Iterator[Entry]:
    """Clips in which no squat may be counted."""
    arms: list[Any] = [["hands", 1.0], ["sway", "L"], ["hands", 0.0], ["sway", "R"], ["stand", 1.0]]
    lifts: list[Any] = [["kneelift"]] * 4
    slow = ["squat2", {"down_s": 1.2, "pause_s": 0.4}]
    walk = [["start", {"x": -1.9, "z": -0.5, "yaw": 90.0, "arms": 1.0}],
            *(["walk", {"x": x, "z": z, "speed": 1.1}]
              for x, z in ((0.9, -0.2), (0.1, 0.6), (-0.2, -1.2), (1.9, -0.7)))]  # fmt: skip
    told: list[tuple[str, Spec]] = [
        ("two-leg squats", {"script": [["stand", 1.0], *[slow] * 5, ["stand", 0.6]]}),
        ("walking about", {"script": walk}),
        ("empty room", {"script": [["stand", 10.0]], "body": None}),
        ("passers-by only", {"script": [["stand", 15.0]], "body": None,
                             "others": [*PASSING, *WATCHING], "scene": DEEP_ROOM}),
        ("knee lifts only", {"script": [["stand", 1.2], ["lift", "L"], *lifts, ["put"]]}),
        ("weight shifted, arms moved", {"script": [["stand", 1.0], *arms, *arms]}),
    ]  # fmt: skip
    for k, (level, changes) in enumerate(told):
        spec = _changed(person(481 + k, k % 2 == 0), **changes)
        yield Entry(f"n{k + 1:02d}", "nothing", None, level, spec)


ENTRIES: tuple[Entry, ...] = (
    *(Entry(name, "people", None, "", spec) for name, spec in PEOPLE.items()),
    *_repeats(), *_turned(), *_beside(), *_shown(), *_rates(), *_events(), *_nothing(),
)  # fmt: skip
