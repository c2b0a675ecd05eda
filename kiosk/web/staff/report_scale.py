"""Where a value lies between good and fault, as parts of a bar to print. Pure.

Decides the lengths only; colours, hatching and words are the template's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from kiosk.scoring import protocol

LENGTH = 100.0
"""Of the bar, in units of its drawing."""


@dataclass(frozen=True, slots=True)
class Scale:
    """One measure's bar: from `low_deg` to `high_deg`, good ends and fault begins at the cuts."""

    low_deg: float
    high_deg: float
    good_deg: float
    fault_deg: float

    def at(self, value_deg: float) -> float:
        """Where a value is on the bar; beyond an end, that end."""
        part = (value_deg - self.low_deg) / (self.high_deg - self.low_deg)
        return round(LENGTH * min(1.0, max(0.0, part)), 1)


SCALES: Mapping[str, Scale] = MappingProxyType(
    {
        "knee_valgus": Scale(
            -10, 30, protocol.KNEE_FPPA_DEG.good_max, protocol.KNEE_FPPA_DEG.fault_min
        ),
        "pelvic_drop": Scale(
            -6, 24, protocol.PELVIC_DROP_DEG.good_max, protocol.PELVIC_DROP_DEG.fault_min
        ),
        "trunk_lean": Scale(
            -8, 24, protocol.TRUNK_LEAN_DEG.good_max, protocol.TRUNK_LEAN_DEG.fault_min
        ),
        "depth": Scale(30, 100, protocol.DEPTH_GOOD_MIN_DEG, protocol.DEPTH_SCORED_MIN_DEG),
    }
)
"""By check. The ends are our choice: what is beyond is drawn at the end."""


def scale_view(name: str, check: Mapping[str, Any]) -> dict[str, Any] | None:
    """`bands` (verdict, from, length), `at`, and `low` to `high` of its ±; None where nothing was
    measured or the check has no angle."""
    scale, value_deg = SCALES.get(name), check.get("value_deg")
    if scale is None or value_deg is None:
        return None
    spread_deg = check.get("spread_deg") or 0.0
    return {
        "bands": _bands(scale),
        "at": scale.at(value_deg),
        "low": scale.at(value_deg - spread_deg),
        "high": scale.at(value_deg + spread_deg),
    }


def _bands(scale: Scale) -> list[tuple[str, float, float]]:
    """From the left end to the right one; of the depth more is better."""
    cuts = sorted((scale.good_deg, scale.fault_deg))
    ends = [0.0, *(scale.at(cut) for cut in cuts), LENGTH]
    names = ["good", "borderline", "fault"]
    if scale.good_deg > scale.fault_deg:
        names.reverse()
    return [
        (name, start, round(end - start, 1))
        for name, start, end in zip(names, ends, ends[1:], strict=False)
    ]
