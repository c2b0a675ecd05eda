"""How a figure of sticks moves: what a control turns and what it leaves alone."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from .body import COCO, JOINT, MOVING, Body
from .calibrate import controls, find_levels
from .camera import Camera
from .motion import Mover, Stance
from .rotation import Array
from .script import lay_out
from .skeleton import Pose
from .timeline import REST
from .truth import angles, bottom, by_leg

# Joints of the person's left half and middle; the right half mirrors it. Metres.
PLACES = {
    "pelvis": (0.0, 0.95, 0.0), "thigh": (0.09, 0.90, 0.0), "shank": (0.10, 0.49, 0.01),
    "foot": (0.11, 0.07, -0.02), "spine_1": (0.0, 1.03, -0.01), "spine_2": (0.0, 1.12, -0.01),
    "spine_3": (0.0, 1.22, -0.01), "chest": (0.0, 1.33, -0.01), "neck": (0.0, 1.48, 0.0),
    "head": (0.0, 1.56, 0.02), "clavicle": (0.03, 1.43, 0.0), "upperarm": (0.17, 1.41, -0.02),
    "forearm": (0.33, 1.22, -0.03), "twist": (0.40, 1.13, 0.01), "hand": (0.47, 1.04, 0.04),
}  # fmt: skip
MARKS = {"eye": (0.03, 1.62, 0.1), "finger3-1": (0.5, 0.98, 0.06), "finger2-1": (0.5, 0.98, 0.08),
         "finger5-1": (0.5, 0.98, 0.02)}  # fmt: skip
# What each COCO point rides on, and where it lies from there.
RIDES = {
    "nose": ("head", (0.0, 0.03, 0.12)), "shoulder": ("upperarm", (0.0, 0.0, 0.0)),
    "eye": ("head", (0.03, 0.06, 0.1)), "ear": ("head", (0.07, 0.04, 0.02)),
    "elbow": ("forearm", (0.0, 0.0, 0.0)), "wrist": ("hand", (0.0, 0.0, 0.0)),
    "hip": ("thigh", (0.01, 0.0, 0.0)), "knee": ("shank", (0.0, 0.0, 0.0)),
    "ankle": ("foot", (0.0, 0.0, 0.0)),
}  # fmt: skip


def mirrored(place: tuple[float, float, float], side: str) -> Array:
    return np.array(place) * ([-1.0, 1.0, 1.0] if side == "r" else [1.0, 1.0, 1.0])


def stick_figure() -> Body:
    """A body whose skin is its joints and a belt."""
    joints = np.array([mirrored(PLACES[n.removesuffix("_l").removesuffix("_r")], n[-1])
                       for n, _ in MOVING])  # fmt: skip
    belt = np.array([[0.15, 0.985, 0.0], [-0.15, 0.985, 0.0]])
    weights = np.concatenate([np.eye(len(joints)), np.eye(len(joints))[[0, 0]]])
    share, arm = np.zeros((17, len(joints))), np.zeros((17, len(joints), 3))
    for row, name in enumerate(COCO):
        side, _, part = name.rpartition("_")
        joint, off = RIDES[part]
        number = JOINT[joint if joint in JOINT else f"{joint}_{side[0]}"]
        share[row, number], arm[row, number] = 1.0, mirrored(off, side[:1])
    marks = {f"{n}.{s}": mirrored(p, s.lower()) for n, p in MARKS.items() for s in "LR"}
    vertices = np.concatenate([joints, belt])
    faces = np.zeros((0, 3), dtype=np.int32)
    lumbar = np.zeros(len(vertices)), joints[JOINT["pelvis"]]
    return Body(vertices, faces, joints, weights, share, arm, marks, 1.7, *lumbar)


BODY = stick_figure()


def posed(stance: Stance | None = None, **values: float) -> Pose:
    """One frame with these controls, all others at rest."""
    c = {name: np.array([float(v)]) for name, v in {**REST, **values}.items()}
    return Mover(BODY, stance or Stance(), c).pose()


def tilt_of(pose: Pose, part: str) -> float:
    """Height of the left one above the right one, in metres."""
    left, right = (pose.positions[0, JOINT[f"{part}_{s}"], 1] for s in "lr")
    return float(left - right)


def test_turned_head_turns_nothing_else() -> None:
    """The head turns toward the person's left by the asked angle; the legs and arms stay."""
    still, looking = posed(), posed(head=15.0)
    ahead = [p.rotations[0, JOINT["head"]] @ [0.0, 0.0, 1.0] for p in (still, looking)]
    yaw = [np.degrees(np.arctan2(v[0], v[2])) for v in ahead]
    assert yaw[1] - yaw[0] == pytest.approx(15.0)
    below = [JOINT[n] for n, _ in MOVING if n not in ("neck", "head")]
    assert looking.positions[:, below] == pytest.approx(still.positions[:, below])


def test_hands_follow_the_pelvis_as_much_as_asked() -> None:
    """Hands on a dropped pelvis tilt with it; with no share of its roll they stay level."""
    riding = posed(weight=1.0, drop=12.0)
    level = posed(Stance(hands_ride=0.0), weight=1.0, drop=12.0)
    assert tilt_of(riding, "thigh") == pytest.approx(tilt_of(level, "thigh"))
    assert abs(tilt_of(riding, "hand")) > 0.05
    assert tilt_of(level, "hand") == pytest.approx(0.0, abs=1e-3)


def test_weight_goes_over_and_back_with_both_feet_down() -> None:
    """A sway moves the pelvis over the named leg and back, lifting neither foot."""
    line = lay_out([["stand", 0.5], ["sway", "R"]], {}, {}, 1)
    c = controls(line, np.array([0.4, 1.5, line.end_s]))
    pose = Mover(BODY, Stance(), c).pose()
    aside = pose.positions[:, 0, 0]
    assert aside[1] < -0.04
    assert aside[[0, 2]] == pytest.approx(0.0, abs=1e-6)
    feet = pose.positions[:, [JOINT["foot_l"], JOINT["foot_r"]], 1]
    assert feet == pytest.approx(np.full((3, 2), PLACES["foot"][1]), abs=1e-6)


@pytest.mark.parametrize("leg", ["L", "R"])
def test_truth_comes_out_as_asked(leg: str) -> None:
    """Calibrated controls make the truth at the bottom what the plan asks, on either leg."""
    asked = {"fppa": 15.0, "flex": 62.0, "drop": 5.0, "lean": 4.0, "vary": 0.0}
    legs: dict[str, dict[str, Any]] = {leg: asked}
    script: list[list[Any]] = [["stand", 1.0], ["lift", leg], ["rep", {}], ["put"]]
    camera, stance = Camera(), Stance()
    levels = find_levels(BODY, stance, camera, lambda at: lay_out(script, legs, at, 1), legs)
    line = lay_out(script, legs, levels, 1)
    t_s = np.arange(0.0, line.end_s, 1.0 / 15.0)
    c = controls(line, t_s)
    seen = by_leg(angles(BODY, Mover(BODY, stance, c).pose(), camera, c["yaw"]), leg)
    rows = bottom(seen["knee_flexion"], line.reps[0], t_s)
    got = {name: float(np.median(values[rows])) for name, values in seen.items()}
    assert got["fppa_ref"] == pytest.approx(15.0, abs=0.5)
    assert got["trunk_lean"] == pytest.approx(4.0, abs=0.5)
    assert seen["knee_flexion"].max() == pytest.approx(62.0, abs=0.5)
