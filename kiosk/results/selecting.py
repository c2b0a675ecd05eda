"""Statements that find the checks of a selection. Pure; no SQL is run here.

Every statement walks one index from the newest check on and stops at its limit, so that the worst
case is one pass over a narrow index. A `+` before a column keeps SQLite from an index that would
give the checks in another order, to be sorted; a test reads the plans.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from kiosk.results.labels import label_key
from kiosk.results.records import CheckState
from kiosk.selection import Selection

Value = str | int


class Clause(NamedTuple):
    """A piece of SQL and its parameters, in order."""

    sql: str
    values: tuple[Value, ...] = ()


class Span(NamedTuple):
    """Numbers of checks: `first` to the one before `before`."""

    first: int
    before: int


def bounds(selection: Selection) -> Clause | None:
    """Asks for the first and last number of the selection's days; None where it has no days."""
    began = days(selection)
    if not began.values:
        return None
    return Clause(f"SELECT min(seq), max(seq) FROM checks WHERE {began.sql}", began.values)


def numbers(selection: Selection, span: Span, limit: int) -> Clause:
    """Asks for the numbers of the selected checks within the span, newest first."""
    if _answers_first(selection):
        return _from_answers(selection, span, limit)
    within = Clause("checks.seq >= ? AND checks.seq < ?", tuple(span))
    clauses = [within, *_known(selection), *_answered(selection)]
    found = _joined("SELECT checks.seq FROM checks", clauses)
    return Clause(f"{found.sql} ORDER BY checks.seq DESC LIMIT ?", (*found.values, limit))


def _answers_first(selection: Selection) -> bool:
    """A verdict leaves fewer checks than days or `complete` do, but not than a name or a state
    that few checks are in."""
    named = selection.label is not None or selection.text is not None
    rare = selection.state not in (None, CheckState.COMPLETE)
    return selection.verdict is not None and not named and not rare


def _from_answers(selection: Selection, span: Span, limit: int) -> Clause:
    within = Clause("answer.check_seq >= ? AND answer.check_seq < ?", tuple(span))
    known = [*_known(selection)]
    # CROSS: the answers are walked, and each one's check is looked up.
    joined = " CROSS JOIN checks ON checks.seq = answer.check_seq" if known else ""
    found = _joined(
        f"SELECT DISTINCT answer.check_seq FROM verdicts AS answer{joined}",
        [within, *_answer(selection), *known],
    )
    return Clause(f"{found.sql} ORDER BY answer.check_seq DESC LIMIT ?", (*found.values, limit))


def days(selection: Selection, column: str = "checks.started_utc") -> Clause:
    """That a check began in the selection's days; empty where it has none."""
    sides = (("since_utc", ">="), ("until_utc", "<"))
    given = [(getattr(selection, name), sign) for name, sign in sides]
    asked = [(value, f"{column} {sign} ?") for value, sign in given if value is not None]
    return Clause(" AND ".join(sql for _, sql in asked), tuple(value for value, _ in asked))


def _known(selection: Selection) -> Iterator[Clause]:
    began = days(selection, "+checks.started_utc")
    if began.values:
        yield began
    if selection.state is not None:
        yield Clause("+checks.state = ?", (selection.state,))
    if selection.label is not None:
        yield Clause("checks.label_key = ?", (label_key(selection.label),))
    if selection.labelled is not None:
        yield Clause(f"checks.label_key IS {'NOT ' if selection.labelled else ''}NULL")
    if selection.text is not None:
        yield _named(selection.text)


def _named(text: str) -> Clause:
    """Part of a label, or the number of a check, with or without its #."""
    number = text.strip().removeprefix("#")
    part = Clause("instr(checks.label_key, ?) > 0", (label_key(text),))
    if not (number.isascii() and number.isdigit() and len(number) <= 18):
        return part
    return Clause(f"({part.sql} OR checks.seq = ?)", (*part.values, int(number)))


def _answered(selection: Selection) -> Iterator[Clause]:
    """With a leg, a check or a verdict: there is such an answer."""
    answer = [*_answer(selection)]
    if answer:
        same = Clause("answer.check_seq = checks.seq")
        found = _joined("SELECT 1 FROM verdicts AS answer", [same, *answer])
        yield Clause(f"EXISTS ({found.sql})", found.values)


def _answer(selection: Selection) -> Iterator[Clause]:
    asked = (("verdict", selection.verdict), ("leg", selection.leg), ("name", selection.check))
    for column, value in asked:
        if value is not None:
            yield Clause(f"answer.{column} = ?", (value,))


def _joined(head: str, clauses: list[Clause]) -> Clause:
    sql = " AND ".join(clause.sql for clause in clauses)
    values = tuple(value for clause in clauses for value in clause.values)
    return Clause(f"{head} WHERE {sql}", values)
