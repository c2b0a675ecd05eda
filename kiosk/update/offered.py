"""What the signed list of targets offers: releases and settings, read from their `custom`.

A target of a kind that this version does not know is passed over; one that says it is a release
or settings and is not understood is named in `not_understood`, and nobody else suffers from it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import IO, Any, Protocol

from kiosk.update.manifest import count, sha256, text, texts, why
from kiosk.update.versions import parse

MOST_SETTINGS_BYTES = 100_000
"""Our choice, 2026-11: a kiosk.toml with every key is some ten thousand bytes."""
_GROUP = re.compile(r"[a-z0-9][a-z0-9-]{0,39}", re.ASCII)


class Target(Protocol):
    """A verified target, as python-tuf's TargetFile has it."""

    length: int
    hashes: dict[str, str]
    path: str

    @property
    def custom(self) -> Any:
        """What the maintainer signed besides; nobody has looked at it yet."""

    def verify_length_and_hashes(self, data: bytes | IO[bytes]) -> None:
        """Raise LengthOrHashMismatchError unless this is the file."""


@dataclass(frozen=True)
class Release:
    """A version that is offered, as signed; `bytes` and `sha256` are the archive's."""

    name: str
    bytes: int
    sha256: str
    version: str
    minimum_version: str
    boards: tuple[str, ...]
    os: tuple[str, ...]
    targets: tuple[str, ...]
    """Machines and Pythons, as in aarch64-3.11."""
    installed_bytes: int
    channels: Mapping[str, int]
    """Channel: percent of its boxes, 0 to 100."""


@dataclass(frozen=True)
class Settings:
    """Configuration for a group of kiosks, as signed; `bytes` and `sha256` are the file's."""

    name: str
    bytes: int
    sha256: str
    group: str


@dataclass(frozen=True)
class Offered:
    """All that is offered."""

    releases: tuple[Release, ...]
    settings: tuple[Settings, ...]
    not_understood: tuple[str, ...]
    """One sentence for each target that claims to be ours and is not as it must be."""


def offered(targets: Iterable[Target]) -> Offered:
    """What verified targets offer."""
    releases: list[Release] = []
    settings: list[Settings] = []
    strange: list[str] = []
    for target in targets:
        try:
            found = _understood(target)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            strange.append(f"{target.path[:80]!r} is offered and not understood: {why(error)}.")
            continue
        if isinstance(found, Release):
            releases.append(found)
        elif found is not None:
            settings.append(found)
    return Offered(tuple(releases), tuple(settings), tuple(strange))


def _understood(target: Target) -> Release | Settings | None:
    custom: Mapping[str, Any] = target.custom or {}
    kind = custom.get("kind")
    if kind == "release":
        return _release(target, custom)
    if kind == "settings":
        return _settings(target, custom)
    return None


def _release(target: Target, custom: Mapping[str, Any]) -> Release:
    version = str(parse(custom["version"]))
    _require(target.path == f"kiosk-{version}.tar", f"it is not called kiosk-{version}.tar")
    channels = {text(name): count(percent) for name, percent in custom["channels"].items()}
    _require(all(p <= 100 for p in channels.values()), "more than 100 percent of a channel")
    return Release(
        name=target.path,
        bytes=target.length,
        sha256=sha256(target.hashes["sha256"]),
        version=version,
        minimum_version=str(parse(custom["minimum_version"])),
        boards=texts(custom["boards"]),
        os=texts(custom["os"]),
        targets=texts(custom["targets"]),
        installed_bytes=count(custom["installed_bytes"]),
        channels=channels,
    )


def _settings(target: Target, custom: Mapping[str, Any]) -> Settings:
    group = text(custom["group"])
    _require(_GROUP.fullmatch(group) is not None, f"{group!r} is not a name of a group")
    _require(target.path == f"settings-{group}.toml", f"it is not called settings-{group}.toml")
    _require(target.length <= MOST_SETTINGS_BYTES, f"it has {target.length} bytes")
    return Settings(target.path, target.length, sha256(target.hashes["sha256"]), group)


def _require(holds: bool, otherwise: str) -> None:
    if not holds:
        raise ValueError(otherwise)
