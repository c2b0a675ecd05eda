"""Whether this box can take the kiosk: every finding at once, each with its mend. Pure.

Looking at the box is `looking.py`'s. What only warns lets the installation go on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

MACHINES = ("aarch64", "arm64", "x86_64", "AMD64")
RELEASES = {"bookworm": "Debian 12", "trixie": "Debian 13"}
OLDEST_PYTHON = (3, 11)
NEEDED_MB = 2500
"""A slot is about 1 GB, and an update needs room for a second one beside it."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What was seen of a box."""

    root_user: bool
    systemd: bool
    machine: str
    pointer_bits: int
    codename: str
    pretty_name: str
    raspberry_pi_os: bool
    python: tuple[int, int]
    free_mb: float
    network: bool
    wheels: Path | None
    missing_packages: tuple[str, ...]
    camera_library: bool
    cameras: int
    displays: int
    desktop: bool
    card_swap: tuple[str, ...]
    """Swap files and partitions that are not memory."""
    pins: bool
    one_disk: bool
    """Whether units that lead to /opt are there when the service manager starts."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What the person asked for on the command line."""

    packages: bool = True
    browser: bool = True
    start: bool = True
    lan: bool | None = None
    """None leaves it as it is."""
    update_root: Path | None = None
    update_url: str | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One trouble and its mend; `stops` when the installation cannot go on."""

    what: str
    mend: str
    stops: bool


def findings(facts: Facts, wish: Wish) -> list[Finding]:
    """Everything that is wrong with the box, what stops the installation first."""
    found = [*_system(facts, wish), *_supplies(facts, wish), *_devices(facts, wish)]
    return sorted(found, key=lambda finding: not finding.stops)


def stopped(found: Sequence[Finding]) -> bool:
    """Whether any of them stops the installation."""
    return any(finding.stops for finding in found)


def _system(facts: Facts, wish: Wish) -> list[Finding]:
    found = []
    if not facts.root_user:
        found.append(Finding("This is not the administrator", "run: sudo systemd/install", True))
    if facts.machine not in MACHINES or facts.pointer_bits < 64:
        what = f"This system is {facts.pointer_bits}-bit {facts.machine}"
        mend = "put the 64-bit Raspberry Pi OS on the card: the pose network has no 32-bit build"
        found.append(Finding(what, mend, True))
    if facts.codename not in RELEASES:
        what = f"This system is {facts.pretty_name or 'unknown'}"
        mend = f"use Raspberry Pi OS or Debian: {' or '.join(RELEASES)}"
        found.append(Finding(what, mend, True))
    if facts.python < OLDEST_PYTHON:
        what = f"Python here is {facts.python[0]}.{facts.python[1]}"
        found.append(Finding(what, "use a system with Python 3.11 or newer", True))
    if not facts.one_disk:
        mend = "keep /opt on the root file system: units lead there when the box starts"
        found.append(Finding("/opt lies on a disk of its own", mend, True))
    if wish.start and not facts.systemd:
        mend = "boot the box with it, or install with --no-start"
        found.append(Finding("systemd does not run here", mend, True))
    return found


def _supplies(facts: Facts, wish: Wish) -> list[Finding]:
    found = []
    if facts.free_mb < NEEDED_MB:
        what = f"Only {facts.free_mb:.0f} MB are free on the card"
        mend = f"make room: {NEEDED_MB} MB are needed (sudo apt clean), or use a larger card"
        found.append(Finding(what, mend, True))
    if not facts.network and facts.wheels is None:
        mend = "connect it, or put the folder wheels/ beside the clone (make wheels)"
        found.append(Finding("There is no network and no folder wheels/", mend, True))
    if facts.missing_packages and not facts.network and wish.packages:
        what = f"Without network these packages cannot be installed: {_list(facts)}"
        mend = "connect the network once, or install them from their files and give --no-packages"
        found.append(Finding(what, mend, True))
    if facts.missing_packages and not wish.packages:
        stops = "python3-venv" in facts.missing_packages
        what = f"These packages are missing: {_list(facts)}"
        found.append(Finding(what, f"sudo apt install {_list(facts, ' ')}", stops))
    return found


def _list(facts: Facts, between: str = ", ") -> str:
    return between.join(facts.missing_packages)


def _devices(facts: Facts, wish: Wish) -> list[Finding]:
    found = []
    coming = wish.packages and "python3-picamera2" in facts.missing_packages
    if not facts.camera_library and not coming:
        what = "The Pi camera's library (picamera2) is not on this system"
        mend = "use Raspberry Pi OS for a Pi camera; a USB camera works without it"
        found.append(Finding(what, mend, False))
    if not facts.cameras and not coming:
        mend = "connect the camera with the box switched off; the kiosk keeps looking for it"
        found.append(Finding("No camera is seen", mend, False))
    if wish.browser and not facts.displays:
        mend = "connect the screen and switch it on, or install with --without-browser"
        found.append(Finding("No screen is seen", mend, False))
    if wish.browser and facts.desktop:
        mend = "sudo systemctl disable --now display-manager, or use Raspberry Pi OS Lite"
        found.append(Finding("A desktop holds the screen of this box", mend, False))
    if facts.card_swap:
        what = f"Memory may be written to the card: swap on {', '.join(facts.card_swap)}"
        mend = (
            "start the box anew after the installation, which switches it off (docs/operations.md)"
        )
        found.append(Finding(what, mend, False))
    return found
