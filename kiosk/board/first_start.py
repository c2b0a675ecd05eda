"""The board's choice at a start of the kiosk: from its record, or measured now.

Decides when it is measured: with a folder to keep the figures in, a network left to the board, and
no figures that hold, or when staff have asked. A measuring that ended the kiosk twice is not tried
again. What the configuration names is taken as it is.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from kiosk.board import record as records
from kiosk.board.choose import Choice, as_measured, as_named, choose
from kiosk.board.figures import Figure, to_measure
from kiosk.board.identity import Board, this_board
from kiosk.board.measure import Progress, camera_beside, measure, on_this_board, picture
from kiosk.board.record import Record
from kiosk.config import ModelConfig
from kiosk.config.tree import AUTO
from kiosk.errors import KioskError
from kiosk.moment import Clock
from kiosk.pose.wanted import live_network, processors, second_network

WANTED_FILE = "measure-wanted"
"""Staff ask for a new measuring by making it; the next start of the kiosk takes it away."""
TRIES_FILE = "measure-tries"
"""How many measurings began and did not end; gone once one has ended."""
TRIES = 2

_log = logging.getLogger(__name__)

Stopped = Callable[[], bool]
Measure = Callable[[Board, str, Progress, Stopped], tuple[Figure, ...] | None]
"""Measures a board with a runtime; None when it was stopped."""


def choice_for(
    folder: Path | None,
    wanted: ModelConfig,
    progress: Progress = lambda _share, _words: None,
    stopped: Stopped = lambda: False,
    measured: Measure | None = None,
) -> tuple[Choice, Record | None]:
    """What this board runs, and the figures behind it. Never fails: without figures it is what
    every board ran before there were any.

    `folder` is where the figures are kept; None: not an installed kiosk, nothing is measured.
    """
    if folder is None or not chooses(wanted):
        return unmeasured(wanted), None
    board = this_board(wanted.runtime)
    found = records.read(folder, board)
    record = found.record
    if record is None or (folder / WANTED_FILE).exists():
        if found.why_not:
            _log.warning("%s The board is measured anew.", found.why_not)
        record = _measured(folder, board, wanted, progress, stopped, measured or now) or record
    if record is None:
        return unmeasured(wanted), None
    return choice_of(record, wanted), record


def chooses(wanted: ModelConfig) -> bool:
    """Whether any network is left to the board."""
    return AUTO in (wanted.name_or_path, wanted.second_name_or_path)


def want_measuring(folder: Path) -> None:
    """Ask for a new measuring at the next start. Raises OSError."""
    (folder / TRIES_FILE).unlink(missing_ok=True)
    (folder / WANTED_FILE).touch()


def choice_of(record: Record, wanted: ModelConfig) -> Choice:
    """The board's choice, with what the configuration names in place of it."""
    choice = choose(record.figures, record.board.processors)
    live, second, named = choice.live, choice.second, []
    if wanted.name_or_path != AUTO:
        live = as_measured(choice.figures, live_network(wanted))
        named.append("the live network")
    elif wanted.threads:
        live = as_measured(choice.figures, replace(live, threads=wanted.threads))
        named.append("the threads")
    if wanted.second_name_or_path != AUTO:
        named.append("the second network")
        second = second_network(wanted)
        second = as_measured(choice.figures, second) if second else None
    if not named:
        return choice
    return as_named(choice, live, second, f"The configuration names {' and '.join(named)}.")


def unmeasured(wanted: ModelConfig) -> Choice:
    """What every board runs that was not measured, or is not asked."""
    why = _NOT_MEASURED if chooses(wanted) else _NAMED
    live, second = live_network(wanted), second_network(wanted)
    return Choice(live, second, None, True, why, (), processors())


_NOT_MEASURED = "This board has not been measured: it runs what suits most."
_NAMED = "The configuration names both networks."


def now(
    board: Board, runtime: str, progress: Progress, stopped: Stopped
) -> tuple[Figure, ...] | None:
    """Measure this board. Raises ModelError."""
    with camera_beside(picture()):
        return measure(
            to_measure(board.processors, half_offered=board.half_offered),
            on_this_board(runtime),
            progress=progress,
            stopped=stopped,
        )


def keep(folder: Path, board: Board, figures: tuple[Figure, ...]) -> Record:
    """The record of these figures, taken now; one that cannot be written holds until the end."""
    moment = Clock().now()
    record = Record(board, figures, moment.utc_text, moment.clock_sure)
    try:
        records.write(folder, record)
    except KioskError as error:
        _log.warning("%s", error)
    return record


def _measured(
    folder: Path,
    board: Board,
    wanted: ModelConfig,
    progress: Progress,
    stopped: Stopped,
    measured: Measure,
) -> Record | None:
    """A new record; None where it was stopped or could not be made."""
    tries = _tries(folder)
    if tries >= TRIES:
        _log.warning("Measuring this board ended the kiosk %d times: it is left out.", tries)
        return None
    _note_tries(folder, tries + 1)
    try:
        figures = measured(board, wanted.runtime, progress, stopped)
    except KioskError as error:
        _log.warning("This board could not be measured: %s", error)
        figures = ()
    _note_tries(folder, 0)
    if figures is None:
        return None
    with suppress(OSError):
        (folder / WANTED_FILE).unlink(missing_ok=True)
    return keep(folder, board, figures) if figures else None


def _tries(folder: Path) -> int:
    try:
        return int((folder / TRIES_FILE).read_text(encoding="ascii"))
    except (OSError, ValueError):
        return 0


def _note_tries(folder: Path, count: int) -> None:
    """A folder that cannot be written has no memory of them."""
    with suppress(OSError):
        if count:
            (folder / TRIES_FILE).write_text(str(count), encoding="ascii")
        else:
            (folder / TRIES_FILE).unlink(missing_ok=True)
