"""A slot: one virtual environment with the kiosk in it, and the link to the one in use.

Named by version and content, so that the same clone makes the same slot and nothing is done
twice. A slot without its mark of completion is half-done and made anew.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from kiosk.install.failure import InstallError
from kiosk.install.files import leads_to, point, remove, sync_folder
from kiosk.install.layout import SLOT_FILES, SLOT_FOLDERS, Layout
from kiosk.install.looking import SYSTEM_PYTHON
from kiosk.install.running import Runner

COMPLETE = "complete"
COMMAND = Path("/") / "opt/kiosk/current/bin/kiosk"
KEPT = 2
"""The slot in use and the one before it."""


def version_of(source: Path) -> str:
    """The version of the clone. Raises InstallError."""
    try:
        text = (source / "kiosk" / "__init__.py").read_text("utf-8")
    except OSError as error:
        raise InstallError(f"{source} is no clone of the kiosk: {error.strerror}.") from error
    found = re.search(r'^__version__ = "([0-9A-Za-z.+]+)"$', text, re.MULTILINE)
    if found is None:
        raise InstallError(f"{source}/kiosk/__init__.py names no version: clone it anew.")
    return found.group(1)


def slot_name(source: Path, python: tuple[int, int]) -> str:
    """`<version>-<hash>`; another Python needs another environment, so it counts too."""
    digest = hashlib.sha256(f"{python[0]}.{python[1]}".encode())
    for path in slot_content(source):
        digest.update(f"\0{path.relative_to(source).as_posix()}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return f"{version_of(source)}-{digest.hexdigest()[:8]}"


def slot_content(source: Path) -> Iterator[Path]:
    """Every file of the clone that goes into a slot, in a fixed order."""
    for name in SLOT_FILES:
        if (source / name).is_file():
            yield source / name
    for folder, pattern in SLOT_FOLDERS.items():
        for path in sorted((source / folder).rglob(pattern)):
            if path.is_file() and "__pycache__" not in path.parts:
                yield path


def is_complete(slot: Path) -> bool:
    """Whether this slot was made to its end."""
    return (slot / COMPLETE).is_file()


def mark(folder: Path) -> None:
    """Say that a slot or base was made to its end, once all of it is on the disk."""
    os.sync()
    (folder / COMPLETE).touch()
    sync_folder(folder)


def release(slot: Path) -> Path:
    """What the slot brings that runs outside it."""
    return slot / "release"


@dataclass(frozen=True, slots=True)
class Build:
    """What a slot is made of."""

    source: Path
    slot: Path
    wheels: Path | None
    camera_library: bool
    """Whether the system has picamera2, which must then be found from within the slot."""


def build(plan: Build, run: Runner, tell: Callable[[str], None]) -> None:
    """Make the slot; what is left of an earlier try is thrown away first."""
    remove(plan.slot)
    plan.slot.parent.mkdir(parents=True, exist_ok=True)
    again = "run the installation again"
    venv = [str(SYSTEM_PYTHON), "-m", "venv", "--system-site-packages", str(plan.slot)]
    run(venv, mend="install python3-venv, then " + again)
    mend = f"the folder {plan.wheels} must hold every wheel" if plan.wheels else "see the network"
    run(requirements(plan), mend=f"{mend}, then {again}", on_line=_progress(tell))
    run(own_package(plan), mend=again)
    run([str(plan.slot / "bin" / "kiosk"), "--version"], mend=again)
    if plan.camera_library:
        _try_camera_library(plan, run, tell)
    _bring_release(plan)
    mark(plan.slot)


def _bring_release(plan: Build) -> None:
    """Beside the environment what the base is made of, as a release brings it."""
    there = release(plan.slot)
    leave = shutil.ignore_patterns("__pycache__")
    shutil.copytree(plan.source / "systemd", there / "systemd", ignore=leave)
    manifest = {"format": 1, "version": version_of(plan.source), "installed_from": "clone"}
    (there / "manifest.json").write_text(json.dumps(manifest) + "\n", "utf-8")


def requirements(plan: Build) -> list[str]:
    """pip for everything that is locked; nothing of the system's counts as installed."""
    lock = str(plan.source / "requirements.lock")
    wheels = ["--no-index", "--find-links", str(plan.wheels)] if plan.wheels else []
    checked = ["--require-hashes", "--only-binary", ":all:", "--ignore-installed"]
    return [*_pip(plan), "--progress-bar", "off", *checked, *wheels, "-r", lock]


def own_package(plan: Build) -> list[str]:
    """pip for the kiosk itself, built with what the lock has put there."""
    return [*_pip(plan), "--no-deps", "--no-build-isolation", "--no-index", str(plan.source)]


def _pip(plan: Build) -> list[str]:
    python = str(plan.slot / "bin" / "python")
    quiet = ["--disable-pip-version-check", "--no-input", "--root-user-action", "ignore"]
    return [python, "-m", "pip", "install", *quiet]


def _try_camera_library(plan: Build, run: Runner, tell: Callable[[str], None]) -> None:
    """The system's picamera2 beside the slot's own numpy: a clash is said here, not by a member.

    It does not stop: a USB camera works without it.
    """
    line = [str(plan.slot / "bin" / "python"), "-c", "import picamera2"]
    try:
        run(line, mend="a Pi camera will not work; `kiosk check` names the clash")
    except InstallError as error:
        tell(f"warning: {error}")


def _progress(tell: Callable[[str], None]) -> Callable[[str], None]:
    def on_line(line: str) -> None:
        if line.startswith("Collecting "):
            tell(line.removeprefix("Collecting ").split(" ")[0])
        elif line.startswith("Installing collected packages"):
            tell("putting them in place")

    return on_line


def switch(layout: Layout, name: str) -> None:
    """Point `current` at a slot: the old one or the new one, whenever the power goes."""
    point(layout.current, Path("slots") / name)


def offer(layout: Layout) -> None:
    """Let people type `kiosk`."""
    remove(layout.command)
    layout.command.parent.mkdir(parents=True, exist_ok=True)
    layout.command.symlink_to(COMMAND)


def offered(layout: Layout) -> bool:
    """Whether `kiosk` is there to be typed."""
    return layout.command.is_symlink() and layout.command.readlink() == COMMAND


def in_use(layout: Layout) -> str | None:
    """The slot that `current` points to; None when there is none."""
    return leads_to(layout.current)


def superfluous(layout: Layout, name: str) -> list[Path]:
    """Slots that are neither `name` nor the newest other one that is whole."""
    return all_but(layout.slots, name, in_use(layout))


def all_but(folder: Path, name: str, used: str | None) -> list[Path]:
    """What in `folder` is neither `name` nor, of what is whole, the one `used` or the newest."""
    others = [path for path in folder.glob("*") if path.is_dir() and path.name != name]
    whole = sorted(
        (path for path in others if is_complete(path)),
        key=lambda path: (path.name == used, path.stat().st_mtime),
    )
    kept = set(whole[-(KEPT - 1) :])
    return sorted(path for path in others if path not in kept)
