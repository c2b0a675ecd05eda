"""The spot as it is kept: where it is, what it rests on, when it was set and by whom."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from kiosk.errors import SpotError
from kiosk.scoring.spot import Floor, Spot
from kiosk.spot.calibration import Calibration

FORMAT = 1


@dataclass(frozen=True, slots=True)
class SpotRecord:
    """One setting of the spot."""

    spot: Spot
    calibration: Calibration | None
    """None: drawn by hand, nothing is known in metres."""
    width_px: int
    height_px: int
    """Size of the picture that the spot was set in."""
    camera: str
    """The camera's signature: another one means that the spot must be set anew."""
    set_utc: str
    """ISO 8601 with its offset."""
    set_by: str


def to_json(record: SpotRecord) -> str:
    """The record as JSON text, the same text for the same record."""
    return json.dumps({"format": FORMAT, **asdict(record)}, indent=1, sort_keys=True) + "\n"


def from_json(text: str) -> SpotRecord:
    """The record that `to_json` wrote. Raises SpotError."""
    try:
        values = json.loads(text)
        if values["format"] != FORMAT:
            raise SpotError(
                f"This spot has format {values['format']}, this kiosk knows {FORMAT}: "
                "calibrate again with the mat."
            )
        return _record(values)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        if isinstance(error, SpotError):
            raise
        raise SpotError(
            f"This is no spot that the kiosk wrote ({error!r}): calibrate again with the mat."
        ) from error


def _record(values: Mapping[str, Any]) -> SpotRecord:
    kept, seen = values["spot"], values["calibration"]
    floor = None if kept["floor"] is None else _floor(kept["floor"])
    numbers = {name: float(kept[name]) for name in kept if name != "floor"}
    return SpotRecord(
        spot=Spot(**numbers, floor=floor),
        calibration=None if seen is None else _calibration(seen),
        width_px=int(values["width_px"]),
        height_px=int(values["height_px"]),
        camera=str(values["camera"]),
        set_utc=str(values["set_utc"]),
        set_by=str(values["set_by"]),
    )


def _floor(values: Mapping[str, Any]) -> Floor:
    a, b, c = (tuple(float(v) for v in row) for row in values["to_floor"])
    x, y = values["centre_px"]
    matrix: Any = (a, b, c)
    if any(len(row) != 3 for row in matrix):
        raise ValueError("to_floor is not 3 by 3")
    return Floor(matrix, (float(x), float(y)), float(values["focal_px"]), float(values["k1"]))


def _calibration(values: Mapping[str, Any]) -> Calibration:
    numbers = {name: float(values[name]) for name in values if name != "markers"}
    markers: dict[int, Any] = {
        int(name): tuple((float(x), float(y)) for x, y in corners)
        for name, corners in values["markers"].items()
    }
    if any(len(corners) != 4 for corners in markers.values()):
        raise ValueError("a marker without four corners")
    return Calibration(**numbers, markers=markers)
