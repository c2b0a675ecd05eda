from __future__ import annotations

import time
from pathlib import Path

import pytest

from kiosk.release import offering
from kiosk.release.building import Order, build
from kiosk.release.failure import ReleaseError
from kiosk.update.offers import (
    ChildFetcher,
    Clock,
    Here,
    Repository,
    choose,
    fetch,
    look,
    unpack,
)
from tests.release.people import People
from tests.release.reading import Box
from tests.release.small_clone import all_wheels, lock_of, small_clone

HERE = Here(
    version="1.3.0",
    channel="stable",
    box_id="ab" * 32,
    machine="aarch64",
    python="3.11",
    os="bookworm",
    board="Raspberry Pi 5 Model B Rev 1.0",
)


@pytest.fixture
def client(box: Box, tmp_path: Path) -> Repository:
    """The kiosk's own client, given the first root."""
    (tmp_path / "update-root.json").write_bytes(box.root)
    return Repository(box.url, tmp_path / "update-root.json", tmp_path / "tuf", ChildFetcher())


def test_a_kiosk_takes_what_was_built(
    client: Repository, repository: Path, people: People, tmp_path: Path
) -> None:
    """Built, published, chosen, fetched, unpacked: every file of the release is there."""
    wheels = all_wheels(tmp_path / "wheels")
    clone = small_clone(tmp_path / "clone", lock_of(wheels))
    (tmp_path / "expected.json").write_text('{"reps": [], "checks": {}}', "utf-8")
    order = Order(
        clone,
        tmp_path / "dist",
        tmp_path / "wheels",
        minimum_version="1.2.0",
        expected=tmp_path / "expected.json",
    )
    built = build(order, lambda _: None)
    hands = people.hands("anna-t", "ben-t")
    offering.publish_archive(repository, built.path, "stable", 100, hands, lambda _: None)
    offers = look(client, Clock(time.time))
    assert offers.not_understood == ()
    choice = choose(offers.releases, HERE)
    assert choice.release is not None
    assert choice.release.version == "1.4.0"
    archive = fetch(offers, choice.release, tmp_path / "download", lambda _done, _all: None)
    manifest = unpack(archive, tmp_path / "unpacked", choice.release)
    assert manifest == built.manifest
    there = {
        path.relative_to(tmp_path / "unpacked").as_posix()
        for path in (tmp_path / "unpacked").rglob("*")
        if path.is_file()
    }
    assert there - {"manifest.json"} == set(manifest.files)


def test_a_kiosk_takes_its_groups_settings(
    client: Repository, repository: Path, people: People, tmp_path: Path
) -> None:
    """And no other group's."""
    file = tmp_path / "north.toml"
    file.write_text('[screen]\nlanguage = "de"\n', "utf-8")
    offering.publish_settings(repository, "north", file, people.hands("anna-t", "ben-t"))
    offers = look(client, Clock(time.time))
    assert offers.settings("south") is None
    settings = offers.settings("north")
    assert settings is not None
    fetched = fetch(offers, settings, tmp_path / "download", lambda _done, _all: None)
    assert fetched.read_bytes() == file.read_bytes()


def test_settings_that_no_kiosk_takes_are_not_published(
    repository: Path, people: People, tmp_path: Path
) -> None:
    """A file that is too long is refused where it is published."""
    file = tmp_path / "long.toml"
    file.write_bytes(b"#" * 100_001)
    with pytest.raises(ReleaseError, match="more than a kiosk takes"):
        offering.publish_settings(repository, "north", file, people.hands("anna-t", "ben-t"))
    assert not (repository / "targets").exists()
