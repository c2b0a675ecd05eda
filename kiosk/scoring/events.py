"""What happened, in the past tense: the only thing that leaves the scoring.

The loop hands each event to cues, store and page, so that all three see the same.
"""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.pose.keypoints import Leg
from kiosk.scoring.assess import Evidence
from kiosk.scoring.findings import OtherMovement, Rep, Report
from kiosk.scoring.flow import Attention
from kiosk.scoring.placement import Hint


@dataclass(frozen=True, slots=True)
class PersonArrived:
    t_s: float


@dataclass(frozen=True, slots=True)
class PersonLeft:
    t_s: float


@dataclass(frozen=True, slots=True)
class CheckBegun:
    """Who stepped on has stood still for long enough: that is the consent to the check."""

    t_s: float


@dataclass(frozen=True, slots=True)
class StoodStill:
    """The two-leg standing baseline is taken."""

    t_s: float


@dataclass(frozen=True, slots=True)
class CheckPaused:
    """`reason` is LOST or CROWDED; nothing counts until `CheckResumed`."""

    t_s: float
    reason: Attention


@dataclass(frozen=True, slots=True)
class CheckResumed:
    t_s: float


@dataclass(frozen=True, slots=True)
class HintGiven:
    """The member is told to change something; None: nothing is left to change."""

    t_s: float
    hint: Hint | None


@dataclass(frozen=True, slots=True)
class TargetEased:
    """Several reps in a row were not counted: from now on smaller squats count."""

    t_s: float


@dataclass(frozen=True, slots=True)
class LegLifted:
    """One foot is off the floor; `stance` carries the body."""

    t_s: float
    stance: Leg


@dataclass(frozen=True, slots=True)
class RepStarted:
    t_s: float
    stance: Leg


@dataclass(frozen=True, slots=True)
class RepEnded:
    """The tracker saw a rep end, counted or refused; the session says what it means."""

    t_s: float
    rep: Rep
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class RepCounted:
    """`number` counts from 1 within the leg; a practice rep has number 0 and is never judged."""

    t_s: float
    rep: Rep
    number: int
    practice: bool
    faulty_knee: bool
    faulty_hip: bool
    evidence: Evidence | None = None
    """What it was measured from, for a closer look."""


@dataclass(frozen=True, slots=True)
class RepMeasuredAgain:
    """A closer look at a counted rep: `rep` replaces the one with the same start."""

    t_s: float
    rep: Rep


@dataclass(frozen=True, slots=True)
class RepRefused:
    t_s: float
    rep: Rep
    practice: bool


@dataclass(frozen=True, slots=True)
class OtherMovementSeen:
    t_s: float
    movement: OtherMovement


@dataclass(frozen=True, slots=True)
class LegCompleted:
    t_s: float
    stance: Leg


@dataclass(frozen=True, slots=True)
class CheckCompleted:
    t_s: float
    report: Report
    eased: bool = False
    """With the easier target."""


@dataclass(frozen=True, slots=True)
class CheckAbandoned:
    """`reason` is plain words; reps so far are in `report`."""

    t_s: float
    reason: str
    report: Report
    kept: bool = True
    """False: the member went, or let it be, before a leg was completed. Nothing is kept of it."""
    eased: bool = False


Event = (
    PersonArrived
    | PersonLeft
    | CheckBegun
    | StoodStill
    | CheckPaused
    | CheckResumed
    | HintGiven
    | TargetEased
    | LegLifted
    | RepStarted
    | RepCounted
    | RepMeasuredAgain
    | RepRefused
    | OtherMovementSeen
    | LegCompleted
    | CheckCompleted
    | CheckAbandoned
)
