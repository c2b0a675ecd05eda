"""The spots that were set, newest first. What stands in a record is its maker's business."""

from __future__ import annotations

import sqlite3

from kiosk.moment import Moment, parse_utc
from kiosk.results.records import StoredSpot


def insert_spot(
    connection: sqlite3.Connection,
    camera: str,
    record_json: str,
    by_whom: str,
    now: Moment,
    brings_back: int | None,
) -> StoredSpot:
    """Add the next spot; nothing of the earlier ones is changed."""
    cursor = connection.execute(
        "INSERT INTO spots (camera, record_json, brings_back, set_utc, set_clock_sure, set_by)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        (camera, record_json, brings_back, now.utc_text, now.clock_sure, by_whom),
    )
    number = int(cursor.lastrowid or 0)
    return StoredSpot(number, camera, record_json, brings_back, now.utc, now.clock_sure, by_whom)


def newest_spots(connection: sqlite3.Connection, limit: int) -> tuple[StoredSpot, ...]:
    """The history, newest first, of every camera."""
    rows = connection.execute("SELECT * FROM spots ORDER BY seq DESC LIMIT ?", (limit,))
    return tuple(_spot_of(row) for row in rows)


def _spot_of(row: sqlite3.Row) -> StoredSpot:
    return StoredSpot(
        row["seq"],
        row["camera"],
        row["record_json"],
        row["brings_back"],
        parse_utc(row["set_utc"]),
        bool(row["set_clock_sure"]),
        row["set_by"],
    )
