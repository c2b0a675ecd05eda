"""Follows a program and all of its children with strace; reads what they did to files.

Only successful calls that can change a file system are kept: opening for writing, writing,
renaming, linking, making. Writing through a mapping needs a file that was opened for writing, so
nothing escapes by it; `io_uring` would, and is reported like a file of that name.
"""

from __future__ import annotations

import codecs
import re
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from os.path import normpath
from pathlib import Path

OPENING = ("open", "openat", "openat2", "creat")
WRITING = ("write", "pwrite64", "writev", "pwritev", "pwritev2")
COPYING = ("sendfile", "copy_file_range", "splice", "tee", "vmsplice", "io_uring_setup")
NAMING = ("rename", "renameat", "renameat2", "link", "linkat", "symlink", "symlinkat")
MAKING = ("mkdir", "mkdirat", "mknod", "mknodat", "truncate", "ftruncate", "fallocate")
FOR_WRITING = re.compile(r"\bO_(WRONLY|RDWR|CREAT|TRUNC|APPEND|TMPFILE|__O_TMPFILE)\b")
LONGEST_BYTES = 1 << 20
"""A write is kept whole up to here; none of ours is near it."""

LINE = re.compile(r"^(?:\d+ +)?(\w+)\((.*)\) += (-?\d+|0x[0-9a-f]+)(<.*>(?:\(deleted\))?)?")
STRING = re.compile(r'"((?:[^"\\]|\\.)*)"')
DESCRIPTOR = re.compile(r"^(-?\d+|AT_FDCWD)<((?:[^>\\]|\\.)*)>(\(deleted\))?")
INTO = re.compile(r"(?:-?\d+|AT_FDCWD)<((?:[^>\\]|\\.)*)>(\(deleted\))?")


@dataclass(frozen=True, slots=True)
class Act:
    """Something that a process did to a file."""

    call: str
    path: str
    """Absolute where strace knows the folder; `pipe:[…]`, `socket:[…]` and the like as they are."""
    content: bytes = b""
    """What was written, for a write."""


def installed() -> bool:
    """Whether strace is here."""
    return shutil.which("strace") is not None


def command(traces: Path, *, contents: bool) -> list[str]:
    """What to put in front of a program; one file for each process lands in `traces`."""
    calls = [*OPENING, *COPYING, *NAMING, *MAKING, *(WRITING if contents else ())]
    kept = LONGEST_BYTES if contents else 4096
    options = ["-f", "-ff", "--seccomp-bpf", "-y", "-x", "-s", str(kept), "-qq"]
    return [
        "strace",
        *options,
        "-e",
        f"trace={','.join('?' + call for call in calls)}",
        "-e",
        "signal=none",
        "-o",
        str(traces / "trace"),
    ]


def acts_of(traces: Path, started_in: Path) -> Iterator[Act]:
    """Everything that changed a file, of all processes of a program started in that folder."""
    for path in sorted(traces.glob("trace.*")):
        with path.open(encoding="latin-1") as lines:
            for act in acts_in(lines):
                yield (
                    act
                    if _is_told(act.path)
                    else replace(act, path=normpath(started_in / act.path))
                )


def _is_told(path: str) -> bool:
    """Whether strace said all of it; of the older calls it knows no folder."""
    return path.startswith("/") or ":" in path or path in COPYING


def acts_in(lines: Iterable[str]) -> Iterator[Act]:
    """The same of the lines of one process."""
    for line in lines:
        found = LINE.match(line)
        if found is None or found[3].startswith("-"):
            continue
        yield from _acts(found[1], found[2], found[4])


def _acts(call: str, said: str, result: str | None) -> Iterator[Act]:
    if call in OPENING:
        if call == "creat" or FOR_WRITING.search(STRING.sub("", said)):
            yield Act(call, _of_descriptor(result or "") or next(_paths(said)))
    elif call in WRITING:
        content = b"".join(_bytes(found) for found in STRING.findall(said))
        yield Act(call, _of_descriptor(said), content)
    elif call in COPYING:
        for path, deleted in INTO.findall(said) or [(call, "")]:
            yield Act(call, _text(path) + deleted)
    elif call in NAMING:
        yield Act(call, list(_paths(said))[-1])
    elif call.startswith("f"):
        yield Act(call, _of_descriptor(said))
    else:
        yield from (Act(call, path) for path in list(_paths(said))[:1])


def _of_descriptor(said: str) -> str:
    """The file behind the descriptor that this begins with."""
    text = said if said[:1] != "<" else f"0{said}"
    found = DESCRIPTOR.match(text)
    return _text(found[2]) + (found[3] or "") if found else ""


def _paths(said: str) -> Iterator[str]:
    """Every path named in a call; a relative one below its folder."""
    for found in re.finditer(rf"(?:AT_FDCWD|-?\d+)<((?:[^>\\]|\\.)*)>, {STRING.pattern}", said):
        yield normpath(Path(_text(found[1])) / _text(found[2]))
    if not said.startswith(("AT_FDCWD", *"-0123456789")):
        yield from (_text(found) for found in STRING.findall(said))


def _bytes(said: str) -> bytes:
    raw: bytes = codecs.escape_decode(said.encode("latin-1"))[0]
    return raw


def _text(said: str) -> str:
    return _bytes(said).decode("utf-8", "surrogateescape")
