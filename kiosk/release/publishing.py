"""What the targets name: releases by channel and percent, settings by group. Pure.

Each change is made to a copy with the next version; who signs it is not decided here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from kiosk.release import metadata as of
from kiosk.release.failure import ReleaseError
from kiosk.update.manifest import Manifest
from kiosk.update.versions import parse

if TYPE_CHECKING:
    from tuf.api.metadata import Metadata, TargetFile, Targets

CHANNELS = ("stable", "beta")
LARGEST_SETTINGS_BYTES = 100_000
"""What a kiosk takes at most."""
_GROUP = re.compile(r"[a-z0-9][a-z0-9-]{0,39}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Content:
    """A file's length and sha256."""

    bytes: int
    sha256: str


def release_name(version: str) -> str:
    """The target of a release."""
    return f"kiosk-{version}.tar"


def settings_name(group: str) -> str:
    """The target of a group's settings. Raises ReleaseError for a name that is none."""
    if not _GROUP.fullmatch(group):
        raise ReleaseError(
            f"{group!r} is no name of a group: use small letters, digits and hyphens, as in "
            "gyms-north."
        )
    return f"settings-{group}.toml"


def with_release(
    targets: Metadata[Targets],
    manifest: Manifest,
    content: Content,
    moment: datetime,
    days: of.Days,
) -> Metadata[Targets]:
    """A release that no channel has yet, or the same one again. Raises ReleaseError."""
    from tuf.api.metadata import TargetFile

    name = release_name(manifest.version)
    there = targets.signed.targets.get(name)
    if there is not None and there.hashes.get("sha256") != content.sha256:
        raise ReleaseError(
            f"{manifest.version} is published already with other content: give the new one a "
            "version of its own."
        )
    channels = there.custom["channels"] if there is not None else {}
    custom = {"custom": {**_custom(manifest), "channels": dict(channels)}}
    after = of.next_of(targets, moment, days.targets)
    file = TargetFile(content.bytes, {"sha256": content.sha256}, name, custom)
    after.signed.targets[name] = file
    return after


def _custom(manifest: Manifest) -> dict[str, Any]:
    return {
        "kind": "release",
        "version": manifest.version,
        "minimum_version": manifest.minimum_version,
        "boards": list(manifest.boards),
        "os": list(manifest.os),
        "targets": [str(target) for target in manifest.targets],
        "installed_bytes": manifest.installed_bytes,
    }


def on_channel(
    targets: Metadata[Targets], version: str, channel: str, percent: int
) -> Metadata[Targets]:
    """Offer a release of `targets` to so many percent of a channel's kiosks. Changes `targets`.

    Raises ReleaseError.
    """
    check_part(channel, percent)
    _release(targets, version).custom["channels"][channel] = percent
    return targets


def check_part(channel: str, percent: int) -> None:
    """Raises ReleaseError for a channel or a percentage that is none."""
    if channel not in CHANNELS:
        raise ReleaseError(f"{channel!r} is no channel: use {' or '.join(CHANNELS)}.")
    if not 0 <= percent <= 100:
        raise ReleaseError(f"{percent} is no percentage: use 0 to 100.")


def again(targets: Metadata[Targets], moment: datetime, days: of.Days) -> Metadata[Targets]:
    """The same with a new expiry."""
    after: Metadata[Targets] = of.next_of(targets, moment, days.targets)
    return after


def without_release(
    targets: Metadata[Targets], version: str, moment: datetime, days: of.Days
) -> Metadata[Targets]:
    """No kiosk takes this release any more. Raises ReleaseError."""
    after = again(targets, moment, days)
    _release(after, version)
    del after.signed.targets[release_name(version)]
    return after


def with_settings(
    targets: Metadata[Targets], group: str, content: Content, moment: datetime, days: of.Days
) -> Metadata[Targets]:
    """Settings for the kiosks of one group, in place of its earlier ones. Raises ReleaseError."""
    from tuf.api.metadata import TargetFile

    name = settings_name(group)
    if content.bytes > LARGEST_SETTINGS_BYTES:
        raise ReleaseError(
            f"Settings of {content.bytes} bytes are more than a kiosk takes "
            f"({LARGEST_SETTINGS_BYTES}): name only what differs from the defaults."
        )
    after = again(targets, moment, days)
    custom = {"custom": {"kind": "settings", "group": group}}
    after.signed.targets[name] = TargetFile(content.bytes, {"sha256": content.sha256}, name, custom)
    return after


def without_settings(
    targets: Metadata[Targets], group: str, moment: datetime, days: of.Days
) -> Metadata[Targets]:
    """The kiosks of a group go back to their own settings. Raises ReleaseError."""
    after = again(targets, moment, days)
    if after.signed.targets.pop(settings_name(group), None) is None:
        raise ReleaseError(f"There are no settings for {group}: see `kiosk release show`.")
    return after


def releases(targets: Targets) -> list[TargetFile]:
    """Every release, newest first."""
    found = [each for each in targets.targets.values() if kind(each) == "release"]
    return sorted(found, key=lambda each: parse(each.custom["version"]), reverse=True)


def kind(target: TargetFile) -> str:
    """`release`, `settings`, or nothing for what this version does not know."""
    custom = target.custom
    return str(custom.get("kind", "")) if isinstance(custom, dict) else ""


def _release(targets: Metadata[Targets], version: str) -> TargetFile:
    found = targets.signed.targets.get(release_name(version))
    if found is None:
        there = [each.custom["version"] for each in releases(targets.signed)]
        raise ReleaseError(
            f"{version} is not published ({', '.join(there) or 'nothing'} is): see "
            "`kiosk release show`."
        )
    return found
