"""The statements that store checks. Each function runs inside the caller's transaction.

Writing to a check that is not open is a mistake of the program: ValueError, nothing changed.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from kiosk.errors import StoreError
from kiosk.moment import Moment
from kiosk.results.check_ids import CheckKey, new_token, parse_check_id
from kiosk.results.encoding import json_text, moment_row, rep_row, verdict_rows
from kiosk.results.records import CheckState, Software
from kiosk.scoring.findings import OtherMovement, Rep

INTERRUPTED = "the kiosk stopped"
"""The reason of a check that was left open by a crash or a loss of power."""


class CheckGoneError(StoreError, ValueError):
    """The check is no more: a backup took the place of the store that held it."""


def insert_check(connection: sqlite3.Connection, started: Moment, software: Software) -> CheckKey:
    """Open a check."""
    token = new_token()
    row = {"token": token, "state": CheckState.OPEN, **asdict(software)}
    seq = _insert(connection, "checks", row | moment_row("started", started))
    return CheckKey(seq, token)


def insert_rep(
    connection: sqlite3.Connection, check_id: str, rep: Rep, number: int | None, practice: bool
) -> None:
    """Add the next rep of an open check."""
    _insert_next(
        connection,
        "reps",
        _open_seq(connection, check_id),
        rep_row(rep) | {"number": number, "practice": practice},
    )


def replace_rep(connection: sqlite3.Connection, check_id: str, rep: Rep) -> None:
    """Give the counted rep that has the same start new values. ValueError when there is none."""
    seq = _open_seq(connection, check_id)
    rows = connection.execute(
        "SELECT position, values_json FROM reps WHERE check_seq = ? AND counted", (seq,)
    ).fetchall()
    for row in rows:
        if json.loads(row["values_json"])["start_s"] == rep.start_s:
            values = {**rep_row(rep), "seq": seq, "position": row["position"]}
            connection.execute(
                "UPDATE reps SET values_json = :values_json"
                " WHERE check_seq = :seq AND position = :position",
                values,
            )
            return
    raise ValueError(f"check {check_id} has no counted rep that began at {rep.start_s} s")


def insert_other(connection: sqlite3.Connection, check_id: str, movement: OtherMovement) -> None:
    """Add the next other movement of an open check."""
    row = {
        "start_s": movement.start_s,
        "end_s": movement.end_s,
        "refused_because": movement.refused_because.value,
    }
    _insert_next(connection, "other_movements", _open_seq(connection, check_id), row)


def end_check(
    connection: sqlite3.Connection,
    check_id: str,
    state: CheckState,
    reason: str | None,
    report: Mapping[str, Any] | None,
    ended: Moment,
) -> None:
    """Give an open check its last state, with its report and the verdicts in it."""
    seq = _open_seq(connection, check_id)
    row = {"state": state, "reason": reason, **moment_row("ended", ended)}
    changes = ", ".join(f"{column} = :{column}" for column in row)
    connection.execute(f"UPDATE checks SET {changes} WHERE seq = :seq", row | {"seq": seq})
    if report is not None:
        _insert(connection, "reports", {"check_seq": seq, "report_json": json_text(report)})
        for verdict in verdict_rows(report):
            _insert(connection, "verdicts", {"check_seq": seq, **verdict})


def end_interrupted(connection: sqlite3.Connection) -> int:
    """Abandon every open check; when it ended is not known. Returns how many."""
    return connection.execute(
        "UPDATE checks SET state = ?, reason = ? WHERE state = ?",
        (CheckState.ABANDONED, INTERRUPTED, CheckState.OPEN),
    ).rowcount


def discard_check(connection: sqlite3.Connection, check_id: str) -> None:
    """Delete an open check and all of its rows: nothing of it is kept."""
    connection.execute("DELETE FROM checks WHERE seq = ?", (_open_seq(connection, check_id),))


def delete_check(connection: sqlite3.Connection, check_id: str) -> bool:
    """Delete an ended check and all of its rows; False when there is no such check."""
    found = _find(connection, check_id)
    if found is None:
        return False
    if found["state"] == CheckState.OPEN:
        raise StoreError(
            f"Check {found['seq']} is still running and was not deleted: delete it when it has"
            " ended."
        )
    connection.execute("DELETE FROM checks WHERE seq = ?", (found["seq"],))
    return True


def _find(connection: sqlite3.Connection, check_id: str) -> sqlite3.Row | None:
    key = parse_check_id(check_id)
    if key is None:
        return None
    found: sqlite3.Row | None = connection.execute(
        "SELECT seq, state FROM checks WHERE seq = ? AND token = ?", key
    ).fetchone()
    return found


def _open_seq(connection: sqlite3.Connection, check_id: str) -> int:
    found = _find(connection, check_id)
    if found is None:
        raise CheckGoneError(f"Check {check_id} is not open: it is not in the store any more.")
    if found["state"] != CheckState.OPEN:
        state = found["state"]
        raise ValueError(f"check {check_id} is {state}, not open: nothing can be added to it")
    return int(found["seq"])


def _insert_next(
    connection: sqlite3.Connection, table: str, seq: int, row: Mapping[str, Any]
) -> None:
    """Insert at the next position of the check."""
    (position,) = connection.execute(
        f"SELECT coalesce(max(position), 0) + 1 FROM {table} WHERE check_seq = ?", (seq,)
    ).fetchone()
    _insert(connection, table, {"check_seq": seq, "position": position, **row})


def _insert(connection: sqlite3.Connection, table: str, row: Mapping[str, Any]) -> int:
    """Insert by column names, so that columns added by a newer version stay at their default."""
    columns = ", ".join(row)
    places = ", ".join(f":{column}" for column in row)
    cursor = connection.execute(f"INSERT INTO {table} ({columns}) VALUES ({places})", row)
    return int(cursor.lastrowid or 0)
