"""Keypoint recordings: poses over time as JSON Lines, without any picture.

Decides: the file format and what counts as damaged. Streams: one line in memory at a time.
Format: first line `{"kiosk_keypoints": 1, "width_px": 720, "height_px": 1280, "fps": 30.0}`,
then per frame `{"t_s": 0.033, "keypoints": [[x_px, y_px, score] or null, ... 17]}`, or
`"keypoints": null` when nobody is seen. Face points are always written as null (privacy).
The first line may name the models: `"network"`, and `"second_network"` and `"pelvis_network"` of
the closer looks. Those are lines `{"closer_t_s": 0.033, "keypoints": [...], "pelvis": [tilt_deg,
error_deg]}` after the frame at which they were taken; one of both may be null or missing.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Any, TextIO

from kiosk.errors import InputError
from kiosk.pose import recording_values as values
from kiosk.pose.keypoints import JOINT_COUNT, Look, PelvisTilt, Point, Pose

FORMAT_VERSION = 1
_MARK = "kiosk_keypoints"
_CLOSER = "closer_t_s"
_NAMES = ("network", "second_network", "pelvis_network")
"""Who saw it, in the first line; as in `RecordingHeader`."""


@dataclass(frozen=True, slots=True)
class RecordingHeader:
    """The camera image's size and frame rate; `fps` is None where it is not known."""

    width_px: int
    height_px: int
    fps: float | None
    network: str | None = None
    """Name of the model that saw the poses; None where it is not known."""
    second_network: str | None = None
    """Name of the model of the closer looks; None where there are none."""
    pelvis_network: str | None = None
    """Name of the model that looked at the pelvis then; None where none did."""


@dataclass(frozen=True, slots=True)
class RecordedMoment:
    """One frame's time and pose; None when nobody was seen."""

    t_s: float
    pose: Pose | None
    closer: tuple[Look, ...] = ()
    """Closer looks at earlier moments that were taken after this frame."""


