"""The company set: one squat by a member with a second body at a known place, or with nobody.

Decides who stands where; what the kiosk makes of it, `second_body` measures. 5 frames a second are
enough, for the kiosk looks around about once a second.
"""

from __future__ import annotations

from typing import Any

from .validation import one_leg

Spec = dict[str, Any]
MEMBERS = (
    (541, "L", True, (480, 640)),
    (542, "R", False, (480, 640)),
    (543, "L", False, (640, 480)),
)
PLACES: dict[str, tuple[float, float, float]] = {
    "on_left": (0.30, -0.05, 0.0),
    "on_right": (-0.28, 0.05, 0.0),
    "on_behind": (0.12, -0.28, 0.0),
    "on_front": (0.16, 0.32, 0.0),
    "on_talking": (0.34, 0.1, -90.0),
    "close_behind": (-0.2, -0.6, 0.0),
    "behind_0": (0.05, -1.0, 0.0),
    "behind_35": (0.35, -1.05, 10.0),
    "behind_70": (-0.7, -1.0, 0.0),
    "beside_85": (0.85, 0.0, 0.0),
    "beside_150": (-1.5, -0.4, 0.0),
    "nobody": (0.0, 0.0, 0.0),
}
"""Metres right in the picture and toward the camera of the member's feet, and where the second
body faces (0 the camera)."""


def _spec(seed: int, leg: str, woman: bool, size: tuple[int, int], place: str, nth: int) -> Spec:
    plan = {"fppa": 4.0, "flex": 64.0, "drop": 3.0, "lean": 2.5}
    spec = one_leg(seed, leg, woman, plan, reps=1, size=size, stand_s=(2.0, 0.5))
    spec["fps"], spec["crf"] = 5, 25
    spec["scene"].update(clutter=3, wall_m=-2.4)
    spec["camera"].update(distance_m=2.9)
    x, z, yaw = PLACES[place]
    if place != "nobody":
        at = ["start", {"x": x, "z": z, "yaw": yaw, "arms": nth % 2}]
        spec["others"] = [
            {"seed": 550 + nth, "woman": nth % 3 == 0, "path": [at, ["stand", 30.0]]},
        ]
    return spec


def company() -> dict[str, Spec]:
    """All specs of the set by name: c1_on_left and so on."""
    return {
        f"c{number}_{place}": _spec(*member, place, 3 * nth + number)
        for number, member in enumerate(MEMBERS, start=1)
        for nth, place in enumerate(PLACES)
    }
