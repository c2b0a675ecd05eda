"""Writes the events of a check into the store, before anything of them is shown.

A check is opened with its first rep: whoever only walks past leaves nothing behind.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from kiosk.contract import check_report_json
from kiosk.errors import StoreError
from kiosk.moment import Moment
from kiosk.results import CheckGoneError, ResultStore, Software
from kiosk.scoring.check_state import Session
from kiosk.scoring.events import (
    CheckAbandoned,
    CheckBegun,
    CheckCompleted,
    Event,
    OtherMovementSeen,
    PersonLeft,
    RepCounted,
    RepMeasuredAgain,
    RepRefused,
)
from kiosk.scoring.findings import Rep
from kiosk.trail import Trailing

NOT_STORED = "the results could not be stored"
"""The reason of a check that the store stopped taking."""


class Keeper:
    """Durable when `take` returns. Raises StoreError; then the event must not be shown."""

    def __init__(self, store: ResultStore, software: Software, now: Callable[[], Moment]) -> None:
        self._store = store
        self.software = software
        """What measures, from the next check on."""
        self._now = now
        self.check_id: str | None = None
        self.completed_id: str | None = None
        """The newest check that came to its end."""
        self.opened: Callable[[str], None] = lambda _check_id: None
        """Told of each check that has just been opened, while nothing stands in it. May raise
        StoreError."""
        self._left_open: str | None = None
        self._trailing = Trailing()

    def see(self, t_s: float, session: Session) -> None:
        """One frame that the session has taken in, before its events: for the check's trail."""
        self._trailing.see(t_s, session)

    def take(self, event: Event) -> None:
        """Store what this event adds; most events add nothing."""
        match event:
            case CheckBegun() | PersonLeft():
                self._trailing.forget()
            case RepCounted():
                self._add_rep(event.rep, event.number, event.practice)
            case RepRefused():
                self._add_rep(event.rep, None, event.practice)
            case RepMeasuredAgain() if self.check_id:
                self._store.measure_again(self.check_id, event.rep)
            case OtherMovementSeen() if self.check_id:
                self._store.add_other(self.check_id, event.movement)
            case CheckCompleted() if self.check_id:
                report, seen = check_report_json(event), self._trailing.piece()
                self._store.complete(self.check_id, report, self._now(), seen)
                self.completed_id, self.check_id = self.check_id, None
            case CheckAbandoned(kept=False) if self.check_id:
                self._store.discard(self.check_id)  # as the member was promised
                self.check_id = None
            case CheckAbandoned() if self.check_id:
                report, seen = check_report_json(event), self._trailing.piece()
                self._store.abandon(self.check_id, event.reason, report, self._now(), seen)
                self.check_id = None

    def give_up(self) -> None:
        """Leave the check after a StoreError, so that nothing is added to it any more.

        It is abandoned now or, while the store cannot be written, before the next one opens.
        """
        self._left_open, self.check_id = self.check_id or self._left_open, None
        with suppress(StoreError):
            self._abandon_left_open()

    def _abandon_left_open(self) -> None:
        if self._left_open:
            with suppress(CheckGoneError):
                self._store.abandon(self._left_open, NOT_STORED, None, self._now())
            self._left_open = None

    def _add_rep(self, rep: Rep, number: int | None, practice: bool) -> None:
        if self.check_id is None:
            self._abandon_left_open()
            self.check_id = self._store.start_check(self._now(), self.software)
            self.opened(self.check_id)
        seen = self._trailing.piece(rep)
        self._store.add_rep(self.check_id, rep, None if practice else number, practice, seen)
