"""MediaPipe landmarks as CSV, one row a frame, in any tool's column names.

Decides: what a cell may hold (a number; nothing or `nan` is a point that is missing). Leaves to
others: which column is which (`columns`, `times`). Reads row by row, so any length fits.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from math import isfinite, nan
from pathlib import Path
from typing import TextIO

from kiosk.convert.columns import PointColumns, axes_from, find_columns
from kiosk.convert.header import Header
from kiosk.convert.points import Person, Picture, RawPoint
from kiosk.convert.request import ConvertRequest, Foreign, size_of
from kiosk.convert.times import RowClock, find_clock
from kiosk.errors import InputError
from kiosk.pose.keypoints import Joint
from kiosk.pose.recording import RecordedMoment, RecordingHeader

MISSING_WORDS = frozenset({"", "nan", "none", "null", "na", "n/a"})
FULL_SCORE = 1.0
"""Of a point in a file without scores: whatever is written there was found."""


@dataclass(frozen=True, slots=True)
class _Layout:
    columns: dict[Joint, PointColumns]
    clock: RowClock


def open_csv(request: ConvertRequest) -> Foreign:
    """Read the first line now and the rest as it is asked for. Raises InputError."""
    size_px = size_of(request)
    file = str(request.input_path)
    with _opened(request.input_path) as text:
        names = next(_rows(text, file), None)
    if names is None:
        raise InputError(f"{file} is empty: export it again.")
    header = Header(names, file)
    columns = find_columns(header, request.columns, axes_from(request.axes))
    layout = _Layout(columns, find_clock(header, request))
    picture = Picture.of(request, size_px, "fractions")
    return Foreign(
        RecordingHeader(*size_px, request.fps),
        _moments(request.input_path, layout, picture),
        _described(header, layout),
    )


def _described(header: Header, layout: _Layout) -> str:
    knee = layout.columns[Joint.LEFT_KNEE]
    score = "without scores" if knee.score is None else f"score in {header.names[knee.score]}"
    return (
        f"landmark CSV: the left knee's x in column {header.names[knee.x]}, {score}; time from "
        f"{layout.clock.described}"
    )


def _moments(path: Path, layout: _Layout, picture: Picture) -> Iterator[RecordedMoment]:
    with _opened(path) as text:
        rows = _rows(text, str(path))
        next(rows)
        for number, row in enumerate(rows):
            yield _moment(number, row, layout, picture, f"{path}, row {number + 2}")


def _moment(
    number: int, row: Sequence[str], layout: _Layout, picture: Picture, where: str
) -> RecordedMoment:
    clock = layout.clock
    value = float(number) if clock.column is None else _cell(row, clock.column, where)
    t_s = clock.seconds(value)
    if not isfinite(t_s):
        raise InputError(f"{where}: there is no number in the column of the time.")
    return RecordedMoment(t_s, picture.pose(t_s, _person(row, layout, where), where))


def _person(row: Sequence[str], layout: _Layout, where: str) -> Person:
    if not any(row[at.x].strip() for at in layout.columns.values() if at.x < len(row)):
        return {}  # some tools end the row of a frame without anybody early

    def score(at: PointColumns) -> float:
        return FULL_SCORE if at.score is None else _cell(row, at.score, where)

    return {
        joint: RawPoint(_cell(row, at.x, where), _cell(row, at.y, where), score(at))
        for joint, at in layout.columns.items()
    }


def _cell(row: Sequence[str], position: int, where: str) -> float:
    """The number in a cell; NaN where the cell says that there is none."""
    if position >= len(row):
        raise InputError(
            f"{where}: it ends after {len(row)} cells, but column {position + 1} is needed."
        )
    text = row[position].strip()
    if text.lower() in MISSING_WORDS:
        return nan
    try:
        return float(text.replace(",", "."))  # a comma that separates no cells is a decimal one
    except ValueError:
        raise InputError(f"{where}: {text[:40]!r} in column {position + 1} is no number.") from None


def _rows(text: TextIO, file: str) -> Iterator[list[str]]:
    """The lines that are not empty, separated by whatever the first one uses most."""
    try:
        first = text.readline()
        text.seek(0)
        yield from filter(None, csv.reader(text, delimiter=max(",;\t", key=first.count)))
    except (csv.Error, UnicodeDecodeError) as error:
        raise InputError(f"{file} is not a CSV file in UTF-8: export it again as one.") from error


@contextmanager
def _opened(path: Path) -> Iterator[TextIO]:
    try:
        file = path.open(encoding="utf-8-sig", newline="")
    except OSError as error:
        raise InputError(f"{path} cannot be read ({error.strerror}): check the path.") from error
    with file:
        yield file
