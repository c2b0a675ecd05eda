"""A box that looks for updates, for tests: its folders, its clock, and what is left in them."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from kiosk.update.network import ChildFetcher, Limits
from kiosk.update.offers import (
    Choice,
    Clock,
    Here,
    Offers,
    Release,
    Repository,
    Settings,
    choose,
    fetch,
    look,
    unpack,
)
from tests.update.repository import AttackingRepository
from tests.update.serving import StaticServer, serving

QUICK = Limits(answer_s=20.0, window_s=1.0, least_bytes_per_s=20_000.0)
"""Slow is slow after a second."""
HERE = Here(
    version="1.0.0",
    channel="stable",
    box_id="ab" * 32,
    machine="aarch64",
    python="3.11",
    os="bookworm",
    board="Raspberry Pi 4 Model B Rev 1.5",
)


@dataclass
class Box:
    """A box in a folder of its own, at the end of a loopback network."""

    folder: Path
    url: str
    clock: Clock = field(default_factory=lambda: Clock(time.time))
    limits: Limits = field(default_factory=Limits)
    here: Here = HERE
    told: list[tuple[int, int]] = field(default_factory=list)

    @classmethod
    def made(cls, folder: Path, url: str, root: bytes) -> Box:
        """A box that trusts a root."""
        folder.mkdir(parents=True)
        (folder / "update-root.json").write_bytes(root)
        return cls(folder, url)

    @property
    def repository(self) -> Repository:
        """Where it looks, and whom it believes."""
        fetcher = ChildFetcher(self.limits)
        return Repository(self.url, self.folder / "update-root.json", self.metadata, fetcher)

    @property
    def metadata(self) -> Path:
        """What it keeps of what it believed."""
        return self.folder / "tuf"

    @property
    def downloads(self) -> Path:
        """What it has downloaded, perhaps in part."""
        return self.folder / "download"

    @property
    def unpacked(self) -> Path:
        """Where a release is unpacked."""
        return self.folder / "unpacked"

    def look(self) -> Offers:
        """What is offered now."""
        return look(self.repository, self.clock)

    def choice(self) -> Choice:
        """What it would take now."""
        return choose(self.look().releases, self.here)

    def fetch(self, name: str) -> Path:
        """Look, and fetch one target."""
        offers = self.look()
        every: list[Release | Settings] = [*offers.releases, *offers.all_settings]
        wanted = next(each for each in every if each.name == name)
        return fetch(offers, wanted, self.downloads, lambda *told: self.told.append(told))

    def take(self) -> Release | None:
        """Look, choose, fetch and unpack: everything before the engine."""
        offers = self.look()
        chosen = choose(offers.releases, self.here).release
        if chosen is not None:
            archive = fetch(offers, chosen, self.downloads, lambda *told: self.told.append(told))
            unpack(archive, self.unpacked, chosen)
        return chosen

    def left(self) -> dict[str, bytes | str]:
        """Everything on its disk: the content of files, where links lead; folders by their name."""
        return {
            str(path.relative_to(self.folder)): _content(path)
            for path in sorted(self.folder.rglob("*"))
        }


def _content(path: Path) -> bytes | str:
    if path.is_symlink():
        return f"-> {path.readlink()}"
    return path.read_bytes() if path.is_file() else "folder"


@dataclass(frozen=True)
class Scene:
    """A repository, its server, and a box that looks there."""

    repository: AttackingRepository
    server: StaticServer
    box: Box


@contextmanager
def another(scene: Scene, folder: Path) -> Iterator[Scene]:
    """The same repository and box again, with a server of their own, to do with as one likes."""
    repository = scene.repository.another()
    shutil.copytree(scene.box.folder, folder / "box", symlinks=True)
    with serving(repository.files) as server:
        yield Scene(repository, server, Box(folder / "box", server.url))


@contextmanager
def scene(folder: Path) -> Iterator[Scene]:
    """An honest repository without any offer, a server and a box."""
    repository = AttackingRepository()
    with serving(repository.files) as server:
        yield Scene(repository, server, Box.made(folder / "box", server.url, repository.first_root))
