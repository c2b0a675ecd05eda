"""What the pages need from the rest of the kiosk, and nothing of how it does it.

The pages never import the store or the camera; whoever wires the program hands them in.
Every method is called from web threads and must be safe there. Failures are
`kiosk.errors.KioskError`.
"""

from __future__ import annotations

from kiosk.stored_check import CheckDetail, CheckRow, StoredRep
from kiosk.web.ports.agreement import Rating
from kiosk.web.ports.audit import AuditEntry, AuditLog
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
from kiosk.web.ports.care import BackupFacts, Backups, Care, StoredFacts
from kiosk.web.ports.finding import Finding, Found, LabelUse, Summary
from kiosk.web.ports.history import History
from kiosk.web.ports.network import Network
from kiosk.web.ports.programs import Programs
from kiosk.web.ports.results import ResultsReader
from kiosk.web.ports.settings import SettingsDesk
from kiosk.web.ports.trails import Trails

__all__ = [
    "AuditEntry",
    "AuditLog",
    "BackupFacts",
    "Backups",
    "Care",
    "CheckDetail",
    "CheckRow",
    "Finding",
    "Found",
    "Health",
    "History",
    "LabelUse",
    "LanguageChoice",
    "Network",
    "Painted",
    "Pictures",
    "Programs",
    "Rating",
    "ResultsReader",
    "SettingsDesk",
    "SetupDesk",
    "Shares",
    "StoredFacts",
    "StoredRep",
    "Summary",
    "Tokens",
    "Trails",
    "Updates",
]
