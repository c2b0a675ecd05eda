"""The four kinds of TUF metadata: made, read, compared with the keys that may sign them.

Pure but for reading files. Time is an argument; versions and expiry are counted here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kiosk.release import disk
from kiosk.release.failure import ReleaseError

if TYPE_CHECKING:
    from securesystemslib.signer import Key, Signer
    from tuf.api.metadata import Metadata, Root, Snapshot, Targets, Timestamp

ROOT, TARGETS, SNAPSHOT, TIMESTAMP = "root", "targets", "snapshot", "timestamp"
OFFLINE = (ROOT, TARGETS)
ONLINE = (SNAPSHOT, TIMESTAMP)
MADE = "made"
"""Field of the timestamp: when it was signed. No kiosk's clock can be before that."""


@dataclass(frozen=True, slots=True)
class Days:
    """How long each kind holds before it must be signed anew."""

    root: int = 365
    targets: int = 90
    snapshot: int = 30
    timestamp: int = 7

    def given(self, **days: int | None) -> Days:
        """These, with those that were said."""
        return replace(self, **{name: value for name, value in days.items() if value is not None})


@dataclass(frozen=True, slots=True)
class Circle:
    """Who may sign a role, and how many of them must."""

    keys: tuple[Key, ...]
    threshold: int


def first_root(circles: Mapping[str, Circle], now: datetime, days: Days) -> Metadata[Root]:
    """Version 1 of the root, unsigned. Raises ReleaseError."""
    from tuf.api.metadata import Metadata, Role, Root

    roles = {name: Role([], circle.threshold) for name, circle in circles.items()}
    root = Root(1, None, now + timedelta(days=days.root), {}, roles, consistent_snapshot=True)
    for name, circle in circles.items():
        for key in circle.keys:
            root.add_key(key, name)
    check_root(root)
    return Metadata(root)


def check_root(root: Root) -> None:
    """Refuses a root that nobody could ever sign for, or whose online key rules everything."""
    for name, role in root.roles.items():
        if not 1 <= role.threshold <= len(role.keyids):
            raise ReleaseError(
                f"{role.threshold} of {len(role.keyids)} {name} keys would have to sign: "
                "name more keys or another threshold."
            )
    offline = {keyid for name in OFFLINE for keyid in root.roles[name].keyids}
    both = offline & {keyid for name in ONLINE for keyid in root.roles[name].keyids}
    if both:
        raise ReleaseError(
            f"The key {named(root, both)} would be online and sign releases too: "
            "make a key of its own for the online role."
        )


def named(root: Root, keyids: Iterable[str]) -> str:
    """Keys by their names."""
    from kiosk.release.keys import name_of

    return ", ".join(name_of(root.keys[keyid]) for keyid in keyids) or "nobody"


def first_targets(now: datetime, days: Days) -> Metadata[Targets]:
    """Version 1 of the targets: nothing published yet."""
    from tuf.api.metadata import Metadata, Targets

    return Metadata(Targets(1, None, now + timedelta(days=days.targets)))


def next_of(metadata: Metadata[Any], now: datetime, days: int) -> Metadata[Any]:
    """A copy without signatures, one version on, with a new expiry."""
    from tuf.api.metadata import Metadata

    after = Metadata.from_bytes(metadata.to_bytes())
    after.signatures.clear()
    after.signed.version += 1
    after.signed.expires = now + timedelta(days=days)
    return after


def snapshot_of(
    targets: Metadata[Targets], version: int, now: datetime, days: Days
) -> Metadata[Snapshot]:
    """The snapshot that names these targets."""
    from tuf.api.metadata import Metadata, Snapshot

    named_ = {"targets.json": _described(targets)}
    return Metadata(Snapshot(version, None, now + timedelta(days=days.snapshot), named_))


def timestamp_of(
    snapshot: Metadata[Snapshot], version: int, now: datetime, days: Days
) -> Metadata[Timestamp]:
    """The timestamp that names this snapshot, and says when it was made."""
    from tuf.api.metadata import Metadata, Timestamp

    made = {MADE: now.strftime("%Y-%m-%dT%H:%M:%SZ")}
    expires = now + timedelta(days=days.timestamp)
    return Metadata(Timestamp(version, None, expires, _described(snapshot), made))


def _described(metadata: Metadata[Any]) -> Any:
    from tuf.api.metadata import MetaFile

    return MetaFile.from_data(metadata.signed.version, metadata.to_bytes(), ["sha256"])


def sign(metadata: Metadata[Any], signers: Sequence[Signer]) -> None:
    """Add the signature of each."""
    for signer in signers:
        metadata.sign(signer, append=True)


def signed_by(metadata: Metadata[Any], role: str, root: Root) -> Any:
    """Who of `role` has signed and who has not (tuf's VerificationResult)."""
    return root.get_verification_result(role, metadata.signed_bytes, metadata.signatures)


def enough(metadata: Metadata[Any] | None, role: str, root: Root | None) -> bool:
    """Whether a root's threshold for `role` is met."""
    return metadata is not None and root is not None and bool(signed_by(metadata, role, root))


def load(path: Path, role: str) -> Metadata[Any]:
    """Metadata of `role` from a file, not verified yet. Raises ReleaseError."""
    from tuf.api.metadata import Metadata
    from tuf.api.serialization import DeserializationError

    try:
        found: Metadata[Any] = Metadata.from_bytes(disk.read(path))
    except DeserializationError as error:
        raise ReleaseError(f"{path} is damaged: fetch the repository anew.") from error
    if found.signed.type != role:
        raise ReleaseError(f"{path} is {found.signed.type}, not {role}: fetch it anew.")
    return found
