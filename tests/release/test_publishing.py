from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tuf.api.exceptions import ExpiredMetadataError
from tuf.api.metadata import Metadata

from kiosk.release import changing, offering, publishing
from kiosk.release.failure import ReleaseError
from kiosk.release.metadata import Days
from kiosk.release.repository import stand
from tests.release.people import SIGNING, People, quiet, small_archive
from tests.release.reading import Box, custom_of


def test_a_new_repository_offers_nothing(box: Box) -> None:
    """The client verifies it, and there is nothing."""
    assert box.look() == {}


def test_a_release_is_seen_and_fetched(box: Box, published: Path, tmp_path: Path) -> None:
    """The client sees what the manifest says and gets the archive's very bytes."""
    assert published.is_dir()
    assert custom_of(box) == {
        "kind": "release",
        "version": "1.4.0",
        "minimum_version": "0.9.0",
        "boards": ["Raspberry Pi 5", "*"],
        "os": ["bookworm"],
        "targets": ["aarch64-3.11"],
        "installed_bytes": 1000,
        "channels": {"stable": 5},
    }
    archive = (tmp_path / "dist" / "kiosk-1.4.0.tar").read_bytes()
    assert box.fetch("kiosk-1.4.0.tar") == archive


def test_another_percent_changes_only_what_is_said(
    box: Box, published: Path, people: People
) -> None:
    """A rollout goes on without a new archive; the other channel is left alone."""
    (file,) = (published / "targets").iterdir()
    before = file.stat().st_mtime_ns
    box.look()
    offering.change_percent(published, "1.4.0", "beta", 100, people.hands(*SIGNING))
    offering.change_percent(published, "1.4.0", "stable", 20, people.hands(*SIGNING))
    assert custom_of(box)["channels"] == {"stable": 20, "beta": 100}
    assert file.stat().st_mtime_ns == before


def test_the_same_archive_again_changes_the_percent(
    box: Box, published: Path, people: People, tmp_path: Path
) -> None:
    """Publishing the same bytes twice is the same as changing the percent."""
    archive = tmp_path / "dist" / "kiosk-1.4.0.tar"
    offering.publish_archive(published, archive, "stable", 100, people.hands(*SIGNING), quiet)
    assert custom_of(box)["channels"] == {"stable": 100}
    assert len(list((published / "targets").iterdir())) == 1


def test_one_version_has_one_content(published: Path, people: People, tmp_path: Path) -> None:
    """Other bytes under a published version are refused, and nothing is copied."""
    other = small_archive(tmp_path / "other", "1.4.0", b"another wheel")
    with pytest.raises(ReleaseError, match="version of its own"):
        offering.publish_archive(published, other, "stable", 5, people.hands(*SIGNING), quiet)
    assert len(list((published / "targets").iterdir())) == 1


def test_a_withdrawn_release_is_gone(box: Box, published: Path, people: People) -> None:
    """Kiosks are not offered it any more, and it cannot be withdrawn twice."""
    assert "kiosk-1.4.0.tar" in box.look()
    hands = people.hands(*SIGNING)
    changing.change_targets(
        published,
        lambda old: publishing.without_release(old, "1.4.0", hands.moment, hands.days),
        hands,
    )
    assert box.look() == {}
    with pytest.raises(ReleaseError, match="nothing is"):
        offering.change_percent(published, "1.4.0", "stable", 1, people.hands(*SIGNING))


def test_settings_go_to_a_group(box: Box, repository: Path, people: People, tmp_path: Path) -> None:
    """The client gets the file with the group that it is for; a newer one takes its place."""
    file = tmp_path / "north.toml"
    for language in ("de", "fr"):
        file.write_text(f'[screen]\nlanguage = "{language}"\n', "utf-8")
        offering.publish_settings(repository, "gyms-north", file, people.hands(*SIGNING))
        assert custom_of(box, "settings-gyms-north.toml") == {
            "kind": "settings",
            "group": "gyms-north",
        }
        assert box.fetch("settings-gyms-north.toml") == file.read_bytes()


def test_settings_can_be_taken_back(
    box: Box, repository: Path, people: People, tmp_path: Path
) -> None:
    """Removed settings are not offered any more."""
    file = tmp_path / "north.toml"
    file.write_text('[screen]\nlanguage = "de"\n', "utf-8")
    hands = people.hands(*SIGNING)
    offering.publish_settings(repository, "north", file, hands)
    changing.change_targets(
        repository,
        lambda old: publishing.without_settings(old, "north", hands.moment, hands.days),
        hands,
    )
    assert box.look() == {}


