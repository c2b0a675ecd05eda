"""The scenarios: whole checks with what befalls them, for the end-to-end tests.

Decides who comes, does what, and when. The member walks onto the spot in the middle of the floor
(`SPOT_M`) and off again; passers-by have scripts of their own.
"""

from __future__ import annotations

from typing import Any

from .people import person

Spec = dict[str, Any]
Script = list[list[Any]]
SPOT_M = 0.35
"""Radius of the spot, metres."""

REP: list[Any] = ["rep", {}]
ONTO: Script = [
    ["start", {"x": -1.9, "z": -0.5, "yaw": 90.0, "arms": 1.0}],
    ["walk", {"x": 0.0, "z": 0.0, "face": 0.0}], ["hands", 0.0], ["stand", 4.0],
]  # fmt: skip
OFF: Script = [["hands", 1.0], ["walk", {"x": 2.3, "z": 0.2}], ["stand", 3.0]]
LEFT: Script = [["lift", "L"], *[REP] * 6, ["put"]]
"""One to practise, five that count."""
RIGHT: Script = [["lift", "R"], *[REP] * 6, ["put"]]
CHANGE: Script = [["stand", 2.0]]
AT_THE_RESULT: Script = [["stand", 5.0]]
WHOLE: Script = [*ONTO, *LEFT, *CHANGE, *RIGHT, *AT_THE_RESULT, *OFF]
TEMPO = {"down_s": 1.5, "up_s": 1.4, "hold_s": 0.3, "pause_s": 0.4}


def _leg(fppa: float, **more: Any) -> Spec:
    return {"fppa": fppa, "fppa0": 1.5, "flex": 64.0, "drop": 2.5, "lean": 2.5, **TEMPO, **more}


def _check(seed: int, woman: bool, script: Script, others: list[Spec] | None = None) -> Spec:
    """A check in a room with space behind the spot."""
    spec = person(seed, woman)
    spec["fps"], spec["crf"] = 12, 30
    spec["legs"] = {"L": _leg(3.0), "R": _leg(4.0)}
    spec["scene"]["wall_m"] = -2.6
    spec["camera"].update(distance_m=2.9, height_m=0.95, yaw_deg=0.0)
    spec["script"] = script
    spec["others"] = others or []
    return spec


def _other(seed: int, woman: bool, path: Script, **more: Any) -> Spec:
    return {"seed": seed, "woman": woman, "path": path, **more}


def _from(x: float, z: float, after_s: float) -> Script:
    """Out of the picture until `after_s`."""
    yaw = 90.0 if x < 0 else -90.0
    return [["start", {"x": x, "z": z, "yaw": yaw, "arms": 1.0}], ["stand", after_s]]


def _walk(x: float, z: float, face: float | None = None, speed: float = 1.1) -> list[Any]:
    facing = {} if face is None else {"face": face}
    return ["walk", {"x": x, "z": z, "speed": speed, **facing}]


def _passers_behind() -> list[Spec]:
    """One crosses twice, one stands and looks on, then squats."""
    crosser = [*_from(-2.6, -1.1, 9.0), _walk(2.6, -1.0), ["stand", 12.0], _walk(-2.6, -1.2)]
    onlooker = [*_from(2.6, -1.2, 14.0), _walk(0.45, -1.1, 0.0), ["stand", 4.0],
                ["squat2", {}], ["squat2", {}], ["stand", 3.0], _walk(2.6, -1.3)]  # fmt: skip
    return [_other(521, False, crosser), _other(522, True, onlooker)]