class RecordingWriter:
    """Writes one recording file, line by line. Raises InputError when it cannot be made."""

    def __init__(self, path: Path, header: RecordingHeader) -> None:
        self._path = path
        with self._telling():
            self._file: TextIO = path.open("w", encoding="utf-8", newline="\n")
        self._write(header_line(header))

    def write(self, t_s: float, pose: Pose | None) -> None:
        """Append one frame; coordinates are rounded to 0.01 px."""
        self._write(frame_line(t_s, pose))

    def write_closer(self, look: Look) -> None:
        """Append a closer look, taken after the newest frame; degrees are rounded to 0.01."""
        self._write(values.line({_CLOSER: round(look.t_s, 6), **values.of_look(look)}))

    def close(self) -> None:
        """Close the file. Raises InputError when its end does not fit on the disk."""
        with self._telling():
            self._file.close()

    def __enter__(self) -> RecordingWriter:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _write(self, line: str) -> None:
        with self._telling():
            self._file.write(line)

    @contextmanager
    def _telling(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise InputError(
                f"The recording {self._path} cannot be written ({error.strerror}): check the "
                f"folder, its permissions and its free space."
            ) from error


class RecordingReader:
    """Reads one recording; `header` is there after construction.

    Raises InputError naming the file and the line.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._line_number = 0
        self._last_t_s = -math.inf
        self._ahead: dict[str, Any] | None = None
        """The line after a frame, read to see whether it is a closer look."""
        try:
            self._file = path.open(encoding="utf-8")
        except OSError as error:
            raise InputError(
                f"The recording {path} cannot be read ({error.strerror}): check the path."
            ) from error
        try:
            self.header = self._read_header()
        except BaseException:
            self.close()
            raise

    def read(self) -> RecordedMoment | None:
        """The next frame; None at the end."""
        value, self._ahead = self._ahead, None
        if value is None:
            value = self._next_value()
        if value is None:
            return None
        moment = self._moment(value)
        closer: list[Look] = []
        while (value := self._next_value()) is not None and _CLOSER in value:
            closer.append(self._closer(value))
        self._ahead = value
        return replace(moment, closer=tuple(closer)) if closer else moment

    def __iter__(self) -> Iterator[RecordedMoment]:
        while (moment := self.read()) is not None:
            yield moment

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _next_line(self) -> str | None:
        """The next line that is not blank."""
        try:
            for line in self._file:
                self._line_number += 1
                if line.strip():
                    return line
        except UnicodeDecodeError as error:
            self._line_number += 1
            raise self._damaged("it is not UTF-8 text") from error
        return None

    def _next_value(self) -> dict[str, Any] | None:
        line = self._next_line()
        return None if line is None else self._parsed(line)

    def _parsed(self, line: str) -> dict[str, Any]:
        try:
            value = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise self._damaged("it is not JSON") from error
        if not isinstance(value, dict):
            raise self._damaged("it is not a JSON object")
        return value

    def _read_header(self) -> RecordingHeader:
        line = self._next_line()
        if line is None:
            raise InputError(f"The recording {self._path} is empty: record it again.")
        value = self._parsed(line)
        if value.get(_MARK) != FORMAT_VERSION:
            raise self._damaged(f'it needs "{_MARK}": {FORMAT_VERSION}')
        width_px, height_px = (
            values.size(value.get("width_px")),
            values.size(value.get("height_px")),
        )
        if width_px is None or height_px is None:
            raise self._damaged("width_px and height_px must be whole numbers above 0")
        fps = values.number(value.get("fps"))
        if value.get("fps") is not None and (fps is None or fps <= 0):
            raise self._damaged("fps must be a number above 0 or null")
        names = [value.get(key) for key in _NAMES]
        if not all(name is None or isinstance(name, str) for name in names):
            raise self._damaged(f"{', '.join(_NAMES)} must be names")
        return RecordingHeader(width_px, height_px, fps, *names)

    def _moment(self, value: dict[str, Any]) -> RecordedMoment:
        t_s = values.number(value.get("t_s"))
        if t_s is None or t_s < self._last_t_s:
            raise self._damaged("t_s must be a number that never decreases")
        self._last_t_s = t_s
        if "keypoints" not in value:
            raise self._damaged("keypoints is missing")
        rows = value["keypoints"]
        return RecordedMoment(t_s, None if rows is None else self._pose(t_s, rows))

    def _closer(self, value: dict[str, Any]) -> Look:
        t_s = values.number(value[_CLOSER])
        if t_s is None or t_s > self._last_t_s:
            raise self._damaged(f"{_CLOSER} must be the time of an earlier frame")
        rows, angles = value.get("keypoints"), value.get("pelvis")
        if angles is None:
            return Look(t_s, self._pose(t_s, rows))
        return Look(t_s, None if rows is None else self._pose(t_s, rows), self._pelvis(angles))

    def _pelvis(self, angles: Any) -> PelvisTilt:
        numbers = [values.number(each) for each in angles] if isinstance(angles, list) else []
        if len(numbers) == 2:
            tilt_deg, error_deg = numbers
            if tilt_deg is not None and error_deg is not None and error_deg > 0.0:
                return PelvisTilt(tilt_deg, error_deg)
        raise self._damaged("pelvis must be null or two numbers tilt_deg, error_deg above 0")

    def _pose(self, t_s: float, rows: Any) -> Pose:
        if not isinstance(rows, list) or len(rows) != JOINT_COUNT:
            raise self._damaged(f"keypoints must be null or {JOINT_COUNT} points")
        return Pose(t_s, tuple(self._point(row) for row in rows))

    def _point(self, row: Any) -> Point | None:
        if row is None:
            return None
        numbers = [values.number(value) for value in row] if isinstance(row, list) else []
        if len(numbers) == 3:
            x_px, y_px, score = numbers
            if x_px is not None and y_px is not None and score is not None:
                return Point(x_px, y_px, score)
        raise self._damaged("each point must be null or three numbers x_px, y_px, score")

    def _damaged(self, why: str) -> InputError:
        return InputError(
            f"The recording {self._path} is damaged in line {self._line_number}: {why}."
        )


def is_recording(path: Path) -> bool:
    """Whether the file claims to be a keypoint recording: by name, or by its first bytes."""
    if path.suffix == ".jsonl":
        return True
    try:
        with path.open("rb") as file:
            return f'"{_MARK}"'.encode() in file.read(256)
    except OSError:
        return False


def header_line(header: RecordingHeader) -> str:
    """The first line of a recording, with its end."""
    named = {key: getattr(header, key) for key in _NAMES}
    return values.line(
        {
            _MARK: FORMAT_VERSION,
            "width_px": header.width_px,
            "height_px": header.height_px,
            "fps": header.fps,
            **{key: name for key, name in named.items() if name},
        }
    )


def frame_line(t_s: float, pose: Pose | None) -> str:
    """The line of one frame, with its end, without the face."""
    return values.line({"t_s": round(t_s, 6), "keypoints": values.rows(pose)})
