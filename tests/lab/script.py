"""The script of a check: steps such as `["rep", {...}]` become controls for every frame.

Decides when what happens; the geometry that answers to the controls is in `motion`. A leg's plan
gives the wanted truth at the bottom of a rep; the control levels that bring it about are found
by `calibrate` and passed in here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from .timeline import REST, STAND_FLEX_DEG, Level, Rep, Timeline, Track, Want

SETTLE_S = 0.75
LIFT_S = 1.0
SIGN = {"L": 1.0, "R": -1.0}
PLAN_KEYS = {
    "fppa", "fppa0", "flex", "drop", "drop0", "lean", "lean0", "free", "down_s", "up_s",
    "hold_s", "pause_s", "vary", "touch", "hand_off",
}  # fmt: skip


class Writer:
    """Lays steps one after another onto the tracks. `levels` holds a Level for each rep by its
    number and for standing on a leg by its letter."""

    def __init__(self, legs: Mapping[str, Mapping[str, Any]], levels: Mapping[Any, Level],
                 rng: np.random.Generator) -> None:  # fmt: skip
        self.legs, self.levels, self.rng = legs, levels, rng
        self.t, self.leg = 0.0, "L"
        tracks = {name: Track([(0.0, value)]) for name, value in REST.items()}
        self.line = Timeline(tracks, [(0.0, "two_leg", "L", None)], [], [], {})

    def _phase(self, name: str, stance: str | None, t_s: float | None = None) -> None:
        self.line.phases.append((self.t if t_s is None else t_s, name, self.leg, stance))

    def _to(self, name: str, start_s: float, end_s: float, value: float) -> None:
        self.line.tracks[name].to(start_s, end_s, value)

    def _level(self, level: Level, start_s: float, end_s: float) -> None:
        for name, value in (("swivel", level.swivel_deg), ("drop", level.drop_deg),
                            ("lean", level.lean_deg), ("flex", level.flex_deg)):  # fmt: skip
            self._to(name, start_s, end_s, value)

    def stand(self, seconds: float) -> None:
        """Stand on both feet."""
        self._phase("two_leg", None)
        self.t += seconds

    def lift(self, leg: str) -> None:
        """Shift onto `leg` and lift the other foot."""
        if not self.line.standing:
            self.line.still_s = max(self.t - 0.3, 0.0)
        self.leg = leg
        self._to("side", self.t, self.t + 1e-3, SIGN[leg])
        self._phase("shift", None)
        self._to("weight", self.t, self.t + SETTLE_S + 0.25, 1.0)
        start = self.t + SETTLE_S - 0.1
        self._phase("lift", None, start)
        self._phase("lift", leg, start + 0.3)
        self._to("lift", start, start + LIFT_S, 1.0)
        self._level(self.levels.get(leg, Level()), self.t + 0.2, start + LIFT_S)
        self.t = start + LIFT_S
        self.line.standing.setdefault(leg, (self.t, self.t + 0.4))
        self._phase("pause", leg)
        self.t += 0.5

    def put(self) -> None:
        """Put the free foot down and stand on both."""
        self._phase("put", self.leg)
        self._to("lift", self.t, self.t + 0.8, 0.0)
        self._phase("put", None, self.t + 0.55)
        self._phase("shift", None, self.t + 0.8)
        self._to("weight", self.t + 0.35, self.t + 1.2, 0.0)
        self._level(Level(flex_deg=STAND_FLEX_DEG), self.t, self.t + 1.1)
        self.t += 1.2

    def rep(self, opts: Mapping[str, Any]) -> None:
        """One descent on the standing leg; see README for the options."""
        plan = {**self.legs[self.leg], **opts}
        if set(plan) - PLAN_KEYS:
            raise ValueError(f"A rep has no {sorted(set(plan) - PLAN_KEYS)}; see README.")
        want = self._wanted(plan)
        number = len(self.line.reps)
        level = self.levels.get(number, Level(flex_deg=want.flex_deg))
        down, hold, up = self._tempo(plan)
        t0, t1, t2 = self.t, self.t + down, self.t + down + hold
        for t, name in ((t0, "down"), (t1, "bottom"), (t2, "up"), (t2 + up, "pause")):
            self._phase(name, self.leg, t)
        self._level(level, t0, t1)
        self._level(self.levels.get(self.leg, Level()), t2, t2 + up)
        self.line.reps.append(Rep(self.leg, t0, t1, t2, t2 + up, want, self._refusal(plan)))
        self._events(plan, t0, t1, t2)
        self.t = t2 + up + float(plan.get("pause_s", 0.4))

    def _wanted(self, plan: Mapping[str, Any]) -> Want:
        """What the plan asks, with the small differences between one rep and the next."""
        vary = float(plan.get("vary", 1.0))
        jitter = self.rng.uniform(-1.0, 1.0, 4) * vary
        return Want(
            float(plan.get("fppa", 3.0) + 1.0 * jitter[0]),
            float(plan.get("drop", 2.0) + 0.6 * jitter[1]),
            float(plan.get("lean", 2.0) + 0.6 * jitter[2]),
            float(plan.get("flex", 62.0) + 1.5 * jitter[3]),
        )

    def _tempo(self, plan: Mapping[str, Any]) -> tuple[float, float, float]:
        down, up = float(plan.get("down_s", 2.0)), float(plan.get("up_s", 2.0))
        factor = [float(f) for f in self.rng.uniform(0.94, 1.06, 2)]
        return down * factor[0], float(plan.get("hold_s", 0.3)), up * factor[1]

    @staticmethod
    def _refusal(plan: Mapping[str, Any]) -> str | None:
        if plan.get("touch"):
            return "touchdown"
        if float(plan.get("flex", 62.0)) < 45.0:
            return "shallow"
        if min(float(plan.get("down_s", 2.0)), float(plan.get("up_s", 2.0))) < 0.6:
            return "too_fast"
        return None

    def _events(self, plan: Mapping[str, Any], t0: float, t1: float, t2: float) -> None:
        middle = (t1 + t2) / 2.0
        if plan.get("touch"):
            self._to("touch", middle - 0.65, middle - 0.2, 1.0)
            self._to("touch", middle + 0.3, middle + 0.7, 0.0)
            self.line.events.append({"type": "touchdown", "t": round(middle, 3)})
        if plan.get("hand_off"):
            name = "hand_l" if plan["hand_off"] == "L" else "hand_r"
            self._to(name, t0 + 0.3, t0 + 0.9, 1.0)
            self._to(name, t2 + 0.2, t2 + 0.9, 0.0)
            self.line.events.append({"type": "hand_off", "t": round(t0 + 0.9, 3)})

    def squat2(self, opts: Mapping[str, Any]) -> None:
        """A squat on both legs."""
        flex, seconds = float(opts.get("flex", 65.0)), float(opts.get("down_s", 1.6))
        t0, t1 = self.t, self.t + seconds
        t2 = t1 + 0.25
        self._phase("squat2", None)
        self._to("flex", t0, t1, flex)
        self._to("flex", t2, t2 + seconds, STAND_FLEX_DEG)
        want = Want(0.0, 0.0, 0.0, flex)
        self.line.reps.append(Rep("both", t0, t1, t2, t2 + seconds, want, "two_legs"))
        self.line.events.append({"type": "two_leg_squat", "t": round((t1 + t2) / 2, 3)})
        self.t = t2 + seconds
        self._phase("two_leg", None)
        self.t += float(opts.get("pause_s", 0.4))

    def kneelift(self) -> None:
        """Lift the free knee high without squatting."""
        self._phase("kneelift", self.leg)
        self._to("kneelift", self.t, self.t + 0.9, 1.0)
        self._to("kneelift", self.t + 1.2, self.t + 2.0, 0.0)
        self.line.events.append({"type": "kneelift", "t": round(self.t + 1.05, 3)})
        self.t += 2.2

    def hop(self) -> None:
        """A small hop to the side on the standing leg: the foot lands 8 cm further out."""
        self._phase("hop", self.leg)
        self._to("hop", self.t, self.t + 0.12, 1.0)
        self._to("hop", self.t + 0.12, self.t + 0.24, 0.0)
        moved = self.line.tracks["x"].knots[-1][1] + 0.08 * SIGN[self.leg]
        self._to("x", self.t, self.t + 0.24, moved)
        self.line.events.append({"type": "hop", "t": round(self.t + 0.12, 3)})
        self.t += 0.8

    def walk(self, opts: Mapping[str, Any]) -> None:
        """Walk in a straight line from where one is to `x`, `z` (metres on the floor), then
        turn to `face` degrees (0 looks at the camera, positive to the person's left)."""
        tracks = self.line.tracks
        x0, z0 = tracks["x"].knots[-1][1], tracks["z"].knots[-1][1]
        x1, z1 = float(opts.get("x", x0)), float(opts.get("z", z0))
        way = float(np.hypot(x1 - x0, z1 - z0))
        seconds = way / float(opts.get("speed", 1.0)) + 0.4
        heading = float(np.degrees(np.arctan2(x1 - x0, z1 - z0)))
        self._phase("walk", None)
        t0 = self.t + 0.45
        self._to("yaw", self.t, t0, heading)
        self._to("x", t0, t0 + seconds, x1)
        self._to("z", t0, t0 + seconds, z1)
        self._to("stride", t0, t0 + 0.35, 1.0)
        self._to("stride", t0 + seconds - 0.35, t0 + seconds, 0.0)
        start = tracks["gait"].knots[-1][1]
        self._to("gait", t0, t0 + seconds, start + way / 0.62)
        self.t = t0 + seconds
        if "face" in opts:
            self._to("yaw", self.t, self.t + 0.5, float(opts["face"]))
            self.t += 0.5
        self._phase("two_leg", None)

    def sway(self, leg: str) -> None:
        """Put the weight on `leg` with both feet on the floor, and back."""
        self._to("side", self.t, self.t + 1e-3, SIGN[leg])
        self._to("weight", self.t, self.t + 0.9, 0.9)
        self._to("weight", self.t + 1.1, self.t + 2.0, 0.0)
        self.t += 2.1

    def hands(self, off: float) -> None:
        """Take the hands to the hips (0) or let them hang (1)."""
        for name in ("hand_l", "hand_r"):
            self._to(name, self.t, self.t + 0.7, off)
        self.t += 0.7

    def start(self, opts: Mapping[str, Any]) -> None:
        """Begin the clip elsewhere: `x`, `z` on the floor, `yaw` degrees, `arms` hanging."""
        for name in ("x", "z", "yaw"):
            self.line.tracks[name].knots = [(0.0, float(opts.get(name, 0.0)))]
        for name in ("hand_l", "hand_r"):
            self.line.tracks[name].knots = [(0.0, float(opts.get("arms", 0.0)))]

    def step(self, step: Sequence[Any]) -> None:
        """One line of the script."""
        name, args = str(step[0]), list(step[1:])
        if name in ("rep", "squat2"):
            args = args or [{}]
        getattr(self, name)(*args)


def lay_out(script: Sequence[Sequence[Any]], legs: Mapping[str, Mapping[str, Any]],
            levels: Mapping[Any, Level], seed: int) -> Timeline:  # fmt: skip
    """Timeline of a script; the same seed gives the same small variations."""
    writer = Writer(legs, levels, np.random.default_rng(seed))
    for step in script:
        writer.step(step)
    for track in writer.line.tracks.values():
        track.hold(writer.t)
    writer.line.end_s = writer.t
    return writer.line
