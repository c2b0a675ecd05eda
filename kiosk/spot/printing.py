"""The floor mat as a PDF: A3 sheets to tape together, or one page for a print shop.

Decides what is drawn around the mat (scale bar, cut marks, names, the sketch page). The layout
is `mat`'s, the sheets are `pages`'. Written with matplotlib; the same input gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kiosk.errors import SpotError
from kiosk.spot import mat, pages
from kiosk.spot.pages import Sheet

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

LAYOUTS = ("a3", "banner")
MM_PER_INCH, POINTS_PER_MM = 25.4, 72.0 / 25.4
CAPITAL = 0.73
"""Height of a capital letter in parts of the font's size."""
GREY = "#555555"
MEASURE = "measure this: must be 100 mm, or print again at 100 % (no 'fit to page')"
STEPS = (
    "1  Print all sheets on A3 at 100 %, without 'fit to page'. Measure the bar at the foot.",
    "2  Cut each sheet along its thin frame (footers come off).",
    "3  Lay the sheets as drawn here; each covers 10 mm of the one to its left and above,",
    "    up to the dashed line. Tape them on the back and, clear and matt, on the front.",
    "4  Tape the mat flat on the floor, 3 m from the camera, its arrow toward the camera.",
    "5  With the whole mat in view and nobody on it, calibrate on the staff's setup page.",
)


def write_mat(target: Path, layout: str) -> int:
    """Write the PDF and return its number of pages. Raises SpotError."""
    from matplotlib.backends.backend_pdf import PdfPages

    figures = list(_figures(layout))
    try:
        with PdfPages(str(target), metadata={"CreationDate": None, "Title": "Floor mat"}) as pdf:
            for figure in figures:
                pdf.savefig(figure)
    except OSError as error:
        raise SpotError(
            f"The mat {target} cannot be written: {error.strerror}; give another file with -o."
        ) from error
    return len(figures)


def _figures(layout: str) -> Iterator[Figure]:
    if layout == "banner":
        yield _printed(pages.banner(), 1)
        return
    sheets = pages.tiles()
    yield _sketch(sheets)
    for sheet in sheets:
        yield _printed(sheet, len(sheets))


