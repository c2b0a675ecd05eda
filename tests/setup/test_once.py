"""What is done once: a look for `kiosk check`, and the mat for the page."""

from __future__ import annotations

import sys
from dataclasses import replace

import pytest

from kiosk.camera.frame import Frame, Rgb, SourceInfo
from kiosk.errors import CameraError, SpotError
from kiosk.setup.check import look_once
from kiosk.setup.desk import camera_signature
from kiosk.setup.mat_pdf import MatPdf
from kiosk.spot.knocked import Stand
from kiosk.spot.record import SpotRecord
from tests.setup.rig import BARE, CAMERA, HALF_WAY, KNOCKED, MAT, MakeDesk


class Camera:
    """Sends a dark picture while it looks for its exposure, then what is before it."""

    def __init__(self, rgb: Rgb | None, info: SourceInfo = CAMERA) -> None:
        self.info = info
        self.closed = False
        self._rgb = rgb
        self._count = 0

    def read(self) -> Frame | None:
        self._count += 1
        if self._rgb is None:
            return None
        return Frame(self._count / 30, self._rgb if self._count > 5 else self._rgb // 20)

    def close(self) -> None:
        self.closed = True


@pytest.fixture
def record(make_desk: MakeDesk) -> SpotRecord:
    """The spot as it was calibrated."""
    desk = make_desk()
    assert desk.calibrate("ann")[0]
    kept = desk._record()
    assert kept is not None
    return kept


@pytest.mark.parametrize(
    ("rgb", "stand"), [(MAT, Stand.SAME), (KNOCKED, Stand.MOVED), (BARE, Stand.UNSURE)]
)
def test_one_look_tells_whether_the_camera_moved(
    record: SpotRecord, rgb: Rgb, stand: Stand
) -> None:
    """It waits for the exposure, compares, and lets go of the camera."""
    camera = Camera(rgb)
    assert look_once(record, 0, lambda: camera).stand is stand
    assert camera.closed


def test_another_camera_is_not_compared(record: SpotRecord) -> None:
    """Its pictures say nothing about the stored spot."""
    camera = Camera(MAT, replace(CAMERA, name="ov5647"))
    found = look_once(record, 0, lambda: camera)
    assert found.stand is Stand.UNSURE
    assert camera_signature(CAMERA, 0) in found.sentence


def test_a_camera_without_a_picture_is_named(record: SpotRecord) -> None:
    """Nothing is told about the spot then, and the camera is closed."""
    camera = Camera(None)
    with pytest.raises(CameraError, match="imx708 sends no picture"):
        look_once(record, 0, lambda: camera)
    assert camera.closed


def test_a_drawn_spot_cannot_be_compared(make_desk: MakeDesk) -> None:
    """Without the mat nothing shows whether the camera moved."""
    desk = make_desk()
    desk.draw(HALF_WAY, "ann")
    kept = desk._record()
    assert kept is not None
    assert look_once(kept, 0, lambda: Camera(MAT)).stand is Stand.UNSURE


def test_the_mat_is_printed_from_the_page(make_desk: MakeDesk) -> None:
    """It is a PDF with its sheets, and is made only once."""
    desk = make_desk()
    made = desk.mat_pdf()
    assert made.startswith(b"%PDF")
    assert made.count(b"/Type /Page ") > 4
    assert made is desk.mat_pdf()


def test_a_mat_that_cannot_be_made_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever fails in the other process, staff learn what to do."""
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with pytest.raises(SpotError, match="kiosk spot print"):
        MatPdf().data()
