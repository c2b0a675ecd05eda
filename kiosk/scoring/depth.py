"""Knee flexion of the stance leg from how far the hip came down. A gate, not a goniometer.

The hip's descent from standing on the same leg, as a fraction of leg length, follows
cos(flexion / 2) of a two-segment leg; camera perspective and the body's lean change the
scale, which is calibrated on rendered people with known flexion (docs/scoring.md).
"""

from __future__ import annotations

from math import acos, cos, degrees, radians

from kiosk.scoring.protocol import DESCENT_GAIN, PERCH_FLEXION_DEG


def knee_flexion_deg(descent: float) -> float:
    """Degrees, standing's few included; `descent` is a fraction of leg length."""
    height = cos(radians(PERCH_FLEXION_DEG / 2)) - DESCENT_GAIN * descent
    return 2.0 * degrees(acos(min(1.0, max(-1.0, height))))
