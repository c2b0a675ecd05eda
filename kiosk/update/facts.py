"""What is known of this box: what decides which release it takes, and the kiosk's last words."""

from __future__ import annotations

import hashlib
import os
import platform
import sys
from pathlib import Path

from kiosk.install.layout import Layout
from kiosk.install.looking import os_release
from kiosk.update.offers import Here

UNKNOWN_BOARD = "another board"


def look(root: Path, version: str, channel: str, failed: frozenset[str]) -> Here:
    """The facts of the box below `root`; Python and machine are those that run this."""
    return Here(
        version=version,
        channel=channel,
        box_id=box_id(root),
        machine=platform.machine(),
        python=f"{sys.version_info[0]}.{sys.version_info[1]}",
        os=os_release(root).get("VERSION_CODENAME", ""),
        board=_read(root / "proc/device-tree/model") or UNKNOWN_BOARD,
        failed=failed,
    )


def box_id(root: Path) -> str:
    """Says nothing about the box, and is always the same: its place in a staged rollout."""
    machine_id = _read(root / "etc/machine-id")
    return hashlib.sha256(f"kiosk-rollout:{machine_id}".encode()).hexdigest()


def last_words(layout: Layout) -> str:
    """The sentence with which the kiosk ended, in brackets; nothing where it left none."""
    path = layout.running[0] / "last-words"
    try:  # the folder is the kiosk's own: what lies there may be anything
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        with os.fdopen(handle, "rb") as file:
            words = " ".join((file.read(300) or b"").decode("utf-8", "replace").split())
    except OSError:
        return ""
    return f" ({words.rstrip('.')})" if words and words.isprintable() else ""


def _read(path: Path) -> str:
    """A short text of the system; empty where there is none."""
    try:
        return path.read_text("utf-8", errors="replace").strip("\0\n ")
    except OSError:
        return ""
