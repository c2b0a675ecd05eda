"""The settings of light and view reach the camera, turned with it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from kiosk import sources
from kiosk.camera.optics import Optics
from kiosk.config import CameraConfig

from .fakes import FakeSource


@pytest.mark.parametrize(
    ("rotation_deg", "aim"), [(0, (30, -20)), (90, (-20, -30)), (180, (-30, 20)), (270, (20, 30))]
)
def test_light_and_view_are_handed_to_the_camera(
    monkeypatch: pytest.MonkeyPatch, rotation_deg: int, aim: tuple[int, int]
) -> None:
    """The aim is meant in the upright picture; a camera on its side gets it turned."""
    asked: list[Optics] = []

    def opened(_spec: str, *, optics: Optics, **_size: Any) -> FakeSource:
        asked.append(optics)
        return FakeSource()

    monkeypatch.setattr(sources, "open_source", opened)
    camera = replace(
        CameraConfig(),
        rotation_deg=rotation_deg,
        mains_hz=60,
        longest_exposure_ms=8,
        zoom_percent=150,
        aim_x_percent=30,
        aim_y_percent=-20,
    )
    sources.camera_of(camera)
    assert asked == [Optics(60, 8, 150, *aim)]
