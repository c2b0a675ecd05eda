from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
import pypdfium2  # type: ignore[import-untyped]
import pytest
from numpy.typing import NDArray

from kiosk.errors import SpotError
from kiosk.spot import mat, pages
from kiosk.spot.printing import write_mat

PX_PER_MM = 4
POINTS_PER_MM = 72.0 / 25.4
Image = NDArray[np.uint8]


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("mat")
    assert write_mat(folder / "a3.pdf", "a3") == 9
    assert write_mat(folder / "banner.pdf", "banner") == 1
    return folder


def rendered(file: Path) -> Iterator[Image]:
    document = pypdfium2.PdfDocument(file)
    try:
        for page in document:
            bitmap = page.render(scale=PX_PER_MM / POINTS_PER_MM)
            yield np.ascontiguousarray(bitmap.to_numpy()[:, :, :3])
    finally:
        document.close()


def part(image: Image, sheet: pages.Sheet) -> Image:
    """What is inside the frame of a page."""
    top, left = (round(pages.MARGIN_MM * PX_PER_MM) for _ in range(2))
    height, width = round(sheet.part_height_mm * PX_PER_MM), round(sheet.part_width_mm * PX_PER_MM)
    return image[top : top + height, left : left + width]


def joined(file: Path) -> Image:
    """The sheets laid together as the sketch shows, later ones over earlier ones."""
    size = (round(pages.MAT_MM[1] * PX_PER_MM), round(pages.MAT_MM[0] * PX_PER_MM), 3)
    floor = np.zeros(size, dtype=np.uint8)
    for sheet, image in zip(pages.tiles(), list(rendered(file))[1:], strict=True):
        shown = part(image, sheet)
        top, left = round(sheet.top_mm * PX_PER_MM), round(sheet.left_mm * PX_PER_MM)
        floor[top : top + shown.shape[0], left : left + shown.shape[1]] = shown
    return floor


def worst_mm(picture: Image) -> float:
    """Farthest that a marker corner of the whole mat is from its place in the layout."""
    wanted = cv2.aruco.DetectorParameters()
    wanted.cornerRefinementMethod = cv2.aruco.CORNER_REFINE_SUBPIX
    dictionary = cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_4X4_50)
    corners, ids, _ = cv2.aruco.ArucoDetector(dictionary, wanted).detectMarkers(picture)
    assert sorted(ids.ravel()) == sorted(mat.MARKERS)
    half = np.array(pages.MAT_MM) / 2
    off = [
        np.abs((seen[0] + 0.5) / PX_PER_MM - half - 1000.0 * np.array(mat.corners(int(marker))))
        for marker, seen in zip(ids.ravel(), corners, strict=True)
    ]
    return float(np.max(off))


def test_the_taped_sheets_are_the_layout(printed: Path) -> None:
    """Marker corners of the joined A3 sheets are within half a millimetre of the layout."""
    assert worst_mm(joined(printed / "a3.pdf")) < 0.5


def test_the_banner_is_the_layout(printed: Path) -> None:
    """The same holds for the one page of the print shop."""
    (image,) = rendered(printed / "banner.pdf")
    assert worst_mm(part(image, pages.banner())) < 0.5


@pytest.mark.parametrize(("layout", "first"), [("a3", 1), ("banner", 0)])
def test_every_sheet_has_a_bar_of_100_mm(printed: Path, layout: str, first: int) -> None:
    """The scale bar at the foot of each page is 100 mm long to a third of a millimetre."""
    images = list(rendered(printed / f"{layout}.pdf"))[first:]
    for image in images:
        foot = image[-round((pages.MARGIN_MM + 6.0) * PX_PER_MM) :]
        dark = (foot < 140).all(-1)
        columns = np.flatnonzero(dark.sum(0) >= round(3.0 * PX_PER_MM))
        assert columns.size > 0
        assert abs((columns.max() - columns.min()) / PX_PER_MM - 100.0) < 0.34


def test_pages_have_their_paper_size(printed: Path) -> None:
    """A3 upright to a tenth of a millimetre."""
    document = pypdfium2.PdfDocument(printed / "a3.pdf")
    sizes = [page.get_size() for page in document]
    document.close()
    assert len(sizes) == 1 + len(pages.tiles())
    assert np.allclose(np.array(sizes) / POINTS_PER_MM, pages.SHEET_MM, atol=0.1)


def test_each_sheet_says_which_it_is(printed: Path) -> None:
    """Every sheet names itself and how many there are, and asks to measure the bar."""
    document = pypdfium2.PdfDocument(printed / "a3.pdf")
    texts = [page.get_textpage().get_text_bounded() for page in document]
    document.close()
    for sheet, text in zip(pages.tiles(), texts[1:], strict=True):
        assert f"sheet {sheet.name} of {len(pages.tiles())}" in text
        assert "must be 100 mm" in text
    assert all(sheet.name in texts[0] for sheet in pages.tiles())


def test_the_sheets_cover_the_mat_and_overlap() -> None:
    """From edge to edge nothing is left out, and neighbours share a strip for the tape."""
    rows = {sheet.row: [other for other in pages.tiles() if other.row == sheet.row]
            for sheet in pages.tiles()}  # fmt: skip
    for sheets in rows.values():
        for one, next_one in pairwise(sheets):
            shared = one.left_mm + one.part_width_mm - next_one.left_mm
            assert shared == pytest.approx(pages.OVERLAP_MM)
        assert sheets[-1].left_mm + sheets[-1].part_width_mm == pytest.approx(pages.MAT_MM[0])
    low = max(sheet.top_mm + sheet.part_height_mm for sheet in pages.tiles())
    assert low == pytest.approx(pages.MAT_MM[1])


def test_the_same_mat_is_the_same_file(printed: Path, tmp_path: Path) -> None:
    """Printed again, the file is the same to the byte: no date is inside."""
    for layout in ("a3", "banner"):
        write_mat(tmp_path / "again.pdf", layout)
        assert (tmp_path / "again.pdf").read_bytes() == (printed / f"{layout}.pdf").read_bytes()


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    """A folder that is not there gives one sentence with the way out."""
    with pytest.raises(SpotError, match="cannot be written"):
        write_mat(tmp_path / "none" / "mat.pdf", "banner")
