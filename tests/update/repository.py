"""An update repository that attacks its clients: real TUF metadata, signed with keys of its own.

    repository = AttackingRepository()
    repository.offer_release("1.1.0", archives.honest("1.1.0"))
    repository.publish()
    with serving(repository.files) as server: ...

`files` is what a web server would have, by path. An attack changes what the next `publish` (or
one of its parts: `put_targets`, `put_snapshot`, `put_timestamp`, `put_root`) writes there:
`signers` (who signs a role), `lasts` (how long a role's metadata is good for), the `root`,
`targets`, `snapshot` and `timestamp` themselves, or `files` directly. `keep` and `give_back`
bring an older state back.
"""

from __future__ import annotations

import copy
import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from securesystemslib.signer import CryptoSigner, Signer
from tuf.api.metadata import (
    Metadata,
    MetaFile,
    Root,
    Snapshot,
    TargetFile,
    Targets,
    Timestamp,
)

from tests.update import archives

ROLES = ("root", "targets", "snapshot", "timestamp")
THRESHOLDS = {"root": 2, "targets": 2, "snapshot": 1, "timestamp": 1}
LASTS = {"root": 365, "targets": 90, "snapshot": 30, "timestamp": 7}


@cache
def _spare_keys() -> list[CryptoSigner]:
    """Keys that no repository uses, unless told to."""
    return [CryptoSigner.generate_ed25519() for _ in range(4)]


def strangers(count: int = 2) -> list[CryptoSigner]:
    """Keys of somebody else; at most four."""
    return _spare_keys()[:count]


