"""The steps of one update, from the request to a version that was marked good.

`STEPS` is the whole way, `AFTERWARDS` what is done however it ended. A step raises
PostponedError for a circumstance; what else it raises counts against the version where the step
has a `stage`, and is a circumstance where it has none.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from kiosk.config.for_updates import update_config
from kiosk.install import slot
from kiosk.install.files import remove
from kiosk.update import facts, fleet, following, outcome, proving, quiet_hours, slots, trying
from kiosk.update.ending import ConcludedError, PostponedError
from kiosk.update.running import NOTICE, Run, version_of
from kiosk.update.settle import settle
from kiosk.update.state import Trial

RESERVE_BYTES = 300_000_000
"""Left free for the system and the results. Our choice, 2026-11."""
SLOT_GROWS = 1.2
"""Bytecode and file system, over the release's own figure. Our choice, 2026-11."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step, and what it says."""

    says: str
    do: Callable[[Run], None]
    stage: str | None = None
    """Where the version failed when this does."""


def take_request(run: Run) -> None:
    """A wish of the staff counts once, whatever becomes of it."""
    try:
        said = _said(run.places.request)
    except FileNotFoundError:
        return
    except OSError:  # a link or worse: it is taken away all the same
        said = b""
    try:
        run.places.request.unlink(missing_ok=True)
    except IsADirectoryError:  # what is left of it after this, its unit takes away
        with contextlib.suppress(RecursionError):
            shutil.rmtree(run.places.request, ignore_errors=True)
    run.requested = True
    run.tell(f"An update was asked for{_by(said)}.", NOTICE)


