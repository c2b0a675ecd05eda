"""What is asked of a conversion, and what a foreign file turns out to hold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from kiosk.errors import InputError
from kiosk.pose.recording import RecordedMoment, RecordingHeader

Form = Literal["mediapipe-csv", "openpose-json", "coco-json"]
Coordinates = Literal["fractions", "pixels"]
TimeUnit = Literal["s", "ms", "frame"]

CSV: Form = "mediapipe-csv"
OPENPOSE: Form = "openpose-json"
COCO: Form = "coco-json"


@dataclass(frozen=True, slots=True)
class ConvertRequest:
    """The words of `kiosk convert`; None is what was left out."""

    input_path: Path
    output_path: Path
    form: Form | None = None
    width_px: int | None = None
    height_px: int | None = None
    fps: float | None = None
    columns: str | None = None
    axes: str | None = None
    time_column: str | None = None
    time_unit: TimeUnit | None = None
    coordinates: Coordinates | None = None
    min_score: float | None = None


@dataclass(frozen=True, slots=True)
class Foreign:
    """A foreign file, opened: what it says of itself, and its frames in order, read one by one."""

    header: RecordingHeader
    moments: Iterator[RecordedMoment]
    read_as: str
    """How the file was understood, for people."""


def size_of(request: ConvertRequest, own: tuple[int, int] | None = None) -> tuple[int, int]:
    """Width and height of the camera image in pixels: as given, else the file's `own`."""
    width_px = request.width_px or (own[0] if own else None)
    height_px = request.height_px or (own[1] if own else None)
    if width_px is None or height_px is None:
        raise InputError(
            f"{request.input_path} does not say how large the camera image was: add --width and "
            f"--height in pixels."
        )
    return width_px, height_px


def fps_of(request: ConvertRequest) -> float:
    """Frames a second as given. Raises InputError where only that could tell the time."""
    if request.fps is None:
        raise InputError(
            f"{request.input_path} numbers its frames and does not say how fast they came: add "
            f"--fps."
        )
    return request.fps
