"""The updater's own environment: few packages, and the rooms of the kiosk that it needs.

Copied out of a slot, which has all of them with their hashes checked; so it needs neither network
nor wheels, and can be made at any later time. What goes in is told by the slot's own
`release/systemd/updater.json`, not by the program that copies.
"""

from __future__ import annotations

import base64
import csv
import hashlib
import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from kiosk.install.failure import InstallError

LIST = "updater.json"
AGAIN = "make the slot anew (sudo systemd/install)"


@dataclass(frozen=True, slots=True)
class Contents:
    """What an updater is made of."""

    packages: tuple[str, ...]
    """Distributions, all that they need included."""
    rooms: tuple[str, ...]
    """Modules and packages below kiosk/, by file or folder name."""
    tried: tuple[str, ...]
    """Modules that must come in before the base counts as made."""


def contents(systemd: Path) -> Contents:
    """What `updater.json` in this folder says. Raises InstallError."""
    try:
        told = json.loads((systemd / LIST).read_text("utf-8"))
        return Contents(
            tuple(map(str, told["packages"])),
            tuple(map(str, told["rooms"])),
            tuple(map(str, told["tried"])),
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InstallError(f"{systemd / LIST} cannot be read ({error!r}): {AGAIN}.") from error


def packages_folder(environment: Path) -> Path:
    """Where the packages of a virtual environment lie. Raises InstallError."""
    found = sorted(environment.glob("lib/python3.*/site-packages"))
    if len(found) != 1:
        raise InstallError(f"{environment} is no environment of one Python: {AGAIN}.")
    return found[0]


def fill(slot: Path, environment: Path, wanted: Contents) -> None:
    """Copy packages and rooms from the slot's environment into an empty one.

    Raises InstallError for what is not there, was changed since it was installed, or belongs to
    another Python.
    """
    here, there = packages_folder(slot), packages_folder(environment)
    if here.parent.name != there.parent.name:
        raise InstallError(
            f"The slot {slot.name} is of {here.parent.name}, the system has {there.parent.name}:"
            f" {AGAIN}."
        )
    for name in wanted.packages:
        for relative, digest in recorded(here, name):
            _copy(here / relative, there / relative, digest)
    for room in wanted.rooms:
        _copy_room(here / "kiosk" / room, there / "kiosk" / room)


def recorded(folder: Path, name: str) -> Iterator[tuple[PurePosixPath, str]]:
    """Every file of an installed distribution that has a hash, below `folder`, and that hash.

    As PyPA's "Recording installed projects" has it. Raises InstallError.
    """
    found = [path for path in folder.glob("*.dist-info") if _name(path) == _normal(name)]
    if len(found) != 1:
        raise InstallError(f"{folder} has no package {name}: {AGAIN}.")
    with (found[0] / "RECORD").open(encoding="utf-8", newline="") as file:
        for row in csv.reader(file):
            path = PurePosixPath(row[0])
            inside = not path.is_absolute() and ".." not in path.parts
            if inside and row[1].startswith("sha256="):
                yield path, row[1].removeprefix("sha256=")
    yield PurePosixPath(found[0].name, "RECORD"), ""


def _name(dist_info: Path) -> str:
    return _normal(dist_info.name.removesuffix(".dist-info").rpartition("-")[0])


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _copy(here: Path, there: Path, digest: str) -> None:
    try:
        data = here.read_bytes()
    except OSError as error:
        raise InstallError(f"{here} cannot be read ({error.strerror}): {AGAIN}.") from error
    told = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
    if digest and told != digest:
        raise InstallError(f"{here} is not what was installed: {AGAIN}.")
    there.parent.mkdir(parents=True, exist_ok=True)
    there.write_bytes(data)


def _copy_room(here: Path, there: Path) -> None:
    there.parent.mkdir(parents=True, exist_ok=True)
    if here.is_dir():
        shutil.copytree(here, there, ignore=shutil.ignore_patterns("__pycache__"))
    elif here.is_file():
        shutil.copyfile(here, there)
    else:
        raise InstallError(f"The slot has no {here}: {AGAIN}.")
