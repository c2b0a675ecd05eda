"""The locked wheels of one machine and one Python, kept for the next trial.

What the lock holds there, and which wheels run there, is the kiosk's own `make wheels`.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from kiosk.install.failure import InstallError
from kiosk.install.wheels import Target, download, lock_for, platforms

from .host import BUILD, REPOSITORY, CannotTryError

LOCK = REPOSITORY / "requirements.lock"


def box(machine: str, python: str) -> Target:
    """A kind of box. `python` is like 3.13."""
    major, minor = python.split(".")
    return Target(machine, (int(major), int(minor)))


def pip_words(verb: Sequence[str], machine: str, python: str, plain_lock: Path) -> list[str]:
    """A pip command about that machine's wheels, from this machine."""
    there = [word for name in platforms(machine) for word in ("--platform", name)]
    return [
        *(sys.executable, "-m", "pip", *verb, "-qq", "--disable-pip-version-check"),
        *("--no-deps", "--only-binary=:all:", "--require-hashes", "--implementation", "cp"),
        *("--python-version", python, *there, "-r", str(plain_lock)),
    ]


def kept(machine: str, python: str) -> Path:
    """Where downloads stay for the next time."""
    return BUILD / "wheels" / f"{machine}-{python}"


def fetch(folder: Path, machine: str, python: str, lock: Path = LOCK) -> Path:
    """Fill `folder` with the wheels of the lock; at once when they lie there.

    Returns it. Raises `CannotTryError`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    there = box(machine, python)
    lines = lock_for(lock.read_text("utf-8"), there)
    done = folder / "wheels.lock"
    if done.exists() and done.read_text("utf-8") == lines:
        return folder
    for old in folder.glob("*.whl"):
        old.unlink()
    try:
        download(lock.read_text("utf-8"), there, folder)
    except InstallError as error:
        raise CannotTryError(str(error)) from error
    done.write_text(lines, "utf-8")
    return folder
