"""What a backup says of itself, and reading it from a text that anybody may have written. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from kiosk.errors import InputError

FORMAT = 1
"""Grows when an older version could not read the file any more."""
_LONGEST_TIME = 64
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class BackupFacts:
    """What is inside a backup."""

    kind: str
    schema: int
    made_utc: str
    made_clock_sure: bool
    checks: int
    labels: int
    oldest_utc: str | None
    newest_utc: str | None
    database_bytes: int
    database_sha256: str
    format: int = FORMAT


def facts_of(text: bytes) -> BackupFacts:
    """The facts that stand in a JSON text, each of its type. Raises ValueError where one is not,
    and InputError for a later format."""
    try:
        told = json.loads(text)
        if _count(told["format"]) and told["format"] > FORMAT:
            raise InputError("This backup was made by a newer kiosk: update this one first.")
        facts = BackupFacts(**{name: told[name] for name in BackupFacts.__dataclass_fields__})
    except (LookupError, TypeError, RecursionError) as error:
        raise ValueError("no facts of a backup") from error
    require_sound(facts)
    return facts


def require_sound(facts: BackupFacts) -> None:
    """Raises ValueError where a fact cannot be one."""
    for name, fits in _FITS.items():
        if not fits(getattr(facts, name)):
            raise ValueError(f"{name} cannot be that")


def _count(value: object) -> bool:
    return type(value) is int and 0 <= value < 2**63


def _short(value: object) -> bool:
    return value is None or (isinstance(value, str) and len(value) <= _LONGEST_TIME)


def _moment(value: object) -> bool:
    """Nothing stands for a moment that is not known."""
    if value == "":
        return True
    try:
        return isinstance(value, str) and _short(value) and bool(datetime.fromisoformat(value))
    except ValueError:
        return False


_FITS: dict[str, Callable[[object], bool]] = {
    "kind": lambda value: value in ("kiosk", "replay"),
    "schema": _count,
    "made_utc": _moment,
    "made_clock_sure": lambda value: isinstance(value, bool),
    "checks": _count,
    "labels": _count,
    "oldest_utc": _short,
    "newest_utc": _short,
    "database_bytes": _count,
    "database_sha256": lambda value: isinstance(value, str) and bool(_SHA256.fullmatch(value)),
    "format": _count,
}
