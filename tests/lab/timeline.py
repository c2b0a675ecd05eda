"""The script laid out in time: control tracks, phases, reps and events.

Decides how a control runs between the moments at which its value is known; `script` writes it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from .rotation import Array

STAND_FLEX_DEG = 9.0  # what the body model's straight leg measures
SINGLE_FLEX_DEG = 14.0  # nobody balances on a locked knee


@dataclass(frozen=True)
class Level:
    """Control values at a moment held: knee swing inward, pelvis roll, trunk roll, depth."""

    swivel_deg: float = 0.0
    drop_deg: float = 0.0
    lean_deg: float = 0.0
    flex_deg: float = SINGLE_FLEX_DEG


@dataclass(frozen=True)
class Want:
    """Truth asked for at a moment held (see README for the words)."""

    fppa_deg: float
    drop_deg: float
    lean_deg: float
    flex_deg: float


@dataclass
class Rep:
    """One descent of the script, with its times and what the counter should make of it."""

    leg: str
    t_start: float
    t_down: float
    t_up: float
    t_end: float
    want: Want
    why_not: str | None = None
    peak_s: float = 0.0


@dataclass
class Track:
    """One control over time: values at knots, eased between them."""

    knots: list[tuple[float, float]] = field(default_factory=list)

    def hold(self, t_s: float) -> None:
        """Keep the last value until `t_s`."""
        self.knots.append((t_s, self.knots[-1][1]))

    def to(self, start_s: float, end_s: float, value: float) -> None:
        """Keep the last value until `start_s`, then ease to `value` by `end_s`."""
        self.hold(start_s)
        self.knots.append((end_s, value))

    def at(self, t_s: Array) -> Array:
        """Values at times `t_s` (N,), with zero speed at the knots."""
        times = np.array([k[0] for k in self.knots])
        values = np.array([k[1] for k in self.knots])
        i = np.clip(np.searchsorted(times, t_s, side="right") - 1, 0, len(times) - 1)
        j = np.minimum(i + 1, len(times) - 1)
        span = np.maximum(times[j] - times[i], 1e-9)
        x = np.clip((t_s - times[i]) / span, 0.0, 1.0)
        ease = x * x * (3.0 - 2.0 * x)
        return np.asarray(values[i] + (values[j] - values[i]) * ease)


# What every control is before anything happens.
REST = {
    "side": 1.0, "weight": 0.0, "lift": 0.0, "flex": STAND_FLEX_DEG, "swivel": 0.0, "drop": 0.0,
    "lean": 0.0, "touch": 0.0, "kneelift": 0.0, "hop": 0.0, "hand_l": 0.0, "hand_r": 0.0,
    "both": 0.0, "x": 0.0, "z": 0.0, "yaw": 0.0, "stride": 0.0, "gait": 0.0, "shift": 0.0,
    "head": 0.0,
}  # fmt: skip


@dataclass
class Timeline:
    """The script laid out in time."""

    tracks: dict[str, Track]
    phases: list[tuple[float, str, str, str | None]]  # from when, phase, support, stance
    reps: list[Rep]
    events: list[dict[str, Any]]
    standing: dict[str, tuple[float, float]]  # per leg, when it simply stands on one leg
    still_s: float = 0.0  # a moment of plain standing on two legs
    end_s: float = 0.0
