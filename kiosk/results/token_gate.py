"""Whose key a program shows, and the day on which it did. For the pages.

Decides that a note in the store is never worth a refusal: just when the card fails, whoever
watches the box from outside must not be locked out.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from kiosk.errors import StoreError
from kiosk.moment import Moment
from kiosk.results.store import ResultStore

_LOG = logging.getLogger("kiosk.results")


class TokenGate:
    """Finds the key in the store. Safe from any thread."""

    def __init__(self, store: ResultStore, now: Callable[[], Moment]) -> None:
        self._store = store
        self._now = now

    def name_of(self, secret: str) -> str | None:
        """Whose key it is; None for one that is unknown or revoked. Raises StoreError."""
        found = self._store.token_of(secret)
        if found is None:
            return None
        today = self._now().utc.date().isoformat()
        if found.used_day != today:
            self._note(found.number, today)
        return found.name

    def opens_results(self, secret: str) -> bool:
        """Whether this key opens the members' results too. Raises StoreError."""
        found = self._store.token_of(secret)
        return found is not None and found.opens == "results"

    def _note(self, number: int, today: str) -> None:
        try:
            self._store.note_token_use(number, today)
        except StoreError as error:
            _LOG.warning("The use of a token was not noted: %s", error)
