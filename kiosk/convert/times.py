"""When each row of a landmark CSV was seen.

Decides: which column tells the time and in which unit, by its name where nothing else is said.
A number of the frame, and a row without any time, need `--fps`. Rows that tools left out
(nobody seen) keep their time only with such a column.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from kiosk.convert.header import Header
from kiosk.convert.request import ConvertRequest, TimeUnit, fps_of
from kiosk.errors import InputError

TIME_WORDS = frozenset({"t", "time", "timestamp"})
UNIT_WORDS: dict[str, TimeUnit] = {
    "s": "s",
    "sec": "s",
    "secs": "s",
    "second": "s",
    "seconds": "s",
    "ms": "ms",
    "msec": "ms",
    "millis": "ms",
    "milliseconds": "ms",
}
FRAME_NAMES = frozenset(
    {"frame", "frame number", "frame no", "frame num", "frame idx", "frame index", "frame id"}
    | {"framenumber", "frameindex", "frameid"}
)


@dataclass(frozen=True, slots=True)
class RowClock:
    """Seconds of a row: from a column, or from its number where `column` is None."""

    column: int | None
    seconds: Callable[[float], float]
    """From what the column (or the row's number, from 0) holds to seconds."""
    described: str


def find_clock(header: Header, request: ConvertRequest) -> RowClock:
    """The column of the time, told or recognised. Raises InputError."""
    if request.time_column is not None:
        return _told(header, request.time_column, request)
    units = {name: unit for name in header.names if (unit := unit_of(name))}
    for wanted in ("s", "ms", "frame"):
        for name, unit in units.items():
            if unit == wanted:
                return _clock(header, name, unit, request)
    if request.fps is None:
        raise InputError(
            f"{header.file} has no column of seconds, milliseconds or frames by its name: add "
            f"--fps, or say which column tells the time with --time-column and --time-unit."
        )
    fps = request.fps
    return RowClock(None, lambda row: row / fps, f"the row's number at {fps:g} frames a second")


def unit_of(name: str) -> TimeUnit | None:
    """What a column counts, judged by its name alone; None where the name leaves that open."""
    words = [word for word in re.split(r"[^a-z0-9]+", name.lower()) if word]
    if " ".join(words) in FRAME_NAMES:
        return "frame"
    if len(words) > 1:
        return UNIT_WORDS.get(words[-1]) if TIME_WORDS.intersection(words[:-1]) else None
    return UNIT_WORDS.get(words[0]) if words and len(words[0]) > 1 else None


def _told(header: Header, name: str, request: ConvertRequest) -> RowClock:
    if name not in header:
        raise InputError(
            f"{header.file} has no column {name} for the time: its columns are {header.shown()}."
        )
    unit = request.time_unit or unit_of(name)
    if unit is None:
        raise InputError(
            f"The column {name} of {header.file} does not say what it counts: add --time-unit s, "
            f"ms or frame."
        )
    return _clock(header, name, unit, request)


def _clock(header: Header, name: str, unit: TimeUnit, request: ConvertRequest) -> RowClock:
    column = header.place(name)
    if unit == "frame":
        fps = fps_of(request)
        said = f"the frame's number in column {header.names[column]} at {fps:g} frames a second"
        return RowClock(column, lambda number: number / fps, said)
    if unit == "ms":
        return RowClock(column, lambda ms: ms / 1000, f"milliseconds in {header.names[column]}")
    return RowClock(column, lambda seconds: seconds, f"seconds in column {header.names[column]}")
