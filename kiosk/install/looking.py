"""Looks at the box: the facts that `checks.py` judges. Changes nothing."""

from __future__ import annotations

import os
import platform
import shutil
import struct
import subprocess
import sys
from pathlib import Path

from kiosk.install import swap
from kiosk.install.checks import Facts, Wish
from kiosk.install.layout import BROWSER_PACKAGES, PACKAGES, PI_PACKAGES, Layout

SYSTEM_PYTHON = Path("/") / "usr/bin/python3"
LIBRARY_SEEN = "import picamera2, libcamera"
CAMERAS_SEEN = "import libcamera; print(len(libcamera.CameraManager.singleton().cameras))"


def look(layout: Layout, source: Path, wish: Wish) -> Facts:
    """The facts of this box (of `layout.root`, where they are files)."""
    root = layout.root
    release = os_release(root)
    pi_os = (root / "etc/rpi-issue").exists()
    library = _python_says("import importlib.util as u; print(bool(u.find_spec('picamera2')))")
    return Facts(
        root_user=os.geteuid() == 0,
        systemd=Path("/run/systemd/system").is_dir(),
        machine=platform.machine(),
        pointer_bits=struct.calcsize("P") * 8,
        codename=release.get("VERSION_CODENAME", ""),
        pretty_name=release.get("PRETTY_NAME", ""),
        raspberry_pi_os=pi_os,
        python=sys.version_info[:2],
        free_mb=_free_mb(layout.home),
        network=has_network(Path("/proc/net")),
        wheels=source / "wheels" if any((source / "wheels").glob("*.whl")) else None,
        missing_packages=missing(wanted_packages(pi_os, wish.browser), installed_packages(root)),
        camera_library=library == "True",
        cameras=_cameras(library == "True"),
        displays=connected_displays(Path("/sys/class/drm")),
        desktop=(root / "etc/systemd/system/display-manager.service").exists(),
        card_swap=swap.on_card(Path("/proc/swaps"), Path("/sys/block")),
        pins=any(Path("/dev").glob("gpiochip*")),
        one_disk=_disk(layout.home) == _disk(layout.units),
    )


def os_release(root: Path) -> dict[str, str]:
    """The fields of os-release; none where there is no such file."""
    try:
        lines = (root / "etc/os-release").read_text("utf-8").splitlines()
    except OSError:
        return {}
    pairs = (line.split("=", 1) for line in lines if "=" in line)
    return {name: value.strip().strip('"') for name, value in pairs}


def wanted_packages(raspberry_pi_os: bool, browser: bool) -> tuple[str, ...]:
    """The system's packages that this box needs."""
    pi = PI_PACKAGES if raspberry_pi_os else ()
    return (*PACKAGES, *pi, *(BROWSER_PACKAGES if browser else ()))


def installed_packages(root: Path) -> set[str]:
    """Names of all installed packages, from dpkg's own list; empty where there is none."""
    try:
        text = (root / "var/lib/dpkg/status").read_text("utf-8", errors="replace")
    except OSError:
        return set()
    return {
        entry.split("\n", 1)[0].removeprefix("Package: ").strip()
        for entry in text.split("\n\n")
        if "\nStatus: install ok installed\n" in entry or "\nStatus: hold ok installed\n" in entry
    }


def missing(wanted: tuple[str, ...], there: set[str]) -> tuple[str, ...]:
    """What of `wanted` is not there; Raspberry Pi OS has a Chromium by another name."""
    same = there | ({"chromium"} if "chromium-browser" in there else set())
    return tuple(name for name in wanted if name not in same)


def has_network(proc_net: Path) -> bool:
    """Whether a way out of this box is known (a default route), or a proxy is set."""
    if any(os.environ.get(name) for name in ("https_proxy", "HTTPS_PROXY")):
        return True
    for name, column, nowhere in (("route", 1, "0" * 8), ("ipv6_route", 0, "0" * 32)):
        for line in _lines(proc_net / name):
            fields = line.split()
            if len(fields) > 8 and fields[column] == nowhere and fields[-1] != "lo":
                return True
    return False


def connected_displays(drm: Path) -> int:
    """How many screens are connected."""
    return sum("connected" in _lines(status) for status in drm.glob("card*-*/status"))


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text("utf-8", errors="replace").splitlines()
    except OSError:
        return []


def _free_mb(home: Path) -> float:
    return shutil.disk_usage(_there(home)).free / 1e6


def _disk(folder: Path) -> int:
    return _there(folder).stat().st_dev


def _there(folder: Path) -> Path:
    """The nearest folder that is there already."""
    while not folder.exists():
        folder = folder.parent
    return folder


def _cameras(library: bool) -> int:
    """Cameras that the library sees, and USB cameras where there is no library."""
    told = _python_says(CAMERAS_SEEN) if library else ""
    by_library = int(told) if told.isdigit() else 0
    usb = [path for path in Path("/dev/v4l/by-id").glob("*") if "index0" in path.name]
    return by_library + len(usb)


def _python_says(program: str) -> str:
    """What the system's own Python prints, its last line; empty when it fails."""
    try:
        done = subprocess.run(
            [str(SYSTEM_PYTHON), "-c", program],
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return (done.stdout.strip().splitlines() or [""])[-1]
