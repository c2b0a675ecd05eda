"""A spot as a file, for a run on a laptop or a replay."""

from __future__ import annotations

from pathlib import Path

from kiosk.errors import SpotError
from kiosk.spot.record import SpotRecord, from_json


def read_spot(path: Path) -> SpotRecord:
    """The record that `kiosk spot calibrate -o` wrote. Raises SpotError."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SpotError(
            f"{path} cannot be read as a spot: give a file that kiosk spot calibrate -o wrote."
        ) from error
    return from_json(text)
