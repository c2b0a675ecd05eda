"""Unpacks a release: exactly the files its manifest lists, or nothing at all.

The archive is a plain USTAR file (POSIX.1-1988, IEEE Std 1003.1) of regular files, the manifest
first. Its headers are read here and not with `tarfile`: that knows links, devices, sparse files
and headers which rename what follows, and Debian 12's has no filters against them. Whether the
archive is the signed one has been decided before (`download`); this is the second lock.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from kiosk.install.files import remove, sync_folder
from kiosk.update.errors import ArchiveError, DiskError
from kiosk.update.manifest import MANIFEST, MOST_MANIFEST_BYTES, Listed, Manifest, read
from kiosk.update.offered import Release

BLOCK = 512
PIECE_BYTES = 1 << 20
_REGULAR = (b"0", b"\0")


@dataclass(frozen=True)
class _Member:
    name: str
    bytes: int


def unpack(archive: Path, folder: Path, release: Release | None = None) -> Manifest:
    """Unpack into `folder`, which is there whole or not at all; an older one is replaced.

    With a `release` the manifest must be that release's. Raises ArchiveError or DiskError.
    """
    aside = folder.with_name(f"{folder.name}.new")
    try:
        remove(aside)
        aside.mkdir(parents=True)
        try:
            manifest = _unpacked(archive, aside, release)
        except BaseException:
            remove(aside)
            raise
        remove(folder)
        aside.replace(folder)
        sync_folder(folder.parent)
    except ArchiveError:
        raise
    except OSError as error:
        raise DiskError(f"{archive.name} cannot be unpacked: {error}.") from error
    return manifest


def _unpacked(archive: Path, folder: Path, release: Release | None) -> Manifest:
    descriptor = os.open(archive, os.O_RDONLY | os.O_NOFOLLOW)
    with os.fdopen(descriptor, "rb") as file:
        manifest, text = _manifest(file)
        _same(manifest, release)
        with _new_file(folder / MANIFEST) as out:
            out.write(text)
        left = dict(manifest.files)
        while (member := _header(file)) is not None:
            listed = left.pop(member.name, None)
            if listed is None:
                raise ArchiveError(f"The release has {member.name!r}, unlisted or twice.")
            _write(file, member, listed, folder)
        if left:
            raise ArchiveError(f"The release lacks {min(left)!r}, which its manifest lists.")
        _only_zeros(file)
    for path in (*(each for each in folder.rglob("*") if each.is_dir()), folder):
        path.chmod(0o755)
        sync_folder(path)
    return manifest


def _manifest(file: IO[bytes]) -> tuple[Manifest, bytes]:
    first = _header(file)
    if first is None or first.name != MANIFEST or first.bytes > MOST_MANIFEST_BYTES:
        raise ArchiveError(f"The release does not begin with a {MANIFEST} of a fitting length.")
    text = b"".join(_content(file, first))
    return read(text), text


def _same(manifest: Manifest, release: Release | None) -> None:
    """Refuse an archive that is another than the one that was offered and chosen."""
    if release is None:
        return
    inside = (
        manifest.version,
        manifest.minimum_version,
        set(manifest.boards),
        set(manifest.os),
        {str(each) for each in manifest.targets},
        manifest.installed_bytes,
    )
    offered = (
        release.version,
        release.minimum_version,
        set(release.boards),
        set(release.os),
        set(release.targets),
        release.installed_bytes,
    )
    if inside != offered:
        raise ArchiveError(f"The archive {release.name} holds another release than its offer says.")


def _header(file: IO[bytes]) -> _Member | None:
    """The next member, or None at the end; raises ArchiveError for anything but a file."""
    block = _exactly(file, BLOCK)
    if block == bytes(BLOCK):
        return None
    if block[257:265] != b"ustar\x0000" or _octal(block[148:156]) != _sum(block):
        raise ArchiveError("The release is not a plain tar archive, or damaged.")
    name = "/".join(each for each in (_text(block[345:500]), _text(block[:100])) if each)
    if block[156:157] not in _REGULAR or block[157:257].strip(b"\0"):
        raise ArchiveError(f"The release has {name!r}, which is no regular file.")
    return _Member(name, _octal(block[124:136]))


def _content(file: IO[bytes], member: _Member) -> Iterator[bytes]:
    left = member.bytes
    while left:
        piece = _exactly(file, min(left, PIECE_BYTES))
        left -= len(piece)
        yield piece
    if _exactly(file, -member.bytes % BLOCK).strip(b"\0"):
        raise ArchiveError(f"The release has something behind {member.name!r}.")


def _write(file: IO[bytes], member: _Member, listed: Listed, folder: Path) -> None:
    """Write one listed file; its name has been found safe when the manifest was read."""
    if member.bytes != listed.bytes:
        raise ArchiveError(f"{member.name!r} of the release has another length than listed.")
    path = folder / member.name
    path.parent.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    with _new_file(path) as out:
        for piece in _content(file, member):
            digest.update(piece)
            out.write(piece)
    if digest.hexdigest() != listed.sha256:
        raise ArchiveError(f"{member.name!r} of the release has another content than listed.")


@contextmanager
def _new_file(path: Path) -> Iterator[IO[bytes]]:
    """A file that was not there, for all to read, on the disk in the end."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
    with os.fdopen(os.open(path, flags, 0o644), "wb") as file:
        yield file
        file.flush()
        os.fchmod(file.fileno(), 0o644)
        os.fsync(file.fileno())


def _only_zeros(file: IO[bytes]) -> None:
    while piece := file.read(PIECE_BYTES):
        if piece.strip(b"\0"):
            raise ArchiveError("The release goes on behind its end.")


def _exactly(file: IO[bytes], count: int) -> bytes:
    data = file.read(count)
    if len(data) != count:
        raise ArchiveError("The release ends too early.")
    return data


def _text(field: bytes) -> str:
    return field.split(b"\0")[0].decode("ascii", "backslashreplace")


def _octal(field: bytes) -> int:
    digits = field.rstrip(b"\0 ")
    if not digits or digits.strip(b"01234567"):
        raise ArchiveError("The release has a header that is no plain tar header.")
    return int(digits, 8)


def _sum(block: bytes) -> int:
    return sum(block) - sum(block[148:156]) + 8 * ord(" ")
