"""What of a clone goes into a release; a clone that is half there or changed is refused."""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from kiosk.install.failure import InstallError
from kiosk.install.slot import version_of
from kiosk.release import disk
from kiosk.release.failure import ReleaseError
from kiosk.update.versions import parse

LOCK = "requirements.lock"
CLIP = "kiosk/demo/demo.mp4"
SUMS = "models/SHA256SUMS"
NEEDED = ("pyproject.toml", "kiosk/__init__.py", LOCK, CLIP, SUMS, "systemd/kiosk.service")
EPOCH_S = 315_532_800
"""1980-01-01, the earliest time that a wheel can carry: for a clone without git."""
_NUMBERED = re.compile(r"([0-9]{4})_.*\.sql")


@dataclass(frozen=True, slots=True)
class Clone:
    """A clone that can be released."""

    folder: Path
    version: str
    lock: str
    models: dict[str, str]
    migrations: int
    epoch_s: int
    """When its last change was committed: the time that its wheel carries."""

    @property
    def clip(self) -> Path:
        """The clip of the self-test."""
        return self.folder / CLIP

    def units(self) -> dict[str, Path]:
        """Everything below systemd/, by its name in the archive."""
        found = sorted((self.folder / "systemd").rglob("*"))
        return {
            path.relative_to(self.folder).as_posix(): path
            for path in found
            if path.is_file() and "__pycache__" not in path.parts
        }


def read_clone(folder: Path, *, uncommitted: bool) -> Clone:
    """Look at a clone. Raises ReleaseError."""
    missing = [name for name in NEEDED if not (folder / name).is_file()]
    if missing:
        raise ReleaseError(
            f"{folder} is no whole clone of the kiosk ({', '.join(missing)} missing): "
            "give another with --clone, or clone it anew."
        )
    if not uncommitted:
        _refuse_changes(folder)
    return Clone(
        folder,
        _version(folder),
        disk.read(folder / LOCK).decode(),
        _models(folder),
        _migrations(folder),
        _epoch_s(folder),
    )


def _version(folder: Path) -> str:
    try:
        return str(parse(version_of(folder)))
    except (InstallError, ValueError) as error:
        raise ReleaseError(f"kiosk/__init__.py of {folder}: {error}") from error


def _models(folder: Path) -> dict[str, str]:
    """Every model with its sha256, which it really has."""
    found = {}
    for line in disk.read(folder / SUMS).decode().splitlines():
        wanted, _, name = line.partition("  ")
        path = folder / "models" / name
        if not path.is_file() or disk.digest_of(path) != wanted:
            raise ReleaseError(f"{path} is missing or not the one that {SUMS} names: mend that.")
        found[name] = wanted
    return found


def _migrations(folder: Path) -> int:
    names = [path.name for path in (folder / "kiosk" / "results" / "migrations").glob("*.sql")]
    numbers = [int(found[1]) for name in names if (found := _NUMBERED.fullmatch(name))]
    if sorted(numbers) != list(range(1, len(names) + 1)):
        raise ReleaseError(
            f"The migrations of {folder} are not numbered one after another: mend that."
        )
    return len(numbers)


def _refuse_changes(folder: Path) -> None:
    changed = _git(folder, "status", "--porcelain")
    if changed is None and (folder / ".git").exists():
        raise ReleaseError(
            f"git cannot say whether {folder} has changes: install git, or give --uncommitted."
        )
    if changed:
        raise ReleaseError(
            f"{folder} has changes that are not committed ({changed.splitlines()[0].strip()}): "
            "commit them, so that others can build the same, or give --uncommitted."
        )


def _epoch_s(folder: Path) -> int:
    said = _git(folder, "log", "-1", "--format=%ct")
    return int(said) if said and said.strip().isdigit() else EPOCH_S


def _git(folder: Path, *words: str) -> str | None:
    """What git says of a clone that it keeps; None without git."""
    if not (folder / ".git").exists():
        return None
    line = ["git", "-c", f"safe.directory={folder.resolve()}", "-C", str(folder), *words]
    try:
        done = subprocess.run(line, capture_output=True, text=True, check=True, timeout=60)
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout
