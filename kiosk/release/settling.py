"""Decides what of a staged change may be put in place, and in which order the files go.

A kiosk that reads between two of the writes, or after a power cut between them, sees the old
repository or the new one: every file is new under its number until `timestamp.json`, the last,
names it. A new root comes after that when the old root's keys have signed all of it too; else
just before it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kiosk.release import disk
from kiosk.release import metadata as of
from kiosk.release.failure import ReleaseError
from kiosk.release.repository import Standing, placed_file, staged_file, versions

if TYPE_CHECKING:
    from securesystemslib.signer import Signer
    from tuf.api.metadata import Metadata, Root, Snapshot, Targets


@dataclass(frozen=True, slots=True)
class Settled:
    """Files to write in this order, then staged files to take away."""

    writes: tuple[tuple[Path, bytes], ...]
    gone: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Ready:
    """What may be put in place: everything in it is signed by enough people."""

    root: Metadata[Root]
    targets: Metadata[Targets]
    new_root: bool
    new_targets: bool


def ready(now: Standing) -> Ready | None:
    """The state that the signatures allow, staged or not; None when there is none yet.

    Staged targets wait for their files too: no kiosk may be sent where there is nothing.
    """
    staged = None if now.absent else now.staged_targets
    for root in (now.staged_root, now.root):
        if root is None or not _holds(root, now):
            continue
        for targets in (staged, now.targets):
            if targets is not None and of.enough(targets, of.TARGETS, root.signed):
                new_root, new_targets = root is not now.root, targets is not now.targets
                return Ready(root, targets, new_root, new_targets)
    return None


def _holds(root: Metadata[Root], now: Standing) -> bool:
    if root is now.root:
        return True
    before = now.root.signed if now.root else None
    return bool(
        root.signed.get_root_verification_result(before, root.signed_bytes, root.signatures)
    )


def settle(now: Standing, online: Sequence[Signer], moment: datetime, days: of.Days) -> Settled:
    """The writes that put everything in place that may be. Raises ReleaseError."""
    state = ready(now)
    if state is None:
        if not now.waiting:
            now.known_targets()
        raise ReleaseError(
            f"{now.folder} waits for signatures: see `kiosk release show`, then "
            "`kiosk release sign`."
        )
    signers = _online(state, now, online)
    snapshot = _snapshot(state, now, signers, moment, days)
    version = now.timestamp.signed.version + 1 if now.timestamp else 1
    timestamp = of.timestamp_of(snapshot, version, moment, days)
    of.sign(timestamp, signers)
    for metadata, role in ((snapshot, of.SNAPSHOT), (timestamp, of.TIMESTAMP)):
        _check(metadata, role, state.root.signed)
    order = _order(state, now, snapshot, timestamp)
    writes = tuple((placed_file(now.folder, each), each.to_bytes()) for each in order)
    taken = {of.ROOT: state.new_root, of.TARGETS: state.new_targets}
    staged = [staged_file(now.folder, role) for role, new in taken.items() if new]
    return Settled(writes, (*staged, *now.stale))


def _order(
    state: Ready, now: Standing, snapshot: Metadata[Snapshot], timestamp: Metadata[Any]
) -> list[Metadata[Any]]:
    """First of all the root of a repository that is new: without it nothing can be read."""
    targets = [state.targets] if state.new_targets else []
    snapshots = [snapshot] if snapshot is not now.snapshot else []
    if not state.new_root:
        return [*targets, *snapshots, timestamp]
    if now.root is None:
        return [state.root, *targets, *snapshots, timestamp]
    old = now.root.signed
    signed: dict[str, Metadata[Any]] = {
        of.TARGETS: state.targets,
        of.SNAPSHOT: snapshot,
        of.TIMESTAMP: timestamp,
    }
    if all(of.enough(each, role, old) for role, each in signed.items()):
        return [*targets, *snapshots, timestamp, state.root]
    return [*targets, *snapshots, state.root, timestamp]


def _online(state: Ready, now: Standing, online: Sequence[Signer]) -> list[Signer]:
    """Those that the new root or the old one knows: both sign, so that no kiosk sees a gap.

    Others are passed over, so that a timer may name the old key and the new one for a while.
    """
    roots = [state.root.signed, *([now.root.signed] if now.root else [])]
    known = {keyid for root in roots for role in of.ONLINE for keyid in root.roles[role].keyids}
    return [signer for signer in online if signer.public_key.keyid in known]


def _snapshot(
    state: Ready, now: Standing, signers: Sequence[Signer], moment: datetime, days: of.Days
) -> Metadata[Snapshot]:
    """The one in place while it names these targets and half of its time is left."""
    old = now.snapshot
    if (
        old is not None
        and not state.new_root
        and old.signed.meta["targets.json"].version == state.targets.signed.version
        and old.signed.expires - moment > timedelta(days=days.snapshot / 2)
    ):
        return old
    version = max(versions(now.folder, of.SNAPSHOT), default=0) + 1
    snapshot = of.snapshot_of(state.targets, version, moment, days)
    of.sign(snapshot, signers)
    return snapshot


def _check(metadata: Metadata[Any], role: str, root: Root) -> None:
    if not of.enough(metadata, role, root):
        missing = of.signed_by(metadata, role, root).unsigned
        raise ReleaseError(
            f"The {role} needs the online key {of.named(root, missing)}: give it with --online-key."
        )


def carry_out(settled: Settled) -> None:
    """Write it all, each file whole and on the disk before the next."""
    for path, data in settled.writes:
        disk.write(path, data)
    for path in settled.gone:
        disk.remove(path)
