"""How far off centre and how far turned a member may stand, in metres and degrees. Pure.

Decides how the scoring's limits, which were set at one distance, carry over to another. Seen from
aside, a straight leg looks bent: the false angle grows with offset over distance.
"""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.scoring.protocol import TURNED_DEG

REFERENCE_OFFSET_M, REFERENCE_DISTANCE_M, REFERENCE_FALSE_DEG = 0.2, 3.0, 4.7
"""What `kiosk.scoring.protocol.OFF_CENTRE` rests on: 0.2 m at 3 m make 4.7 degrees of false FPPA
(measurement sheet, computed)."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Of one camera and one mat."""

    off_centre_m: float
    """Of the stance foot from the line between the camera and the middle of the spot."""
    turned_deg: float
    """Of the body against the mat's middle line; what the mat itself is turned is taken off."""


def limits(distance_m: float, mat_turn_deg: float = 0.0) -> Limits:
    """The limits that keep the false angle under the same figure at this distance."""
    off_centre_m = REFERENCE_OFFSET_M * distance_m / REFERENCE_DISTANCE_M
    return Limits(off_centre_m, max(0.0, TURNED_DEG - abs(mat_turn_deg)))


def false_fppa_deg(off_centre_m: float, distance_m: float) -> float:
    """The knee angle that a straight leg seems to have when it stands this far from the line."""
    reference = REFERENCE_OFFSET_M / REFERENCE_DISTANCE_M
    return REFERENCE_FALSE_DEG * (off_centre_m / distance_m) / reference
