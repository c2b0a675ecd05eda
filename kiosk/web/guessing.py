"""How many wrong links, or tokens, an address may try before it has to wait. Decides only that.

They are too long to guess; this keeps somebody who tries all the same from keeping the box busy.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

MOST_WRONG = 20
"""Wrong ones an address may try in one window: a whole class behind one router. Our choice."""
WINDOW_S = 60.0
MOST_ADDRESSES = 1000
"""Remembered at once; the oldest is forgotten."""


class Guesses:
    """Counts wrong ones by address. Safe in any thread. `clock` never runs backward, seconds."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._wrong: dict[str, tuple[float, int]] = {}

    def wait_s(self, address: str) -> float:
        """How long this address has to wait; 0 while it may try."""
        with self._lock:
            until_s, wrong = self._of(address)
            return until_s - self._clock() if wrong >= MOST_WRONG else 0.0

    def wrong(self, address: str) -> None:
        """This address tried one that there is not."""
        with self._lock:
            until_s, wrong = self._of(address)
            self._wrong[address] = (until_s, wrong + 1)
            if len(self._wrong) > MOST_ADDRESSES:
                del self._wrong[next(iter(self._wrong))]

    def _of(self, address: str) -> tuple[float, int]:
        """When the address's window ends, and how often it was wrong in it."""
        now_s = self._clock()
        until_s, wrong = self._wrong.get(address, (0.0, 0))
        return (until_s, wrong) if until_s > now_s else (now_s + WINDOW_S, 0)
