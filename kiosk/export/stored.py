"""What the exports ask of a stored check. The store's own records fit; nothing else is known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol


class StoredRow(Protocol):
    """One check as it stands in a list."""

    @property
    def check_id(self) -> str:
        """For addresses: cannot be guessed."""

    @property
    def number(self) -> int:
        """For people: grows by one with every check."""

    @property
    def kind(self) -> str:
        """`kiosk` or `replay`."""

    @property
    def state(self) -> str:
        """`open`, `complete` or `abandoned`."""

    @property
    def reason(self) -> str | None:
        """Why it was abandoned."""

    @property
    def started_utc(self) -> str:
        """ISO 8601, UTC."""

    @property
    def clock_sure(self) -> bool:
        """False when the box did not know the time at the start."""

    @property
    def label(self) -> str | None:
        """What staff call it by."""

    @property
    def counted(self) -> Mapping[str, int]:
        """Counted reps by leg, without practice."""

    @property
    def verdicts(self) -> Mapping[str, Mapping[str, str]]:
        """By leg, then check."""


class StoredMovement(Protocol):
    """One rep as it was committed."""

    @property
    def leg(self) -> str:
        """`left` or `right`."""

    @property
    def number(self) -> int | None:
        """From 1 within the leg; None for a refused rep."""

    @property
    def practice(self) -> bool:
        """A practice rep, which no report counts."""

    @property
    def values(self) -> Mapping[str, Any]:
        """Its fields by name, as `kiosk.scoring.findings.Rep` has them."""


class StoredCheck(Protocol):
    """One check with all that is stored of it."""

    @property
    def row(self) -> StoredRow:
        """Its line of the list."""

    @property
    def ended_utc(self) -> str | None:
        """ISO 8601, UTC; None while open and when the kiosk stopped during it."""

    @property
    def software(self) -> Mapping[str, str | None]:
        """What measured it, by name."""

    @property
    def reps(self) -> Sequence[StoredMovement]:
        """Every rep in order, practice too."""

    @property
    def other(self) -> Sequence[Mapping[str, Any]]:
        """Movements that were no single-leg squat, as the report writes them."""

    @property
    def report(self) -> Mapping[str, Any] | None:
        """The report as it was stored; None when it never got so far."""
