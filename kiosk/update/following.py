"""The base follows the slot in use, once that was marked good: units, scripts and the updater.

`kiosk.install.base` makes and switches it. Here is decided when: only without an open trial, a
kiosk whose own unit changed is restarted only when nobody is on the spot, and a base with which
it is not healthy is taken back and not tried again.
"""

from __future__ import annotations

from pathlib import Path

from kiosk.install import base, slot
from kiosk.install.failure import EndedError, InstallError
from kiosk.update import outcome, slots, trying
from kiosk.update.ending import ConcludedError, PostponedError
from kiosk.update.running import NOTICE, WARNING, Run, version_of
from kiosk.update.state import Kind, Trial


def follow(run: Run) -> None:
    """The base is that of the slot in use, or `base.trouble` says why it is not."""
    layout, name = run.places.layout, run.slot_in_use
    if not (slot.release(run.slot_folder(name)) / "systemd").is_dir():
        return
    before = base.in_use(layout)
    if before == name and base.is_taken_in(layout, name):
        return
    version = version_of(name)
    if outcome.base_trouble(run.book(), version) is not None:
        return
    try:
        base.make(layout, name, run.system.run)
        _switch(run, name, before)
    except PostponedError as error:
        run.notes.append(f"The units of {version} are taken later: {error}")
    except ConcludedError as error:
        run.tell(str(error), NOTICE)
    except (OSError, EndedError) as error:  # the box, not this base: it is tried again
        _go_back(run, before)
        run.tell(f"The units of {version} are taken later: {error}.", WARNING)
    except InstallError as error:
        _go_back(run, before)
        _trouble(run, version, str(error))


def _switch(run: Run, name: str, before: str | None) -> None:
    layout, version = run.places.layout, version_of(name)
    if before is None or before == name or not _kiosk_differs(run, name, before):
        base.switch(layout, name)
        base.take_in(layout, name, run.system.run, live=run.system.live)
        run.write(outcome.based(run.book(), version, None))
    elif not trying.attempt(run, _trial(name, before)):
        _trouble(run, version, outcome.base_trouble(run.book(), version) or "it failed")
        return
    run.tell(f"The units and the updater are those of {version}.", NOTICE)


def _trial(name: str, before: str) -> Trial:
    version = version_of(name)
    return Trial(
        slot=name, version=version, from_slot=before, from_version=version, archive="", of=Kind.BASE
    )


def _go_back(run: Run, before: str | None) -> None:
    """After a failure on the way to a new base; what cannot be undone either is only said."""
    layout = run.places.layout
    if before is None or base.in_use(layout) == before:
        return
    base.switch(layout, before)
    try:
        base.take_in(layout, before, run.system.run, live=run.system.live)
    except (InstallError, OSError) as error:
        run.tell(f"The units of {before} are not taken in again: {error}", WARNING)


def _trouble(run: Run, version: str, why: str) -> None:
    run.write(outcome.based(run.book(), version, why))
    run.notes.append(f"The units of {version} are not taken, the ones before stay: {why}")
    run.tell(run.notes[-1], WARNING)


def _kiosk_differs(run: Run, name: str, before: str) -> bool:
    """Whether the kiosk itself would run differently: its unit and what that brings along."""
    bases = run.places.layout.bases
    return _kiosk_files(bases / name) != _kiosk_files(bases / before)


def _kiosk_files(folder: Path) -> dict[str, bytes]:
    systemd = folder / "systemd"
    files = [systemd / "kiosk.service", *systemd.glob("kiosk.service.d/*")]
    return {path.name: path.read_bytes() for path in files if path.is_file()}


def remove_old(run: Run) -> None:
    """All bases but the one in use and the one before it."""
    layout = run.places.layout
    name = base.in_use(layout)
    if name is not None:
        for folder in base.superfluous(layout, name):
            slots.take_away(folder)
