"""How a run of the updater ends before its last step."""

from __future__ import annotations

from kiosk.update.errors import UpdateError


class PostponedError(UpdateError):
    """A circumstance that the next run meets anew; nothing is held against the version."""

    def __init__(self, outcome: str, sentence: str) -> None:
        super().__init__(sentence)
        self.outcome = outcome
        """As in `last_look`: current, waiting, refused, unreachable or off."""


class VersionError(UpdateError):
    """The version itself failed: it is not tried again here."""

    def __init__(self, stage: str, reason: str) -> None:
        super().__init__(reason)
        self.stage = stage


class ConcludedError(UpdateError):
    """The outcome is written down already."""
