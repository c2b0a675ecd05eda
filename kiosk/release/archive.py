"""Writes and checks the archive of a release: one plain tar, the same bytes from the same content.

Its order, times and owners are fixed, so that two people who build the same commit get the same
sha256 and can sign for what they have seen.
"""

from __future__ import annotations

import hashlib
import io
import os
import tarfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import IO

from kiosk.release import disk
from kiosk.release.failure import ReleaseError
from kiosk.release.publishing import Content
from kiosk.update.errors import ArchiveError
from kiosk.update.manifest import (
    MANIFEST,
    MOST_MANIFEST_BYTES,
    Listed,
    Manifest,
    is_safe_name,
    read,
    written,
)


def listed(members: Mapping[str, Path]) -> dict[str, Listed]:
    """Length and sha256 of each member. Raises ReleaseError for a name that no kiosk takes."""
    strange = [name for name in members if not is_safe_name(name) or name == MANIFEST]
    if strange:
        raise ReleaseError(f"{strange[0]!r} cannot be in a release: give it a plain name.")
    return {
        name: Listed(path.stat().st_size, disk.digest_of(path)) for name, path in members.items()
    }


def write_archive(path: Path, manifest: Manifest, members: Mapping[str, Path]) -> None:
    """The manifest, then every member by name. Raises ReleaseError."""
    aside = path.with_name(f".{path.name}.new")
    try:
        with aside.open("wb") as file:
            with tarfile.open(fileobj=file, mode="w", format=tarfile.USTAR_FORMAT) as tar:
                text = written(manifest).encode()
                tar.addfile(_head(MANIFEST, len(text), 0o644), io.BytesIO(text))
                for name in sorted(members):
                    _add(tar, name, members[name])
            file.flush()
            os.fsync(file.fileno())
        aside.replace(path)
    except (OSError, ValueError) as error:
        aside.unlink(missing_ok=True)
        raise ReleaseError(f"{path} cannot be written ({error}): mend that and build again.") from (
            error
        )


def _add(tar: tarfile.TarFile, name: str, path: Path) -> None:
    facts = path.stat()
    mode = 0o755 if facts.st_mode & 0o100 else 0o644
    with path.open("rb") as content:
        tar.addfile(_head(name, facts.st_size, mode), content)


def _head(name: str, size: int, mode: int) -> tarfile.TarInfo:
    head = tarfile.TarInfo(name)
    head.size, head.mode, head.mtime = size, mode, 0
    return head


def check(path: Path) -> tuple[Manifest, Content]:
    """What an archive says of itself, after looking at every byte of it. Raises ReleaseError."""
    mend = "build it again with `kiosk release build`"
    try:
        with disk.said(path, "read"), tarfile.open(path, "r:") as tar:
            manifest = _manifest(tar)
            found = {head.name: _listed(tar, head) for head in tar if head.name != MANIFEST}
    except (tarfile.TarError, ArchiveError) as error:
        raise ReleaseError(f"{path} is no release ({str(error).rstrip('.')}): {mend}.") from error
    strange = [n for n in {*found, *manifest.files} if found.get(n) != manifest.files.get(n)]
    if strange:
        raise ReleaseError(f"{path} is damaged at {min(strange)}: {mend}.")
    return manifest, Content(path.stat().st_size, disk.digest_of(path))


def _manifest(tar: tarfile.TarFile) -> Manifest:
    first = tar.next()
    if first is None or first.name != MANIFEST or first.size > MOST_MANIFEST_BYTES:
        raise ArchiveError("it does not begin with a manifest")
    return read(_content(tar, first).read())


def _listed(tar: tarfile.TarFile, head: tarfile.TarInfo) -> Listed:
    content = _content(tar, head)
    digest = hashlib.sha256()
    while chunk := content.read(disk.CHUNK_BYTES):
        digest.update(chunk)
    return Listed(head.size, digest.hexdigest())


def _content(tar: tarfile.TarFile, head: tarfile.TarInfo) -> IO[bytes]:
    content = tar.extractfile(head) if head.isreg() else None
    if content is None:
        raise ArchiveError(f"{head.name} is no plain file")
    return content


def with_files(manifest: Manifest, members: Mapping[str, Path]) -> Manifest:
    """The manifest that lists these members."""
    return replace(manifest, files=listed(members))
