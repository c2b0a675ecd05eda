"""The results: every check and rep on disk before it is shown, in one SQLite file.

`ResultStore` is the whole interface, `ResultReader` the part of it that only reads. They know
nothing of pages, cameras or scoring rules.
"""

from __future__ import annotations

from kiosk.results.found import Found, LabelUse, Summary
from kiosk.results.identity import Kind
from kiosk.results.reader import ResultReader
from kiosk.results.records import (
    CheckDetail,
    CheckRow,
    CheckState,
    Counts,
    Setting,
    SettingChange,
    Software,
    StoredRep,
    StoredSpot,
    StoredToken,
)
from kiosk.results.store import ResultStore
from kiosk.results.token_gate import TokenGate
from kiosk.results.writing import CheckGoneError

__all__ = [
    "CheckDetail",
    "CheckGoneError",
    "CheckRow",
    "CheckState",
    "Counts",
    "Found",
    "Kind",
    "LabelUse",
    "ResultReader",
    "ResultStore",
    "Setting",
    "SettingChange",
    "Software",
    "StoredRep",
    "StoredSpot",
    "StoredToken",
    "Summary",
    "TokenGate",
]
