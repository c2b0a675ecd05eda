"""What the scoring says: reps, checks of a leg, and the report of a whole check. Pure data.

Angles are degrees, positive in the fault direction on either leg. A missing value is None
and `why_null` says why. `spread_deg` is one standard deviation of the value beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from kiosk.pose.keypoints import Leg
from kiosk.scoring import protocol


class Verdict(Enum):
    """The four answers of every check."""

    GOOD = "good"
    BORDERLINE = "borderline"
    FAULT = "fault"
    UNSURE = "unsure"


class PelvisBy(Enum):
    """What the pelvic drop of a rep was measured by."""

    LOOKS = "looks"
    """The pelvis network, in closer looks."""
    WRISTS = "wrists"
    HIPS = "hips"


class FreeLeg(Enum):
    """Where the lifted leg is held during a rep."""

    MIDDLE = "middle"
    BEHIND = "behind"
    FRONT = "front"
    UNKNOWN = "unknown"


class Refusal(Enum):
    """Why a movement is not a counted rep."""

    SHALLOW = "shallow"
    FOOT_DOWN = "foot_down"
    TOO_FAST = "too_fast"
    HOP = "hop"
    LOW_CONFIDENCE = "low_confidence"
    WRONG_LEG = "wrong_leg"
    TWO_LEGS = "two_legs"
    KNEE_LIFT = "knee_lift"


@dataclass(frozen=True, slots=True)
class Rep:
    """One single-leg squat, counted or refused. Times in seconds of the source's clock."""

    leg: Leg
    start_s: float
    bottom_s: float
    end_s: float
    counted: bool
    refused_because: Refusal | None
    knee_fppa_deg: float | None
    knee_fppa_change_deg: float | None
    pelvic_drop_deg: float | None
    trunk_lean_deg: float | None
    knee_flexion_deg: float | None
    free_leg: FreeLeg = FreeLeg.UNKNOWN
    jitter_deg: float = 0.0
    """Frame-to-frame standard deviation of knee FPPA at the bottom, degrees."""
    hip_adduction_change_deg: float | None = None
    knee_over_ankle_change_percent: float | None = None
    balance_events: int = 0
    knee_error_deg: float = 0.0
    """One standard deviation of `knee_fppa_deg` against truth, by the network that saw it."""
    looked_closer: bool = False
    """Knee and trunk come from the second network. The pelvis: see `pelvis_by`."""
    frames_per_s: float | None = None
    """Frames that the rep was made of, a second."""
    pelvic_error_deg: float | None = None
    """One standard deviation of `pelvic_drop_deg` by the signal it was taken from, degrees."""
    pelvis_by: PelvisBy | None = None
    """That signal; None where there is no drop. Reps stored by protocol 1 and 2 do not have it."""
    false_fppa_deg: float | None = None
    """Part of the knee angle that a turned stance makes, from standing; None: cannot be told."""
    off_centre: float | None = None
    """Stance ankle from the image's centre line, fraction of leg length, + to the image's right."""
    why_null: Mapping[str, str] = field(default_factory=dict)

    @property
    def sure_drop_deg(self) -> float | None:
        """The pelvic drop where the pelvis was seen well enough for a live cue; else None."""
        error_deg = self.pelvic_error_deg
        seen = error_deg is not None and error_deg < protocol.PELVIS_BLIND_DEG
        return self.pelvic_drop_deg if seen else None


@dataclass(frozen=True, slots=True)
class OtherMovement:
    """A movement seen that is no single-leg squat of either leg."""

    start_s: float
    end_s: float
    refused_because: Refusal


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One check of one leg. `events` only for balance, where there is no angle."""

    verdict: Verdict
    reason: str
    value_deg: float | None = None
    spread_deg: float | None = None
    events: int | None = None
    in_doubt: bool = False
    """The value itself may be false (off the spot, turned, hips hardly seen): it is compared with
    nothing."""


@dataclass(frozen=True, slots=True)
class LegReport:
    """All reps of one stance leg and the checks over them."""

    counted: int
    refused: int
    free_leg: FreeLeg
    reps: tuple[Rep, ...]
    checks: Mapping[str, CheckResult]
    """Keys: knee_valgus, pelvic_drop, trunk_lean, depth, balance."""


@dataclass(frozen=True, slots=True)
class Symmetry:
    """Left against right for one measure; difference is left minus right."""

    verdict: Verdict
    reason: str
    difference_deg: float | None
    spread_deg: float | None


@dataclass(frozen=True, slots=True)
class Advice:
    """One finding in plain words, with what may help."""

    finding: str
    text: str


@dataclass(frozen=True, slots=True)
class Report:
    """The scoring's whole answer for one recording or one check."""

    left: LegReport
    right: LegReport
    other: tuple[OtherMovement, ...]
    symmetry: Mapping[str, Symmetry]
    advice: tuple[Advice, ...]

    def leg(self, leg: Leg) -> LegReport:
        """The report of one stance leg."""
        return self.left if leg is Leg.LEFT else self.right