def _page(width_mm: float, height_mm: float) -> tuple[Figure, Axes]:
    """A page whose coordinates are millimetres from its left lower corner."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width_mm / MM_PER_INCH, height_mm / MM_PER_INCH))
    axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
    axes.set_xlim(0.0, width_mm)
    axes.set_ylim(0.0, height_mm)
    axes.axis("off")
    return figure, axes


def _printed(sheet: Sheet, count: int) -> Figure:
    """A sheet with its part of the mat at full size."""
    figure, axes = _page(sheet.width_mm, sheet.height_mm)
    frame = _frame(axes, sheet)
    _draw(axes, sheet, frame)
    if count > 1:
        _overlaps(axes, sheet)
    _cut_marks(axes, sheet)
    _footer(axes, sheet, count)
    return figure


def _frame(axes: Axes, sheet: Sheet) -> Any:
    """The thin line to cut along; what it encloses is the part of the mat."""
    from matplotlib.patches import Rectangle

    low = sheet.picture_top_mm - sheet.part_height_mm
    frame = Rectangle(
        (pages.MARGIN_MM, low),
        sheet.part_width_mm,
        sheet.part_height_mm,
        fill=False,
        edgecolor="#bbbbbb",
        linewidth=0.3,
        zorder=0,
    )
    axes.add_patch(frame)
    return frame


def _draw(axes: Axes, sheet: Sheet, frame: Any) -> None:
    """The mat's shapes and words, clipped to the sheet's part."""
    from matplotlib.patches import Polygon

    for shape in mat.shapes()[1:]:
        outline = [sheet.on_page(place) for place in shape.outline]
        patch = Polygon(outline, closed=True, facecolor=shape.colour, linewidth=0.0)
        axes.add_patch(patch)
        patch.set_clip_path(frame)
    for words in mat.WORDS:
        x, y = sheet.on_page(words.place)
        capital_mm = 1000.0 * CAPITAL * words.height_m
        text = _text(axes, x, y, words.text, capital_mm, rotation=180.0 if words.turned else 0.0)
        text.set_clip_path(frame)
        text.set_clip_on(True)


def _text(axes: Axes, x: float, y: float, words: str, capital_mm: float, **options: Any) -> Any:
    """Text of a given height of capitals, centred unless told otherwise."""
    size = capital_mm / CAPITAL * POINTS_PER_MM
    return axes.text(x, y, words, fontsize=size, **{"ha": "center", "va": "center", **options})


def _overlaps(axes: Axes, sheet: Sheet) -> None:
    """Dashed lines up to which the next sheet covers this one, right and below."""
    dashed: dict[str, Any] = {"color": "#999999", "linewidth": 0.4, "linestyle": (0, (4, 4))}
    left, top = pages.MARGIN_MM, sheet.picture_top_mm
    right, low = left + sheet.part_width_mm, top - sheet.part_height_mm
    if sheet.left_mm + sheet.part_width_mm < pages.MAT_MM[0]:
        axes.plot([right - pages.OVERLAP_MM] * 2, [low, top], **dashed)
    if sheet.top_mm + sheet.part_height_mm < pages.MAT_MM[1]:
        axes.plot([left, right], [low + pages.OVERLAP_MM] * 2, **dashed)


def _cut_marks(axes: Axes, sheet: Sheet) -> None:
    """Short lines outside each corner of the frame."""
    left, top = pages.MARGIN_MM, sheet.picture_top_mm
    right, low = left + sheet.part_width_mm, top - sheet.part_height_mm
    for x, out in ((left, -1.0), (right, 1.0)):
        for y, up in ((low, -1.0), (top, 1.0)):
            axes.plot([x + out, x + 5.0 * out], [y, y], color="black", linewidth=0.4)
            axes.plot([x, x], [y + up, y + 5.0 * up], color="black", linewidth=0.4)


def _footer(axes: Axes, sheet: Sheet, count: int) -> None:
    """Name of the sheet and the bar to measure."""
    left, y = pages.MARGIN_MM + 8.0, pages.MARGIN_MM + 3.0
    axes.plot([left, left + pages.SCALE_BAR_MM], [y, y], color="black", linewidth=0.6)
    for x in (left, left + pages.SCALE_BAR_MM):
        axes.plot([x, x], [y - 2.0, y + 2.0], color="black", linewidth=0.6)
    axes.plot([left + pages.SCALE_BAR_MM / 2] * 2, [y - 1.0, y + 1.0], color="black", linewidth=0.4)
    _text(axes, left + pages.SCALE_BAR_MM + 3.0, y, MEASURE, 2.2, ha="left", color=GREY)
    name = "Floor mat" if count == 1 else f"Floor mat, sheet {sheet.name} of {count}"
    _text(axes, left, y + 5.5, name, 3.0, ha="left")


def _sketch(sheets: Sequence[Sheet]) -> Figure:
    """How the sheets lie together, small, with the steps."""
    from matplotlib.patches import Polygon, Rectangle

    figure, axes = _page(*pages.SHEET_MM)
    scale, left, top = 0.24, (pages.SHEET_MM[0] - 0.24 * pages.MAT_MM[0]) / 2, 350.0

    def small(place: mat.Place) -> tuple[float, float]:
        x, y = pages.banner().on_page(place)
        down = pages.banner().picture_top_mm - y
        return left + scale * (x - pages.MARGIN_MM), top - scale * down

    _text(axes, pages.SHEET_MM[0] / 2, 390.0, "The floor mat", 9.0)
    _text(axes, pages.SHEET_MM[0] / 2, 372.0, f"{len(sheets)} sheets of A3", 4.5, color=GREY)
    for shape in mat.shapes():
        outline = [small(place) for place in shape.outline]
        axes.add_patch(Polygon(outline, facecolor=_pale(shape.colour), edgecolor="none"))
    for sheet in sheets:
        width, height = scale * sheet.part_width_mm, scale * sheet.part_height_mm
        x, y = left + scale * sheet.left_mm, top - scale * sheet.top_mm - height
        axes.add_patch(Rectangle((x, y), width, height, fill=False, edgecolor=GREY, linewidth=0.8))
        _text(axes, x + width / 2, y + height / 2, sheet.name, 8.0)
    _text(
        axes, pages.SHEET_MM[0] / 2, top - scale * pages.MAT_MM[1] - 9.0, "toward the camera ↓", 4.0
    )
    for line, words in enumerate(STEPS):
        _text(axes, 22.0, 120.0 - 12.0 * line, words, 3.4, ha="left")
    return figure


def _pale(colour: str) -> tuple[float, float, float]:
    """Half way to white, so that names can be read on it."""
    red, green, blue = (int(colour[at : at + 2], 16) / 255.0 for at in (1, 3, 5))
    return 0.5 + red / 2, 0.5 + green / 2, 0.5 + blue / 2
