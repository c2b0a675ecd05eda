"""People with keys, a repository of theirs, and small archives to publish."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from securesystemslib.signer import CryptoSigner

from kiosk.release import archive, changing, keys, rotation
from kiosk.release.changing import Hands
from kiosk.release.metadata import Circle, Days
from kiosk.update.manifest import Manifest, Target

PASSPHRASE = "five random words here"
NAMES = ("anna", "ben", "cleo", "dora", "anna-t", "ben-t", "cleo-t", "dora-t", "online", "spare")


SIGNING = ("anna-t", "ben-t")
"""Enough people for a release."""


def quiet(text: str) -> None:
    """Nobody listens."""
    assert text


def nobody(file: Path) -> str:
    """What is asked when no passphrase is known."""
    raise AssertionError(f"asked for the passphrase of {file}")


@dataclass(frozen=True)
class People:
    """Key files by name, all opened by one passphrase."""

    folder: Path

    @classmethod
    def make(cls, folder: Path) -> People:
        """Everybody's keys."""
        for name in NAMES:
            keys.new(folder / f"{name}.pem", PASSPHRASE)
        (folder / "passphrase").write_text(f"{PASSPHRASE}\n", "utf-8")
        return cls(folder)

    def file(self, name: str) -> Path:
        """The private key file."""
        return self.folder / f"{name}.pem"

    def signers(self, *names: str) -> list[CryptoSigner]:
        """Their opened keys."""
        return [keys.private(self.file(name), [PASSPHRASE], nobody) for name in names]

    def circle(self, threshold: int, *names: str) -> Circle:
        """Who signs a role."""
        return Circle(tuple(keys.public(self.file(name)) for name in names), threshold)

    def hands(
        self,
        *names: str,
        online: Sequence[str] = ("online",),
        moment: datetime | None = None,
        days: Days | None = None,
    ) -> Hands:
        """These people's keys, now."""
        now = moment or datetime.now(UTC)
        return Hands(now, self.signers(*names), self.signers(*online), days or Days())

    def repository(self, folder: Path, hands: Hands | None = None) -> Path:
        """Two of three sign the root, two of three the targets, one key is online."""
        circles = {
            "root": self.circle(2, "anna", "ben", "cleo"),
            "targets": self.circle(2, "anna-t", "ben-t", "cleo-t"),
            **dict.fromkeys(rotation.ROLES["online"], self.circle(1, "online")),
        }
        both = hands or self.hands("anna", "ben", "anna-t", "ben-t")
        assert changing.init(folder, circles, both)
        return folder


def small_archive(folder: Path, version: str, content: bytes = b"a wheel") -> Path:
    """An archive with one file in it."""
    folder.mkdir(parents=True, exist_ok=True)
    member = folder / "some.whl"
    member.write_bytes(content)
    members = {"wheels/some.whl": member}
    bare = Manifest(
        version=version,
        minimum_version="0.9.0",
        boards=("Raspberry Pi 5", "*"),
        os=("bookworm",),
        targets=(Target("aarch64", "3.11"),),
        models={},
        migrations=4,
        installed_bytes=1000,
        files={},
    )
    path = folder / f"kiosk-{version}.tar"
    archive.write_archive(path, archive.with_files(bare, members), members)
    return path
