"""Finds in a folder the one wheel of each locked package for each kind of box.

A wheel counts only with a hash that the lock names and tags that the box can take; of several
the most fitting is taken, as pip would.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.install.wheels import TARGETS, Target, platforms
from kiosk.release import disk
from kiosk.release.failure import ReleaseError
from kiosk.release.locks import Entry, canonical

if TYPE_CHECKING:
    from packaging.tags import Tag


@dataclass(frozen=True, slots=True)
class Wheel:
    """A wheel of a folder."""

    path: Path
    sha256: str
    name: str
    tags: frozenset[Tag]


def label(target: Target) -> str:
    """`aarch64-3.11`."""
    return f"{target.machine}-{'.'.join(map(str, target.python))}"


def targets_named(labels: Sequence[str]) -> tuple[Target, ...]:
    """The targets with these labels, all without any. Raises ReleaseError."""
    known = {label(target): target for target in TARGETS}
    strange = [each for each in labels if each not in known]
    if strange:
        raise ReleaseError(f"{strange[0]!r} is no target: use {', '.join(known)}.")
    return tuple(known[each] for each in labels) or TARGETS


def wheels_in(folder: Path) -> list[Wheel]:
    """Every wheel of a folder. Raises ReleaseError."""
    from packaging.utils import InvalidWheelFilename, parse_wheel_filename

    found = []
    for path in sorted(folder.glob("*.whl")):
        try:
            name, _, _, tags = parse_wheel_filename(path.name)
        except InvalidWheelFilename as error:
            raise ReleaseError(f"{path} has no wheel's name: take it away.") from error
        found.append(Wheel(path, disk.digest_of(path), canonical(name), tags))
    return found


def chosen(
    entries: Iterable[Entry], wheels: Sequence[Wheel], targets: Sequence[Target]
) -> dict[Target, list[Wheel]]:
    """For each target the wheel of every entry that holds for it. Raises ReleaseError."""
    by_hash = {wheel.sha256: wheel for wheel in wheels}
    entries = list(entries)
    found: dict[Target, list[Wheel]] = {}
    missing = []
    for target in targets:
        order = _order(target)
        for entry in (each for each in entries if each.holds(target)):
            best = _best(entry, by_hash, order)
            if best is None:
                missing.append(f"{entry.name} {entry.version} for {label(target)}")
            else:
                found.setdefault(target, []).append(best)
    if missing:
        more = f" and {len(missing) - 3} more" if len(missing) > 3 else ""
        raise ReleaseError(
            f"Wheels are missing: {', '.join(missing[:3])}{more}; leave --wheels out to "
            "download them."
        )
    return found


def _best(entry: Entry, by_hash: Mapping[str, Wheel], order: Mapping[Tag, int]) -> Wheel | None:
    fits = [
        (min(order[tag] for tag in wheel.tags & order.keys()), wheel.path.name, wheel)
        for digest in entry.hashes
        if (wheel := by_hash.get(digest)) and wheel.name == entry.name and wheel.tags & order.keys()
    ]
    return min(fits)[2] if fits else None


def _order(target: Target) -> dict[Tag, int]:
    """Every tag that a box of this kind takes, the best one first."""
    from packaging.tags import compatible_tags, cpython_tags

    tags = platforms(target.machine)
    interpreter = f"cp{target.python[0]}{target.python[1]}"
    supported = [
        *cpython_tags(target.python, [interpreter], tags),
        *compatible_tags(target.python, interpreter, tags),
    ]
    return {tag: place for place, tag in reversed(list(enumerate(supported)))}
