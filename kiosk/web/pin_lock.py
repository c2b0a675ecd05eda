"""How long wrong PINs make one wait. Decides only that; the PIN itself is the store's.

Two counters: the box itself and everybody else, so that nobody on the network can lock
the staff out of the box. They live in memory; only a restart of the kiosk, which a guesser
cannot cause, sets them back.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass

FREE_MISTAKES = 4
"""Wrong PINs before the first wait. Our choice."""
FIRST_WAIT_S = 30.0
"""Doubles with every further mistake. Our choice."""
LONGEST_WAIT_S = 3600.0
"""At most 24 guesses a day: one chance in 40,000 a day against six digits. Our choice."""


@dataclass(slots=True)
class _Tally:
    mistakes: int = 0
    open_again_s: float = 0.0


class PinLock:
    """Counts wrong PINs and says how long to wait. Safe to use from many threads."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._tallies = {"box": _Tally(), "network": _Tally()}
        self._one_at_a_time = threading.Lock()

    def attempt(self, on_the_box: bool, verify: Callable[[], bool]) -> tuple[bool, float]:
        """Try `verify` unless locked: (right, seconds to wait before the next try).

        One try runs at a time, so parallel guesses cannot slip under the limit.
        """
        tally = self._tallies["box" if on_the_box else "network"]
        with self._one_at_a_time:
            wait_s = tally.open_again_s - self._clock()
            if wait_s > 0:
                return False, wait_s
            if verify():
                tally.mistakes, tally.open_again_s = 0, 0.0
                return True, 0.0
            tally.mistakes += 1
            wait_s = wait_after(tally.mistakes)
            tally.open_again_s = self._clock() + wait_s
            return False, wait_s


def wait_after(mistakes: int) -> float:
    """Seconds to wait after that many wrong PINs in a row."""
    over = mistakes - FREE_MISTAKES
    if over <= 0:
        return 0.0
    return min(FIRST_WAIT_S * 2.0 ** min(over - 1, 30), LONGEST_WAIT_S)
