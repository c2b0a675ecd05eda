"""How often one program may ask the API. Decides only that.

A bucket for each: it holds `BURST` requests and fills again by `PER_SECOND`. The box counts squats
at the same time, and a program that asks in a loop must not take that away.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

PER_SECOND = 5.0
BURST = 60.0
"""Our choice: a hundred thousand checks in pages of 200 take two minutes."""
MOST_PROGRAMS = 100
"""Remembered at once; the one that has not asked for longest is forgotten."""


class Budget:
    """Counts requests. Safe in any thread. `clock` never runs backward, seconds."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._left: dict[str, tuple[float, float]] = {}

    def wait_s(self, program: str) -> float:
        """Take one request: 0 when it may be answered, else how long until the next one may."""
        with self._lock:
            now_s = self._clock()
            at_s, left = self._left.pop(program, (now_s, BURST))
            left = min(BURST, left + (now_s - at_s) * PER_SECOND)
            allowed = left >= 1.0
            self._left[program] = (now_s, left - 1.0 if allowed else left)
            if len(self._left) > MOST_PROGRAMS:
                del self._left[next(iter(self._left))]
            return 0.0 if allowed else (1.0 - left) / PER_SECOND
