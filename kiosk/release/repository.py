"""What a repository's folder says at the moment, verified from its first root on.

`metadata/` is what kiosks read, `targets/` the files, `staged/` a root or targets that wait for
signatures. Nothing here writes. Expiry stops nothing: what has expired must be renewed with it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kiosk.release import disk
from kiosk.release import metadata as of
from kiosk.release.failure import ReleaseError

if TYPE_CHECKING:
    from tuf.api.metadata import Metadata, Root, Snapshot, Targets, Timestamp

METADATA, FILES, STAGED = "metadata", "targets", "staged"
_NUMBERED = re.compile(r"([1-9][0-9]{0,8})\.(root|targets|snapshot)\.json")


@dataclass(frozen=True, slots=True)
class Standing:
    """The newest of each that is signed by enough people, and what waits."""

    folder: Path
    root: Metadata[Root] | None
    targets: Metadata[Targets] | None
    snapshot: Metadata[Snapshot] | None
    timestamp: Metadata[Timestamp] | None
    staged_root: Metadata[Root] | None
    staged_targets: Metadata[Targets] | None
    absent: tuple[Path, ...]
    """Files that the staged targets name and that are not in the folder, or not whole, yet."""
    stale: tuple[Path, ...]
    """Staged files whose work is done: an earlier command was stopped before it took them away."""

    @property
    def waiting(self) -> bool:
        """Whether something waits to be put in place."""
        return self.staged_root is not None or self.staged_targets is not None

    def known_root(self) -> Root:
        """The root that holds; raises ReleaseError when there is none."""
        if self.root is None:
            raise ReleaseError(
                f"{self.folder} is no repository that holds yet: make one with "
                "`kiosk release init`, and let enough people sign it."
            )
        return self.root.signed

    def known_targets(self) -> Metadata[Targets]:
        """The targets that hold; raises ReleaseError when there are none."""
        root = self.known_root()
        if self.targets is None:
            raise ReleaseError(
                f"{self.folder} has no targets that {root.roles[of.TARGETS].threshold} of its keys "
                "have signed: fetch the repository anew."
            )
        return self.targets


def staged_file(folder: Path, role: str) -> Path:
    """Where a role waits for its signatures."""
    return folder / STAGED / f"{role}.json"


def placed_file(folder: Path, metadata: Metadata[Any]) -> Path:
    """Where kiosks look for it."""
    kind, version = metadata.signed.type, metadata.signed.version
    return (
        folder / METADATA / ("timestamp.json" if kind == of.TIMESTAMP else f"{version}.{kind}.json")
    )


def stand(folder: Path) -> Standing:
    """Read the folder. Raises ReleaseError for a chain of roots that does not hold."""
    _see(folder)
    root = _root(folder)
    signed = root.signed if root else None
    targets = _newest(folder, of.TARGETS, signed)
    staged_root, staged_targets = _staged(folder, of.ROOT), _staged(folder, of.TARGETS)
    stale = []
    if staged_root is not None and root and staged_root.signed.version <= root.signed.version:
        stale, staged_root = [staged_file(folder, of.ROOT)], None
    if staged_targets is not None and targets and _is_done(staged_targets, targets):
        stale, staged_targets = [*stale, staged_file(folder, of.TARGETS)], None
    snapshot = _newest(folder, of.SNAPSHOT, signed)
    if root is not None:
        _refuse_older(folder, targets, snapshot, staged_targets)
    timestamp = folder / METADATA / "timestamp.json"
    return Standing(
        folder,
        root,
        targets,
        snapshot,
        of.load(timestamp, of.TIMESTAMP) if timestamp.is_file() else None,
        staged_root,
        staged_targets,
        _absent(folder, staged_targets),
        tuple(stale),
    )


def _see(folder: Path) -> None:
    """What cannot be listed must not look empty."""
    for each in (folder, folder / METADATA, folder / STAGED):
        if each is folder or each.exists():
            disk.see(each)


def versions(folder: Path, role: str) -> list[int]:
    """Every version of a role that lies in the folder, newest first."""
    found = (_NUMBERED.fullmatch(path.name) for path in (folder / METADATA).glob("*.json"))
    return sorted((int(each[1]) for each in found if each and each[2] == role), reverse=True)


def file_of(folder: Path, sha256: str, name: str) -> Path:
    """Where kiosks fetch a target's file."""
    return folder / FILES / f"{sha256}.{name}"


def _absent(folder: Path, targets: Metadata[Targets] | None) -> tuple[Path, ...]:
    named = targets.signed.targets if targets is not None else {}
    wanted = {
        file_of(folder, each.hashes["sha256"], name): each.length for name, each in named.items()
    }
    return tuple(
        path
        for path, length in wanted.items()
        if not path.is_file() or path.stat().st_size != length
    )


def _refuse_older(
    folder: Path,
    targets: Metadata[Targets] | None,
    snapshot: Metadata[Snapshot] | None,
    staged: Metadata[Targets] | None,
) -> None:
    """Building on targets that are not the newest would bring back what was withdrawn.

    Newer ones without enough signatures are there by right only while a rotation that was
    stopped is still staged.
    """
    known = [*versions(folder, of.TARGETS)]
    known += [snapshot.signed.meta["targets.json"].version] if snapshot is not None else []
    have = targets.signed.version if targets is not None else 0
    newest = max(known, default=0)
    if newest > have and (staged is None or staged.signed.version != newest):
        raise ReleaseError(
            f"{folder} has no targets {newest} that enough of its keys have signed: somebody "
            "changed them, or they are torn; fetch the repository anew from where you trust it."
        )


def _is_done(staged: Metadata[Any], placed: Metadata[Any]) -> bool:
    return bool(staged.signed.version <= placed.signed.version)


def _root(folder: Path) -> Metadata[Root] | None:
    """The end of the chain: each root signed by enough keys of the one before and its own."""
    found: Metadata[Root] | None = None
    for version in sorted(versions(folder, of.ROOT)):
        path = folder / METADATA / f"{version}.root.json"
        after: Metadata[Root] = of.load(path, of.ROOT)
        before = found.signed if found else None
        if after.signed.version != version or (before and version != before.version + 1):
            raise ReleaseError(f"{path} does not follow the root before it: fetch it anew.")
        if not after.signed.get_root_verification_result(
            before, after.signed_bytes, after.signatures
        ):
            raise ReleaseError(
                f"{path} is not signed by enough of its keys: somebody changed it, or it is torn; "
                "fetch the repository anew from where you trust it."
            )
        found = after
    return found


def _newest(folder: Path, role: str, root: Root | None) -> Metadata[Any] | None:
    for version in versions(folder, role):
        found = of.load(folder / METADATA / f"{version}.{role}.json", role)
        if found.signed.version == version and of.enough(found, role, root):
            return found
    return None


def _staged(folder: Path, role: str) -> Metadata[Any] | None:
    path = staged_file(folder, role)
    return of.load(path, role) if path.is_file() else None
