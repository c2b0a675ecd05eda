"""Find the control levels that make the rendered truth what the script asks for.

The wanted values are met as seen by this clip's camera with the body square on and at the centre
line: a turned or off-centre body then shows what such a view does to a true value.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from .body import Body
from .camera import Camera
from .motion import Mover, Stance
from .rotation import Array
from .timeline import SINGLE_FLEX_DEG, Level, Timeline, Want
from .truth import angles, bottom, by_leg

ROUNDS = 6
# FPPA gained for one degree of swing inward, over the tangent of half the knee's flexion.
SLOPE = 1.84

LayOut = Callable[[Mapping[Any, Level]], Timeline]


def controls(line: Timeline, t_s: Array) -> dict[str, Array]:
    """All controls at times `t_s`."""
    out = {name: track.at(t_s) for name, track in line.tracks.items()}
    out["side"] = np.where(out["side"] >= 0, 1.0, -1.0)
    return out


def _seen(body: Body, stance: Stance, camera: Camera, line: Timeline, t_s: Array,
          leg: str) -> dict[str, Array]:  # fmt: skip
    c = controls(line, t_s)
    for name in ("x", "z", "yaw"):
        c[name] = np.zeros_like(c[name])
    pose = Mover(body, stance, c).pose()
    return by_leg(angles(body, pose, camera, c["yaw"]), leg)


def _next(level: Level, want: Want, got: Mapping[str, float]) -> Level:
    slope = SLOPE * np.tan(np.radians(got["knee_flexion"]) / 2.0)
    swivel = level.swivel_deg + (want.fppa_deg - got["fppa_ref"]) / slope
    return Level(
        float(np.clip(swivel, -40.0, 60.0)),
        level.drop_deg + want.drop_deg - got["drop"],
        level.lean_deg + want.lean_deg - got["trunk_lean"],
        level.flex_deg + want.flex_deg - got["knee_flexion"],
    )


def stand_want(plan: Mapping[str, Any]) -> Want:
    """What a leg's plan asks while simply standing on that leg."""
    return Want(
        float(plan.get("fppa0", 2.0)),
        float(plan.get("drop0", 0.4 * float(plan.get("drop", 2.0)))),
        float(plan.get("lean0", 1.0)),
        SINGLE_FLEX_DEG,
    )


def find_levels(body: Body, stance: Stance, camera: Camera, lay_out: LayOut,
                legs: Mapping[str, Mapping[str, Any]]) -> dict[Any, Level]:  # fmt: skip
    """Levels for every rep on one leg (by number) and for standing on each leg (by letter)."""
    camera = replace(camera, roll_deg=0.0, yaw_deg=0.0)
    line = lay_out({})
    levels: dict[Any, Level] = {leg: Level() for leg in line.standing}
    for i, rep in enumerate(line.reps):
        if rep.leg in levels:
            levels[i] = Level(flex_deg=rep.want.flex_deg)
    for _ in range(ROUNDS):
        line = lay_out(levels)
        for leg, (t0, t1) in line.standing.items():
            want = stand_want(legs.get(leg, {}))
            t_s = np.concatenate([[line.still_s], np.linspace(t0, t1, 5)])
            seen = _seen(body, stance, camera, line, t_s, leg)
            levels[leg] = _refine(levels[leg], want, seen, np.arange(1, 6))
        for i, rep in enumerate(line.reps):
            if i in levels:
                t_s = np.concatenate([[line.still_s], np.linspace(rep.t_start, rep.t_end, 40)])
                seen = _seen(body, stance, camera, line, t_s, rep.leg)
                rows = bottom(seen["knee_flexion"], rep, t_s)
                levels[i] = _refine(levels[i], rep.want, seen, rows)
    return levels


def _refine(level: Level, want: Want, seen: Mapping[str, Array], rows: Any) -> Level:
    got = {name: float(np.median(value[rows])) for name, value in seen.items()}
    got["drop"] = got["pelvic_obliquity_bone"] - float(seen["pelvic_obliquity_bone"][0])
    got["knee_flexion"] = float(seen["knee_flexion"][rows].max())
    return _next(level, want, got)
