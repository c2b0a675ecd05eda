"""Publishes files: each is put where kiosks fetch it, then named in the targets."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from kiosk.release import disk, publishing
from kiosk.release.archive import check
from kiosk.release.changing import Hands, change_targets, free
from kiosk.release.failure import ReleaseError
from kiosk.release.publishing import Content
from kiosk.release.repository import file_of

Tell = Callable[[str], None]


def publish_archive(
    folder: Path, archive: Path, channel: str, percent: int, hands: Hands, tell: Tell
) -> bool:
    """Offer an archive on a channel. Raises ReleaseError; else whether kiosks see it now."""
    publishing.check_part(channel, percent)
    tell(f"Looking at every byte of {archive} ...")
    manifest, content = check(archive)
    name = publishing.release_name(manifest.version)
    now = free(folder).known_targets()
    with_it = publishing.with_release(now, manifest, content, hands.moment, hands.days)
    publishing.on_channel(with_it, manifest.version, channel, percent)
    tell(f"{manifest.version}, {content.bytes / 1e6:.0f} MB, sha256 {content.sha256}")
    _put(folder, archive, name, content)
    return change_targets(
        folder,
        lambda targets: publishing.on_channel(
            publishing.with_release(targets, manifest, content, hands.moment, hands.days),
            manifest.version,
            channel,
            percent,
        ),
        hands,
    )


def change_percent(folder: Path, version: str, channel: str, percent: int, hands: Hands) -> bool:
    """Offer what is published already to another part of a channel."""
    return change_targets(
        folder,
        lambda targets: publishing.on_channel(
            publishing.again(targets, hands.moment, hands.days), version, channel, percent
        ),
        hands,
    )


def publish_settings(folder: Path, group: str, file: Path, hands: Hands) -> bool:
    """Give a group of kiosks these settings. Whether they are right was looked at before."""
    data = disk.read(file)
    content = Content(len(data), disk.digest_of(file))
    now = free(folder).known_targets()
    publishing.with_settings(now, group, content, hands.moment, hands.days)
    _put(folder, file, publishing.settings_name(group), content)
    return change_targets(
        folder,
        lambda targets: publishing.with_settings(targets, group, content, hands.moment, hands.days),
        hands,
    )


def _put(folder: Path, source: Path, name: str, content: Content) -> None:
    """Copy a file to where kiosks fetch it, unless it is there already."""
    place = file_of(folder, content.sha256, name)
    if place.is_file() and disk.digest_of(place) == content.sha256:
        return
    disk.copy(source, place)
    if disk.digest_of(place) != content.sha256:
        disk.remove(place)
        raise ReleaseError(f"{source} changed while it was copied: publish it again.")
