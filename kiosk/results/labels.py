"""Labels: whose check it is, as far as staff want to say. What one may be, and the statements.

Two labels are one when they differ in nothing but upper and lower case.
"""

from __future__ import annotations

import sqlite3
import unicodedata

from kiosk.errors import ConfigError, StoreError
from kiosk.results.check_ids import CheckKey, parse_check_id
from kiosk.results.found import LabelUse

LONGEST_LABEL = 60


def clean_label(text: str) -> str:
    """The label as it is stored: composed (NFC), single spaces. Raises ConfigError for none."""
    label = " ".join(unicodedata.normalize("NFC", text).split())
    if not label.isprintable() or not 1 <= len(label) <= LONGEST_LABEL:
        raise ConfigError(
            f"A label is 1 to {LONGEST_LABEL} printable characters, such as M-0042 or a first name."
        )
    return label


def label_key(text: str) -> str:
    """What labels are compared by."""
    return unicodedata.normalize("NFC", " ".join(text.split())).casefold()


def set_label(connection: sqlite3.Connection, check_id: str, label: str | None) -> str | None:
    """Give a check a label that `clean_label` made, or take its label away; the one it had.

    Raises StoreError when there is no such check.
    """
    key = parse_check_id(check_id) or (None, None)
    found = connection.execute(
        "SELECT seq, label FROM checks WHERE seq = ? AND token = ?", key
    ).fetchone()
    if found is None:
        raise StoreError("There is no such check any more: go back to the list of checks.")
    compared = None if label is None else label_key(label)
    connection.execute(
        "UPDATE checks SET label = ?, label_key = ? WHERE seq = ?", (label, compared, found["seq"])
    )
    had: str | None = found["label"]
    return had


_USED = """
WITH RECURSIVE used (label_key) AS (
    SELECT * FROM (
        SELECT label_key FROM checks WHERE label_key > '' ORDER BY label_key LIMIT 1)
    UNION ALL
    SELECT (SELECT label_key FROM checks WHERE label_key > used.label_key
            ORDER BY label_key LIMIT 1)
    FROM used WHERE used.label_key IS NOT NULL),
newest (label_key, seq) AS (
    SELECT label_key,
        (SELECT seq FROM checks WHERE checks.label_key = used.label_key
         ORDER BY seq DESC LIMIT 1) AS seq
    FROM used WHERE instr(label_key, ?) > 0 ORDER BY seq DESC LIMIT ?)
SELECT checks.label, checks.seq, checks.token, checks.started_utc,
    (SELECT count(*) FROM checks AS same WHERE same.label_key = newest.label_key) AS uses
FROM newest CROSS JOIN checks ON checks.seq = newest.seq ORDER BY newest.seq DESC
"""
"""From one label to the next in their index: the checks between them are not read."""


def used_labels(connection: sqlite3.Connection, text: str, limit: int) -> tuple[LabelUse, ...]:
    """The labels that contain `text`, the last used first."""
    rows = connection.execute(_USED, (label_key(text), limit))
    return tuple(
        LabelUse(label, uses, CheckKey(seq, token).public_id, started_utc)
        for label, seq, token, started_utc, uses in rows
    )