CROWDED: Script = [
    *ONTO, ["lift", "L"], REP, REP, REP, ["put"], ["stand", 8.0],
    ["lift", "L"], REP, REP, REP, ["put"], *CHANGE, *RIGHT, *AT_THE_RESULT, *OFF,
]  # fmt: skip
"""The member stands while somebody else is on the spot, from about 24 s to 29 s."""
BESIDE_ME: Script = [
    *_from(2.4, -0.1, 21.0), _walk(0.34, -0.1, 0.0), ["stand", 4.0], _walk(2.4, -0.3),
]  # fmt: skip
BEFORE_ME: Script = [
    *_from(-2.0, 0.85, 20.0), _walk(-0.05, 0.85), ["stand", 0.6], _walk(2.0, 0.9),
]  # fmt: skip
FOOT_DOWN: Script = [
    *ONTO, ["lift", "L"], REP, REP, ["rep", {"touch": True}], REP, REP, REP, REP, ["put"],
    *CHANGE, *RIGHT, *AT_THE_RESULT, *OFF,
]  # fmt: skip
WRONG_LEG: Script = [
    *ONTO, ["lift", "L"], REP, REP, REP, ["put"], ["stand", 1.0],
    ["lift", "R"], REP, ["put"], ["stand", 1.0], ["lift", "L"], REP, REP, REP, ["put"],
    *CHANGE, ["lift", "L"], REP, ["put"], ["stand", 1.0], *RIGHT, *AT_THE_RESULT, *OFF,
]  # fmt: skip
TOO_FAR: Script = [
    ["start", {"x": -1.9, "z": -1.2, "yaw": 90.0, "arms": 1.0}],
    _walk(0.0, -1.0, 0.0), ["hands", 0.0], ["stand", 4.0],
    _walk(0.26, 0.0, 0.0), ["stand", 5.0], _walk(0.0, 0.0, 0.0), ["stand", 4.0],
    *LEFT, *CHANGE, *RIGHT, *AT_THE_RESULT, *OFF,
]  # fmt: skip
HIDDEN: Script = [
    *ONTO, ["lift", "L"], REP, REP, ["rep", {"pause_s": 6.0}], REP, REP, REP, ["put"],
    *CHANGE, *RIGHT, *AT_THE_RESULT, *OFF,
]  # fmt: skip


def _nobody() -> Spec:
    """Three minutes in which people walk past and over the spot, stand and squat around it."""
    squat: list[Any] = ["squat2", {"down_s": 1.2}]
    spec: Spec = {**person(509, True), "fps": 12, "crf": 30, "body": None, "legs": {}}
    spec["scene"]["wall_m"] = -2.6
    spec["camera"].update(distance_m=2.9, height_m=0.95, yaw_deg=0.0)
    spec["script"] = [["stand", 165.0]]
    behind = [*_from(-2.6, -1.0, 2.0), _walk(0.05, -1.0, 0.0), ["hands", 0.0], ["stand", 4.0],
              *[squat] * 6, ["stand", 2.0], ["lift", "L"], *[REP] * 3, ["put"], ["hands", 1.0],
              _walk(2.6, -1.0), ["stand", 40.0], _walk(0.3, -0.9, 0.0), ["stand", 20.0],
              *[squat] * 4, _walk(-2.6, -1.1)]  # fmt: skip
    beside = [*_from(2.6, 0.0, 20.0), _walk(0.95, 0.0, 0.0), ["hands", 0.0], ["stand", 3.0],
              ["lift", "R"], *[REP] * 6, ["put"], *[squat] * 4, ["hands", 1.0], _walk(2.6, 0.2),
              ["stand", 30.0], _walk(-0.95, 0.1, 0.0), ["hands", 0.0], ["stand", 6.0],
              ["lift", "L"], *[REP] * 5, ["put"], ["hands", 1.0], _walk(-2.6, 0.0)]  # fmt: skip
    across = [*_from(-2.4, 0.0, 8.0), _walk(2.4, 0.0), ["stand", 60.0], _walk(-2.4, 0.1),
              ["stand", 24.0], _walk(2.4, -0.2), ["stand", 5.0], _walk(-2.4, 0.2),
              ["stand", 8.0], _walk(2.4, 0.6), ["stand", 2.0], _walk(-2.4, 0.05), ["stand", 9.0],
              _walk(0.0, -0.8, 0.0), ["stand", 5.0], _walk(0.0, 1.2), _walk(2.4, 1.0)]  # fmt: skip
    legs = {"L": _leg(4.0), "R": _leg(4.0)}
    spec["others"] = [
        _other(531, True, behind, legs=legs), _other(532, False, beside, legs=legs),
        _other(533, True, across),
    ]  # fmt: skip
    return spec


def scenarios() -> dict[str, Spec]:
    """All scenarios by name."""
    abandoned = [*ONTO, ["lift", "L"], REP, REP, REP, ["put"], *OFF]
    return {
        "whole_check": _check(501, True, WHOLE),
        "abandoned": _check(502, False, abandoned),
        "passer_behind": _check(503, True, WHOLE, _passers_behind()),
        "second_on_spot": _check(504, False, CROWDED, [_other(523, True, BESIDE_ME)]),
        "hidden": _check(505, True, HIDDEN, [_other(524, False, BEFORE_ME)]),
        "foot_down": _check(506, False, FOOT_DOWN),
        "wrong_leg": _check(507, True, WRONG_LEG),
        "too_far": _check(508, False, TOO_FAR),
        "nobody": _nobody(),
    }
