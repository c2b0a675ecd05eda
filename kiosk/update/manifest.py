"""What a release's archive says it holds: read strictly, written in one spelling.

Every file of the archive but the manifest is listed with its length and sha256. Keys that this
version does not know are passed over, so that a later release can say more; a later `format`
is refused. Whether a release fits a box is for `choice` to decide.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from kiosk.update.errors import ArchiveError
from kiosk.update.versions import parse

MANIFEST = "manifest.json"
FORMAT = 1
MOST_MANIFEST_BYTES = 1_000_000
"""Our choice, 2026-11: about ten thousand files; a release has some two hundred."""

_NAME = re.compile(r"[A-Za-z0-9@_+!~][A-Za-z0-9@_+!~.-]{0,199}", re.ASCII)
_SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)


@dataclass(frozen=True)
class Listed:
    """One file of an archive."""

    bytes: int
    sha256: str


@dataclass(frozen=True)
class Target:
    """A machine and a Python that a release has wheels for, as in aarch64 and 3.11."""

    machine: str
    python: str

    def __str__(self) -> str:
        return f"{self.machine}-{self.python}"


@dataclass(frozen=True)
class Manifest:
    """What a release is, what it needs and which files it has."""

    version: str
    minimum_version: str
    boards: tuple[str, ...]
    os: tuple[str, ...]
    targets: tuple[Target, ...]
    models: Mapping[str, str]
    """File name of a model: its sha256."""
    migrations: int
    """Number of the newest migration of the results store."""
    installed_bytes: int
    files: Mapping[str, Listed]
    made_s: int = 0
    """When its source was committed, seconds since 1970 UTC; 0 where nobody said."""


def read(text: str | bytes) -> Manifest:
    """The manifest that `text` holds; raises ArchiveError."""
    try:
        said = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ArchiveError(f"The release's {MANIFEST} is not JSON: {str(error)[:80]}.") from None
    try:
        return _manifest(said)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ArchiveError(
            f"The release's {MANIFEST} is not as this kiosk knows it ({why(error)}); "
            "publish the release anew."
        ) from None


def written(manifest: Manifest) -> str:
    """The text of a manifest: the same manifest always gives the same text."""
    said = {
        "format": FORMAT,
        "version": manifest.version,
        "minimum_version": manifest.minimum_version,
        "boards": list(manifest.boards),
        "os": list(manifest.os),
        "targets": [{"machine": each.machine, "python": each.python} for each in manifest.targets],
        "models": dict(manifest.models),
        "migrations": manifest.migrations,
        "installed_bytes": manifest.installed_bytes,
        "made_s": manifest.made_s,
        "files": {
            name: {"bytes": each.bytes, "sha256": each.sha256}
            for name, each in sorted(manifest.files.items())
        },
    }
    return json.dumps(said, indent=1, sort_keys=True) + "\n"


def made_s(file: Path) -> float | None:
    """When an installed version was made, from its manifest; None where that does not say."""
    try:
        return float(count(json.loads(file.read_bytes())["made_s"])) or None
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None


def is_safe_name(name: str) -> bool:
    """Whether a name stays inside the folder it is unpacked to and hides nothing there."""
    parts = name.split("/")
    return len(name) <= 255 and len(parts) <= 8 and all(_NAME.fullmatch(part) for part in parts)


def _manifest(said: Mapping[str, Any]) -> Manifest:
    if said["format"] != FORMAT:
        raise ValueError(f"format {said['format']!r} is from a later kiosk")
    return Manifest(
        version=str(parse(said["version"])),
        minimum_version=str(parse(said["minimum_version"])),
        boards=texts(said["boards"]),
        os=texts(said["os"]),
        targets=tuple(Target(text(t["machine"]), text(t["python"])) for t in said["targets"]),
        models={text(name): sha256(value) for name, value in said["models"].items()},
        migrations=count(said["migrations"]),
        installed_bytes=count(said["installed_bytes"]),
        files=_files(said["files"]),
        made_s=count(said.get("made_s", 0)),
    )


def _files(said: Mapping[str, Any]) -> dict[str, Listed]:
    files = {
        name: Listed(count(each["bytes"]), sha256(each["sha256"])) for name, each in said.items()
    }
    for name in files:
        if not is_safe_name(name) or name == MANIFEST:
            raise ValueError(f"a file may not be called {name[:80]!r}")
        inside = next((str(p) for p in PurePosixPath(name).parents if str(p) in files), None)
        if inside is not None:
            raise ValueError(f"{inside!r} is a file and a folder")
    return files


def text(said: object) -> str:
    """A word of a manifest; raises ValueError for anything else."""
    if not isinstance(said, str) or not 0 < len(said) <= 100 or not said.isprintable():
        raise ValueError(f"{str(said)[:40]!r} is not a word")
    return said


def texts(said: object) -> tuple[str, ...]:
    """A list of words, at least one."""
    if not isinstance(said, list) or not said:
        raise ValueError(f"{str(said)[:40]!r} is not a list of words")
    return tuple(text(each) for each in said)


def count(said: object) -> int:
    """A whole number from 0 up."""
    if not isinstance(said, int) or isinstance(said, bool) or not 0 <= said < 1 << 50:
        raise ValueError(f"{str(said)[:40]!r} is not a count")
    return said


def sha256(said: object) -> str:
    """A sha256 in lower-case hex."""
    if not isinstance(said, str) or not _SHA256.fullmatch(said):
        raise ValueError(f"{str(said)[:40]!r} is not a sha256")
    return said


def why(error: Exception) -> str:
    """What is wrong with something that was read, without a full stop."""
    return f"{error} is missing" if isinstance(error, KeyError) else str(error).rstrip(".")
