"""The results: the folder, room on the disk, and whether the database opens.

`os.access`, since `Path.exists` raises where the store lies in a folder closed to this user.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from kiosk.errors import StoreError
from kiosk.health.limits import LOW_SPACE_BYTES, NO_SPACE_BYTES
from kiosk.selfcheck.finding import Finding, State, refused


def probe_folder(path: Path) -> Finding:
    """The folder of the database at `path` is there and this user may write to it."""
    folder = path.absolute().parent
    if not os.access(folder, os.F_OK):
        mend = f"`sudo install -d -m 700 -o $USER {folder}`, or set store.path"
        return Finding("store folder", State.MISSING, f"{folder} is not there", mend)
    if not os.access(folder, os.W_OK | os.X_OK):
        mend = "run this as the kiosk's user, or give it that folder with `sudo chown`"
        return Finding("store folder", State.WRONG, f"this user may not write to {folder}", mend)
    return Finding("store folder", State.OK, str(folder))


def probe_space(free_bytes: int) -> Finding:
    """Room on the disk of the store."""
    text = f"{free_bytes / 1e9:.1f} GB free"
    mend = "delete what is not needed, or use a larger card"
    if free_bytes < NO_SPACE_BYTES:
        return Finding("disk space", State.WRONG, text, mend)
    if free_bytes < LOW_SPACE_BYTES:
        return Finding("disk space", State.WARN, text, mend)
    return Finding("disk space", State.OK, text)


def probe_store(path: Path, open_and_close: Callable[[], None]) -> Finding:
    """The database opens. One that is not there yet is left for the kiosk to make."""
    if not os.access(path, os.F_OK):
        return Finding("store", State.OK, f"{path} is not made yet; the first start makes it")
    try:
        open_and_close()
    except StoreError as error:
        return refused("store", error)
    return Finding("store", State.OK, str(path))
