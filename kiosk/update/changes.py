"""What can be on trial, and how each is switched to and back: a slot, a base, settings.

Switching back does nothing where it was not switched, so each may be done twice.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from kiosk.install import base, slot
from kiosk.install.failure import InstallError
from kiosk.install.files import replace_file
from kiosk.update import outcome, state
from kiosk.update.outcome import Book, Moment, Update
from kiosk.update.running import Run
from kiosk.update.state import Kind, Trial


@dataclass(frozen=True, slots=True)
class Change:
    """One thing on trial, as functions."""

    is_new: Callable[[], bool]
    forward: Callable[[], object]
    back: Callable[[], object]
    good: Callable[[Book, Moment], Book]
    """The book when it was marked good."""
    bad: Callable[[Book, Moment], Book]
    """The book when it was taken back."""


def change(run: Run, trial: Trial) -> Change:
    """How this trial is carried out."""
    return {Kind.SLOT: _slot, Kind.BASE: _base, Kind.SETTINGS: _settings}[trial.of](run, trial)


def _slot(run: Run, trial: Trial) -> Change:
    layout = run.places.layout
    update = Update(trial.version, trial.from_version, trial.archive)

    def bad(book: Book, now: Moment) -> Book:
        stage, reason = trial.stage or "start", trial.reason or ""
        return outcome.failed(book, update, stage, reason, now, fell_back=True)

    def back() -> None:
        if not slot.is_complete(run.slot_folder(trial.from_slot)):
            raise InstallError(f"there is no whole {trial.from_slot} to go back to.")
        slot.switch(layout, trial.from_slot)

    return Change(
        is_new=lambda: slot.in_use(layout) == trial.slot,
        forward=lambda: slot.switch(layout, trial.slot),
        back=back,
        good=lambda book, now: outcome.good(book, update, now),
        bad=bad,
    )


def _base(run: Run, trial: Trial) -> Change:
    layout = run.places.layout

    def switch(name: str) -> None:
        base.switch(layout, name)
        base.take_in(layout, name, run.system.run, live=run.system.live)

    return Change(
        is_new=lambda: base.in_use(layout) == trial.slot,
        forward=lambda: switch(trial.slot),
        back=lambda: switch(trial.from_slot),
        good=lambda book, _: outcome.based(book, trial.version, None),
        bad=lambda book, _: outcome.based(book, trial.version, trial.reason or "it failed"),
    )


def _settings(run: Run, trial: Trial) -> Change:
    places = run.places

    def restore() -> None:
        if places.fleet_before.exists():
            replace_file(places.fleet, places.fleet_before.read_bytes())
        else:
            state.drop(places.fleet)

    def is_new() -> bool:
        here = places.fleet.read_bytes() if places.fleet.exists() else b""
        return hashlib.sha256(here).hexdigest() == trial.archive

    return Change(
        is_new=is_new,
        forward=lambda: replace_file(places.fleet, places.fleet_next.read_bytes()),
        back=restore,
        good=lambda book, _: outcome.settled(book, trial.archive, None),
        bad=lambda book, _: outcome.settled(book, trial.archive, trial.reason or "they failed"),
    )
