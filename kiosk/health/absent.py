"""A fact that a machine does not give, with the reason; and reading small text files.

A laptop has no under-voltage alarm and a container no thermal zone: that is said, not raised.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Absent:
    """No value. `why` is one sentence for people."""

    why: str


def read_text(path: Path) -> str | None:
    """The stripped text of a small file of the system; None where it cannot be read."""
    try:
        return path.read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return None


def whole_number(text: str | None, base: int = 10) -> int | None:
    """The first word of a text as a whole number, or None."""
    try:
        return int((text or "").split()[0], base)
    except (IndexError, ValueError):
        return None
