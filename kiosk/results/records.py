"""What the store takes and gives: plain frozen values, no SQL.

Words that a later version may add to (verdicts, reasons of refusal) are given back as text,
not as enums: an older program must be able to show what a newer one stored.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from kiosk.moment import Moment


class CheckState(StrEnum):
    """Where a check stands. No version adds to these: an older one must know them all."""

    OPEN = "open"
    COMPLETE = "complete"
    ABANDONED = "abandoned"


@dataclass(frozen=True, slots=True)
class Software:
    """What measured a check; no model when the source was a keypoint recording."""

    kiosk_version: str
    protocol_version: str
    model_name: str | None
    model_sha256: str | None
    source_kind: str
    """camera | video | keypoints"""
    second_model_name: str | None = None
    """The network of the closer looks; None where there was one stage."""
    second_model_sha256: str | None = None


@dataclass(frozen=True, slots=True)
class StoredRep:
    """One rep as it was painted."""

    leg: str
    number: int | None
    """From 1 within the leg; None for a refused rep."""
    practice: bool
    values: Mapping[str, Any]
    """The rep as the report writes it: `knee_fppa_deg`, `refused_because`, `why_null`, …"""


@dataclass(frozen=True, slots=True)
class CheckRow:
    """One check in a list."""

    check_id: str
    """For addresses: cannot be guessed."""
    number: int
    """For people: grows by one with every check of this store."""
    kind: str
    """kiosk | replay: what the whole store is."""
    state: CheckState
    reason: str | None
    """Why it was abandoned."""
    started: Moment
    ended: Moment | None
    """None while open, and when the kiosk stopped during the check."""
    made_by: Software
    counted: Mapping[str, int]
    """Counted reps by leg, without practice: {"left": 5, "right": 0}."""
    verdicts: Mapping[str, Mapping[str, str]]
    """By leg and name of the check: {"left": {"knee_valgus": "good", …}, "right": {}}."""
    label: str | None = None
    """Whose check it is, as staff typed it."""

    @property
    def started_utc(self) -> str:
        """ISO 8601, UTC; only as good as `clock_sure`."""
        return self.started.utc_text

    @property
    def clock_sure(self) -> bool:
        """False when the box did not know the time at the start of the check."""
        return self.started.clock_sure


@dataclass(frozen=True, slots=True)
class CheckDetail:
    """One check with all that is stored of it."""

    row: CheckRow
    reps: tuple[StoredRep, ...]
    """Every rep, in order."""
    other: tuple[Mapping[str, Any], ...]
    """Movements that were no single-leg squat, as the report writes them."""
    report: Mapping[str, Any] | None
    """The whole report as it was given to `complete` or `abandon`."""

    @property
    def ended_utc(self) -> str | None:
        """ISO 8601, UTC; None where `CheckRow.ended` is."""
        return None if self.row.ended is None else self.row.ended.utc_text

    @property
    def software(self) -> Mapping[str, str | None]:
        """`CheckRow.made_by` by the names of its fields."""
        return asdict(self.row.made_by)


@dataclass(frozen=True, slots=True)
class Counts:
    """How much is stored."""

    open: int
    complete: int
    abandoned: int

    @property
    def checks(self) -> int:
        """All of them."""
        return self.open + self.complete + self.abandoned


@dataclass(frozen=True, slots=True)
class Setting:
    """A value that an admin has set."""

    key: str
    value: Any
    set_utc: datetime
    clock_sure: bool
    set_by: str

    @property
    def note(self) -> str:
        """Who set it and when, for `kiosk config show --origin`."""
        doubt = "" if self.clock_sure else ", clock unsure"
        return f"by {self.set_by}, {self.set_utc:%Y-%m-%d %H:%M} UTC{doubt}"


@dataclass(frozen=True, slots=True)
class SettingChange:
    """One line of the audit log; None for a value that was not set."""

    key: str
    old: Any
    new: Any
    at_utc: datetime
    clock_sure: bool
    by_whom: str


@dataclass(frozen=True, slots=True)
class StoredSpot:
    """A spot as it was set. The store does not look into the record."""

    number: int
    """Grows by one with every spot of this store."""
    camera: str
    """The signature of the camera that it was set for."""
    record_json: str
    brings_back: int | None
    """The number of the earlier spot that was gone back to; None for a spot newly set."""
    set_utc: datetime
    clock_sure: bool
    set_by: str


@dataclass(frozen=True, slots=True)
class StoredToken:
    """The key of another program, without the key."""

    number: int
    name: str
    created_utc: datetime
    clock_sure: bool
    """False when the box did not know the time as the key was made."""
    used_day: str | None
    """The day (UTC, ISO 8601) on which it was last used; None when it never was."""
    revoked_utc: datetime | None
    """None while it opens anything."""
    opens: str = "metrics"
    """metrics | results: a key for results reads the metrics too."""
