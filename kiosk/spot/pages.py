"""Which part of the mat goes on which sheet of paper, in millimetres. Pure.

Decides sizes, overlaps, names and the order of the sheets. Leaves to `printing` the ink.
"""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.spot import mat

SHEET_MM = (297.0, 420.0)
"""A3, upright."""
MARGIN_MM = 10.0
"""Printers leave up to about 6 mm white."""
FOOTER_MM = 15.0
"""Under the picture, cut off after measuring the scale bar in it."""
OVERLAP_MM = 10.0
"""Of the left and the upper sheet's picture, on which the next sheet is taped."""
SCALE_BAR_MM = 100.0
MAT_MM = (1000.0 * mat.WIDTH_M, 1000.0 * mat.DEPTH_M)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page: its size, and the part of the mat on it."""

    name: str
    width_mm: float
    height_mm: float
    column: int
    row: int
    left_mm: float
    """Of the shown part, from the mat's left edge as the camera sees it."""
    top_mm: float
    """From the mat's far edge."""
    part_width_mm: float
    part_height_mm: float

    def on_page(self, place: mat.Place) -> tuple[float, float]:
        """From the mat's (across, toward) in metres to millimetres from the page's left lower
        corner; the far side is at the top."""
        across, toward = 1000.0 * place[0] + MAT_MM[0] / 2, 1000.0 * place[1] + MAT_MM[1] / 2
        return MARGIN_MM + across - self.left_mm, self.picture_top_mm - (toward - self.top_mm)

    @property
    def picture_top_mm(self) -> float:
        """Height of the shown part's upper edge above the page's lower edge."""
        return self.height_mm - MARGIN_MM


def banner() -> Sheet:
    """The whole mat on one page with a margin."""
    width, height = MAT_MM
    return Sheet(
        name="",
        width_mm=width + 2 * MARGIN_MM,
        height_mm=height + 2 * MARGIN_MM + FOOTER_MM,
        column=0,
        row=0,
        left_mm=0.0,
        top_mm=0.0,
        part_width_mm=width,
        part_height_mm=height,
    )


def tiles() -> tuple[Sheet, ...]:
    """A3 sheets, row by row from the far left, named A1, A2, ... and B1, ..."""
    width = SHEET_MM[0] - 2 * MARGIN_MM
    height = SHEET_MM[1] - 2 * MARGIN_MM - FOOTER_MM
    lefts, tops = _starts(MAT_MM[0], width), _starts(MAT_MM[1], height)
    return tuple(
        Sheet(
            name=f"{'ABCDEFGH'[row]}{column + 1}",
            width_mm=SHEET_MM[0],
            height_mm=SHEET_MM[1],
            column=column,
            row=row,
            left_mm=left,
            top_mm=top,
            part_width_mm=min(width, MAT_MM[0] - left),
            part_height_mm=min(height, MAT_MM[1] - top),
        )
        for row, top in enumerate(tops)
        for column, left in enumerate(lefts)
    )


def _starts(whole_mm: float, part_mm: float) -> list[float]:
    """Where each part begins so that the last one reaches the end."""
    starts = [0.0]
    while starts[-1] + part_mm < whole_mm:
        starts.append(starts[-1] + part_mm - OVERLAP_MM)
    return starts
