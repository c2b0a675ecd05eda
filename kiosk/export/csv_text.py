"""Lines of CSV (RFC 4180) that no spreadsheet takes for a formula.

A spreadsheet runs a cell that begins with = + - or @, whatever the file says of it, and where its
own separator is a semicolon or a tab it cuts our lines there too. So an apostrophe goes before such
a sign wherever a text, or a piece of it that could become a cell, begins with one. Numbers are
ours and are written as they are.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from functools import lru_cache

BYTE_ORDER_MARK = "\ufeff"
"""First in a file: without it Excel takes UTF-8 for the code page of the land."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_FORMULA = re.compile(r"""((?:^|[;,|"'])[\s\u200b\ufeff]*)(?=[=+\-@＝＋－＠])""")

Cell = str | int | float | bool | None


def csv_line(cells: Iterable[Cell]) -> str:
    """One line with its end. None is an empty cell, a bool `true` or `false`."""
    line = io.StringIO()
    csv.writer(line, lineterminator="\r\n").writerow([_cell(cell) for cell in cells])
    return line.getvalue()


@lru_cache(maxsize=256)
def harmless(text: str) -> str:
    """The text with an apostrophe before whatever could begin a formula, on one line."""
    return _FORMULA.sub(r"\1'", _CONTROL.sub(" ", text))


def _cell(cell: Cell) -> str:
    if isinstance(cell, str):
        return harmless(cell)
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return "" if cell is None else str(cell)
