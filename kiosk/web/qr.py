"""A QR code as one SVG path, for the page to draw: no picture file, nothing from outside."""

from __future__ import annotations

from functools import lru_cache
from itertools import groupby
from typing import TypedDict


class QrCode(TypedDict):
    """Drawn in units of one module, with the quiet zone of four around it."""

    size: int
    """Width and height, quiet zone included."""
    path: str
    """The dark modules, for the `d` of an SVG path."""


_QUIET = 4
"""Modules of light border that a reader needs (ISO/IEC 18004)."""


@lru_cache(maxsize=4)
def qr_code(address: str) -> QrCode:
    """The code of an address; level M, which still reads with 15 % of it hidden by glare."""
    import segno  # slow to load, and needed only where results are shared

    rows = segno.make(address, error="m", micro=False).matrix
    path = "".join(_runs(row, y + _QUIET) for y, row in enumerate(rows))
    return {"size": len(rows) + 2 * _QUIET, "path": path}


def _runs(row: bytearray | tuple[int, ...], y: int) -> str:
    """One row's dark modules, neighbours as one box: boxes of their own would show seams."""
    drawn, x = [], _QUIET
    for dark, modules in groupby(row):
        width = len(list(modules))
        if dark:
            drawn.append(f"M{x} {y}h{width}v1h-{width}z")
        x += width
    return "".join(drawn)
