"""Reps made by hand, for tests of what reps mean together."""

from __future__ import annotations

from dataclasses import replace

from kiosk.pose.keypoints import Leg
from kiosk.scoring.findings import FreeLeg, Refusal, Rep

GOOD = Rep(
    leg=Leg.LEFT,
    start_s=0.0,
    bottom_s=2.0,
    end_s=4.0,
    counted=True,
    refused_because=None,
    knee_fppa_deg=2.0,
    knee_fppa_change_deg=2.0,
    pelvic_drop_deg=1.0,
    trunk_lean_deg=2.0,
    knee_flexion_deg=68.0,
    free_leg=FreeLeg.MIDDLE,
    hip_adduction_change_deg=1.0,
    knee_over_ankle_change_percent=0.5,
    knee_error_deg=1.6,
    pelvic_error_deg=2.0,
    frames_per_s=15.0,
)
"""A rep with nothing wrong, each value far from every cut."""

KNEE_IN = replace(
    GOOD,
    knee_fppa_deg=20.0,
    knee_fppa_change_deg=16.0,
    hip_adduction_change_deg=6.0,
    knee_over_ankle_change_percent=5.0,
)
"""A rep whose knee moves in, with both second signals."""


def refused(rep: Rep, because: Refusal) -> Rep:
    """The rep as one that does not count."""
    return replace(rep, counted=False, refused_because=because)


def on(leg: Leg, *reps: Rep) -> list[Rep]:
    """The reps on that leg, one after the other."""
    return [
        replace(rep, leg=leg, start_s=5.0 * i, bottom_s=5.0 * i + 2, end_s=5.0 * i + 4)
        for i, rep in enumerate(reps)
    ]


def knees(leg: Leg, *fppa_deg: float) -> list[Rep]:
    """Reps that differ only in knee FPPA; its change from standing is as large."""
    rose = [
        replace(KNEE_IN if value > 5 else GOOD, knee_fppa_deg=value, knee_fppa_change_deg=value)
        for value in fppa_deg
    ]
    return on(leg, *rose)
