"""Reads what `record.py` wrote: a scenario's truth, spot, and what the network saw of it."""

from __future__ import annotations

import gzip
import json
from contextlib import closing
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from kiosk.pose.recording import RecordedMoment, RecordingHeader, RecordingReader
from kiosk.scoring.spot import Floor, Spot

HERE = Path(__file__).resolve().parent
NAMES = sorted(path.stem for path in HERE.glob("*.json"))


@cache
def known(name: str) -> dict[str, Any]:
    """The truth of a scenario: `spot`, `picture_px`, `on_spot_s` and the rest of `happenings`."""
    found: dict[str, Any] = json.loads((HERE / f"{name}.json").read_text(encoding="utf-8"))
    return found


def picture_px(name: str) -> tuple[int, int]:
    """Width and height of the scenario's picture."""
    width_px, height_px = known(name)["picture_px"]
    return width_px, height_px


def spot_of(name: str, *, calibrated: bool = True) -> Spot:
    """The scenario's spot; without its floor it is as staff would have drawn it."""
    values = dict(known(name)["spot"])
    floor = values.pop("floor")
    a, b, c = (tuple(row) for row in floor["to_floor"])
    x_px, y_px = floor["centre_px"]
    seen = Floor((a, b, c), (x_px, y_px), floor["focal_px"], floor["k1"])
    return Spot(**values, floor=seen if calibrated else None)


def unpacked(name: str, folder: Path, *, empty_s: int = 0) -> Path:
    """The recording as a file in `folder`, which the kiosk can play, after `empty_s` of nobody."""
    target = folder / f"{name}.jsonl"
    told = gzip.decompress((HERE / f"{name}.jsonl.gz").read_bytes()).decode()
    target.write_text(_later(told, empty_s) if empty_s else told, encoding="utf-8")
    return target


def _later(told: str, empty_s: int) -> str:
    """The same recording with an empty picture for that long before it."""
    header, *moments = map(json.loads, told.splitlines())
    step_s = 1.0 / header["fps"]
    empty = [{"t_s": n * step_s, "keypoints": None} for n in range(round(empty_s / step_s))]
    moved = [{**moment, "t_s": moment["t_s"] + empty_s} for moment in moments]
    return "".join(f"{json.dumps(line)}\n" for line in (header, *empty, *moved))


@cache
def recorded(name: str) -> tuple[RecordingHeader, tuple[RecordedMoment, ...]]:
    """Header and every moment, through the reader that the product uses."""
    with (
        TemporaryDirectory() as folder,
        closing(RecordingReader(unpacked(name, Path(folder)))) as reader,
    ):
        return reader.header, tuple(reader)
