"""`board.json`: the figures of this board between two starts.

Decides when they hold: same board, same models, same runtime. The choice is made from them anew at
every start, so that a newer version's rule holds at once. Damage is no error: measure anew.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from kiosk.board.figures import Figure
from kiosk.board.identity import Board
from kiosk.errors import StoreError
from kiosk.pose.network import Network

SCHEMA = 1
FILE = "board.json"


@dataclass(frozen=True, slots=True)
class Record:
    """What was measured, of which board, and when."""

    board: Board
    figures: tuple[Figure, ...]
    measured_utc: str
    clock_sure: bool
    """False: nobody had set the clock then."""


@dataclass(frozen=True, slots=True)
class Found:
    """The record that holds, or why there is none; both None where none was ever made."""

    record: Record | None = None
    why_not: str | None = None


def read(folder: Path, board: Board) -> Found:
    """The record of this board. Never raises."""
    path = folder / FILE
    try:
        record = _parsed(json.loads(path.read_bytes()))
    except FileNotFoundError:
        return Found()
    except OSError as error:
        return Found(None, f"{path} cannot be read ({error.strerror}).")
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return Found(None, f"{path} is damaged.")
    changed = _what_changed(record.board, board)
    return Found(None, f"{path} is of {changed}.") if changed else Found(record)


def write(folder: Path, record: Record) -> None:
    """Replace the record: complete, or as before, whatever happens. Raises StoreError."""
    path = folder / FILE
    aside = folder / f"{FILE}.new"
    try:
        with aside.open("w", encoding="utf-8") as file:
            json.dump({"schema": SCHEMA, **asdict(record)}, file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(path)
        _flush(folder)
    except OSError as error:
        with suppress(OSError):
            aside.unlink(missing_ok=True)
        raise StoreError(
            f"The board's figures cannot be kept in {path} ({error.strerror}): they hold until "
            f"the kiosk ends; give its user the right to write there."
        ) from error


def _flush(folder: Path) -> None:
    """The new name is on the disk too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _what_changed(old: Board, new: Board) -> str | None:
    differs = (
        (old.name != new.name, f"another board ({old.name})"),
        (old.processors != new.processors, f"a board with {old.processors} processors"),
        (old.half_offered != new.half_offered, "a board with other arithmetic"),
        (dict(old.models) != dict(new.models), "other models than this version has"),
        (old.runtime != new.runtime, f"another runtime ({old.runtime})"),
    )
    return next((what for changed, what in differs if changed), None)


def _parsed(raw: dict[str, Any]) -> Record:
    """Raises ValueError, TypeError, KeyError or AttributeError for what is no record."""
    if raw["schema"] != SCHEMA:
        raise ValueError("another version's record")
    board = raw["board"]
    figures = tuple(_figure(each) for each in raw["figures"])
    if not figures:
        raise ValueError("no figures")
    return Record(
        Board(
            name=str(board["name"]),
            processors=int(board["processors"]),
            half_offered=bool(board["half_offered"]),
            runtime=None if board["runtime"] is None else str(board["runtime"]),
            models=tuple((str(name), str(sha256)) for name, sha256 in board["models"]),
        ),
        figures,
        str(raw["measured_utc"]),
        bool(raw["clock_sure"]),
    )


def _figure(raw: dict[str, Any]) -> Figure:
    network = raw["network"]
    threads, median_ms, p90_ms = network["threads"], float(raw["median_ms"]), float(raw["p90_ms"])
    if not (1 <= int(threads) <= 64 and 0.0 < median_ms < 1e6 and 0.0 < p90_ms < 1e6):
        raise ValueError("figures that no board has")
    return Figure(
        Network(str(network["model"]), int(threads), bool(network["half"])),
        median_ms,
        p90_ms,
        int(raw["runs"]),
    )
