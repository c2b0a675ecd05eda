"""A little room on the disk, kept so that things can be deleted when it is full.

Deleting writes before it frees: on a full disk it would fail like everything else.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from kiosk.errors import StoreError
from kiosk.results.placing import beside

ROOM_BYTES = 2 * 1024 * 1024
"""Far more than the log of one transaction of deletes. Our choice."""
T = TypeVar("T")


def keep_room(store_path: Path) -> bool:
    """Take the room where it is not taken yet; whether it is there now."""
    place = beside(store_path, "room")
    try:
        if place.exists() and place.stat().st_size == ROOM_BYTES:
            return True
        handle = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            os.posix_fallocate(handle, 0, ROOM_BYTES)
        finally:
            os.close(handle)
    except OSError:
        place.unlink(missing_ok=True)
        return False
    return True


def with_room(store_path: Path, delete: Callable[[], T]) -> T:
    """What `delete` gives; once more with the room given back, where the disk is full."""
    try:
        return delete()
    except StoreError as error:
        place = beside(store_path, "room")
        if error.mend != "room" or not place.exists():
            raise
        place.unlink()
    return delete()
