"""The spot as the lab's cameras see it is the spot on the lab's floor."""

from __future__ import annotations

import numpy as np
import pytest

from .camera import Camera
from .floor import AHEAD_M, SPOT_M, seen_spot

CAMERAS = pytest.mark.parametrize(
    "camera",
    [
        Camera(),
        Camera(distance_m=3.4, height_m=1.3, roll_deg=2.0, yaw_deg=-3.0, pitch_deg=6.0),
        Camera(width=640, height=480, k1=-0.1, roll_deg=-1.0),
    ],
    ids=["plain", "turned", "bent"],
)


@CAMERAS
def test_the_rim_is_one_reach_from_the_middle(camera: Camera) -> None:
    """All around, within a pixel or so of lens."""
    spot = seen_spot(camera)
    for turn in np.linspace(0.0, 2.0 * np.pi, 9):
        place = np.array([SPOT_M * np.cos(turn), 0.0, AHEAD_M + SPOT_M * np.sin(turn)])
        assert spot.reach(*camera.bent(camera.project(place))) == pytest.approx(1.0, abs=0.03)


@CAMERAS
def test_the_floor_leads_back_to_metres(camera: Camera) -> None:
    """From the pixel of a place on the floor to that place, from the middle of the spot."""
    spot = seen_spot(camera)
    assert spot.floor is not None
    for across_m, toward_m in ((0.0, 0.0), (0.3, -0.2), (-0.8, 0.5), (0.2, -1.5)):
        place = np.array([across_m, 0.0, AHEAD_M + toward_m])
        found = spot.floor.place_m(*camera.bent(camera.project(place)))
        assert found == pytest.approx((across_m, toward_m), abs=0.005)
    assert spot.floor.place_m(camera.width / 2, 0.0) is None
    assert seen_spot(camera, calibrated=False).floor is None
