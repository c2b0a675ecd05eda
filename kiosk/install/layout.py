"""Where everything of an installed kiosk lies, below one root, and what it is made of.

The root is `/` but in tests and images. Nothing here touches the disk.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

STARTED = (
    "kiosk.service",
    "kiosk-health.timer",
    "kiosk-reboot.path",
    "kiosk-update.path",
    "kiosk-update.timer",
)
"""What runs or waits on a box all the time."""
BROWSER_UNITS = ("kiosk-browser.service",)
OLD_SCRIPTS = ("browser.py", "last_exit.py", "reboot_bound.py", "safe_page.py")
"""In /opt/kiosk itself on boxes that were installed before there were bases."""
OPEN_TO_LAN = ("kiosk.service", "kiosk-safe.service")
"""The units that lan.conf opens to the local network."""
USERS = ("kiosk", "kiosk-screen", "kiosk-update")

PACKAGES = ("python3-venv", "espeak-ng")
PI_PACKAGES = ("python3-picamera2", "python3-libcamera", "python3-lgpio")
"""On Raspberry Pi OS alone: Debian has neither picamera2 nor lgpio."""
BROWSER_PACKAGES = ("cage", "chromium", "seatd", "wlr-randr", "fonts-dejavu-core")

SLOT_FILES = ("pyproject.toml", "requirements.lock", "README.md", "LICENSE")
SLOT_FOLDERS = {"kiosk": "*", "models": "*.tflite", "systemd": "*"}
"""What of the clone goes into a slot; its content names the slot, and the base made from it."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The paths of one installed kiosk."""

    root: Path

    @property
    def home(self) -> Path:
        """Slots, bases and the links to those in use."""
        return self.root / "opt/kiosk"

    @property
    def slots(self) -> Path:
        """One virtual environment a version."""
        return self.home / "slots"

    @property
    def current(self) -> Path:
        """The link to the slot in use."""
        return self.home / "current"

    @property
    def bases(self) -> Path:
        """What runs the box outside the slots, a folder a version."""
        return self.home / "bases"

    @property
    def base(self) -> Path:
        """The link to the base in use."""
        return self.home / "base"

    @property
    def units(self) -> Path:
        """Units of the box's own administrator."""
        return self.root / "etc/systemd/system"

    @property
    def config_folder(self) -> Path:
        """The configuration, never overwritten."""
        return self.root / "etc/kiosk"

    @property
    def config(self) -> Path:
        """The configuration's file."""
        return self.config_folder / "kiosk.toml"

    @property
    def update_root(self) -> Path:
        """Whose signatures this box trusts; without it there are no remote updates."""
        return self.config_folder / "update-root.json"

    @property
    def results(self) -> Path:
        """The results, never removed unless asked for."""
        return self.root / "var/lib/kiosk"

    @property
    def system_state(self) -> Path:
        """What root keeps of reboots and updates."""
        return self.root / "var/lib/kiosk-system"

    @property
    def trusted(self) -> Path:
        """What the updater has learnt of the signers since `update_root`."""
        return self.system_state / "update" / "tuf"

    @property
    def lock(self) -> Path:
        """Held by the one program that changes slots and bases."""
        return self.root / "run/kiosk-update.lock"

    @property
    def running(self) -> tuple[Path, Path]:
        """What lives until the box is switched off."""
        return self.root / "run/kiosk", self.root / "run/kiosk-browser"

    @property
    def command(self) -> Path:
        """`kiosk` for people."""
        return self.root / "usr/local/bin/kiosk"

    def lan_drop_ins(self) -> tuple[Path, ...]:
        """Where lan.conf lies when the pages are open to the local network."""
        return tuple(self.units / f"{unit}.d" / "lan.conf" for unit in OPEN_TO_LAN)
