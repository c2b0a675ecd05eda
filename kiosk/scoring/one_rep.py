"""What the kiosk says of a single squat, where it has to stand alone beside a trainer's eye. Pure.

A member is never shown this: a leg is judged by all of its squats. Decides nothing itself: it is
the judging of a leg (`checks`), asked about a leg that has only this one squat.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from math import sqrt

from kiosk.scoring import protocol
from kiosk.scoring.checks import leg_report
from kiosk.scoring.findings import CheckResult, Rep


def checks_of_one(
    rep: Rep, *, small_squats: bool = False, judging: bool = True
) -> Mapping[str, CheckResult]:
    """The checks of a leg (`knee_valgus`, `pelvic_drop`, …) as this counted squat alone gives them.

    It stands there as often as a leg needs squats. Its jitter grows with the root of that, so that
    the copies together are as sure as the one that they are.
    """
    copies = protocol.MIN_REPS
    alone = replace(rep, jitter_deg=rep.jitter_deg * sqrt(copies))
    return leg_report(rep.leg, (alone,) * copies, small_squats=small_squats, judging=judging).checks
