"""From controls to a posed body: stance foot fixed on the floor, hands on the hips.

Closed-form inverse kinematics for legs and arms; nothing is iterated. The stance hip is put where
thigh and shank of the wanted flexion reach the fixed ankle; the knee then swings about the
hip-ankle line by the control `swivel` (inward positive).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from .body import JOINT, Body
from .rotation import Array, about, between, frame, from_vector, to_vector, unit
from .skeleton import Pose, attach, move
from .timeline import STAND_FLEX_DEG

AHEAD = np.array([0.0, 0.0, 1.0])
# A hand off the hip, from its shoulder, in lengths of the arm: outward, up, ahead.
HANDS_OFF = {"front": (-0.1, -0.12, 0.92), "side": (0.88, -0.2, 0.08), "chest": (-0.3, -0.3, 0.26)}
UP = np.array([0.0, 1.0, 0.0])


@dataclass(frozen=True)
class Stance:
    """How this person stands and moves: metres, degrees."""

    half_gap_m: float = 0.10  # ankles left and right of the middle
    toe_out_deg: float = 7.0
    midline_m: float = 0.035  # middle of the pelvis inside the stance ankle on one leg
    ankle_share: float = 0.52  # share of the knee's bend taken by the shank tipping forward
    trunk_pitch_deg: float = 20.0  # forward at 60 degrees of flexion
    hands_ride: float = (
        1.0  # share of the pelvis's roll in the hands' roll; the rest is the trunk's
    )
    waist: float = 0.0  # how far the trunk keeps its own roll down to the hip joints
    hinge: float = 0.0  # how far the lowest bone of the spine goes with the trunk
    hands_up_m: tuple[float, float] = (0.0, 0.0)  # left and right hand above the crest
    hands_off: str = "hang"  # where a hand goes that leaves the hip: hang, front, side, chest
    free: Mapping[str, str] | None = None  # stance leg -> middle, back, front


def _mix(a: Array, b: Array, share: Array) -> Array:
    return a + (b - a) * share[..., None]


def _leg(body: Body, s: str) -> tuple[float, float]:
    hip, knee, ankle = (body.joint(f"{part}_{s}") for part in ("thigh", "shank", "foot"))
    return float(np.linalg.norm(knee - hip)), float(np.linalg.norm(ankle - knee))


def _reach(a: float, b: float, flex_deg: Array) -> Array:
    """Hip to ankle distance of a leg bent by `flex_deg`."""
    return np.asarray(np.sqrt(a * a + b * b + 2 * a * b * np.cos(np.radians(flex_deg))))


def _two_bones(hip: Array, end: Array, a: float, b: float, pole: Array) -> tuple[Array, Array]:
    """Knee place and reachable end for bones a and b; the knee points toward `pole`."""
    along = unit(end - hip)
    far = float(_reach(a, b, np.asarray(4.0)))
    d = np.clip(np.linalg.norm(end - hip, axis=-1), abs(a - b) + 0.05, far)[..., None]
    p = (a * a - b * b + d * d) / (2 * d)
    h = np.sqrt(np.maximum(a * a - p * p, 0.0))
    out = unit(pole - (pole * along).sum(-1, keepdims=True) * along)
    return hip + along * p + out * h, hip + along * d


def _limb_turns(rest: tuple[Array, Array, Array], now: tuple[Array, Array, Array],
                pole: Array) -> tuple[Array, Array]:  # fmt: skip
    """Rotations of both bones of a limb from rest to now, hinge kept square to its plane."""
    h0, k0, a0 = rest
    line0 = unit(a0 - h0)
    pole0 = (k0 - h0) - ((k0 - h0) @ line0) * line0
    n0 = np.cross(pole0, line0)
    h, k, a = now
    n = np.cross(pole, a - h)
    upper = frame(h - k, n) @ np.swapaxes(frame(h0 - k0, n0), -1, -2)
    lower = frame(k - a, n) @ np.swapaxes(frame(k0 - a0, n0), -1, -2)
    return upper, lower


class Mover:
    """Poses one body; `c` holds the controls as arrays (N,)."""

    def __init__(self, body: Body, stance: Stance, c: Mapping[str, Array]) -> None:
        self.body, self.stance, self.c = body, stance, c
        self.n = len(c["flex"])
        self.turns = np.tile(np.eye(3), (self.n, len(JOINT), 1, 1))
        self.side = np.where(c["side"] >= 0, 1.0, -1.0)
        self.depth = np.clip((c["flex"] - STAND_FLEX_DEG) / (60.0 - STAND_FLEX_DEG), 0.0, 2.0)
        self.leg_m = sum(_leg(body, "l"))
        self.carry = self.turns[:, 0]  # turn that the hands on the hips follow; set by `pelvis`

    def _set(self, name: str, turn: Array) -> None:
        self.turns[:, JOINT[name]] = turn

    def _home(self, s: str) -> Array:
        """Where the ankle of side `s` stands on the floor."""
        sign = 1.0 if s == "l" else -1.0
        rest = self.body.joint(f"foot_{s}")
        place = np.array([sign * self.stance.half_gap_m, rest[1], 0.0])
        return np.tile(place, (self.n, 1))

    def _gait(self, s: str) -> Array:
        """Ankle offset of a walking leg from its home, and its lift."""
        phase = self.c["gait"] * np.pi + (0.0 if s == "l" else np.pi)
        swing = np.sin(phase) * 0.30 * self.c["stride"]
        rise = np.maximum(np.cos(phase), 0.0) * 0.13 * self.c["stride"]
        inward = -(1.0 if s == "l" else -1.0) * 0.04 * self.c["stride"]
        return np.stack([inward, rise, swing], axis=-1)

    def pelvis(self) -> Array:
        """Set the pelvis turn; return its place (N, 3)."""
        c, side, w = self.c, self.side, self.c["weight"]
        tilt = about(0, 0.55 * self._pitch())
        roll = about(2, side * c["drop"])
        turn = roll @ tilt
        self._set("pelvis", turn)
        ride = self.stance.hands_ride
        self.carry = about(2, side * (ride * c["drop"] - (1.0 - ride) * c["lean"])) @ tilt
        body = self.body
        hip = {s: turn @ (body.joint(f"thigh_{s}") - body.joints[0]) for s in "lr"}
        left = side[:, None] > 0
        mine = np.where(left, hip["l"], hip["r"])
        ankle = np.where(left, self._home("l"), self._home("r"))
        place = np.zeros((self.n, 3))
        on_one = side * (self.stance.half_gap_m - self.stance.midline_m)
        place[:, 0] = w * on_one + c["shift"]
        place[:, 2] = 0.012 - 0.045 * self.depth + 0.02 * w - mine[:, 2]
        gap = place + mine - ankle
        a, b = _leg(body, "l")
        d = _reach(a, b, c["flex"] + 22.0 * c["stride"])
        place[:, 1] = ankle[:, 1] - mine[:, 1]
        place[:, 1] += np.sqrt(np.maximum(d**2 - gap[:, 0] ** 2 - gap[:, 2] ** 2, 0.01))
        place[:, 1] += 0.10 * c["hop"]
        return place

    def _pitch(self) -> Array:
        return 2.0 + self.stance.trunk_pitch_deg * self.depth + 3.0 * self.c["stride"]

    def _free_target(self, s: str, hip: Array, home: Array) -> Array:
        """Where the ankle of `s` goes when it is the free leg."""
        a, b = _leg(self.body, s)
        style = (self.stance.free or {}).get("R" if s == "l" else "L", "middle")
        sign = 1.0 if s == "l" else -1.0
        if style == "front":
            held = np.array([sign * 0.075, 0.24 * self.leg_m, 0.50 * self.leg_m])
            held = np.tile(held, (self.n, 1))
        else:
            thigh, bend = (4.0, 86.0) if style == "middle" else (-14.0, 62.0)
            held = hip + _down(a, thigh) + _down(b, thigh - bend)
            held[:, 0] += sign * 0.01
        high = hip + _down(a, 82.0) + _down(b, -6.0)
        floor = home + np.array([sign * 0.02, 0.0, -0.12])
        target = _mix(home, held, self.c["lift"])
        target = _mix(target, high, self.c["kneelift"])
        return _mix(target, floor, self.c["touch"])

    def leg(self, s: str, pelvis: Array) -> None:
        """Set thigh, shank and foot of side `s`."""
        body, c = self.body, self.c
        sign = 1.0 if s == "l" else -1.0
        hip0 = body.joint(f"thigh_{s}")
        hip = pelvis + self.turns[:, 0] @ (hip0 - body.joints[0])
        home = self._home(s)
        stance = self.side == sign
        free = ~stance
        raised = np.where(free, np.maximum(c["lift"], c["kneelift"]) * (1 - c["touch"]), 0.0)
        goal = np.where(free[:, None], self._free_target(s, hip, home), home) + self._gait(s)
        goal[:, 1] += 0.10 * c["hop"]
        outward = self.stance.toe_out_deg * (1.0 - raised) * 0.6
        pole = about(1, sign * outward) @ AHEAD
        swivel = np.where(stance, c["swivel"], 0.0)
        along = unit(goal - hip)
        pole = unit(pole - (pole * along).sum(-1, keepdims=True) * along)
        swing = from_vector(along * np.radians(sign * swivel)[:, None])
        pole = np.einsum("nab,nb->na", swing, pole)
        a, b = _leg(body, s)
        knee, end = _two_bones(hip, goal, a, b, pole)
        rest = (hip0, body.joint(f"shank_{s}"), body.joint(f"foot_{s}"))
        upper, lower = _limb_turns(rest, (hip, knee, end), pole)
        self._set(f"thigh_{s}", upper)
        self._set(f"shank_{s}", lower)
        flat = about(1, np.full(self.n, sign * self.stance.toe_out_deg))
        hanging = lower @ about(0, 22.0)
        toe = np.clip(self._gait(s)[:, 1] / 0.13, 0, 1) * 0.4
        self._set(f"foot_{s}", between(flat, hanging, np.maximum(raised, toe)))

    def trunk(self) -> None:
        """Set spine, neck and head; clavicles ride on the chest."""
        c = self.c
        chest = about(2, -self.side * c["lean"]) @ about(0, self._pitch())
        pelvis = self.turns[:, 0]
        for name, share in (("spine_1", 0.25), ("spine_2", 0.5), ("spine_3", 0.8), ("chest", 1.0)):
            own = share + (1.0 - share) * self.stance.waist
            self._set(name, between(pelvis, chest, own))
        nod = about(0, 0.25 * self._pitch()) @ about(2, -0.35 * self.side * c["lean"])
        head = about(1, c["head"]) @ nod
        self._set("neck", between(chest, head, 0.55))
        self._set("head", head)
        for s in "lr":
            self._set(f"clavicle_{s}", chest)

    def arm(self, s: str, so_far: Pose) -> None:
        """Set one arm: hand on the crest of the hip, or hanging where the control says so."""
        body, sign = self.body, 1.0 if s == "l" else -1.0
        shoulder = so_far.positions[:, JOINT[f"upperarm_{s}"]]
        joints = [body.joint(f"{part}_{s}") for part in ("upperarm", "forearm", "hand")]
        a, b = (float(np.linalg.norm(joints[i + 1] - joints[i])) for i in (0, 1))
        root = so_far.positions[:, 0]
        up = self.stance.hands_up_m[0 if s == "l" else 1] * UP
        on_hip = root + self.carry @ (crest(body, s) + up - body.joints[0])
        off = self.c[f"hand_{s}"]
        swing = np.sin(self.c["gait"] * np.pi + (np.pi if s == "l" else 0.0)) * self.c["stride"]
        loose = shoulder + self._loose(sign, a + b, swing)
        goal = _mix(on_hip, loose, off)
        pole = unit(_mix(np.tile([sign * 1.0, -0.1, -0.55], (self.n, 1)),
                         np.tile([sign * 0.3, 0.0, -1.0], (self.n, 1)), off))  # fmt: skip
        elbow, wrist = _two_bones(shoulder, goal, a, b, pole)
        along = unit(wrist - shoulder)
        square = unit(pole - (pole * along).sum(-1, keepdims=True) * along)
        rest = (joints[0], joints[1], joints[2])
        upper, lower = _limb_turns(rest, (shoulder, elbow, wrist), square)
        self._set(f"upperarm_{s}", upper)
        self._set(f"forearm_{s}", lower)
        self._set(f"hand_{s}", between(self.carry @ hand_on_hip(body, s), lower, off))
        self._set(f"twist_{s}", between(lower, self._twisted(s, lower), 0.5))

    def _loose(self, sign: float, arm_m: float, swing: Array) -> Array:
        """Where a hand that is not on the hip is, from its shoulder."""
        if self.stance.hands_off in HANDS_OFF:
            out, up, ahead = HANDS_OFF[self.stance.hands_off]
            return np.tile([sign * out * arm_m, up * arm_m, ahead * arm_m], (self.n, 1))
        return np.stack([
            np.full(self.n, sign * 0.13), np.full(self.n, -0.94 * arm_m), 0.06 + 0.24 * swing
        ], axis=-1)  # fmt: skip

    def _twisted(self, s: str, lower: Array) -> Array:
        """The forearm turned about its own length as far as the hand is."""
        body = self.body
        axis = unit(body.joint(f"hand_{s}") - body.joint(f"forearm_{s}"))
        turn = to_vector(np.swapaxes(lower, -1, -2) @ self.turns[:, JOINT[f"hand_{s}"]])
        return lower @ from_vector((turn @ axis)[:, None] * axis)

    def pose(self) -> Pose:
        """The whole body, placed on the floor."""
        root = self.pelvis()
        self.trunk()
        so_far = attach(self.body, self.turns, root)
        for s in "lr":
            self.leg(s, root)
            self.arm(s, so_far)
        c = self.c
        shift = np.stack([c["x"], np.zeros(self.n), c["z"]], axis=-1)
        return move(attach(self.body, self.turns, root), about(1, c["yaw"]), shift)


def _down(length: float, forward_deg: float) -> Array:
    """A bone hanging from its upper end, tipped forward."""
    angle = np.radians(forward_deg)
    return np.array([0.0, -np.cos(angle), np.sin(angle)]) * length


def crest(body: Body, s: str) -> Array:
    """Rest place of the wrist when the hand lies on the iliac crest."""
    sign = 1.0 if s == "l" else -1.0
    hip = body.joint(f"thigh_{s}")
    level = hip[1] + 0.085 * (body.height_m / 1.7)
    trunk = body.weights[:, [JOINT["pelvis"], JOINT["spine_1"], JOINT["spine_2"]]].sum(1) > 0.6
    near = trunk & (np.abs(body.vertices[:, 1] - level) < 0.03)
    wide = float(np.abs(body.vertices[near, 0]).max())
    return np.array([sign * (wide + 0.040), level + 0.03, float(body.joints[0][2]) - 0.012])


def hand_on_hip(body: Body, s: str) -> Array:
    """Turn of the hand from rest, in the pelvis's frame: fingers forward and down, palm in."""
    sign = 1.0 if s == "l" else -1.0
    side = s.upper()
    wrist = body.joint(f"hand_{s}")
    fingers0 = body.marks[f"finger3-1.{side}"] - wrist
    across0 = body.marks[f"finger2-1.{side}"] - body.marks[f"finger5-1.{side}"]
    fingers = np.array([-sign * 0.30, -0.50, 0.82])
    across = np.array([-sign * 0.10, 0.86, 0.50])
    return frame(fingers, across) @ frame(fingers0, across0).T