class AttackingRepository:
    """A repository in memory; honest until it is told otherwise."""

    def __init__(self, now: datetime | None = None) -> None:
        self.now = now or datetime.now(UTC)
        self.lasts = {role: timedelta(days=days) for role, days in LASTS.items()}
        self.files: dict[str, bytes] = {}
        self.root = Root(1, None, self.now, consistent_snapshot=True)
        self.signers: dict[str, Sequence[Signer]] = {}
        for role in ROLES:
            self.signers[role] = [CryptoSigner.generate_ed25519() for _ in range(THRESHOLDS[role])]
            self.trust(role, self.signers[role])
        self.targets = Targets(1, None, self.now)
        self.snapshot = Snapshot(1, None, self.now)
        self.timestamp = Timestamp(1, None, self.now)
        self._published = False
        self.first_root = self.put_root()

    def another(self) -> AttackingRepository:
        """The same repository with the same keys; what is done to one is not done to the other."""
        other = copy.copy(self)
        other.files, other.signers = dict(self.files), dict(self.signers)
        other.lasts = dict(self.lasts)
        other.root, other.targets = copy.deepcopy(self.root), copy.deepcopy(self.targets)
        other.snapshot, other.timestamp = copy.deepcopy((self.snapshot, self.timestamp))
        return other

    # What is offered

    def offer_release(self, version: str, archive: bytes, **custom: object) -> None:
        """Offer an archive to every box, unless `custom` says otherwise."""
        said = archives.manifest(version=version)
        self.offer(
            f"kiosk-{version}.tar",
            archive,
            {
                "kind": "release",
                "version": version,
                "minimum_version": said.minimum_version,
                "boards": list(said.boards),
                "os": list(said.os),
                "targets": [str(each) for each in said.targets],
                "installed_bytes": said.installed_bytes,
                "channels": {"stable": 100},
                **custom,
            },
        )

    def offer_settings(self, group: str, text: bytes) -> None:
        """Offer configuration to a group."""
        self.offer(f"settings-{group}.toml", text, {"kind": "settings", "group": group})

    def offer(self, name: str, data: bytes, custom: object) -> str:
        """Offer anything; returns the path where it is served."""
        target = TargetFile.from_data(name, data, ["sha256"])
        target.unrecognized_fields["custom"] = custom
        self.targets.targets[name] = target
        path = self.path_of(name)
        self.files[path] = data
        return path

    def path_of(self, name: str) -> str:
        """Where a target is served."""
        return f"targets/{self.targets.targets[name].hashes['sha256']}.{name}"

    # Keys

    def trust(self, role: str, signers: Iterable[Signer], threshold: int = 0) -> None:
        """Make these the keys of a role, in the next root."""
        for keyid in list(self.root.roles[role].keyids):
            self.root.revoke_key(keyid, role)
        for signer in signers:
            self.root.add_key(signer.public_key, role)
        self.root.roles[role].threshold = threshold or THRESHOLDS[role]

    def put_root(self, signers: Sequence[Signer] | None = None) -> bytes:
        """Sign and serve the root as it is now."""
        return self._put("root", self.root, f"{self.root.version}.root.json", signers)

    def rotate(
        self,
        role: str,
        keys: Sequence[Signer],
        signers: Sequence[Signer] | None = None,
        *,
        step: int = 1,
    ) -> None:
        """A next root with other keys for a role, signed by the old and the new root keys."""
        old = self.signers["root"]
        self.root.version += step
        self.trust(role, keys)
        self.signers[role] = keys
        both = {each.public_key.keyid: each for each in [*old, *self.signers["root"]]}
        self.put_root(list(both.values()) if signers is None else signers)

    @contextmanager
    def signed_by(self, role: str, signers: Sequence[Signer]) -> Iterator[None]:
        """A role is signed by these, whatever the root says, for as long as the context."""
        kept, self.signers[role] = self.signers[role], signers
        yield
        self.signers[role] = kept

    @contextmanager
    def lasting(self, role: str, span: timedelta) -> Iterator[None]:
        """A role's metadata is good for this long from now on, for as long as the context."""
        kept, self.lasts[role] = self.lasts[role], span
        yield
        self.lasts[role] = kept

    # Metadata

    def publish(self) -> None:
        """Sign targets, snapshot and timestamp anew, with the next version of each."""
        if self._published:
            for signed in (self.targets, self.snapshot, self.timestamp):
                signed.version += 1
        self._published = True
        self.put_targets()
        self.put_snapshot()
        self.put_timestamp()

    def put_targets(self) -> bytes:
        """Sign and serve the targets as they are now, and name them in the snapshot."""
        data = self._put("targets", self.targets, f"{self.targets.version}.targets.json")
        self.snapshot.meta["targets.json"] = _described(self.targets.version, data)
        return data

    def put_snapshot(self) -> bytes:
        """Sign and serve the snapshot as it is now, and name it in the timestamp."""
        data = self._put("snapshot", self.snapshot, f"{self.snapshot.version}.snapshot.json")
        self.timestamp.snapshot_meta = _described(self.snapshot.version, data)
        return data

    def put_timestamp(self, made: datetime | None = None) -> bytes:
        """Sign and serve the timestamp as it is now."""
        said = (made or self.now).strftime("%Y-%m-%dT%H:%M:%SZ")
        self.timestamp.unrecognized_fields["made"] = said
        return self._put("timestamp", self.timestamp, "timestamp.json")

    def _put(
        self,
        role: str,
        signed: Any,
        name: str,
        signers: Sequence[Signer] | None = None,
    ) -> bytes:
        signed.expires = (self.now + self.lasts[role]).replace(microsecond=0)
        metadata: Metadata[Any] = Metadata(copy.deepcopy(signed))
        for signer in self.signers[role] if signers is None else signers:
            metadata.sign(signer, append=True)
        data = metadata.to_bytes()
        self.files[f"metadata/{name}"] = data
        return data

    # Attacks on what was signed

    def keep(self) -> dict[str, bytes]:
        """What is served now, to give it back later."""
        return dict(self.files)

    def give_back(self, files: dict[str, bytes], *paths: str) -> None:
        """Serve older files again; all of them, or those named."""
        for path in paths or (each for each in files if not each.startswith("targets/")):
            self.files[path] = files[path]

    def change(self, path: str, how: Callable[[bytes], bytes]) -> None:
        """Serve something else than what was signed."""
        self.files[path] = how(self.files[path])


def _described(version: int, data: bytes) -> MetaFile:
    return MetaFile(version, len(data), {"sha256": hashlib.sha256(data).hexdigest()})
