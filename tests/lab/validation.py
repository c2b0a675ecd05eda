"""The validation set: short clips, one fault or disturbance (or a few) each, on one leg."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .people import person

TALL = (540, 960)
SLIM = (360, 640)


def one_leg(seed: int, leg: str, woman: bool, plan: Mapping[str, Any], *, reps: int = 4,
            script: list[Any] | None = None, size: tuple[int, int] = (480, 640),
            stand_s: tuple[float, float] = (1.5, 1.0),
            **changes: Any) -> dict[str, Any]:  # fmt: skip
    """Spec of a check on one leg; `changes` go into the parts of the spec they name."""
    spec = person(seed, woman)
    body_of_script = script if script is not None else [["rep", {}]] * reps
    spec["legs"] = {leg: dict(plan)}
    before, after = (["stand", seconds] for seconds in stand_s)
    spec["script"] = [before, ["lift", leg], *body_of_script, ["put"], after]
    spec["camera"].update(width=size[0], height=size[1])
    for part, values in changes.items():
        if isinstance(values, Mapping):
            light = {**spec[part].get("light", {}), **values.get("light", {})}
            spec[part].update(values)
            if part == "scene":
                spec[part]["light"] = light
        else:
            spec[part] = values
    return spec


def _p(fppa: float, flex: float = 62.0, drop: float = 2.0, lean: float = 2.5,
       **more: Any) -> dict[str, Any]:  # fmt: skip
    return {"fppa": fppa, "flex": flex, "drop": drop, "lean": lean, **more}


DIM = {"exposure": 0.62, "noise": 7.0, "blur_px": 0.8,
       "light": {"key_gain": 0.35, "fill_gain": 0.1, "ambient": 0.3}}  # fmt: skip
REP: list[Any] = ["rep", {}]
FAST = {"down_s": 0.45, "up_s": 0.7, "hold_s": 0.1, "pause_s": 1.0}
EVENTS = [REP, ["rep", {"touch": True}], REP, ["hop"], REP, ["rep", {"hand_off": "R"}], REP]
OTHERS = [REP, ["kneelift"], REP, REP, ["put"], ["stand", 0.6], ["squat2", {}], ["squat2", {}],
          ["lift", "R"], REP]  # fmt: skip
BOTH = [REP, REP, REP, ["put"], ["stand", 1.0], ["lift", "R"], REP, REP, REP]
WALK_IN = [["start", {"x": -1.7, "z": -0.6, "yaw": 90.0, "arms": 1.0}],
           ["walk", {"x": 0.0, "z": 0.0, "face": 0.0}], ["hands", 0.0], ["stand", 1.5],
           ["lift", "L"], REP, REP, REP, REP, ["put"], ["stand", 0.8], ["hands", 1.0],
           ["walk", {"x": 1.9, "z": 0.2}]]  # fmt: skip


def validation() -> dict[str, dict[str, Any]]:
    """All specs of the set by name."""
    near, far = {"distance_m": 2.35, "height_m": 0.62}, {"distance_m": 3.6, "height_m": 1.3}
    heavy, thin = {"weight": 0.96, "muscle": 0.45}, {"weight": 0.25, "muscle": 0.42}
    specs = [
        one_leg(101, "L", True, _p(3)),
        one_leg(102, "R", False, _p(20, fppa0=3), size=SLIM, body={**thin, "height": 0.72}),
        one_leg(103, "L", True, _p(11), body=heavy),
        one_leg(104, "R", False, _p(-3, drop=1), body={"height": 0.3}),
        one_leg(105, "L", True, _p(28, fppa0=4, drop=5), size=TALL),
        one_leg(106, "R", True, _p(6, drop=9, lean=7)),
        one_leg(107, "L", True, _p(5, drop=14, lean=2, drop0=4), body={"age": 0.85}),
        one_leg(108, "R", False, _p(4, drop=11, lean=12), outfit={"bottom": "shorts"}),
        one_leg(109, "L", False, _p(7, drop=1, lean=16), size=SLIM),
        one_leg(110, "R", True, _p(4, flex=35)),
        one_leg(111, "L", False, _p(6, flex=42)),
        one_leg(112, "R", True, _p(12, flex=50)),
        one_leg(113, "L", False, _p(8, flex=75, drop=4)),
        one_leg(114, "R", True, _p(16, flex=85, drop=6, lean=5)),
        one_leg(115, "L", True, _p(5, flex=60, **FAST)),
        one_leg(116, "R", False, _p(18, fppa0=3, free="back")),
        one_leg(117, "L", True, _p(3, free="front")),
        one_leg(118, "R", True, _p(17, fppa0=3, drop=5, free="front"), size=TALL),
        one_leg(119, "L", False, _p(10), camera=far),
        one_leg(120, "R", True, _p(6), camera=near),
        one_leg(121, "L", True, _p(2), turn_deg=8.0),
        one_leg(122, "R", False, _p(4), turn_deg=8.0),
        one_leg(123, "L", False, _p(3), off_centre_m=0.3),
        one_leg(124, "R", True, _p(9), off_centre_m=-0.3),
        one_leg(125, "L", True, _p(4, drop=3), camera={"roll_deg": 2.0}),
        one_leg(126, "R", False, _p(16, fppa0=2),
                outfit={"bottom": "trousers", "top": "hoodie", "bottom_col": (84, 88, 96)}),
        one_leg(127, "L", True, _p(20, fppa0=3, drop=7), scene=DIM),
        one_leg(128, "R", False, _p(1), scene=DIM, body={**heavy, "height": 0.75}),
        one_leg(129, "L", True, _p(7), script=EVENTS),
        one_leg(130, "R", False, _p(14, fppa0=2, drop=3), script=OTHERS,
                outfit={"bottom": "trousers"}),
        one_leg(131, "L", True, _p(2, drop=8, lean=3), size=SLIM, outfit={"top": "hoodie"}),
        one_leg(132, "L", False, _p(4), script=BOTH),
        one_leg(133, "L", False, _p(19, fppa0=2)),
        one_leg(134, "L", True, _p(9, drop=3), body=thin),
    ]  # fmt: skip
    specs[31]["legs"]["R"] = _p(17, fppa0=3)
    specs[33]["script"] = WALK_IN
    return {f"v{i:02d}": spec for i, spec in enumerate(specs, start=1)}
