"""What happened between two moments, counted."""

from __future__ import annotations

import sqlite3

from kiosk.results.found import Summary
from kiosk.results.records import CheckState
from kiosk.results.selecting import Clause, days
from kiosk.selection import Selection

_FAULT, _UNSURE = "fault", "unsure"


def summary(connection: sqlite3.Connection, since_utc: str, until_utc: str | None) -> Summary:
    """The checks that began from one moment on, or up to another."""
    began = days(Selection(since_utc=since_utc, until_utc=until_utc))
    states, labelled = _states(connection, began)
    faults = _answered(connection, began, _FAULT)
    unsure = _answered(connection, began, _UNSURE)
    return Summary(
        checks=sum(states.values()),
        open=states.get(CheckState.OPEN, 0),
        complete=states.get(CheckState.COMPLETE, 0),
        abandoned=states.get(CheckState.ABANDONED, 0),
        labelled=labelled,
        faults=len(set().union(*faults.values())),
        unsure=len(set().union(*unsure.values())),
        faults_by_check={name: len(checks) for name, checks in faults.items()},
    )


def _states(connection: sqlite3.Connection, began: Clause) -> tuple[dict[str, int], int]:
    """How many checks are in each state, and how many have a label."""
    rows = connection.execute(
        f"SELECT state, count(*), count(label) FROM checks WHERE {began.sql} GROUP BY +state",
        began.values,
    ).fetchall()
    return {row[0]: row[1] for row in rows}, sum(row[2] for row in rows)


def _answered(connection: sqlite3.Connection, began: Clause, verdict: str) -> dict[str, set[int]]:
    """The numbers of the checks with this verdict, by the kind of check that it is of."""
    found: dict[str, set[int]] = {}
    for seq, name in connection.execute(
        "SELECT DISTINCT verdicts.check_seq, verdicts.name FROM checks"
        " CROSS JOIN verdicts ON verdicts.check_seq = checks.seq"
        f" WHERE {began.sql} AND verdicts.verdict = ?",
        (*began.values, verdict),
    ):
        found.setdefault(name, set()).add(seq)
    return found
