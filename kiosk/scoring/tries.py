"""How often a rep may fail before smaller squats are asked for. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace

from kiosk.scoring import flow
from kiosk.scoring.findings import Refusal

OWN_DOING = frozenset({Refusal.SHALLOW, Refusal.FOOT_DOWN, Refusal.TOO_FAST, Refusal.HOP})
"""Refusals that a smaller squat helps against; the other leg, or a camera that could not see, is
no failed try."""


@dataclass(frozen=True, slots=True)
class Tries:
    """Failed tries in a row, and whether the easier target holds (it then holds for both legs)."""

    failed: int = 0
    eased: bool = False


def refused(state: Tries, why: Refusal | None) -> Tries:
    """A rep was not counted."""
    if why not in OWN_DOING:
        return state
    failed = state.failed + 1
    return Tries(failed, state.eased or failed >= flow.TRIES)


def counted(state: Tries) -> Tries:
    """A rep was counted: the next one has all its tries again."""
    return replace(state, failed=0)
