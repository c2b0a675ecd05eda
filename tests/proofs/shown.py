"""What a page showed of one check, and whether a store has all of it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kiosk.moment import Clock
from kiosk.results import CheckDetail, ResultStore
from kiosk.web.results_view import screen_results
from tests.system.page import State


@dataclass
class Shown:
    """Collects from the states of a page, in their order, what must be stored by then."""

    counted: dict[str, int] = field(default_factory=lambda: {"left": 0, "right": 0})
    """Highest number of counted reps that stood on the page, by leg."""
    refused: int = 0
    """Reps that were shown as not counted."""
    practised: int = 0
    results: Any = None
    """Both legs of the results as they stood on the page."""
    states: int = 0
    in_check: bool = False
    _last: object = None

    def take(self, state: State) -> None:
        """One state that arrived whole."""
        self.states += 1
        self.in_check |= state["stage"] != "waiting"
        if state["stage"] in ("reps", "change_leg") and state["leg"]:
            side = state["leg"]
            self.counted[side] = max(self.counted[side], state["counted"])
        rep, before, self._last = state["last_rep"], self._last, state["last_rep"]
        if rep and rep != before:
            self.refused += not rep["counted"] and not rep["practice"]
            self.practised += bool(rep["practice"])
        if state["results"]:
            self.results = state["results"]["legs"]

    @property
    def reps(self) -> int:
        """Counted reps that stood on the page."""
        return sum(self.counted.values())


def missing(shown: Shown, check: CheckDetail | None) -> Iterator[str]:
    """Everything that was shown and is not stored."""
    if check is None:
        if shown.reps or shown.refused or shown.practised or shown.results:
            yield f"no check is stored, and {shown} was shown"
        return
    for leg, count in shown.counted.items():
        if check.row.counted[leg] < count:
            yield f"{check.row.counted[leg]} of {count} shown reps of the {leg} leg"
    refused = sum(not rep.values["counted"] and not rep.practice for rep in check.reps)
    practised = sum(rep.practice for rep in check.reps)
    if refused < shown.refused:
        yield f"{refused} of {shown.refused} refused reps"
    if practised < shown.practised:
        yield f"{practised} of {shown.practised} practised reps"
    if shown.results is not None:
        stored = screen_results(check.report)["legs"] if check.report else None
        if check.row.state != "complete" or stored != shown.results:
            yield f"the results as shown: the check is {check.row.state}"


def half_made(check: CheckDetail) -> Iterator[str]:
    """A check is complete with a report over both legs, or has none."""
    whole = check.report is not None and min(check.row.counted.values()) > 0
    if check.row.state == "complete" and not whole:
        yield f"check {check.row.number} is complete without a whole report"
    if check.row.state == "open" and check.report is not None:
        yield f"check {check.row.number} is open and has a report"


def damage(path: Path) -> Iterator[str]:
    """What SQLite itself finds wrong after a kill; opening it takes up what lies in the WAL."""
    with closing(sqlite3.connect(path)) as connection:
        found = connection.execute("PRAGMA integrity_check").fetchall()
        if found != [("ok",)]:
            yield f"integrity_check: {found}"
        if connection.execute("PRAGMA foreign_key_check").fetchall():
            yield "foreign_key_check finds rows without their parent"
        for (text,) in connection.execute("SELECT values_json FROM reps"):
            json.loads(text)


def stored_reps(path: Path) -> dict[int, int]:
    """How many reps each stored check has, by its number."""
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute(
            "SELECT seq, (SELECT count(*) FROM reps WHERE check_seq = seq) FROM checks"
        )
        return dict(rows.fetchall())


def newest_check(path: Path) -> CheckDetail | None:
    """The newest check as it lies, the store opened as the kiosk opens it."""
    with ResultStore.open(path, "replay", Clock().now()) as store:
        rows = store.list_checks(1)
        return store.check(rows[0].check_id) if rows else None
