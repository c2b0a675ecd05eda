from __future__ import annotations

import re
from pathlib import Path

import pytest

from kiosk.spot import mat, pages
from kiosk.spot.limits import limits
from tests.spot.drawing import TARGET, drawing

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGE = (DOCS / "spot.md").read_text(encoding="utf-8")


def test_the_drawing_is_that_of_the_layout() -> None:
    """The picture in the docs is what the layout draws now (python -m tests.spot.drawing)."""
    assert TARGET.read_text(encoding="utf-8") == drawing()


def test_the_limits_in_the_docs_are_those_of_the_code() -> None:
    """Each row of distance and limit says what the function says."""
    rows = re.findall(r"^\| (\d\.\d) m \| (\d\.\d\d) m \|$", PAGE, re.MULTILINE)
    assert len(rows) == 3
    for distance, limit in rows:
        assert limits(float(distance)).off_centre_m == pytest.approx(float(limit), abs=0.005)


def test_the_sizes_in_the_docs_are_those_of_the_print() -> None:
    """Number of pages, size of the banner, radius of the ring and length of the bar."""
    banner = pages.banner()
    assert len(pages.tiles()) == 8
    assert "a sketch and eight sheets" in PAGE
    assert f"{banner.width_mm / 1000:.2f} x {banner.height_mm / 1000:.2f} m" in PAGE
    assert f"radius {mat.RING_M:.2f} m" in PAGE
    assert f"{pages.SCALE_BAR_MM:.0f} mm" in PAGE
