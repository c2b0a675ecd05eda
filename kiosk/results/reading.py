"""The statements that read checks. Each function sees the moment of the caller's connection."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence

from kiosk.results.check_ids import CheckKey, parse_check_id
from kiosk.results.encoding import moment_of, rep_of, software_of
from kiosk.results.records import CheckDetail, CheckRow, CheckState, Counts

LEGS = ("left", "right")
_NO_LIMIT = 2**63 - 1


def list_checks(
    connection: sqlite3.Connection, limit: int, before_id: str | None
) -> tuple[CheckRow, ...]:
    """The newest checks, or those older than `before_id`, which need not exist any more.

    Nothing is older than a text that is no check's id.
    """
    before = CheckKey(_NO_LIMIT, "") if before_id is None else parse_check_id(before_id)
    if before is None:
        return ()
    rows = connection.execute(
        "SELECT checks.*, store.kind FROM checks, store WHERE seq < ? ORDER BY seq DESC LIMIT ?",
        (before.seq, limit),
    ).fetchall()
    return _check_rows(connection, rows)


def find_check(connection: sqlite3.Connection, check_id: str) -> CheckDetail | None:
    """One check with its reps and report; None when there is no such check."""
    key = parse_check_id(check_id)
    rows = connection.execute(
        "SELECT checks.*, store.kind FROM checks, store WHERE seq = ? AND token = ?",
        key or (None, None),
    ).fetchall()
    if not rows:
        return None
    (found,) = _check_rows(connection, rows)
    return _detail(connection, found)


def rows_of(connection: sqlite3.Connection, numbers: Sequence[int]) -> tuple[CheckRow, ...]:
    """The checks of these numbers, newest first; those that are gone are left out."""
    rows = connection.execute(
        "SELECT checks.*, store.kind FROM checks, store"
        " WHERE seq IN (SELECT value FROM json_each(?)) ORDER BY seq DESC",
        (json.dumps(numbers),),
    ).fetchall()
    return _check_rows(connection, rows)


def details_of(connection: sqlite3.Connection, numbers: Sequence[int]) -> list[CheckDetail]:
    """As `rows_of`, with the reps and reports."""
    return [_detail(connection, found) for found in rows_of(connection, numbers)]


def _detail(connection: sqlite3.Connection, found: CheckRow) -> CheckDetail:
    reps = _of_check(connection, "reps", found.number)
    other = _of_check(connection, "other_movements", found.number)
    columns = ("start_s", "end_s", "refused_because")
    return CheckDetail(
        found,
        tuple(rep_of(row) for row in reps),
        tuple({name: row[name] for name in columns} for row in other),
        _report(connection, found.number),
    )


def count_checks(connection: sqlite3.Connection) -> Counts:
    """How many checks there are in each state."""
    rows = connection.execute("SELECT state, count(*) FROM checks GROUP BY state")
    by_state = dict(rows.fetchall())
    return Counts(*(by_state.get(state, 0) for state in CheckState))


def _check_rows(
    connection: sqlite3.Connection, rows: Sequence[sqlite3.Row]
) -> tuple[CheckRow, ...]:
    numbers = [row["seq"] for row in rows]
    counted = _counted(connection, numbers)
    verdicts = _verdicts(connection, numbers)
    return tuple(_check_row(row, counted[row["seq"]], verdicts[row["seq"]]) for row in rows)


def _check_row(
    row: sqlite3.Row, counted: Mapping[str, int], verdicts: Mapping[str, Mapping[str, str]]
) -> CheckRow:
    return CheckRow(
        CheckKey(row["seq"], row["token"]).public_id,
        row["seq"],
        row["kind"],
        CheckState(row["state"]),
        row["reason"],
        moment_of("started", row),
        None if row["ended_utc"] is None else moment_of("ended", row),
        software_of(row),
        counted,
        verdicts,
        row["label"],
    )


def _counted(connection: sqlite3.Connection, numbers: Sequence[int]) -> dict[int, dict[str, int]]:
    counted = {number: dict.fromkeys(LEGS, 0) for number in numbers}
    for seq, leg, reps in connection.execute(
        "SELECT check_seq, leg, count(*) FROM reps WHERE counted AND NOT practice"
        " AND check_seq IN (SELECT value FROM json_each(?)) GROUP BY check_seq, leg",
        (json.dumps(numbers),),
    ):
        counted[seq][leg] = reps
    return counted


def _verdicts(
    connection: sqlite3.Connection, numbers: Sequence[int]
) -> dict[int, dict[str, dict[str, str]]]:
    verdicts: dict[int, dict[str, dict[str, str]]] = {
        number: {leg: {} for leg in LEGS} for number in numbers
    }
    for seq, leg, name, verdict in connection.execute(
        "SELECT check_seq, leg, name, verdict FROM verdicts"
        " WHERE check_seq IN (SELECT value FROM json_each(?))",
        (json.dumps(numbers),),
    ):
        verdicts[seq].setdefault(leg, {})[name] = verdict
    return verdicts


def _of_check(connection: sqlite3.Connection, table: str, seq: int) -> list[sqlite3.Row]:
    return connection.execute(
        f"SELECT * FROM {table} WHERE check_seq = ? ORDER BY position", (seq,)
    ).fetchall()


def _report(connection: sqlite3.Connection, seq: int) -> Mapping[str, object] | None:
    row = connection.execute(
        "SELECT report_json FROM reports WHERE check_seq = ?", (seq,)
    ).fetchone()
    return None if row is None else json.loads(row["report_json"])
