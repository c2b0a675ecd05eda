"""Finding checks: lists, counts, exports, the day's summary and the labels.

`Finding` reads and is part of every open store; `Labelling` is the same on a store that may also
be written. What a selection means in SQL is `selecting.py`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator

from kiosk.results import labels, reading, summing
from kiosk.results.check_ids import parse_check_id
from kiosk.results.database import Database, DatabaseReader
from kiosk.results.found import Found, LabelUse, Summary
from kiosk.results.records import CheckDetail
from kiosk.results.selecting import Span, bounds, numbers
from kiosk.selection import Selection

_BEYOND = 2**63 - 1
"""Above every number of a check: SQLite's largest."""
_NO_LIMIT = -1


class Finding:
    """Finds checks in a store. Any thread may call any method; each sees one moment."""

    def __init__(self, database: DatabaseReader) -> None:
        self._reader = database

    def find(
        self, selection: Selection, limit: int, before_id: str | None = None, count_to: int = 0
    ) -> Found:
        """The newest checks of the selection, or those older than `before_id`, which need not
        exist any more. Nothing is older than a text that is no check's id. With `count_to` also
        how many checks the selection has, counted no further than that."""
        before = _before(before_id)
        with self._reader.reading() as connection:
            span = _span(connection, selection)
            found = _numbers(connection, selection, _up_to(span, before), limit + 1)
            rows = reading.rows_of(connection, found[:limit])
            count = _count(connection, selection, span, count_to) if count_to else 0
        older = rows[-1].check_id if len(found) > limit and rows else None
        return Found(rows, older, count)

    def count(self, selection: Selection, most: int | None = None) -> int:
        """How many checks the selection has; it stops counting at `most`."""
        with self._reader.reading() as connection:
            span = _span(connection, selection)
            return _count(connection, selection, span, _NO_LIMIT if most is None else most)

    def iterate(self, selection: Selection, chunk: int = 100) -> Iterator[CheckDetail]:
        """Every check of the selection, newest first, at most `chunk` of them in memory.

        Each chunk is a reading of its own, so that a slow taker holds nothing up: a check that
        is deleted meanwhile is left out, one that began meanwhile is not in it.
        """
        before = _BEYOND
        while True:
            with self._reader.reading() as connection:
                span = _up_to(_span(connection, selection), before)
                found = _numbers(connection, selection, span, chunk)
                details = reading.details_of(connection, found)
            yield from details
            if len(found) < chunk:
                return
            before = found[-1]

    def summary(self, since_utc: str, until_utc: str | None = None) -> Summary:
        """What happened from one moment on (ISO 8601 as `Moment.utc_text`), or up to another."""
        with self._reader.reading() as connection:
            return summing.summary(connection, since_utc, until_utc)

    def labels(self, text: str = "", limit: int = 50) -> tuple[LabelUse, ...]:
        """The labels in use that contain `text`, the last used first."""
        with self._reader.reading() as connection:
            return labels.used_labels(connection, text, limit)


class Labelling(Finding):
    """Finds checks and gives them labels."""

    def __init__(self, database: Database, note_remnants: Callable[[], None]) -> None:
        """`note_remnants` is told before a label goes: the file is swept of it in its own time."""
        super().__init__(database)
        self._writer = database
        self._note_remnants = note_remnants

    def set_label(self, check_id: str, label: str | None) -> str | None:
        """Give a check a label, None or "" to take it away; the label as it is stored.

        Raises ConfigError for a text that is no label, StoreError when there is no such check.
        """
        kept = labels.clean_label(label) if label and label.strip() else None
        with self._writer.writing() as connection:
            replaced = labels.set_label(connection, check_id, kept)
            if replaced is not None:
                self._note_remnants()
        if replaced is not None:
            self._writer.forget_log()
        return kept


def _before(before_id: str | None) -> int:
    """The number that a page ends before; 0, which no check is older than, for a text that is no
    check's id."""
    if before_id is None:
        return _BEYOND
    key = parse_check_id(before_id)
    return 0 if key is None else key.seq


def _numbers(
    connection: sqlite3.Connection, selection: Selection, span: Span, limit: int
) -> list[int]:
    asked = numbers(selection, span, limit)
    return [seq for (seq,) in connection.execute(asked.sql, asked.values)]


def _count(connection: sqlite3.Connection, selection: Selection, span: Span, most: int) -> int:
    asked = numbers(selection, span, most)
    (count,) = connection.execute(f"SELECT count(*) FROM ({asked.sql})", asked.values).fetchone()
    return int(count)


def _span(connection: sqlite3.Connection, selection: Selection) -> Span:
    """The numbers to walk over: those of the selection's days, where it names any."""
    asked = bounds(selection)
    if asked is None:
        return Span(0, _BEYOND)
    first, last = connection.execute(asked.sql, asked.values).fetchone()
    return Span(0, 0) if first is None else Span(first, last + 1)


def _up_to(span: Span, before: int) -> Span:
    return Span(span.first, min(span.before, before))
