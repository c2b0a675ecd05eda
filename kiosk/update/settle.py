"""Brings a trial that an earlier run left open to its end: after a power cut, at boot.

A power cut alone is never the version's fault: what was not switched yet may be tried again,
what was switched is given the time to become healthy.
"""

from __future__ import annotations

from kiosk.update import outcome, state, trying
from kiosk.update.changes import change
from kiosk.update.ending import ConcludedError
from kiosk.update.errors import DiskError
from kiosk.update.running import NOTICE, WARNING, Run
from kiosk.update.state import Phase, Trial


def settle(run: Run) -> None:
    """No trial is open afterwards."""
    trial = _read(run)
    if trial is None:
        return
    run.tell(f"A trial of {trial.version} was left open ({trial.phase}).", NOTICE)
    try:
        _end(run, trial)
    except ConcludedError as error:
        run.tell(str(error), NOTICE)


def _read(run: Run) -> Trial | None:
    """None also when there is no sense in it: what runs now goes on running then."""
    try:
        return state.read_trial(run.places.trial)
    except DiskError as error:
        run.tell(f"{error} It is taken away.", WARNING)
        state.drop(run.places.trial)
        return None


def _end(run: Run, trial: Trial) -> None:
    if trial.phase is Phase.WAITING:
        state.drop(run.places.trial)
    elif trial.phase is Phase.BACK:
        trying.go_back(run, trial)
    elif change(run, trial).is_new():
        if trial.starts == 0:  # switched, and then nobody was left to restart the kiosk
            run.system.restart_kiosk()
        trying.prove(run, trial, change(run, trial))
    else:
        words = f"The update to {trial.version} was interrupted before the switch."
        trying.conclude(run, outcome.looked(run.book(), "waiting", words, run.system.now()))
