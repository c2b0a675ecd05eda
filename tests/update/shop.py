"""What a box in a test is offered: releases with real content, over a network of one dictionary."""

from __future__ import annotations

import json
import platform
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from kiosk.update import archive, offers
from kiosk.update.errors import MissingError, UnreachableError
from kiosk.update.manifest import Target
from kiosk.update.network import Reply
from kiosk.update.offers import Choice, Here, Offers, Release, Settings
from kiosk.update.places import Places
from tests.update import archives
from tests.update.slot_program import program

PYTHON = f"{sys.version_info[0]}.{sys.version_info[1]}"
HERE = Target(platform.machine(), PYTHON)
UPDATER = json.dumps({"packages": [], "rooms": ["__init__.py"], "tried": ["kiosk"]}).encode()


def release_files(version: str, *faults: str, unit: bytes = b"[Service]\n") -> dict[str, bytes]:
    """What a release of this version has in it; its one wheel is the command itself."""
    return {
        "lock.txt": f"kiosk=={version}\n".encode(),
        f"wheels/kiosk-{version}-py3-none-any.whl": program(version, *faults, columns=3),
        "systemd/kiosk.service": unit,
        "systemd/updater.json": UPDATER,
        "selftest/clip.mp4": b"clip",
        "selftest/expected.json": b"{}",
    }


def release(version: str, *faults: str, unit: bytes = b"[Service]\n") -> bytes:
    """Such a release's archive."""
    files = release_files(version, *faults, unit=unit)
    said = replace(archives.manifest(files, version), targets=(HERE,))
    return archives.tar(archives.members(files, said))


class MemoryFetcher:
    """A network that is a dictionary; `None` is one that is down."""

    def __init__(self, files: dict[str, bytes] | None) -> None:
        self.files = files
        self.asked: list[str] = []

    @contextmanager
    def open(self, url: str, most_bytes: int, start: int = 0) -> Iterator[Reply]:
        """The bytes in small pieces."""
        path = url.removeprefix("https://updates.example.org/kiosk/")
        self.asked.append(path)
        if self.files is None:
            raise UnreachableError("The update server cannot be reached.")
        if path not in self.files:
            raise MissingError(f"The update server lacks {path}.")
        data = self.files[path][start:]
        assert len(data) <= most_bytes
        half = len(data) // 2
        yield Reply(start, iter([data[:half], data[half:]]))


@dataclass
class Shop:
    """`Supply` from a repository in memory, with the real verification."""

    places: Places
    fetcher: MemoryFetcher

    def look(self, url: str) -> Offers:
        """Verified as ever."""
        places = self.places
        repository = offers.Repository(url, places.trusted_root, places.metadata, self.fetcher)
        return offers.look(repository, offers.Clock(datetime.now(UTC).timestamp))

    def choose(self, releases: tuple[Release, ...], here: Here) -> Choice:
        """As ever."""
        return offers.choose(releases, here)

    def fetch(self, offered: Offers, target: Release | Settings, folder: Path) -> Path:
        """As ever."""
        return offers.fetch(offered, target, folder, lambda *_: None)

    def unpack(self, archive_: Path, folder: Path, release_: Release) -> object:
        """As ever."""
        return archive.unpack(archive_, folder, release_)
