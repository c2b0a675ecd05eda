"""What a new version must do before anything is switched, while the old one runs on.

The kiosk's own command decides whether it did (`kiosk try`, docs/updates.md); here it is only
given its time, its user and the copy of the results.
"""

from __future__ import annotations

import sys
from pathlib import Path

from kiosk.install.files import remove
from kiosk.install.slot import is_complete, release
from kiosk.update.ending import PostponedError, VersionError
from kiosk.update.running import Run

CLIP_LIMIT_S = 30 * 60.0
STORE_LIMIT_S = 10 * 60.0


def self_test(run: Run) -> None:
    """The new version sees in its clip what it is expected to see. Raises VersionError."""
    folder = run.slot_folder(run.new_slot)
    below = release(folder) / "selftest"
    files = [str(below / "clip.mp4"), str(below / "expected.json")]
    _must(run, folder, ["clip", *files], "self-test", CLIP_LIMIT_S)


def migration(run: Run) -> None:
    """The new version takes a copy of the results, and the old one takes it back."""
    if not run.store.exists():
        return
    folder = run.places.proving
    remove(folder)
    try:
        folder.mkdir(parents=True)
        run.system.lend(folder)
        copy = _copy(run, folder)
        _must(run, run.slot_folder(run.new_slot), ["store", copy], "migration", STORE_LIMIT_S)
        old = run.slot_folder(run.slot_in_use)
        if is_complete(old):  # deleted by hand it cannot be gone back to either
            _must(run, old, ["read", copy], "migration", STORE_LIMIT_S)
    finally:
        remove(folder)


def _copy(run: Run, folder: Path) -> str:
    target = str(folder / "results.db")
    line = [sys.executable, "-I", "-B", "-m", "kiosk.update.copying", str(run.store), target]
    trouble = run.system.run_as_kiosk(line, STORE_LIMIT_S).trouble()
    if trouble is not None:
        raise PostponedError("waiting", f"{trouble.rstrip('.')}: later.")
    return target


def _must(run: Run, slot: Path, words: list[str], stage: str, limit_s: float) -> None:
    line = [str(slot / "bin" / "kiosk"), "try", *words]
    done = run.system.run_as_kiosk(line, limit_s)
    if done.was_ended:
        raise PostponedError("waiting", f"The {stage} was ended from outside (no memory?): later.")
    trouble = done.trouble()
    if trouble is not None:
        raise VersionError(stage, trouble)
