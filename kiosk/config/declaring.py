"""How one configuration value is declared: its meaning, unit and limits beside its default.

The declaration rides on the dataclass field, so that reading, checking, the reference page
and the settings page all follow the same words. Leaves the values themselves to `tree`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

METADATA_KEY = "kiosk"

Value = bool | int | float | str | Path | tuple[str, ...]
"""What a configuration value may be."""


@dataclass(frozen=True, slots=True)
class Declared:
    """What is said of one value. `low` and `high` are inclusive and in `unit`."""

    meaning: str
    unit: str | None = None
    low: float | None = None
    high: float | None = None
    choices: tuple[Value, ...] = ()
    pattern: str | None = None
    """Regular expression that the whole text (or each item of a list) must match."""
    pattern_words: str | None = None
    """The pattern in words: `must be <words>`."""
    by_admin: bool = True
    """False: only `kiosk.toml` or the command line may set it, no page."""
    because: str | None = None
    """Why no page may set it, one sentence; given where `by_admin` is false."""
    from_afar: bool = True
    """False: what this very box is made of; no configuration from afar may set it."""


def setting(default: Value, meaning: str, **limits: Any) -> Any:
    """A dataclass field with its declaration; `limits` are the other fields of `Declared`."""
    return field(default=default, metadata={METADATA_KEY: Declared(meaning, **limits)})
