"""What checks looked like over time: stored with their reps, read whole. What a frame holds is
`kiosk.trail`'s business, how it is packed `trail_code`'s.
"""

from __future__ import annotations

import sqlite3

from kiosk.results.check_ids import parse_check_id
from kiosk.results.database import DatabaseReader
from kiosk.results.trail_code import OtherFormError, packed, points_of, points_text, unpacked
from kiosk.trail import Piece, Trail


class Trails:
    """The trails of a store. Any thread may ask."""

    def __init__(self, database: DatabaseReader) -> None:
        self._database = database

    def of(self, check_id: str) -> Trail | None:
        """The trail of a check; None where none was stored and when there is no such check."""
        with self._database.reading() as connection:
            return find_trail(connection, check_id)


def find_trail(connection: sqlite3.Connection, check_id: str) -> Trail | None:
    """The trail of a check; None where there is none, or none that this version can read."""
    row = connection.execute(
        "SELECT seq FROM checks WHERE seq = ? AND token = ?",
        parse_check_id(check_id) or (None, None),
    ).fetchone()
    if row is None:
        return None
    pieces = connection.execute(
        "SELECT frames FROM trail_pieces WHERE check_seq = ? ORDER BY position", (row["seq"],)
    ).fetchall()
    if not pieces:
        return None
    bottoms = connection.execute(
        "SELECT position, points_json FROM rep_bottoms WHERE check_seq = ?", (row["seq"],)
    )
    try:
        frames = tuple(frame for piece in pieces for frame in unpacked(piece["frames"]))
    except OtherFormError:
        return None
    return Trail(
        frames, {bottom["position"]: points_of(bottom["points_json"]) for bottom in bottoms}
    )


def insert_piece(connection: sqlite3.Connection, check_id: str, piece: Piece | None) -> None:
    """Add the next piece of a check, right after the rep that it ends, in the same transaction."""
    key = parse_check_id(check_id)
    if piece is None or key is None:
        return
    if piece.frames:
        connection.execute(
            "INSERT INTO trail_pieces (check_seq, position, frames) SELECT :seq,"
            " coalesce(max(position), 0) + 1, :frames FROM trail_pieces WHERE check_seq = :seq",
            {"seq": key.seq, "frames": packed(piece.frames)},
        )
    if piece.bottom is not None:
        connection.execute(
            "INSERT INTO rep_bottoms (check_seq, position, points_json)"
            " SELECT :seq, max(position), :points FROM reps WHERE check_seq = :seq",
            {"seq": key.seq, "points": points_text(piece.bottom)},
        )
