"""Fills the folder wheels/ beside the clone, for boxes without network: `make wheels`.

Run on any machine with network and pip. The markers of the lock are judged here, for the boxes
and not for this machine, which pip cannot do.
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kiosk.install.failure import InstallError
from kiosk.install.running import run

SOURCE = Path(__file__).resolve().parents[2]
OLDEST_GLIBC, NEWEST_GLIBC = 17, 36
"""manylinux_2_N: up to what Bookworm has."""
CERTAIN = {
    "sys_platform": "linux",
    "implementation_name": "cpython",
    "platform_python_implementation": "CPython",
}
"""Markers with one answer on every box."""
COMPARISON = re.compile(r"(\w+) (<=?|>=?|==|!=) '([^']*)'")


@dataclass(frozen=True, slots=True)
class Target:
    """A kind of box that wheels are for."""

    machine: str
    python: tuple[int, int]


TARGETS = tuple(
    Target(machine, python) for machine in ("aarch64", "x86_64") for python in ((3, 11), (3, 13))
)
"""Bookworm has Python 3.11, Trixie 3.13."""


def lock_for(lock: str, target: Target) -> str:
    """The entries of a lock that hold for `target`, without their markers.

    Raises InstallError for a marker that is not understood.
    """
    kept = []
    for entry in _entries(lock):
        head, *hashes = entry.split("\n")
        name, _, marker = head.rstrip(" \\").partition(" ; ")
        if holds(marker, target):
            kept.append("\n".join([f"{name} \\" if hashes else name, *hashes]))
    return "\n".join(kept) + "\n"


def _entries(lock: str) -> Iterator[str]:
    found: list[str] = []
    for line in lock.splitlines():
        if found and not line.startswith(" "):
            yield "\n".join(found)
            found = []
        if line.strip():
            found.append(line)
    if found:
        yield "\n".join(found)


def holds(marker: str, target: Target) -> bool:
    """Whether an environment marker made of `and` and `or` holds for `target`."""
    return not marker or any(
        all(_compared(each.strip(), target) for each in choice.split(" and "))
        for choice in marker.split(" or ")
    )


def _compared(comparison: str, target: Target) -> bool:
    found = COMPARISON.fullmatch(comparison)
    known = CERTAIN | {"platform_machine": target.machine}
    if found is None:
        raise InstallError(
            f"The lock says {comparison!r}, which is not understood: mend wheels.py."
        )
    name, sign, value = found.groups()
    if name in ("python_full_version", "python_version"):
        return _ordered(target.python, sign, _numbers(value))
    if name not in known or sign not in ("==", "!="):
        raise InstallError(
            f"The lock says {comparison!r}, which is not understood: mend wheels.py."
        )
    return (known[name] == value) is (sign == "==")


def _numbers(version: str) -> tuple[int, int]:
    first, second = ([*version.split("."), "0"])[:2]
    return int(first), int(second)


def _ordered(here: tuple[int, int], sign: str, there: tuple[int, int]) -> bool:
    return {
        "<": here < there,
        "<=": here <= there,
        ">": here > there,
        ">=": here >= there,
        "==": here == there,
        "!=": here != there,
    }[sign]


def platforms(machine: str) -> list[str]:
    """The tags of every wheel that a box of this machine can take."""
    newest_first = range(NEWEST_GLIBC, OLDEST_GLIBC - 1, -1)
    tags = [f"manylinux_2_{minor}_{machine}" for minor in newest_first]
    older = ["manylinux2010", "manylinux_2_12", "manylinux_2_5", "manylinux1"]
    return [*tags, f"manylinux2014_{machine}", *(f"{tag}_{machine}" for tag in older)]


def download(lock: str, target: Target, folder: Path) -> None:
    """Put every wheel of `lock` for `target` into `folder`. Raises InstallError."""
    python = ".".join(map(str, target.python))
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.write(lock_for(lock, target))
        file.flush()
        tags = [word for tag in platforms(target.machine) for word in ("--platform", tag)]
        checked = ["--require-hashes", "--only-binary", ":all:", "--no-deps", "--python-version"]
        line = [sys.executable, "-m", "pip", "download", "--disable-pip-version-check", "--quiet"]
        mend = "see the network and run it again"
        run([*line, *checked, python, *tags, "-d", str(folder), "-r", file.name], mend=mend)


def main() -> int:
    """Fill wheels/ for every target; 1 with a sentence when that fails."""
    folder = SOURCE / "wheels"
    lock = (SOURCE / "requirements.lock").read_text("utf-8")
    try:
        for target in TARGETS:
            print(f"{target.machine}, Python {'.'.join(map(str, target.python))} ...", flush=True)
            download(lock, target, folder)
    except InstallError as error:
        print(error)
        return 1
    size_mb = sum(path.stat().st_size for path in folder.glob("*.whl")) / 1e6
    print(f"{folder} holds {len(list(folder.glob('*.whl')))} wheels, {size_mb:.0f} MB.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
