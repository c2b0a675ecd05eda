"""A trial from the hold to its end: hold, switch, restart, healthy, and good or back.

The order of what is written is the whole of its safety: `trial.json` says what is about to be
done before it is done, the outcome is on the disk before `trial.json` goes, and while that
file is there the kiosk begins no check. systemd/fallback.py may end a trial at any start of the
kiosk; every step looks whether it has.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

from kiosk.install.failure import InstallError
from kiosk.update import state
from kiosk.update.changes import Change, change
from kiosk.update.ending import ConcludedError, PostponedError
from kiosk.update.facts import last_words
from kiosk.update.outcome import Book
from kiosk.update.running import ERROR, NOTICE, WARNING, Run
from kiosk.update.state import Phase, Trial
from kiosk.update.system import Ready

HOLD_LIMIT_S = 30 * 60.0
HEALTHY_LIMIT_S = 12 * 60.0
"""A little longer than TimeoutStartSec= of kiosk.service: a first start measures the board."""
LOOKS = 5
BETWEEN_S = 2.0
BUSY_S = 10.0
"""Each look costs the processor something while somebody moves in front of the camera."""
SILENT = 3
"""Looks without an answer after which nobody is taken to be there."""
SILENT_AT_WORK = 20
"""The same of a kiosk that is said to be active: longer than its watchdog lets it hang."""


SOMEBODY = "Somebody was on the spot for half an hour: later."
NO_STORE = (
    "The kiosk cannot write results just now, so no update could be seen to be healthy: later."
)


def attempt(run: Run, trial: Trial) -> bool:
    """Whether the new thing is good; else the old one is back. Raises PostponedError."""
    trial = hold(run, trial)
    trial = _go_on(run, replace(trial, phase=Phase.SWITCHED))
    ours = change(run, trial)
    try:
        ours.forward()
        run.system.restart_kiosk()
    except (InstallError, OSError) as error:
        _take_back(run, trial, "start", str(error))
        return False
    return prove(run, trial, ours)


def hold(run: Run, trial: Trial) -> Trial:
    """The kiosk begins no check and nobody is in one; or PostponedError and no trial."""
    try:
        state.write_trial(run.places.trial, trial)
        ready = wait_until(run, lambda seen: seen.held and not seen.busy)
    except BaseException:  # told to end: the kiosk must not be held for ever
        state.drop(run.places.trial)
        raise
    if ready is None or (ready.answers and not ready.store):
        state.drop(run.places.trial)
        raise PostponedError("waiting", SOMEBODY if ready is None else NO_STORE)
    return replace(trial, camera=ready.camera)


def wait_until(run: Run, fits: Callable[[Ready], bool]) -> Ready | None:
    """What the kiosk said when it fitted, or was silent; None when the time was up."""
    slot, silent = run.slot_folder(run.slot_in_use), 0
    until_s = run.system.elapsed_s() + HOLD_LIMIT_S
    while run.system.elapsed_s() < until_s:
        ready = run.system.ask(slot)
        silent = 0 if ready.answers else silent + 1
        if (silent >= SILENT and _is_down(run, silent)) or (ready.answers and fits(ready)):
            return ready
        run.system.pause(BUSY_S if ready.busy else BETWEEN_S)
    return None


def _is_down(run: Run, silent: int) -> bool:
    return silent >= SILENT_AT_WORK or run.system.kiosk_state() != "active"


def prove(run: Run, trial: Trial, ours: Change) -> bool:
    """Wait for healthy; then mark it good, or go back."""
    why = _shortfall(run, trial)
    if why is None:
        with still_open(run, trial):
            conclude(run, ours.good(run.book(), run.system.now()))
        return True
    _take_back(run, trial, "start" if why.startswith(NO_START) else "health check", why)
    return False


def _take_back(run: Run, trial: Trial, stage: str, why: str) -> None:
    run.tell(f"{_named(trial)} is taken back: {why}.", WARNING)
    trial = replace(trial, stage=stage, reason=why)
    try:
        trial = _go_on(run, replace(trial, phase=Phase.BACK))
    except OSError as error:  # a full card: what was there before must run all the same
        run.tell(f"That cannot be written down: {error}.", ERROR)
    go_back(run, trial)


def go_back(run: Run, trial: Trial) -> None:
    """The old thing again, and what became of the new one written down."""
    try:
        change(run, trial).back()
    except InstallError as error:  # it would be so every time, and the kiosk held for ever
        run.tell(f"{_named(trial)} cannot be taken back: {error}", ERROR)
        trial = replace(trial, reason=f"{trial.reason or 'it failed'}; {error}")
    run.system.restart_kiosk()
    with still_open(run, trial):
        conclude(run, change(run, trial).bad(run.book(), run.system.now()))


def conclude(run: Run, book: Book) -> None:
    """The outcome on the disk, then no trial; where it cannot be kept, no trial all the same."""
    try:
        run.write(book)
    except OSError as error:  # a full card: taking a file away needs no room
        run.tell(f"What became of the trial cannot be written down: {error}.", ERROR)
    state.drop(run.places.trial)


NO_START = "the kiosk did not start"


def _shortfall(run: Run, trial: Trial) -> str | None:
    """What is missing for a healthy kiosk when the time is up; None as soon as it is healthy."""
    why, well = "the kiosk did not answer", 0
    slot = run.slot_folder(run.slot_in_use)
    until_s = run.system.elapsed_s() + HEALTHY_LIMIT_S
    while run.system.elapsed_s() < until_s:
        run.system.pause(BETWEEN_S)
        with still_open(run, trial):
            pass
        if run.system.kiosk_state() == "failed":
            return f"{NO_START}{last_words(run.places.layout)}"
        missing = lacking(run.system.ask(slot), trial)
        if missing is None:
            well += 1
        else:
            well, why = 0, missing
        if well == LOOKS:
            return None
    return why


def lacking(ready: Ready, trial: Trial) -> str | None:
    """What keeps this answer from being that of a healthy kiosk. Pure."""
    if not ready.answers:
        return "the kiosk did not answer"
    if ready.version != trial.version:
        return f"version {ready.version} answered instead of {trial.version}"
    if not ready.store:
        return "results could not be written"
    if trial.camera and not ready.camera:
        return "the camera gave no pictures"
    return None


@contextmanager
def still_open(run: Run, trial: Trial) -> Iterator[None]:
    """Alone with the trial; ConcludedError when fallback.py has ended it meanwhile."""
    with state.locked(run.places.work):
        now = state.read_trial(run.places.trial)
        if now is None or now.phase is not trial.phase:
            look = run.book().get("last_look") or {}
            raise ConcludedError(look.get("sentence") or f"{_named(trial)} was taken back.")
        yield


def _go_on(run: Run, trial: Trial) -> Trial:
    """Write the next phase, keeping the starts that fallback.py has counted."""
    path = run.places.trial
    with state.locked(run.places.work):
        now = state.read_trial(path)
        if now is None:
            raise ConcludedError(f"{_named(trial)} was taken back.")
        trial = replace(trial, starts=now.starts)
        state.write_trial(path, trial)
    run.tell(f"{_named(trial)}: {trial.phase}.", NOTICE)
    return trial


def _named(trial: Trial) -> str:
    return {"slot": f"Version {trial.version}", "base": f"The base of {trial.version}"}.get(
        trial.of, f"Configuration {trial.slot} from afar"
    )
