"""How long wrong PINs make one wait. Decides only that; the PINs themselves are the store's.

Two places are counted apart: the box itself and everybody else, so that nobody on the network
can lock the staff out of the box. In each place guesses at the admin's PIN are counted apart
too: whoever knows the staff's could otherwise wipe out the count with it and guess for ever. The
counts live in memory; only a restart of the kiosk, which a guesser cannot cause, sets them back.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from kiosk.web.sessions import Role

FREE_MISTAKES = 4
"""Wrong PINs before the first wait. Our choice."""
FIRST_WAIT_S = 30.0
"""Doubles with every further mistake. Our choice."""
LONGEST_WAIT_S = 3600.0
"""At most 24 guesses a day: one chance in 40,000 a day against six digits. Our choice."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """What came of trying a PIN."""

    role: Role | None = None
    """Whose it is; None when it is nobody's, or must wait."""
    wait_s: float = 0.0
    """Until any PIN is taken again."""
    admin_wait_s: float = 0.0
    """Until an admin's is: the same for a wrong PIN and for an admin's that came too early."""
    begun: bool = False
    """The wait begins with this very try, so that each is written down once."""


@dataclass(slots=True)
class _Tally:
    mistakes: int = 0
    open_again_s: float = 0.0

    def wait_s(self, now_s: float) -> float:
        return max(0.0, self.open_again_s - now_s)

    def wrong(self, now_s: float) -> None:
        self.mistakes += 1
        self.open_again_s = now_s + wait_after(self.mistakes)


@dataclass(slots=True)
class _AdminTally(_Tally):
    """Staff who mistype now and then must not add up to a wait for the admin: one mistake is
    forgiven in every longest wait."""

    last_s: float = 0.0

    def wrong(self, now_s: float) -> None:
        if self.wait_s(now_s) > 0:
            return  # it was not taken, so nothing was learnt by it
        forgiven = int((now_s - self.last_s) / LONGEST_WAIT_S)
        self.mistakes, self.last_s = max(0, self.mistakes - forgiven), now_s
        _Tally.wrong(self, now_s)


@dataclass(slots=True)
class _Place:
    anybody: _Tally = field(default_factory=_Tally)
    admin: _AdminTally = field(default_factory=_AdminTally)

    def answer(self, role: Role | None, now_s: float) -> Attempt:
        if role == "staff":
            self.anybody = _Tally()
            return Attempt(role)
        if role == "admin" and self.admin.wait_s(now_s) == 0:
            self.anybody, self.admin = _Tally(), _AdminTally()
            return Attempt(role)
        self.anybody.wrong(now_s)
        self.admin.wrong(now_s)
        wait_s = self.anybody.wait_s(now_s)
        return Attempt(None, wait_s, self.admin.wait_s(now_s), begun=wait_s > 0)


class PinLock:
    """Counts wrong PINs and says how long to wait. Safe to use from many threads."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._box, self._network = _Place(), _Place()
        self._one_at_a_time = threading.Lock()

    def attempt(self, on_the_box: bool, role_of: Callable[[], Role | None]) -> Attempt:
        """Ask `role_of` whose the PIN is, unless every PIN has to wait.

        One try runs at a time, so parallel guesses cannot slip under the limit.
        """
        place = self._box if on_the_box else self._network
        with self._one_at_a_time:
            wait_s = place.anybody.wait_s(self._clock())
            if wait_s > 0:
                return Attempt(None, wait_s)
            return place.answer(role_of(), self._clock())

    def guess_admins(self, on_the_box: bool) -> float:
        """Count a PIN that staff want as theirs as a guess at the admin's, for the answer that it
        is taken would tell it; how long it has to wait, 0 where it may be tried.

        Else whoever knows the staff PIN could change it for every number there is.
        """
        admin = (self._box if on_the_box else self._network).admin
        with self._one_at_a_time:
            wait_s = admin.wait_s(self._clock())
            admin.wrong(self._clock())  # counts nothing while it has to wait
            return wait_s


def wait_after(mistakes: int) -> float:
    """Seconds to wait after that many wrong PINs in a row."""
    over = mistakes - FREE_MISTAKES
    if over <= 0:
        return 0.0
    return min(FIRST_WAIT_S * 2.0 ** min(over - 1, 30), LONGEST_WAIT_S)
