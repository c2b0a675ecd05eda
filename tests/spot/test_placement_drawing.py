"""The drawing of where things go says the numbers that the kiosk itself goes by."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path

from kiosk.setup.score import DISTANCE_M, HEIGHT_M
from kiosk.spot.limits import limits
from kiosk.spot.mat import RING_M

WANTED_HIGH_M = 1.0
"""What is asked of people; a little more still scores as good."""
DRAWING = Path(__file__).resolve().parents[2] / "docs" / "placement.svg"


def test_the_drawing_says_the_kiosks_own_numbers() -> None:
    """Distance, height, the ring's radius and how far off the line a foot may be."""
    words = " ".join(" ".join(ET.parse(DRAWING).getroot().itertext()).split())
    near, far = DISTANCE_M[0]
    low, high = HEIGHT_M[0]
    for said in (
        f"({near:.1f} to {far:.1f} m)",
        f"{low:.1f} to {WANTED_HIGH_M:.1f} m",
        f"radius {RING_M:.2f} m",
        f"{limits(3.0).off_centre_m:.2f} m off the line",
    ):
        assert said in words
    assert low < WANTED_HIGH_M <= high
