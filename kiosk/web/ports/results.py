"""What the pages need from the results store."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from kiosk.stored_check import CheckDetail, CheckRow, Counts
from kiosk.web.ports.audit import AuditLog
from kiosk.web.ports.care import Care
from kiosk.web.ports.finding import Finding
from kiosk.web.ports.history import History
from kiosk.web.ports.trails import Trails
from kiosk.web.sessions import Role


class ResultsReader(Protocol):
    """The part of the results store that the pages use."""

    @property
    def audit(self) -> AuditLog:
        """Who did what, and when."""

    @property
    def care(self) -> Care:
        """The store as a whole: what is in it, deleting, backups."""

    @property
    def finding(self) -> Finding:
        """Finds checks, and gives them labels."""

    @property
    def history(self) -> History:
        """The checks of one label over time."""

    @property
    def trails(self) -> Trails:
        """What checks looked like, frame by frame."""

    def list_checks(self, limit: int, before_id: str | None = None) -> Sequence[CheckRow]:
        """Newest first; with `before_id` only checks older than that one."""

    def check(self, check_id: str) -> CheckDetail | None:
        """One check, or None when there is none of that id."""

    def delete_check(self, check_id: str) -> bool:
        """Delete an ended check for good; False when there is none. StoreError while it is open."""

    def counts(self) -> Counts:
        """How many checks are stored, by state."""

    def has_pin(self, role: Role) -> bool:
        """Whether a PIN has been set for the role."""

    def role_of_pin(self, pin: str) -> Role | None:
        """Whose PIN this is, or None. Takes as long whichever PINs are set and whatever it
        finds."""

    def set_pin(self, role: Role, pin: str) -> None:
        """Keep the hash of `pin`. Raises a `KioskError` whose sentence says what a PIN must be."""
