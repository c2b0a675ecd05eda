"""Files and links of the system: compared before they are written, replaced whole."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from kiosk.install.layout import Layout

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
UPDATES_FROM = """
[update]
url = "{}"
"""


def first_config(pins: bool, update_url: str | None = None) -> bytes:
    """The configuration of a box that has none yet."""
    update = "" if update_url is None else UPDATES_FROM.format(update_url)
    return (FIRST_CONFIG + ("" if pins else NO_PINS) + update).encode()


def lan_files(layout: Layout, source: Path, lan: bool | None) -> dict[Path, bytes]:
    """The drop-ins that open the pages to the local network; None leaves it as it is."""
    if lan or (lan is None and all(path.exists() for path in layout.lan_drop_ins())):
        return dict.fromkeys(layout.lan_drop_ins(), (source / "systemd/lan.conf").read_bytes())
    return {}


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
    sync_folder(path.parent)


def point(link: Path, target: Path) -> None:
    """Make `link` lead to `target`, whatever lay there: before or after, whenever the power goes.

    On the disk when it returns.
    """
    link.parent.mkdir(parents=True, exist_ok=True)
    aside = link.with_name(f".{link.name}.new")
    remove(aside)
    aside.symlink_to(target)
    aside.replace(link)
    sync_folder(link.parent)


def sync_folder(folder: Path) -> None:
    """Bring the names in `folder` to the disk."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def leads_to(link: Path) -> str | None:
    """The last part of where `link` leads; None when it is no link."""
    try:
        return link.readlink().name
    except OSError:
        return None


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
