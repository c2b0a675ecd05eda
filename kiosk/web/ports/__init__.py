"""What the pages need from the rest of the kiosk, and nothing of how it does it.

The pages never import the store or the camera; whoever wires the program hands them in.
Every method is called from web threads and must be safe there. Failures are
`kiosk.errors.KioskError`.
"""

from __future__ import annotations

from kiosk.web.ports.box import (
    Health,
    LanguageChoice,
    Painted,
    Pictures,
    SetupDesk,
    Shares,
    Tokens,
    Updates,
)
from kiosk.web.ports.results import CheckDetail, CheckRow, ResultsReader, StoredRep

__all__ = [
    "CheckDetail",
    "CheckRow",
    "Health",
    "LanguageChoice",
    "Painted",
    "Pictures",
    "ResultsReader",
    "SetupDesk",
    "Shares",
    "StoredRep",
    "Tokens",
    "Updates",
]
