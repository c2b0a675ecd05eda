"""Archives that no kiosk may unpack, each with one thing that is wrong."""

from __future__ import annotations

import json
import os
import tarfile
from typing import Any

from kiosk.update.manifest import MANIFEST, written
from tests.update import archives
from tests.update.archives import FILES, member, members, tar

OUTSIDE = "/tmp/kiosk-was-here"
"""Where the absolute names lead; nothing may ever be there."""


def sparse() -> bytes:
    """A member that says it is GNU's sparse file."""
    return archives.listing("hole", b"x" * 512, type=tarfile.GNUTYPE_SPARSE)


def renamed_by_pax() -> bytes:
    """A harmless name, which a header before it replaces."""
    info, data = member("systemd/kiosk.service", FILES["systemd/kiosk.service"])
    info.pax_headers = {"path": OUTSIDE}
    honest = [each for each in members() if each[0].name != "systemd/kiosk.service"]
    return tar([*honest, (info, data)], tarfile.PAX_FORMAT)


def of_gnu_names() -> bytes:
    """A long name as GNU writes it, before the member."""
    name = "wheels/" + "w" * 120
    files = {**FILES, name: b"x"}
    return tar(members(files), tarfile.GNU_FORMAT)


def second_manifest() -> bytes:
    return tar([*members(), member(MANIFEST, b"{}")])


def manifest_last() -> bytes:
    first, *others = members()
    return tar([*others, first])


def without(name: str) -> bytes:
    return tar([each for each in members() if each[0].name != name])


def twice(name: str) -> bytes:
    return tar([*members(), member(name, FILES[name])])


def other_content() -> bytes:
    evil = {**FILES, "lock.txt": FILES["lock.txt"].replace(b"kiosk", b"evil!")}
    return tar(members(evil, archives.manifest()))


def longer_content() -> bytes:
    return tar(members({**FILES, "lock.txt": FILES["lock.txt"] + b"!"}, archives.manifest()))


def cut(count: int) -> bytes:
    return archives.honest()[:count]


def size_in_base_256() -> bytes:
    return archives.changed(lambda data: data.__setitem__(slice(124, 136), b"\x80" + bytes(11)))


def huge_manifest() -> bytes:
    text = written(archives.manifest()).encode()
    return tar([member(MANIFEST, text + b" " * 2_000_000), *members()[1:]])


def manifest_of_another_name() -> bytes:
    return tar([member("other.json", members()[0][1]), *members()[1:]])


def changed_header() -> bytes:
    """Another time of the first member, under the old checksum."""
    return archives.changed(lambda data: data.__setitem__(136, data[136] ^ 1))


def filled_padding() -> bytes:
    """Something hidden behind the end of a file."""
    text = written(archives.manifest()).encode()
    return archives.changed(lambda data: data.__setitem__(512 + len(text), 65))


def behind_the_end() -> bytes:
    return archives.honest() + tar([member("evil", b"evil")])


def manifest_says(**changes: Any) -> bytes:
    said = json.loads(written(archives.manifest()))
    said.update(changes)
    return tar([member(MANIFEST, json.dumps(said).encode()), *members()[1:]])


EVIL = {
    "absolute": archives.with_also(OUTSIDE),
    "parent": archives.with_also("../evil"),
    "parent inside": archives.with_also("wheels/../../evil"),
    "listed absolute": archives.listing(OUTSIDE),
    "listed parent": archives.listing("../evil"),
    "listed parent inside": archives.listing("wheels/../../../evil"),
    "listed dot": archives.listing("wheels/./evil"),
    "listed hidden": archives.listing(".evil"),
    "listed nothing": archives.listing("wheels//evil"),
    "listed backslash": archives.listing("..\\evil"),
    "listed line": archives.listing("wheels/a\nb"),
    "listed unicode": archives.listing("wheels/\u202eevil"),
    "listed manifest": archives.listing(MANIFEST),
    "file and folder": archives.listing("lock.txt/evil"),
    "unlisted": archives.with_also("evil"),
    "symbolic link": archives.listing("l", b"", type=tarfile.SYMTYPE, linkname="/etc"),
    "hard link": archives.listing("l", b"", type=tarfile.LNKTYPE, linkname="lock.txt"),
    "hard link outside": archives.listing("l", b"", type=tarfile.LNKTYPE, linkname="/etc/passwd"),
    "link in a folder's place": tar(
        [members()[0], member("wheels", b"", type=tarfile.SYMTYPE, linkname="/tmp"), *members()[1:]]
    ),
    "file that leads somewhere": archives.listing("l", b"", linkname="/etc/passwd"),
    "device": archives.listing("d", b"", type=tarfile.CHRTYPE, devmajor=1, devminor=3),
    "block device": archives.listing("d", b"", type=tarfile.BLKTYPE),
    "fifo": archives.listing("f", b"", type=tarfile.FIFOTYPE),
    "folder": archives.listing("wheels", b"", type=tarfile.DIRTYPE),
    "contiguous": archives.listing("c", b"", type=tarfile.CONTTYPE),
    "sparse": sparse(),
    "renamed by pax": renamed_by_pax(),
    "GNU names": of_gnu_names(),
    "second manifest": second_manifest(),
    "manifest last": manifest_last(),
    "no manifest": without(MANIFEST),
    "a file is missing": without("lock.txt"),
    "an empty file is missing": without("selftest/clip.mp4"),
    "twice": twice("lock.txt"),
    "other content": other_content(),
    "longer content": longer_content(),
    "cut in a header": cut(700),
    "cut in a file": cut(4000),
    "cut before the end": archives.honest().rstrip(b"\0"),
    "no bytes": b"",
    "no tar": b"\x1f\x8b" + os.urandom(2000),
    "base-256 size": size_in_base_256(),
    "huge manifest": huge_manifest(),
    "manifest of another name": manifest_of_another_name(),
    "changed header": changed_header(),
    "filled padding": filled_padding(),
    "behind the end": behind_the_end(),
    "later format": manifest_says(format=2),
    "no format": manifest_says(format=None),
    "a file of no bytes": manifest_says(files={"lock.txt": {}}),
    "negative size": manifest_says(installed_bytes=-1),
    "truth for a size": manifest_says(migrations=True),
    "files in a list": manifest_says(files=["lock.txt"]),
}
