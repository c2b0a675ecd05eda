"""A slot made of a verified release, without network; and slots that nobody needs any more."""

from __future__ import annotations

import shutil
from pathlib import Path

from kiosk.install import slot
from kiosk.install.failure import InstallError
from kiosk.install.files import remove
from kiosk.install.looking import SYSTEM_PYTHON
from kiosk.update import state
from kiosk.update.outcome import IN_VAIN
from kiosk.update.running import Run

RELEASE = ("manifest.json", "lock.txt", "systemd", "selftest")
"""What of the archive stays beside the environment: the base is made of it."""
MEND = "see the journal; the version before goes on"
ANSWER_LIMIT_S = 300.0
"""A first start from a cold card compiles nothing but reads much. Our choice, 2026-11."""


def make(run: Run) -> None:
    """The slot of the chosen release, complete. Raises InstallError, OSError."""
    assert run.release is not None
    folder = run.slot_folder(run.new_slot)
    if slot.is_complete(folder):
        return
    remove(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    line = [str(SYSTEM_PYTHON), "-m", "venv", "--system-site-packages", str(folder)]
    run.system.run(line, mend=MEND)
    run.system.run(pip(folder, run.places.unpacked), mend=MEND)
    said = _as_kiosk(run, [str(folder / "bin" / "kiosk"), "--version"])
    if run.release.version not in said.split():
        raise InstallError(f"its command says {said[:80]!r} instead of {run.release.version}.")
    _camera_library(run, folder)
    _keep_release(run.places.unpacked, slot.release(folder))
    slot.mark(folder)


def pip(folder: Path, unpacked: Path) -> list[str]:
    """pip for all that the release locks, from the release's wheels alone."""
    quiet = ["--disable-pip-version-check", "--no-input", "--root-user-action", "ignore"]
    checked = ["--require-hashes", "--only-binary", ":all:", "--no-deps", "--ignore-installed"]
    offline = ["--no-index", "--no-cache-dir", "--find-links", str(unpacked / "wheels")]
    python = str(folder / "bin" / "python")
    lock = ["--progress-bar", "off", "-r", str(unpacked / "lock.txt")]
    return [python, "-m", "pip", "install", *quiet, *checked, *offline, *lock]


def _camera_library(run: Run, folder: Path) -> None:
    """The system's picamera2, where the slot in use can import it: not shipped, so checked."""
    try:
        _imports_camera(run, run.slot_folder(run.slot_in_use))
    except InstallError:
        return
    _imports_camera(run, folder)


def _imports_camera(run: Run, folder: Path) -> None:
    _as_kiosk(run, [str(folder / "bin" / "python"), "-c", "import picamera2"])


def _as_kiosk(run: Run, line: list[str]) -> str:
    """What a slot's command says: not as root, and not for longer than it may take."""
    done = run.system.run_as_kiosk(line, ANSWER_LIMIT_S)
    if done.code != 0:
        raise InstallError(f"`{Path(line[0]).name} {line[-1]}`: {done.trouble()}")
    return done.output


def _keep_release(unpacked: Path, release: Path) -> None:
    release.mkdir()
    for name in RELEASE:
        origin = unpacked / name
        if origin.is_dir():
            shutil.copytree(origin, release / name)
        elif origin.is_file():
            shutil.copy(origin, release / name)


def remove_failed(run: Run) -> None:
    """Slots of versions that failed here; never the one in use."""
    for entry in run.book()["history"]:
        if entry.get("outcome") in IN_VAIN:
            name = f"{entry.get('version')}-{str(entry.get('archive'))[:8]}"
            if "/" not in name and name != run.slot_in_use:
                take_away(run.slot_folder(name))


def remove_old(run: Run) -> None:
    """All slots but the one in use and the one before it."""
    for folder in slot.superfluous(run.places.layout, run.slot_in_use):
        take_away(folder)


def take_away(folder: Path) -> None:
    """First its mark, for good: half a slot or base that says it is whole would be used."""
    if slot.is_complete(folder):
        state.drop(folder / slot.COMPLETE)
    remove(folder)
