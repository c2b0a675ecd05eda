"""What the page of other programs needs from the results store."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from kiosk.moment import Moment


class StoredToken(Protocol):
    """The key of another program, without the key."""

    @property
    def name(self) -> str:
        """What staff called it."""

    @property
    def opens(self) -> str:
        """`metrics`, or `results` for both."""

    @property
    def created_utc(self) -> datetime:
        """When it was made."""

    @property
    def clock_sure(self) -> bool:
        """False when the box did not know the time then."""

    @property
    def used_day(self) -> str | None:
        """The day (UTC, ISO 8601) on which it was last used."""

    @property
    def revoked_utc(self) -> datetime | None:
        """None while it opens anything."""


class Programs(Protocol):
    """The keys of other programs."""

    def tokens(self) -> Sequence[StoredToken]:
        """Every key there ever was, oldest first."""

    def add_token(self, name: str, now: Moment, opens: str = "metrics") -> str:
        """Make a key; the key itself, which nothing can show again. Raises a `KioskError` whose
        sentence says what is wrong with the name."""

    def revoke_token(self, name: str, now: Moment) -> None:
        """The key of this name opens nothing any more. Raises a `KioskError` when there is none."""
