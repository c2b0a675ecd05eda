"""Release archives for tests: an honest one, and ones that a maintainer would never make."""

from __future__ import annotations

import hashlib
import io
import tarfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from kiosk.update.manifest import MANIFEST, Listed, Manifest, Target, written

FILES = {
    "lock.txt": b"kiosk==1.1.0 --hash=sha256:00\n",
    "wheels/kiosk-1.1.0-py3-none-any.whl": bytes(range(256)) * 40,
    "systemd/kiosk.service": b"[Service]\n",
    "selftest/clip.mp4": b"",
}


def manifest(files: Mapping[str, bytes] = FILES, version: str = "1.1.0") -> Manifest:
    """What an honest archive of these files says of itself."""
    listed = {
        name: Listed(len(data), hashlib.sha256(data).hexdigest()) for name, data in files.items()
    }
    return Manifest(
        version=version,
        minimum_version="1.0.0",
        boards=("Raspberry Pi 4", "Raspberry Pi 5"),
        os=("bookworm", "trixie"),
        targets=(Target("aarch64", "3.11"), Target("aarch64", "3.13")),
        models={},
        migrations=4,
        installed_bytes=1000,
        files=listed,
    )


def member(name: str, data: bytes = b"", **header: object) -> tuple[tarfile.TarInfo, bytes]:
    """A member of an archive with any header."""
    info = tarfile.TarInfo(name)
    info.size = len(data)
    for key, value in header.items():
        setattr(info, key, value)
    return info, data


def tar(
    members: Iterable[tuple[tarfile.TarInfo, bytes]], form: int = tarfile.USTAR_FORMAT
) -> bytes:
    """An archive of any members."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=form) as archive:
        for info, data in members:
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def members(
    files: Mapping[str, bytes] = FILES, said: Manifest | None = None
) -> list[tuple[tarfile.TarInfo, bytes]]:
    """The members of an archive: the manifest, then the files."""
    first = member(MANIFEST, written(said or manifest(files)).encode())
    return [first, *(member(name, data) for name, data in files.items())]


def honest(version: str = "1.1.0", files: Mapping[str, bytes] = FILES) -> bytes:
    """An archive as `kiosk release build` makes it."""
    return tar(members(files, manifest(files, version)))


def big(version: str, count: int) -> bytes:
    """An honest archive of some `count` bytes that do not repeat."""
    data = b"".join(hashlib.sha256(b"%d" % each).digest() for each in range(count // 32))
    return honest(version, {**FILES, "models/large.tflite": data})


def with_also(name: str, data: bytes = b"evil", version: str = "1.1.0", **header: object) -> bytes:
    """Honest files and one member more, which the manifest does not know."""
    return tar([*members(FILES, manifest(FILES, version)), member(name, data, **header)])


def listing(name: str, data: bytes = b"evil", **header: object) -> bytes:
    """Honest files and one member more, which the manifest lists as if it were one of them."""
    said = manifest()
    digest = hashlib.sha256(data).hexdigest()
    listed = replace(said, files={**said.files, name: Listed(len(data), digest)})
    return tar([*members(FILES, listed), member(name, data, **header)])


def changed(change: Callable[[bytearray], object]) -> bytes:
    """An honest archive with bytes changed, checksums and all left as they were."""
    data = bytearray(honest())
    change(data)
    return bytes(data)
