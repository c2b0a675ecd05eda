"""Keys for everybody, made once; a repository; a kiosk that looks at it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.release import offering
from tests.release.people import SIGNING, People, quiet, small_archive
from tests.release.reading import Box, served


@pytest.fixture(scope="session")
def people(tmp_path_factory: pytest.TempPathFactory) -> People:
    """Everybody's keys."""
    return People.make(tmp_path_factory.mktemp("keys"))


@pytest.fixture
def repository(people: People, tmp_path: Path) -> Path:
    """A new repository, nothing published."""
    return people.repository(tmp_path / "repository")


@pytest.fixture
def box(repository: Path, tmp_path: Path) -> Iterator[Box]:
    """A kiosk that was installed with the first root."""
    root = (repository / "metadata" / "1.root.json").read_bytes()
    with served(repository) as url:
        yield Box(url, tmp_path / "box", root)


@pytest.fixture
def published(people: People, repository: Path, tmp_path: Path) -> Path:
    """1.4.0 for 5 percent of stable."""
    file = small_archive(tmp_path / "dist", "1.4.0")
    hands = people.hands(*SIGNING)
    assert offering.publish_archive(repository, file, "stable", 5, hands, quiet)
    return repository
