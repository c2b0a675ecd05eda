"""What finding gives back: plain frozen values, no SQL."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kiosk.results.records import CheckRow


@dataclass(frozen=True, slots=True)
class Found:
    """One page of a list."""

    rows: tuple[CheckRow, ...]
    """Newest first."""
    older: str | None
    """`before_id` of the next page; None when this is the last."""
    count: int = 0
    """How many checks the whole selection has, counted no further than was asked for."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What happened between two moments, in numbers of checks."""

    checks: int
    open: int
    complete: int
    abandoned: int
    labelled: int
    faults: int
    """With at least one fault, on either leg."""
    unsure: int
    """With at least one answer that could not be given."""
    faults_by_check: Mapping[str, int]
    """{"knee_valgus": 3, …}: with that fault on either leg; those with none are left out."""


@dataclass(frozen=True, slots=True)
class LabelUse:
    """A label and where it is."""

    label: str
    """As it was typed on its newest check."""
    checks: int
    newest_id: str
    newest_utc: str
    """Start of the newest check, ISO 8601, UTC."""
