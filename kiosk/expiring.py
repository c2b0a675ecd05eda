"""Looks after the store while nobody is on the spot: what is old goes, what was deleted is swept.

Decides when; what is deleted and how it is swept is the store's. A thread of its own, so that
neither the camera nor a page waits for it.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Protocol

from kiosk.errors import StoreError
from kiosk.moment import Moment

BEAT_S = 60.0
EXPIRE_EVERY_S = 3600.0
LONGEST_WAIT_S = 3600.0
SWEEP_LATER_S = 7 * 86_400.0
"""A sweep that nobody asked for (somebody stepped off, and nothing was kept) waits this long at
most: each writes the whole file anew, and cards wear out. Our choice."""
_log = logging.getLogger("kiosk.expiring")


class Care(Protocol):
    """The part of the store's care that is used here."""

    in_use: Callable[[], bool]
    wake: Callable[[], None]

    @property
    def unswept(self) -> str | None:
        """`soon`, `later`, or None where there is nothing to sweep."""

    @property
    def unswept_since_s(self) -> float | None:
        """When that was noted first."""

    def expire(self, before_utc: str) -> int:
        """Delete what began before; how many."""

    def sweep(self, now: Moment) -> bool:
        """Write the file anew; whether it is clean."""

    def tidy(self) -> None:
        """Take away what a stop left half done; keep some room for a full disk."""


def expired_before(now: Moment, months: int) -> datetime | None:
    """Checks that began before this are too old; None where nothing is, or the time is not sure.

    A Monday, so that what has grown old goes once a week in one batch.
    """
    if months <= 0 or not now.clock_sure:
        return None
    total = now.utc.year * 12 + now.utc.month - 1 - months
    day = datetime(total // 12, total % 12 + 1, 1, tzinfo=UTC) + timedelta(days=now.utc.day - 1)
    return day - timedelta(days=day.weekday())


class Caretaker:
    """The thread. `close` ends it."""

    def __init__(
        self,
        care: Care,
        months: int,
        now: Callable[[], Moment],
        in_use: Callable[[], bool],
        on_expired: Callable[[int, Moment], None],
    ) -> None:
        self._care = care
        self._months = months
        self._now = now
        self._in_use = in_use
        self._on_expired = on_expired
        self._stop = False
        self._bell = threading.Event()
        self._next_expiry_s: float | None = None
        self._next_sweep_s, self._wait_s = 0.0, BEAT_S
        care.in_use, care.wake = in_use, self._bell.set
        self._thread = threading.Thread(target=self._run, name="kiosk-care", daemon=True)
        self._thread.start()

    def close(self, timeout_s: float = 5.0) -> None:
        """End it. A copy under way is left off."""
        self._stop = True
        self._care.in_use = lambda: True
        self._bell.set()
        self._thread.join(timeout_s)

    def _run(self) -> None:
        self._tried(self._care.tidy)
        while not self._stop:
            self._bell.clear()
            self._tried(lambda: self.round(self._now()))
            self._bell.wait(BEAT_S)

    def _tried(self, do: Callable[[], None]) -> None:
        """A store in trouble says so elsewhere; here it is tried again."""
        try:
            do()
        except (StoreError, OSError) as error:
            _log.warning("The store could not be looked after: %s", error)

    def round(self, now: Moment) -> None:
        """One look at what is to be done."""
        if self._in_use():
            return
        if self._next_expiry_s is None or now.monotonic_s >= self._next_expiry_s:
            self._next_expiry_s = now.monotonic_s + EXPIRE_EVERY_S
            self._expire(now)
        if now.monotonic_s >= self._next_sweep_s and self._sweep_due(now):
            self._sweep(now)

    def _sweep(self, now: Moment) -> None:
        """Each try writes the whole file: after one in vain the next waits twice as long."""
        if self._care.sweep(now):
            self._wait_s = BEAT_S
            _log.info("The results database is written anew: nothing deleted is left in it.")
            return
        self._next_sweep_s = now.monotonic_s + self._wait_s
        self._wait_s = min(2 * self._wait_s, LONGEST_WAIT_S)

    def _expire(self, now: Moment) -> None:
        before = expired_before(now, self._months)
        if before is None:
            return
        count = self._care.expire(before.isoformat(timespec="microseconds").replace("+00:00", "Z"))
        if count:
            _log.info("Deleted %d checks that are older than %d months.", count, self._months)
            self._on_expired(count, now)

    def _sweep_due(self, now: Moment) -> bool:
        since_s = self._care.unswept_since_s
        if self._care.unswept == "soon" or since_s is None:
            return since_s is not None
        return now.clock_sure and now.utc.timestamp() - since_s >= SWEEP_LATER_S
