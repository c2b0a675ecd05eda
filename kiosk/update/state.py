"""The updater's own files: each whole and on the disk before anything builds on it.

Decides the form of `trial.json`. systemd/fallback.py reads and writes the same file without
this module, so every change of it is made under a lock on the folder.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from kiosk.install.files import replace_file, sync_folder
from kiosk.update.errors import DiskError

SCHEMA = 1


class Phase(StrEnum):
    """How far a trial has come."""

    WAITING = "waiting"
    """The kiosk is asked to begin no check; nothing is switched."""
    SWITCHED = "switched"
    """The switch is made, or about to be."""
    BACK = "back"
    """The switch is being undone."""


class Kind(StrEnum):
    """What is on trial."""

    SLOT = "slot"
    BASE = "base"
    SETTINGS = "settings"


@dataclass(frozen=True, slots=True)
class Trial:
    """Something new that runs and is not yet marked good."""

    slot: str
    """The new slot or base; of settings the first part of their sha256."""
    version: str
    """The version that must answer."""
    from_slot: str
    from_version: str
    archive: str
    """The sha256 of what was offered."""
    phase: Phase = Phase.WAITING
    starts: int = 0
    """How often the kiosk was started with it; counted by fallback.py."""
    stage: str | None = None
    reason: str | None = None
    of: Kind = Kind.SLOT
    camera: bool = False
    """Whether a camera gave pictures before."""


def read_trial(path: Path) -> Trial | None:
    """The open trial, None without one. Raises DiskError when it cannot be understood."""
    try:
        said = json.loads(path.read_bytes())
        return Trial(
            slot=_name(said["slot"]),
            version=str(said["version"]),
            from_slot=_name(said["from_slot"]),
            from_version=str(said["from_version"]),
            archive=str(said["archive"]),
            phase=Phase(said["phase"]),
            starts=int(said["starts"]),
            stage=said["stage"],
            reason=said["reason"],
            of=Kind(said.get("of", Kind.SLOT)),
            camera=said.get("camera") is True,
        )
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise DiskError(f"The note of the trial {path} cannot be understood ({error}).") from error


def _name(said: object) -> str:
    """A name of a slot: one part of a path."""
    if not isinstance(said, str) or "/" in said or said in ("", ".", ".."):
        raise ValueError(f"{said!r} names no slot")
    return said


def write_trial(path: Path, trial: Trial) -> None:
    """Keep the trial on the disk for good; under `locked` where it was read before."""
    keep_json(path, {"schema": SCHEMA, **asdict(trial)})


def keep_json(path: Path, said: Mapping[str, Any]) -> None:
    """A document in place of the one before, for everybody to read. Raises OSError."""
    replace_file(path, (json.dumps(said, indent=1, ensure_ascii=False) + "\n").encode())


def drop(path: Path) -> None:
    """Take a file away for good; nothing when it is not there. Raises OSError."""
    path.unlink(missing_ok=True)
    sync_folder(path.parent)


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Alone among those that change `trial.json`; each holds it for moments.

    `folder` is one that root alone may open: whoever can open a folder can keep its lock for ever.
    """
    folder.mkdir(mode=0o700, exist_ok=True)
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
