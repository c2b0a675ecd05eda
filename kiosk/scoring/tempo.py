"""When a squat began, was deepest and ended, and how long down and up took.

A slow start has no edge. So the time from a quarter to nine tenths of the depth is
measured and stretched to the whole movement, as a half-cosine of knee flexion would run.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from kiosk.scoring.movement import Dip, Sample

LOW, HIGH = 0.25, 0.9
WHOLE_OVER_MIDDLE = 2.6
"""Whole duration over the time from LOW to HIGH. Fitted on rendered clips, 2026-11-22."""
BEFORE_LOW = 0.47
"""Share of the whole duration that passes before LOW is reached."""


@dataclass(frozen=True, slots=True)
class Tempo:
    """Seconds. `start_s` and `end_s` are extrapolated, never past the frames of the dip's rest."""

    start_s: float
    bottom_s: float
    end_s: float
    down_s: float
    up_s: float


def of(dip: Dip) -> Tempo:
    """Times of one ended dip, interpolated between frames."""
    seen = [s for s in dip.samples if s.descent is not None]
    deepest = max(range(len(seen)), key=lambda i: seen[i].descent or 0.0)
    down, up = seen[: deepest + 1], seen[deepest:][::-1]
    low_down, down_s = _stretch(down, dip.depth)
    low_up, up_s = _stretch(up, dip.depth)
    bottom = [s.t_s for s in seen if (s.descent or 0.0) >= 0.97 * dip.depth]
    return Tempo(
        start_s=low_down - BEFORE_LOW * down_s,
        bottom_s=fmean(bottom),
        end_s=low_up + BEFORE_LOW * up_s,
        down_s=down_s,
        up_s=up_s,
    )


def _stretch(half: Sequence[Sample], depth: float) -> tuple[float, float]:
    """When LOW was crossed and how long the whole half took, going toward the bottom."""
    low_s, high_s = _crossing_s(half, LOW * depth), _crossing_s(half, HIGH * depth)
    return low_s, WHOLE_OVER_MIDDLE * abs(high_s - low_s)


def _crossing_s(half: Sequence[Sample], level: float) -> float:
    """Time at which the descent last rises through `level` before the bottom, interpolated."""
    for i in range(len(half) - 1, 0, -1):
        below, above = half[i - 1], half[i]
        low, high = below.descent or 0.0, above.descent or 0.0
        if low < level <= high:
            return below.t_s + (above.t_s - below.t_s) * (level - low) / (high - low)
    return half[0].t_s