@pytest.mark.parametrize("group", ["", "North", "-north", "a/b", "n" * 41])
def test_a_groups_name_is_plain(group: str) -> None:
    """What a kiosk would not take as a group's name is not published."""
    with pytest.raises(ReleaseError, match="no name of a group"):
        publishing.settings_name(group)


@pytest.mark.parametrize(("channel", "percent"), [("nightly", 5), ("stable", 101), ("stable", -1)])
def test_a_wrong_channel_or_percent_is_refused(
    published: Path, people: People, channel: str, percent: int
) -> None:
    """Nothing is staged for a channel or percentage that is none."""
    with pytest.raises(ReleaseError, match="is no "):
        offering.change_percent(published, "1.4.0", channel, percent, people.hands(*SIGNING))
    assert not stand(published).waiting


def test_a_damaged_archive_is_not_published(
    repository: Path, people: People, tmp_path: Path
) -> None:
    """Every byte is looked at first."""
    file = small_archive(tmp_path / "dist", "1.4.0")
    data = bytearray(file.read_bytes())
    data[data.index(b"a wheel")] ^= 1
    file.write_bytes(data)
    with pytest.raises(ReleaseError, match=r"damaged at wheels/some\.whl"):
        offering.publish_archive(repository, file, "stable", 5, people.hands(*SIGNING), quiet)
    assert not (repository / "targets").exists()


def test_a_refresh_renews_what_is_old(box: Box, published: Path, people: People) -> None:
    """The timestamp is new each day, the snapshot once half of its time is over."""
    first = stand(published)
    assert first.timestamp is not None
    assert first.snapshot is not None
    changing.refresh(published, people.hands())
    second = stand(published)
    assert second.timestamp is not None
    assert second.timestamp.signed.version == first.timestamp.signed.version + 1
    assert second.snapshot == first.snapshot
    changing.refresh(published, people.hands(moment=datetime.now(UTC) + timedelta(days=16)))
    third = stand(published)
    assert third.snapshot is not None
    assert third.snapshot.signed.version == first.snapshot.signed.version + 1
    assert "kiosk-1.4.0.tar" in box.look()


def test_the_timestamp_says_when_it_was_made(repository: Path, people: People) -> None:
    """A kiosk's clock cannot be before that."""
    moment = datetime(2026, 11, 22, 23, 0, 5, tzinfo=UTC)
    changing.refresh(repository, people.hands(moment=moment))
    signed = Metadata.from_file(str(repository / "metadata" / "timestamp.json")).signed
    assert signed.unrecognized_fields["made"] == "2026-11-22T23:00:05Z"
    assert signed.expires == moment + timedelta(days=7)


def test_without_a_refresh_nothing_is_taken(box: Box, repository: Path, people: People) -> None:
    """An eight days old timestamp is refused by the client until somebody refreshes."""
    changing.refresh(repository, people.hands(moment=datetime.now(UTC) - timedelta(days=8)))
    with pytest.raises(ExpiredMetadataError):
        box.look()
    changing.refresh(repository, people.hands())
    assert box.look() == {}


def test_how_long_everything_holds_is_said(repository: Path, people: People) -> None:
    """The days that were asked for stand in what is signed."""
    moment = datetime.now(UTC).replace(microsecond=0)
    days = Days(targets=10, snapshot=5, timestamp=1)
    hands = people.hands(*SIGNING, moment=moment, days=days)
    changing.change_targets(
        repository, lambda old: publishing.again(old, hands.moment, hands.days), hands
    )
    now = stand(repository)
    placed = [now.targets, now.snapshot, now.timestamp]
    held = [each.signed.expires - moment for each in placed if each is not None]
    assert [each.days for each in held] == [10, 5, 1]


def test_two_at_once_are_refused(repository: Path, people: People) -> None:
    """While one changes the folder, the other is told to wait."""
    from kiosk.release import disk

    with disk.alone(repository), pytest.raises(ReleaseError, match="Another kiosk release"):
        changing.refresh(repository, people.hands())


def test_a_second_repository_is_not_made_over_the_first(repository: Path, people: People) -> None:
    """The keys of a repository cannot be replaced by making it anew."""
    with pytest.raises(ReleaseError, match="is a repository already"):
        people.repository(repository)
