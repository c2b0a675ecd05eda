"""Says in one sentence why python-tuf does not believe an update server.

The expiry in the sentence is read from metadata whose signature python-tuf has checked before it
looked at the date; nothing but the sentence depends on it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.update import clock as clocks

if TYPE_CHECKING:
    from tuf.api.exceptions import RepositoryError

_EXPIRED = re.compile(r"\b(root|timestamp|snapshot|targets)\b.* is expired")


def sentence(error: RepositoryError, expiry: tuple[str, str] | None, now_s: float) -> str:
    """What python-tuf refuses; `expiry` is the role that is too old, and since when."""
    from tuf.api import exceptions
    from tuf.api.serialization import DeserializationError

    if expiry is not None:
        return (
            f"The update server's {expiry[0]} expired on {expiry[1]} and this box's clock says "
            f"{clocks.said(now_s)}: nobody has signed since, somebody holds newer updates back, or "
            "the clock is ahead; nothing is taken."
        )
    if isinstance(error, DeserializationError):
        return (
            "What the update server's address gives is not signed metadata: is it the right "
            "address, and is there a login page in this network?"
        )
    why = {
        exceptions.UnsignedMetadataError: "too few signatures of the keys that this box trusts",
        exceptions.BadVersionNumberError: "older or other versions than this box may believe",
        exceptions.LengthOrHashMismatchError: "files that do not belong together",
    }.get(type(error), "metadata that this box cannot believe")
    return f"The update server has {why} ({str(error).rstrip('.')[:120]}); nothing is taken."


def expiry(
    error: RepositoryError, seen: Mapping[str, bytes], folder: Path
) -> tuple[str, str] | None:
    """The role that is too old and since when; None if that is not why it was refused.

    `seen` is what came of each role, `folder` what is kept of the others.
    """
    from tuf.api.exceptions import ExpiredMetadataError

    found = _EXPIRED.search(str(error))
    if not isinstance(error, ExpiredMetadataError) or found is None:
        return None
    role = found[1]
    return role, _date(seen.get(role)) or _date(_read(folder / f"{role}.json")) or "an earlier day"


def _date(data: bytes | None) -> str | None:
    try:
        time_s = clocks.time_s(json.loads(data or b"")["signed"]["expires"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return None if time_s is None else clocks.said(time_s)


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None
