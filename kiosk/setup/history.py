"""Which of the spots that were ever set holds, and which one comes before it. Pure.

The history only grows: going back adds an entry that brings an earlier one back. So the newest
entry of a camera holds, and undo leads from there to what was set before its origin.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from math import isfinite

from kiosk.errors import SpotError
from kiosk.results import StoredSpot
from kiosk.setup.score import Row
from kiosk.spot.record import SpotRecord, from_json, to_json


@dataclass(frozen=True, slots=True)
class Kept:
    """A spot with what the kiosk remembers of the moment at which it was set."""

    record: SpotRecord
    placement: tuple[Row, ...] = ()
    """How the camera was placed then."""
    clock_sure: bool = True


def newest(spots: Sequence[StoredSpot], camera: str) -> StoredSpot | None:
    """The entry that holds for this camera; `spots` are newest first."""
    return next((spot for spot in spots if spot.camera == camera), None)


def earlier(spots: Sequence[StoredSpot], camera: str) -> Iterator[StoredSpot]:
    """What undo can go back to, the nearest first; each is a spot newly set."""
    mine = [spot for spot in spots if spot.camera == camera]
    by_number = {spot.number: spot for spot in mine}
    before = _origin(mine[0]) if mine else 0
    for spot in mine:
        if spot.number < before:
            before = _origin(spot)
            if before in by_number:
                yield by_number[before]


def _origin(spot: StoredSpot) -> int:
    """The number under which it was newly set."""
    return spot.brings_back or spot.number


def as_text(kept: Kept) -> str:
    """What is stored of it."""
    rows = [asdict(row) for row in kept.placement]
    spot = json.loads(to_json(kept.record))
    return json.dumps({"spot": spot, "placement": rows, "clock_sure": kept.clock_sure})


def from_text(text: str) -> Kept:
    """The inverse of `as_text`. Raises SpotError."""
    try:
        values = json.loads(text)
        record = from_json(json.dumps(values["spot"]))
        if not _is_sound(record):
            raise ValueError("an ellipse without a size")
        rows = tuple(Row(**row) for row in values["placement"])
        return Kept(record, rows, bool(values["clock_sure"]))
    except (KeyError, TypeError, ValueError) as error:
        raise SpotError(
            "The stored spot is damaged and not used: calibrate with the mat or draw it again."
        ) from error


def _is_sound(record: SpotRecord) -> bool:
    """JSON can hold numbers that no picture has."""
    spot = record.spot
    sizes = (spot.half_width_px, spot.half_height_px, record.width_px, record.height_px)
    places = (spot.x_px, spot.y_px, spot.tilt_deg)
    return all(isfinite(size) and size > 0 for size in sizes) and all(map(isfinite, places))
