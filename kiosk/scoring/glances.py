"""Quick looks at the pelvis while somebody squats, for the live picture alone. Pure.

Decides which of them still hold. Leaves to `closer_looks` when they are taken, and to `pelvis` what
drop they make. Nothing is judged by them.
"""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.pose.keypoints import Look, PelvisTilt

HOLDS_S = 0.5
"""An older glance says nothing of now."""
NEWEST = 5
"""Glances whose median steadies the line."""


@dataclass(frozen=True, slots=True)
class Glances:
    """The newest glances in order of time, and the pelvis in the stand that they are compared
    with."""

    newest: tuple[Look, ...] = ()
    standing: tuple[PelvisTilt, ...] = ()

    def since(self, start_s: float, now_s: float) -> tuple[PelvisTilt, ...]:
        """What was seen from `start_s` on and is not too old."""
        first_s = max(start_s, now_s - HOLDS_S)
        seen = (look for look in self.newest if first_s <= look.t_s <= now_s)
        return tuple(look.pelvis for look in seen if look.pelvis)

    def with_one(self, look: Look, standing: tuple[PelvisTilt, ...]) -> Glances:
        """One more has come."""
        return Glances((*self.newest, look)[-NEWEST:], standing)
