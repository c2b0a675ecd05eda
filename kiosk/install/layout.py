"""Where everything of an installed kiosk lies, below one root, and what it is made of.

The root is `/` but in tests and images. Nothing here touches the disk.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

UNITS = (
    "kiosk.service",
    "kiosk-safe.service",
    "kiosk-retry.service",
    "kiosk-retry.timer",
    "kiosk-health.service",
    "kiosk-health.timer",
    "kiosk-reboot.service",
    "kiosk-reboot.path",
)
BROWSER_UNITS = ("kiosk-browser.service",)
ENABLED = ("kiosk.service", "kiosk-health.timer", "kiosk-reboot.path")
SCRIPTS = ("browser.py", "last_exit.py", "reboot_bound.py", "safe_page.py")
DROP_INS = {
    "sysusers.d/kiosk.conf": "etc/sysusers.d/kiosk.conf",
    "tmpfiles.d/kiosk.conf": "etc/tmpfiles.d/kiosk.conf",
    "sysctl.d/60-kiosk.conf": "etc/sysctl.d/60-kiosk.conf",
    "journald.conf.d/kiosk.conf": "etc/systemd/journald.conf.d/kiosk.conf",
    "coredump.conf.d/kiosk.conf": "etc/systemd/coredump.conf.d/kiosk.conf",
    "udev/60-kiosk.rules": "etc/udev/rules.d/60-kiosk.rules",
}
"""Below systemd/ of the clone: where it goes below the root."""
OPEN_TO_LAN = ("kiosk.service", "kiosk-safe.service")
"""The units that lan.conf opens to the local network."""
USERS = ("kiosk", "kiosk-screen")

PACKAGES = ("python3-venv", "espeak-ng")
PI_PACKAGES = ("python3-picamera2", "python3-libcamera", "python3-lgpio")
"""On Raspberry Pi OS alone: Debian has neither picamera2 nor lgpio."""
BROWSER_PACKAGES = ("cage", "chromium", "seatd", "wlr-randr", "fonts-dejavu-core")

SLOT_FILES = ("pyproject.toml", "requirements.lock", "README.md", "LICENSE")
SLOT_FOLDERS = {"kiosk": "*", "models": "*.tflite"}
"""What of the clone goes into a slot; its content names the slot."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The paths of one installed kiosk."""

    root: Path

    @property
    def home(self) -> Path:
        """Scripts, slots and the link to the slot in use."""
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
    def results(self) -> Path:
        """The results, never removed unless asked for."""
        return self.root / "var/lib/kiosk"

    @property
    def system_state(self) -> Path:
        """What root keeps of reboots and updates."""
        return self.root / "var/lib/kiosk-system"

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
