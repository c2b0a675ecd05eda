"""The updater's view of the update server: look, choose, fetch, unpack.

    offers = look(Repository(url, root_json, metadata_dir, ChildFetcher()), clock)
    choice = choose(offers.releases, here)
    archive = fetch(offers, choice.release, folder, tell)
    manifest = unpack(archive, folder, choice.release)

Nothing of what the server says is used before python-tuf has verified it (`trust`); the bytes
of the network are handled by a child process of a user with no rights (`network`, `fetching`).
What is done with a release that was chosen is the engine's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from kiosk.update import download, trust
from kiosk.update.archive import unpack
from kiosk.update.choice import Choice, Here, choose
from kiosk.update.clock import Clock
from kiosk.update.download import Tell
from kiosk.update.network import ChildFetcher, Fetcher
from kiosk.update.offered import Release, Settings, Target, offered
from kiosk.update.trust import Repository

__all__ = [
    "ChildFetcher",
    "Choice",
    "Clock",
    "Fetcher",
    "Here",
    "Offers",
    "Release",
    "Repository",
    "Settings",
    "choose",
    "fetch",
    "look",
    "unpack",
]


@dataclass(frozen=True)
class Offers:
    """What the server offers, verified; it stays true for as long as nobody looks again."""

    releases: tuple[Release, ...]
    all_settings: tuple[Settings, ...]
    not_understood: tuple[str, ...]
    """A sentence for each target that claims to be ours and cannot be used."""
    repository: Repository
    signed: Mapping[str, Target]
    """What python-tuf verified, by name."""

    def settings(self, group: str) -> Settings | None:
        """The settings for a group of kiosks; None if there are none, or no group is named."""
        return next((each for each in self.all_settings if each.group == group), None)


def look(repository: Repository, clock: Clock) -> Offers:
    """What is offered now; raises TrustError, UnreachableError, ClockError or DiskError."""
    targets = trust.refresh(repository, clock)
    found = offered(targets)
    return Offers(
        releases=found.releases,
        all_settings=found.settings,
        not_understood=found.not_understood,
        repository=repository,
        signed={each.path: each for each in targets},
    )


def fetch(offers: Offers, target: Release | Settings, folder: Path, tell: Tell) -> Path:
    """The target's file in `folder`, as signed and on the disk; see `download.fetch`."""
    repository = offers.repository
    base = f"{repository.url.rstrip('/')}/targets"
    wanted = download.Wanted(
        url=f"{base}/{target.sha256}.{target.name}",
        name=target.name,
        bytes=target.bytes,
        sha256=target.sha256,
        is_whole=partial(trust.verify, offers.signed[target.name]),
    )
    return download.fetch(wanted, repository.fetcher, folder, tell)
