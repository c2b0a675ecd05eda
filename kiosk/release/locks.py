"""The lock of an archive: what pip may install on a box, each wheel with its hash. Pure.

Only the hashes of wheels that are in the archive are written: nothing else can be installed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from kiosk.install.wheels import Target, holds
from kiosk.release.failure import ReleaseError

_HEAD = re.compile(r"([A-Za-z0-9._-]+)(?:\[[^]]*\])?==([^ ;\\]+)(?: ; ([^\\]*))?")
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


@dataclass(frozen=True, slots=True)
class Entry:
    """One locked package."""

    name: str
    version: str
    marker: str
    hashes: frozenset[str]

    def holds(self, target: Target) -> bool:
        """Whether a box of this kind needs it."""
        return holds(self.marker, target)


def entries(lock: str) -> list[Entry]:
    """Every package of a lock with hashes. Raises ReleaseError for a line that is none."""
    return [_entry(text) for text in _texts(lock)]


def _texts(lock: str) -> Iterator[str]:
    lines = [line for line in lock.splitlines() if line.strip() and not line.startswith("#")]
    starts = [number for number, line in enumerate(lines) if not line.startswith(" ")]
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        yield "\n".join(lines[start:end])


def _entry(text: str) -> Entry:
    head = _HEAD.match(text)
    if head is None or not _HASH.search(text):
        raise ReleaseError(
            f"The lock says {text.splitlines()[0]!r}, which is no package with hashes: make lock."
        )
    name, version, marker = head.groups()
    hashes = frozenset(_HASH.findall(text))
    return Entry(canonical(name), version, (marker or "").strip(), hashes)


def canonical(name: str) -> str:
    """A package's name in its one spelling."""
    return re.sub(r"[-_.]+", "-", name).lower()


def written(kept: Iterable[Entry], shipped: Mapping[str, str]) -> str:
    """The lock of these entries; `shipped` has the name of each wheel by its sha256.

    An entry of which no wheel is shipped holds for none of the targets and is left out.
    """
    lines = []
    for entry in sorted(kept, key=lambda each: (each.name, each.version)):
        hashes = sorted(entry.hashes & shipped.keys())
        marker = f" ; {entry.marker}" if entry.marker else ""
        if hashes:
            head = f"{entry.name}=={entry.version}{marker}"
            lines.append(" \\\n".join([head, *(f"    --hash=sha256:{each}" for each in hashes)]))
    return "\n".join(lines) + "\n"
