"""The running kiosk's vitals as a small file in memory, for `kiosk health` in another process.

Lies on /run, so it costs the card nothing and is gone with the boot.
"""

from __future__ import annotations

import json
import logging
from dataclasses import asdict
from pathlib import Path

from kiosk.health.absent import read_text
from kiosk.moment import Moment
from kiosk.vitals import Vitals

FILE_NAME = "vitals.json"
_FRESH_S = 90.0
"""Three times the beat of the watch."""

_log = logging.getLogger(__name__)


def write_note(folder: Path, vitals: Vitals, now: Moment) -> None:
    """Replace the note, in one step for whoever reads. Where that fails there is none."""
    held = {"boot_id": now.boot_id, "monotonic_s": now.monotonic_s, "vitals": asdict(vitals)}
    aside = folder / f".{FILE_NAME}.new"
    try:
        aside.write_text(json.dumps(held), encoding="utf-8")
        aside.chmod(0o644)  # nothing of a person is in it, and staff may ask too
        aside.replace(folder / FILE_NAME)
    except OSError as error:
        _log.debug("No note of the vitals in %s: %s", folder, error)


def read_note(folder: Path, now: Moment) -> Vitals | None:
    """The vitals of a kiosk that runs now; None where none does, or the note is damaged."""
    text = read_text(folder / FILE_NAME)
    if text is None:
        return None
    try:
        held = json.loads(text)
        age_s = now.monotonic_s - float(held["monotonic_s"])
        if held["boot_id"] != now.boot_id or not 0.0 <= age_s <= _FRESH_S:
            return None
        return Vitals(**held["vitals"])
    except (ValueError, TypeError, KeyError):
        return None
