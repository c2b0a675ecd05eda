"""What is known of a stored check: the one form that pages, exports and the API ask for. Pure.

The store's own records fit it. Nothing here knows how a check is stored or shown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol


class CheckRow(Protocol):
    """One line of the staff list."""

    @property
    def check_id(self) -> str:
        """For addresses: cannot be guessed."""

    @property
    def number(self) -> int:
        """For people: grows by one with every check."""

    @property
    def started_utc(self) -> str:
        """ISO 8601, UTC."""

    @property
    def clock_sure(self) -> bool:
        """False when the box did not know the time then."""

    @property
    def state(self) -> str:
        """`open`, `complete` or `abandoned`."""

    @property
    def reason(self) -> str | None:
        """Why it was abandoned, plain words."""

    @property
    def kind(self) -> str:
        """`kiosk` or `replay`."""

    @property
    def counted(self) -> Mapping[str, int]:
        """Counted reps by leg, without practice."""

    @property
    def verdicts(self) -> Mapping[str, Mapping[str, str]]:
        """By leg, then check: `{"left": {"knee_valgus": "good"}}`; empty when never judged."""

    @property
    def label(self) -> str | None:
        """Whose check it is, as staff typed it."""


class StoredRep(Protocol):
    """One rep as it was committed, before any report existed."""

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
        """The keys of a rep in `kiosk analyze --json`."""


class CheckDetail(Protocol):
    """Everything stored about one check."""

    @property
    def row(self) -> CheckRow:
        """Its line of the list."""

    @property
    def ended_utc(self) -> str | None:
        """ISO 8601, UTC; None while open and when the kiosk stopped during it."""

    @property
    def software(self) -> Mapping[str, str | None]:
        """kiosk_version, protocol_version, model_name, model_sha256, source_kind,
        second_model_name, second_model_sha256."""

    @property
    def reps(self) -> Sequence[StoredRep]:
        """Every rep, in order, practice too."""

    @property
    def other(self) -> Sequence[Mapping[str, Any]]:
        """Movements that were no single-leg squat, as the report writes them."""

    @property
    def report(self) -> Mapping[str, Any] | None:
        """legs, symmetry, advice of `kiosk analyze --json`; None when it never got so far."""


class Counts(Protocol):
    """How many checks are stored."""

    @property
    def checks(self) -> int:
        """All of them."""

    @property
    def open(self) -> int:
        """Under way."""

    @property
    def complete(self) -> int:
        """Come to their end."""

    @property
    def abandoned(self) -> int:
        """Broken off."""
