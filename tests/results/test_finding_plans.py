"""How SQLite finds checks: always by an index, never by reading every check or sorting them.

The plans do not depend on how much is stored: no statistics are kept in a store.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from itertools import product

import pytest

from kiosk.results import labels
from kiosk.results.schema import apply_missing, known_migrations
from kiosk.results.selecting import Span, bounds, numbers
from kiosk.selection import Selection

SPAN = Span(0, 2**63 - 1)
WALK = "SEARCH checks USING COVERING INDEX checks_to_find (seq>? AND seq<?)"
BY_LABEL = "SEARCH checks USING COVERING INDEX checks_by_label (label_key=? AND seq>? AND seq<?)"
ONE_LABEL = "SEARCH checks USING INDEX checks_by_label (label_key=? AND seq>? AND seq<?)"
ANSWERS = (
    "SEARCH answer USING COVERING INDEX verdicts_by_answer"
    " (verdict=? AND check_seq>? AND check_seq<?)"
)
LOOKED_UP = "SEARCH checks USING INTEGER PRIMARY KEY (rowid=?)"
DAY = Selection(since_utc="2026-02-01", until_utc="2026-02-02")


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    """An empty store's tables, in memory."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        apply_missing(connection, known_migrations())
        yield connection


def plan(connection: sqlite3.Connection, sql: str, values: tuple[object, ...]) -> list[str]:
    """The steps that read a table or sort."""
    steps = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}", values)]
    return [step for step in steps if step.startswith(("SEARCH", "SCAN", "USE TEMP"))]


@pytest.mark.parametrize(
    ("selection", "steps"),
    [
        (Selection(), [WALK]),
        (DAY, [WALK]),
        (Selection(state="abandoned"), [WALK]),
        (replace(DAY, state="complete"), [WALK]),
        (Selection(text="anna"), [WALK]),
        (Selection(text="12", state="complete"), [WALK]),
        (Selection(labelled=False), [WALK]),
        (Selection(label="anna"), [BY_LABEL]),
        (replace(DAY, label="anna", state="complete"), [ONE_LABEL]),
        (Selection(verdict="unsure"), [ANSWERS]),
        (Selection(verdict="fault", check="knee_valgus", leg="left"), [ANSWERS]),
        (replace(DAY, verdict="fault"), [ANSWERS, LOOKED_UP]),
        (Selection(verdict="fault", state="complete", labelled=False), [ANSWERS, LOOKED_UP]),
    ],
    ids=str,
)
def test_every_filter_walks_an_index(
    connection: sqlite3.Connection, selection: Selection, steps: list[str]
) -> None:
    """The newest come first by the index itself, and the walk ends at the limit."""
    asked = numbers(selection, SPAN, 26)
    assert plan(connection, asked.sql, asked.values) == steps


@pytest.mark.parametrize(
    "selection",
    [
        Selection(leg="left"),
        Selection(check="depth"),
        Selection(verdict="fault", text="anna"),
        Selection(verdict="fault", state="abandoned"),
    ],
    ids=str,
)
def test_answers_are_looked_up_for_what_is_left(
    connection: sqlite3.Connection, selection: Selection
) -> None:
    """Where another condition leaves fewer checks, each one's answers are looked up by its key."""
    asked = numbers(selection, SPAN, 26)
    walk, look_up = plan(connection, asked.sql, asked.values)
    assert walk == WALK
    assert look_up.startswith("SEARCH answer USING")
    assert "check_seq=?" in look_up


EVERY = {
    "since_utc": (None, DAY.since_utc),
    "until_utc": (None, DAY.until_utc),
    "leg": (None, "left"),
    "check": (None, "depth"),
    "verdict": (None, "fault"),
    "state": (None, "open", "complete"),
    "label": (None, "anna"),
    "text": (None, "bea"),
    "labelled": (None, True, False),
}


def test_no_filters_together_read_every_check_or_sort(connection: sqlite3.Connection) -> None:
    """Whatever is combined, one of four walks along an index leads, and nothing is sorted."""
    for values in product(*EVERY.values()):
        selection = Selection(**dict(zip(EVERY, values, strict=True)))  # type: ignore[arg-type]
        asked = numbers(selection, SPAN, 26)
        first, *others = plan(connection, asked.sql, asked.values)
        assert first in (WALK, BY_LABEL, ONE_LABEL, ANSWERS), selection
        assert [step for step in others if not step.startswith("SEARCH")] == [], selection


def test_days_become_numbers_by_their_index(connection: sqlite3.Connection) -> None:
    """Which checks began on a day is read from the index of their starts alone."""
    asked = bounds(DAY)
    assert asked is not None
    steps = plan(connection, asked.sql, asked.values)
    assert steps == [
        "SEARCH checks USING COVERING INDEX checks_by_start (started_utc>? AND started_utc<?)"
    ]


def test_labels_are_listed_by_their_index(connection: sqlite3.Connection) -> None:
    """From label to label, without reading the checks between them."""
    seen: list[str] = []
    connection.set_trace_callback(seen.append)
    assert labels.used_labels(connection, "", 5) == ()
    connection.set_trace_callback(None)
    (statement,) = seen
    steps = plan(connection, statement, ())
    reading = [step for step in steps if " checks " in step or " same " in step]
    assert LOOKED_UP in reading
    reading.remove(LOOKED_UP)
    assert len(reading) == 4
    assert [step for step in reading if "USING COVERING INDEX checks_by_label" not in step] == []