def _said(request: Path) -> bytes:
    """The beginning of what lies there; the folder is the kiosk's own, so it may be anything."""
    handle = os.open(request, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    try:
        return os.read(handle, 1000)
    finally:
        os.close(handle)


def _by(said: bytes) -> str:
    try:
        name = str(json.loads(said)["by"])
    except (ValueError, KeyError, TypeError):
        return ""
    return f" by {name[:40]}" if name.isprintable() and name else ""


def wanted(run: Run) -> None:
    """What the configuration wishes, and whether it is time for it."""
    layout = run.places.layout
    run.wishes, mistakes = update_config(layout.config, run.places.fleet)
    run.notes += [f"In the configuration: {mistake}." for mistake in mistakes]
    if not run.wishes.url:
        raise PostponedError(
            "off", "No update server is set (update.url), so there are no updates."
        )
    if not run.places.trusted_root.is_file():
        words = f"{run.places.trusted_root} is missing: install with --update-root to have updates."
        raise PostponedError("off", words)
    if run.requested:
        return
    if not run.wishes.automatic:
        raise PostponedError("off", "Updates are made only when the staff asks (update.automatic).")
    if not quiet_hours.within(run.wishes.quiet_hours, run.system.now().at.time()):
        hours = run.wishes.quiet_hours
        raise PostponedError("waiting", f"Updates are made between {hours.replace('-', ' and ')}.")


def box(run: Run) -> None:
    """The facts of this box; its card can be written."""
    failed = outcome.tried_in_vain(run.book())
    version = version_of(run.slot_in_use)
    run.here = facts.look(run.places.layout.root, version, run.wishes.channel, failed)
    try:
        for folder in (run.places.layout.home, run.places.work):
            folder.mkdir(parents=True, exist_ok=True)
            probe = folder / ".can-be-written"
            probe.touch()
            probe.unlink()
        run.places.work.chmod(0o700)
    except OSError as error:
        words = f"{error.filename} cannot be written ({error.strerror}): look at the card."
        raise PostponedError("waiting", words) from error


def nobody_there(run: Run) -> None:
    """What is heavy begins only when nobody is on the spot."""
    if trying.wait_until(run, lambda seen: not seen.busy) is None:
        raise PostponedError("waiting", trying.SOMEBODY)


def look(run: Run) -> None:
    """What is offered, verified."""
    run.offers = run.supply.look(run.wishes.url)
    for sentence in run.offers.not_understood:
        run.tell(sentence, NOTICE)


def choose(run: Run) -> None:
    """The release for this box."""
    assert run.offers is not None
    assert run.here is not None
    choice = run.supply.choose(run.offers.releases, run.here)
    if choice.release is None:
        raise PostponedError("current", choice.sentence)
    run.release = choice.release
    run.tell(choice.sentence, NOTICE)


def _is_made(run: Run) -> bool:
    """Whether an earlier run has made this slot and was kept from going on."""
    return slot.is_complete(run.slot_folder(run.new_slot))


def room(run: Run) -> None:
    """Space for all that is to come, on each file system that it comes to."""
    assert run.release is not None
    places = run.places
    store = run.store.stat().st_size if run.store.exists() else 0
    made = _is_made(run)
    needs = [
        (places.layout.home, 0 if made else int(run.release.installed_bytes * SLOT_GROWS)),
        (places.work, 2 * store + (0 if made else 2 * run.release.bytes - _fetched(run))),
    ]
    by_disk: dict[int, tuple[Path, int]] = {}
    for folder, bytes_ in needs:
        device = folder.stat().st_dev
        by_disk[device] = (folder, by_disk.get(device, (folder, RESERVE_BYTES))[1] + bytes_)
    for folder, bytes_ in by_disk.values():
        free = run.system.free_bytes(folder)
        if free < bytes_:
            words = f"{bytes_ / 1e6:.0f} MB are needed in {folder} and {free / 1e6:.0f} MB are free"
            raise PostponedError("waiting", f"No room for {run.release.version}: {words}.")


def _fetched(run: Run) -> int:
    """What lies there of the archive already."""
    assert run.release is not None
    files = run.places.download.glob("*")
    return min(run.release.bytes, sum(path.stat().st_size for path in files if path.is_file()))


def fetch(run: Run) -> None:
    """The archive, verified."""
    assert run.offers is not None
    assert run.release is not None
    if not _is_made(run):
        run.archive = run.supply.fetch(run.offers, run.release, run.places.download)


def unpack(run: Run) -> None:
    """Its content, as the manifest lists it."""
    assert run.release is not None
    if run.archive is not None:
        remove(run.places.unpacked)
        run.supply.unpack(run.archive, run.places.unpacked, run.release)


def environment(run: Run) -> None:
    """The new slot beside the one in use."""
    slots.make(run)
    remove(run.places.unpacked)


def switch(run: Run) -> None:
    """On trial: good, or back again."""
    assert run.release is not None
    before = run.slot_in_use
    trial = Trial(
        slot=run.new_slot,
        version=run.release.version,
        from_slot=before,
        from_version=version_of(before),
        archive=run.release.sha256,
    )
    trying.attempt(run, trial)
    look = run.book().get("last_look") or {}
    raise ConcludedError(look.get("sentence") or f"The trial of {trial.version} has ended.")


STEPS = (
    Step("The request, if there is one", take_request),
    Step("Whether a trial is open", settle),
    Step("Whether updates are wanted now", wanted),
    Step("What this box is", box),
    Step("Whether the spot is free", nobody_there),
    Step("What is offered", look),
    Step("Configuration from afar", fleet.take_quietly),
    Step("Which release is for this box", choose),
    Step("Room", room),
    Step("Fetching the release", fetch),
    Step("Unpacking it", unpack, stage="unpacking"),
    Step("Making its environment", environment, stage="environment"),
    Step("Its self-test, while the kiosk runs on", proving.self_test, stage="self-test"),
    Step("Its migration, on a copy of the results", proving.migration, stage="migration"),
    Step("The switch", switch),
)
AFTERWARDS = (
    Step("Whether the base is that of the version in use", following.follow),
    Step("Clearing up", lambda run: clear_up(run)),
)


def clear_up(run: Run) -> None:
    """Keep the slot and base in use and the ones before; a download that may go on stays."""
    slots.remove_failed(run)
    remove(run.places.proving)
    look = run.book().get("last_look") or {}
    if look.get("outcome") in ("good", "current", *outcome.IN_VAIN):
        slots.remove_old(run)
        following.remove_old(run)
        remove(run.places.download, run.places.unpacked)
