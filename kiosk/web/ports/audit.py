"""What the pages need of the audit log: writing to it, and reading it a page at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from kiosk.moment import Moment


class AuditEntry(Protocol):
    """One line of the log."""

    @property
    def number(self) -> int:
        """Grows by one with every entry."""

    @property
    def action(self) -> str:
        """Such as `check.deleted`."""

    @property
    def detail(self) -> Mapping[str, int | str | None]:
        """Numbers, counts and keys; never anything of a member."""

    @property
    def by_whom(self) -> str:
        """Role and place: `admin, on the kiosk`."""

    @property
    def at_utc(self) -> datetime:
        """As good as `clock_sure`."""

    @property
    def clock_sure(self) -> bool:
        """False when the box did not know the time then."""


class AuditLog(Protocol):
    """Who did what to this kiosk, and when."""

    def note(
        self, by: str, action: str, detail: Mapping[str, int | str | None], now: Moment
    ) -> None:
        """Write an entry. Raises a StoreError."""

    def newest(self, limit: int, before: int | None = None) -> Sequence[AuditEntry]:
        """Newest first; the next page is `before=` the last number of this one."""
