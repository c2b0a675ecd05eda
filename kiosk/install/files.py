"""Files of the system: compared before they are written, replaced whole."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from kiosk.install.layout import BROWSER_UNITS, DROP_INS, SCRIPTS, UNITS, Layout

FIRST_CONFIG = """\
# Settings of this kiosk; docs/configuration.md has all of them, `kiosk config show` what holds.
# After a change: sudo systemctl restart kiosk

[camera]
# source = "usb:0"      # a USB camera; without this line it is the Pi's own
# rotation_deg = 90     # a camera that lies on its side

[screen]
# language = "de"       # en, es, de or fr
"""
NO_PINS = """
[gpio]
enabled = false         # this box has no pins for a light and a buzzer
"""


def first_config(pins: bool) -> bytes:
    """The configuration of a box that has none yet."""
    return (FIRST_CONFIG + ("" if pins else NO_PINS)).encode()


def system_files(layout: Layout, source: Path) -> dict[Path, bytes]:
    """What sets up users, folders and limits."""
    below = source / "systemd"
    return {layout.root / there: (below / here).read_bytes() for here, there in DROP_INS.items()}


def unit_files(
    layout: Layout, source: Path, *, browser: bool, lan: bool | None
) -> dict[Path, bytes]:
    """The units, their scripts, and the drop-in that opens them to the local network."""
    names = (*UNITS, *(BROWSER_UNITS if browser else ()))
    below = source / "systemd"
    files = {layout.units / name: (below / name).read_bytes() for name in names}
    files |= {layout.home / name: (below / name).read_bytes() for name in SCRIPTS}
    if lan or (lan is None and all(path.exists() for path in layout.lan_drop_ins())):
        text = (below / "lan.conf").read_bytes()
        files |= dict.fromkeys(layout.lan_drop_ins(), text)
    return files


def different(files: Mapping[Path, bytes]) -> dict[Path, bytes]:
    """Those of `files` that are not on the disk with this very content."""
    return {path: data for path, data in files.items() if _read(path) != data}


def write_all(files: Mapping[Path, bytes]) -> None:
    """Write each file aside and put it in place whole, for everybody to read."""
    for path, data in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_file(path, data)


def replace_file(path: Path, data: bytes, mode: int = 0o644) -> None:
    """The old file or the new one, whenever the power goes."""
    aside = path.with_name(f".{path.name}.new")
    with aside.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    aside.chmod(mode)
    aside.replace(path)


def remove(*paths: Path) -> None:
    """Files, links or folders with all that is in them; nothing for what is not there."""
    for path in paths:
        _remove(path)


def _remove(path: Path) -> None:
    if path.is_symlink() or path.is_file():
        path.unlink()
    elif path.is_dir():
        shutil.rmtree(path)


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None
