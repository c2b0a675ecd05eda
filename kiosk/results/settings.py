"""Values that an admin has set, each change with who and when. Not what is valid."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from typing import Any

from kiosk.moment import Moment
from kiosk.results.audit import insert_entry
from kiosk.results.encoding import json_text, setting_change_of, setting_of
from kiosk.results.records import Setting, SettingChange


def all_settings(connection: sqlite3.Connection) -> dict[str, Setting]:
    """Every set value by its dotted key, in order of the keys."""
    rows = connection.execute("SELECT * FROM settings ORDER BY key")
    return {row["key"]: setting_of(row) for row in rows}


def change_settings(
    connection: sqlite3.Connection,
    changes: Mapping[str, Any],
    by_whom: str,
    now: Moment,
    action: str,
) -> None:
    """Set each key to its value (None: no longer set) and log what really changed, there and, as
    `action`, in the audit log."""
    for key, value in changes.items():
        new = None if value is None else json_text(value)
        old = _value_json(connection, key)
        if new != old:
            _change(connection, key, (old, new), by_whom, now)
            detail = {"key": key, "old": old, "new": new}
            insert_entry(connection, by_whom, action, detail, now)


def newest_changes(connection: sqlite3.Connection, limit: int) -> tuple[SettingChange, ...]:
    """The audit log, newest first."""
    rows = connection.execute("SELECT * FROM settings_log ORDER BY seq DESC LIMIT ?", (limit,))
    return tuple(setting_change_of(row) for row in rows)


def last_changes(connection: sqlite3.Connection) -> dict[str, SettingChange]:
    """The newest change of each key that ever was set."""
    rows = connection.execute(
        "SELECT * FROM settings_log WHERE seq IN (SELECT max(seq) FROM settings_log GROUP BY key)"
    )
    return {row["key"]: setting_change_of(row) for row in rows}


def _value_json(connection: sqlite3.Connection, key: str) -> str | None:
    row = connection.execute("SELECT value_json FROM settings WHERE key = ?", (key,)).fetchone()
    return None if row is None else str(row["value_json"])


def _change(
    connection: sqlite3.Connection,
    key: str,
    values: tuple[str | None, str | None],
    by_whom: str,
    now: Moment,
) -> None:
    """From the old to the new JSON text, which differ."""
    old, new = values
    if new is None:
        connection.execute("DELETE FROM settings WHERE key = ?", (key,))
    else:
        connection.execute(
            "INSERT INTO settings (key, value_json, set_utc, set_clock_sure, set_by)"
            " VALUES (?, ?, ?, ?, ?) ON CONFLICT (key) DO UPDATE SET value_json ="
            " excluded.value_json, set_utc = excluded.set_utc,"
            " set_clock_sure = excluded.set_clock_sure, set_by = excluded.set_by",
            (key, new, now.utc_text, now.clock_sure, by_whom),
        )
    connection.execute(
        "INSERT INTO settings_log (key, old_json, new_json, at_utc, at_clock_sure, by_whom)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        (key, old, new, now.utc_text, now.clock_sure, by_whom),
    )
