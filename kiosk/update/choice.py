"""Decides which release this box takes, and says in a sentence why it takes none. Pure.

A release is for this box when it is newer than what runs, on the box's channel, within the
rollout's percentage, made for its board, system, Python and machine, when the box is new enough
for it, and when neither it nor anything newer on offer has failed here. The newest one wins.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from kiosk.update.offered import Release
from kiosk.update.versions import Version, parse


@dataclass(frozen=True)
class Here:
    """This box: what runs, what it is, and what has failed on it."""

    version: str
    channel: str
    box_id: str
    machine: str
    """As in aarch64."""
    python: str
    """As in 3.11."""
    os: str
    """As in bookworm."""
    board: str
    """As in Raspberry Pi 4 Model B Rev 1.5."""
    failed: frozenset[str] = frozenset()
    """Versions and archives' sha256 that have failed here."""


@dataclass(frozen=True)
class Choice:
    """The release to take, or None; the sentence says which, or why none."""

    release: Release | None
    sentence: str


def choose(releases: Iterable[Release], here: Here) -> Choice:
    """The newest release that is for this box; never one that is not newer than what runs."""
    try:
        running = parse(here.version)
    except ValueError as error:
        return Choice(None, f"What runs here cannot be updated: {error}")
    on_channel = [each for each in releases if here.channel in each.channels]
    newer = sorted(
        (each for each in on_channel if parse(each.version) > running),
        key=lambda each: parse(each.version),
        reverse=True,
    )
    if not newer:
        return Choice(None, _nothing_newer(here, on_channel))
    broken = _newest_failed(newer, here.failed)
    reasons = {each.version: _against(each, here, running, broken) for each in newer}
    taken = next((each for each in newer if reasons[each.version] is None), None)
    if taken is None:
        return Choice(None, f"{reasons[newer[0].version]}; this box stays on {here.version}.")
    first = "" if taken is newer[0] else f" ({reasons[newer[0].version]})"
    return Choice(taken, f"{taken.version} is offered and fits this box{first}.")


def in_rollout(box_id: str, version: str, percent: int) -> bool:
    """Whether a box is among the first `percent` of all boxes to get a version.

    Each version shuffles the boxes anew; a box that has it at 20 % has it at 50 %.
    """
    digest = hashlib.sha256(f"{box_id}:{version}".encode()).hexdigest()
    return int(digest[:8], 16) % 100 < percent


def _newest_failed(releases: Iterable[Release], failed: frozenset[str]) -> Version | None:
    """The newest version on offer that has failed here; nothing up to it is tried."""
    versions = [parse(each.version) for each in releases if failed & {each.version, each.sha256}]
    return max(versions, default=None)


def _against(release: Release, here: Here, running: Version, broken: Version | None) -> str | None:
    """What speaks against a newer release, without the full stop; None if nothing does."""
    version = release.version
    if broken is not None and parse(version) <= broken:
        return f"{broken} has failed here and nothing newer than it is offered"
    if parse(release.minimum_version) > running:
        return f"{version} needs {release.minimum_version} first"
    if f"{here.machine}-{here.python}" not in release.targets:
        return f"{version} is not made for Python {here.python} on {here.machine}"
    if here.os not in release.os:
        return f"{version} is not made for {here.os}, but for {', '.join(release.os)}"
    if not any(_is_board(here.board, each) for each in release.boards):
        return f"{version} is not made for {here.board}, but for {', '.join(release.boards)}"
    percent = release.channels[here.channel]
    if not in_rollout(here.box_id, version, percent):
        return (
            f"{version} is offered and not for this box yet "
            f"({percent} % of the {here.channel} channel)"
        )
    return None


def _is_board(board: str, name: str) -> bool:
    """A Raspberry Pi 4 Model B is a Raspberry Pi 4, and a Raspberry Pi 400 is none."""
    return name == "*" or board == name or board.startswith(f"{name} ")


def _nothing_newer(here: Here, on_channel: Iterable[Release]) -> str:
    newest = max((parse(each.version) for each in on_channel), default=None)
    if newest is None:
        return (
            f"Nothing is offered on the {here.channel} channel; this box stays on {here.version}."
        )
    if newest == parse(here.version):
        return f"{here.version} is the newest on the {here.channel} channel and runs here."
    return (
        f"{here.version} runs here, and {newest} is the newest on the {here.channel} channel: "
        "nothing goes back to an older version."
    )
