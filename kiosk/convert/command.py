"""What `kiosk convert` does: read the foreign file, write the recording beside, then rename.

Decides: what is checked of the whole before it gets its name. Whatever goes wrong, no
half-written recording is left, and a recording that was there before stays as it was.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from statistics import median

from kiosk.convert.recognising import open_foreign
from kiosk.convert.request import ConvertRequest, Foreign
from kiosk.errors import InputError
from kiosk.pose.recording import RecordedMoment, RecordingWriter

LEAST_STEP_S, MOST_STEP_S = 1e-3, 1.0
"""Usual time from a frame to the next: outside of this the unit or the rate is wrong."""


def convert_file(request: ConvertRequest) -> str:
    """Write the recording and say in words what it holds. Raises InputError."""
    source, target = request.input_path, request.output_path
    if target.resolve() == source.resolve():
        raise InputError(f"{target} is the input itself: give the recording a name of its own.")
    foreign = open_foreign(request)
    times: list[float] = []
    seen = 0
    with _written_beside(target) as beside, RecordingWriter(beside, foreign.header) as writer:
        for moment in foreign.moments:
            _require_order(moment, times, source)
            writer.write(moment.t_s, moment.pose)
            times.append(moment.t_s)
            seen += moment.pose is not None
        _require_film(times, source)
    return _told(target, foreign, times, seen)


@contextmanager
def _written_beside(target: Path) -> Iterator[Path]:
    """A file in the same folder that becomes the target only when nothing went wrong."""
    beside = target.with_name(f".{target.name}.{os.getpid()}.part")
    with _telling(target):
        beside.touch()
    try:
        yield beside
        with _telling(target):
            beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)


@contextmanager
def _telling(target: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise InputError(
            f"{target} cannot be written ({error.strerror}): check the folder, its permissions and "
            f"its free space."
        ) from error


def _require_order(moment: RecordedMoment, times: Sequence[float], source: Path) -> None:
    if times and moment.t_s <= times[-1]:
        raise InputError(
            f"{source}: frame {len(times) + 1} is at {moment.t_s:g} s, not after the one before it "
            f"({times[-1]:g} s): leave one row for each frame, of one person, in order."
        )


def _require_film(times: Sequence[float], source: Path) -> None:
    if not times:
        raise InputError(f"{source} holds no frames: export it again.")
    steps = [later - earlier for earlier, later in pairwise(times)]
    if steps and not LEAST_STEP_S <= median(steps) <= MOST_STEP_S:
        raise InputError(
            f"{source}: its frames would be {median(steps):.2g} s apart, which is no film: check "
            f"the unit of the time (--time-column, --time-unit) and --fps."
        )


def _told(target: Path, foreign: Foreign, times: Sequence[float], seen: int) -> str:
    return (
        f"{target}: {len(times)} frames over {times[-1] - times[0]:.1f} s, somebody seen in {seen}."
        f"\nRead as {foreign.read_as}."
    )
