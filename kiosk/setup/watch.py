"""Looks at a camera picture now and then, on a thread of its own, never in the loop's way.

Looks at what the loop hands over while the spot is free, and at the newest picture when a page
asks. What is looked for is the caller's. Holds no picture longer than one look.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Generic, TypeVar

from kiosk.camera.frame import Rgb

STALE_S = 1.0
"""A page that asks gets a new look when the last one is older than this."""
BEHIND_THE_LIVE_VIEW = 10
"""Nice value of the thread (Linux)."""

_log = logging.getLogger(__name__)

Found = TypeVar("Found")
Look = Callable[[Rgb, bool, Found | None], Found]
"""Given a picture, whether a page asks for it, and what was found before."""


class SetupWatch(Generic[Found]):
    """May be called from any thread. `clock`: seconds that never run backward."""

    def __init__(
        self,
        look: Look[Found],
        newest_rgb: Callable[[], Rgb | None],
        clock: Callable[[], float],
    ) -> None:
        self._look = look
        self._newest_rgb = newest_rgb
        self._clock = clock
        self._changed = threading.Condition()
        self._free: Rgb | None = None
        self._asked = False
        self._found: Found | None = None
        self._found_s = float("-inf")
        self._round = 0
        self._closed = False
        self._thread = threading.Thread(target=self._work, name="setup-watch", daemon=True)
        self._thread.start()

    @property
    def last_found(self) -> Found | None:
        """What was found last, if anything since `forget`. Never waits."""
        with self._changed:
            return self._found

    def forget(self) -> None:
        """Another camera or another spot: what was found holds no more."""
        with self._changed:
            self._round += 1
            self._free, self._found, self._found_s = None, None, float("-inf")

    def see_free(self, rgb: Rgb) -> None:
        """A picture of the empty spot. Never waits; one that still lies there is replaced."""
        with self._changed:
            self._free = rgb
            self._changed.notify_all()

    def found(self, wait_s: float) -> Found | None:
        """What was found last; where that is stale, waits a little for a new look."""
        with self._changed:
            now_s = self._clock()
            if now_s - self._found_s > STALE_S:
                self._asked = True
                self._changed.notify_all()
                self._changed.wait_for(lambda: self._found_s >= now_s or not self._asked, wait_s)
            return self._found

    def close(self) -> None:
        """Stop after the look in progress. Safe to call twice."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        self._thread.join()

    def _work(self) -> None:
        with suppress(AttributeError, OSError):  # only Linux gives threads a niceness
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), BEHIND_THE_LIVE_VIEW)
        while (job := self._next()) is not None:
            free, of_round, before = job
            rgb = self._newest_rgb() if free is None else free
            found = before if rgb is None else self._looked_at(rgb, free is None, before)
            self._keep(found, of_round, looked=rgb is not None)

    def _next(self) -> tuple[Rgb | None, int, Found | None] | None:
        """The picture of a free spot or, for a page that asks, none; None at the end."""
        with self._changed:
            self._changed.wait_for(lambda: self._closed or self._asked or self._free is not None)
            free, self._free = self._free, None
            return None if self._closed else (free, self._round, self._found)

    def _looked_at(self, rgb: Rgb, asked: bool, before: Found | None) -> Found | None:
        try:
            return self._look(rgb, asked, before)
        except Exception:  # whatever it is: the kiosk goes on without this look
            _log.exception("A look at the camera's placement failed.")
            return before

    def _keep(self, found: Found | None, of_round: int, looked: bool) -> None:
        with self._changed:
            self._asked = False
            if looked and of_round == self._round:
                self._found, self._found_s = found, self._clock()
            self._changed.notify_all()
