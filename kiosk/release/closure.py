"""What the updater's own environment needs: tuf and all that its wheels ask for, and no more.

Read from the wheels' own metadata, for each kind of box.
"""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from email.parser import HeaderParser

from kiosk.install.wheels import Target
from kiosk.release.failure import ReleaseError
from kiosk.release.gathering import Wheel
from kiosk.release.locks import canonical

STARTS = ("tuf", "securesystemslib[crypto]")
"""What kiosk.update imports."""


def needed(found: Mapping[Target, Sequence[Wheel]]) -> frozenset[str]:
    """The names of the packages that the updater needs on any of these boxes."""
    return frozenset(name for target, wheels in found.items() for name in needed_on(target, wheels))


def needed_on(target: Target, wheels: Sequence[Wheel]) -> frozenset[str]:
    """The same on one kind of box. Raises ReleaseError when a wheel is missing."""
    from packaging.requirements import Requirement

    there = {wheel.name: wheel for wheel in wheels}
    seen: set[tuple[str, frozenset[str]]] = set()
    waiting = [Requirement(start) for start in STARTS]
    while waiting:
        asked = waiting.pop()
        name, extras = canonical(asked.name), frozenset(asked.extras)
        if (name, extras) in seen:
            continue
        seen.add((name, extras))
        if name not in there:
            raise ReleaseError(f"The updater needs {name}, which the lock has not: make lock.")
        waiting += _asked_by(there[name], extras, target)
    return frozenset(name for name, _ in seen)


def _asked_by(wheel: Wheel, extras: frozenset[str], target: Target):  # type: ignore[no-untyped-def]
    from packaging.requirements import Requirement

    asked = [Requirement(line) for line in _lines(wheel)]
    places = [_place(target, extra) for extra in ("", *extras)]
    return [
        each
        for each in asked
        if each.marker is None or any(each.marker.evaluate(place) for place in places)
    ]


def _place(target: Target, extra: str) -> dict[str, str]:
    python = ".".join(map(str, target.python))
    return {
        "extra": extra,
        "implementation_name": "cpython",
        "os_name": "posix",
        "platform_machine": target.machine,
        "platform_python_implementation": "CPython",
        "platform_system": "Linux",
        "python_full_version": f"{python}.0",
        "python_version": python,
        "sys_platform": "linux",
    }


def _lines(wheel: Wheel) -> list[str]:
    """Its Requires-Dist lines."""
    try:
        with zipfile.ZipFile(wheel.path) as archive:
            name = next(each for each in archive.namelist() if each.endswith(".dist-info/METADATA"))
            text = archive.read(name).decode()
    except (zipfile.BadZipFile, StopIteration, OSError) as error:
        raise ReleaseError(f"{wheel.path} is no wheel: take it away.") from error
    return HeaderParser().parsestr(text).get_all("Requires-Dist") or []
