"""What the pages need of a check's course over time."""

from __future__ import annotations

from typing import Protocol

from kiosk.trail import Trail


class Trails(Protocol):
    """The trails that the store holds."""

    def of(self, check_id: str) -> Trail | None:
        """The trail of a check; None where none was stored and when there is no such check."""
