"""`update.json`: what became of the updates, in words for page, journal and `kiosk check`.

Decides what is kept and how it is said. The functions return a new book; only `read` and
`write` touch the disk.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from kiosk.update.state import SCHEMA, keep_json

Book = dict[str, Any]
KEPT = 50
IN_VAIN = ("failed", "fell-back")


@dataclass(frozen=True, slots=True)
class Moment:
    """When something happened, and whether a time service had set the clock."""

    at: datetime
    clock_sure: bool

    def said(self) -> dict[str, Any]:
        """As it is written down, in UTC."""
        at = self.at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        return {"at": at, "clock_sure": self.clock_sure}


@dataclass(frozen=True, slots=True)
class Update:
    """One version that was tried: from where, which archive."""

    version: str
    from_version: str
    archive: str


def read(path: Path) -> Book:
    """The book; an empty one where there is none or it cannot be understood."""
    empty: Book = {"schema": SCHEMA, "history": []}
    try:
        said = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return empty
    if not isinstance(said, dict) or not isinstance(said.get("history"), list):
        return empty
    return said | {"history": [each for each in said["history"] if isinstance(each, dict)]}


def write(path: Path, book: Book) -> None:
    """Keep the book on the disk for good. Raises OSError."""
    keep_json(path, book)


def looked(book: Book, outcome: str, sentence: str, now: Moment) -> Book:
    """What the newest run came to."""
    return book | {"last_look": {**now.said(), "outcome": outcome, "sentence": sentence}}


def good(book: Book, update: Update, now: Moment) -> Book:
    """A version that was marked good."""
    sentence = f"Updated from {update.from_version} to {update.version}."
    return _ended(book, _entry(update, "good", None, sentence, now), None)


def failed(
    book: Book, update: Update, stage: str, reason: str, now: Moment, *, fell_back: bool
) -> Book:
    """A version that failed; `fell_back` when it had been switched to."""
    why = reason.rstrip(".") or "it gave no reason"
    at = f"at the {stage}, still on {update.from_version}: {why}."
    outcome = "fell-back" if fell_back else "failed"
    entry = _entry(update, outcome, stage, f"Update to {update.version} failed {at}", now)
    return _ended(book, entry, at)


def _entry(update: Update, outcome: str, stage: str | None, sentence: str, now: Moment) -> Book:
    return {
        **now.said(),
        "version": update.version,
        "from": update.from_version,
        "outcome": outcome,
        "stage": stage,
        "sentence": sentence,
        "archive": update.archive,
    }


def _ended(book: Book, entry: Book, trouble: str | None) -> Book:
    before = book["history"]
    if before and _same(before[0], entry):  # the power went between this note and the next step
        before = before[1:]
    top = {"version": entry["version"], "at": entry["at"], "trouble": trouble}
    look = {name: entry[name] for name in ("at", "clock_sure", "outcome", "sentence")}
    return book | top | {"history": [entry, *before][:KEPT], "last_look": look}


def _same(one: Book, other: Book) -> bool:
    return all(one.get(name) == other[name] for name in ("version", "outcome", "archive"))


def tried_in_vain(book: Book) -> frozenset[str]:
    """Versions and archives that failed here: not to be tried again."""
    entries = [entry for entry in book["history"] if entry.get("outcome") in IN_VAIN]
    return frozenset(str(entry.get(name)) for entry in entries for name in ("version", "archive"))


def based(book: Book, version: str, trouble: str | None) -> Book:
    """What became of the base of a version."""
    return book | {"base": {"version": version, "trouble": trouble}}


def base_trouble(book: Book, version: str) -> str | None:
    """Why the base of this version was not taken; None when it was, or was not tried."""
    base = book.get("base")
    if not isinstance(base, dict) or base.get("version") != version:
        return None
    return str(base["trouble"]) if base.get("trouble") else None


def settled(book: Book, sha256: str, trouble: str | None) -> Book:
    """What became of settings from afar."""
    return book | {"settings": {"sha256": sha256, "trouble": trouble}}


def settings_trouble(book: Book, sha256: str) -> str | None:
    """Why these very settings were not taken; None when they were, or were not tried."""
    settings = book.get("settings")
    if not isinstance(settings, dict) or settings.get("sha256") != sha256:
        return None
    return str(settings["trouble"]) if settings.get("trouble") else None
