"""What the trend asks of the results store."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from kiosk.trend import Visit


class History(Protocol):
    """The checks of one label over time."""

    def visits(self, label: str, up_to: int = ...) -> Sequence[Visit]:
        """Its newest ended checks, oldest first; none for a label that nobody has. `up_to`: a
        check's number; only that one and older ones."""

    def set_up_anew(self, since_utc: str, until_utc: str) -> Sequence[str]:
        """When the spot was set between two moments, ISO 8601 UTC, oldest first."""
