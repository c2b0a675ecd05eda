"""A check that a trainer rates blind: what it remembers, and what it hides from everybody. Pure.

Decides from which event to which nothing of the kiosk's own answers may be seen, on the screen, by
light, buzzer and voice. The store hides the rest (kiosk/results/veil.py); who asks for it, and what
is kept, is `desk`'s.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from types import MappingProxyType

from kiosk.feedback.cues import Cue
from kiosk.live import Snapshot
from kiosk.moment import Moment
from kiosk.saying import COUNTED, PRACTISED, RATED
from kiosk.scoring.events import (
    CheckAbandoned,
    CheckBegun,
    CheckCompleted,
    Event,
    PersonLeft,
    RepCounted,
    RepMeasuredAgain,
)
from kiosk.scoring.findings import Rep

WAIT_LIMIT_S = 600.0
"""Nobody has begun a check for so long: the wish is forgotten, and the consent with it, so that it
cannot fall on somebody else. Our choice, 2026-11."""
RATE_LIMIT_S = 7200.0
"""So long after the end of the check it is shown whether it was rated or not. Our choice."""

LEFT_EARLY = "The member left before a leg was done: nothing of that check is kept."
NOBODY_CAME = "Nobody began a check for ten minutes, so this was called off. Begin anew."
LATE = "The check was not released for two hours: it is shown now, and is not rated any more."


class Phase(Enum):
    """Where a study stands."""

    IDLE = "idle"
    ARMED = "armed"
    """The next check that begins is the one."""
    RUNNING = "running"
    RATING = "rating"
    """The check is over; the kiosk's answers are still hidden."""
    SHOWN = "shown"


@dataclass(frozen=True, slots=True)
class Counted:
    """A counted squat: its number within the leg, and what was measured."""

    number: int
    rep: Rep


@dataclass(frozen=True, slots=True)
class Rated:
    """What the trainer has said of one squat."""

    knee: str | None = None
    pelvis: str | None = None
    knee_by_hand_deg: float | None = None
    pelvis_by_hand_deg: float | None = None
    skipped: bool = False
    """The trainer did not see it."""

    @property
    def done(self) -> bool:
        """Nothing more is asked of it."""
        return self.skipped or bool(self.knee and self.pelvis)


Squat = tuple[str, int]
"""Leg and number of a counted squat."""


@dataclass(frozen=True, slots=True)
class Study:
    """All that is remembered of one."""

    phase: Phase = Phase.IDLE
    rater: str | None = None
    consent: Moment | None = None
    """When staff noted that the member agrees to the keeping of the keypoints."""
    since_s: float = 0.0
    """When the phase began, by a clock that never runs backward."""
    check_id: str | None = None
    squats: tuple[Counted, ...] = ()
    rated: Mapping[Squat, Rated] = field(default_factory=lambda: MappingProxyType({}))
    eased: bool = False
    """The check went on with the easier target."""
    on_screen: bool = False
    """The member of this check is still on the spot."""
    note: str | None = None
    """What became of the last one, for the trainer."""

    @property
    def hidden(self) -> bool:
        """Nothing of the kiosk's answers may be seen."""
        return self.phase in (Phase.RUNNING, Phase.RATING)

    @property
    def left_to_rate(self) -> int:
        """Squats that have not both of their ratings and were not skipped."""
        return len(self.squats) - sum(each.done for each in self.rated.values())


def followed(study: Study, events: Iterable[Event], now_s: float) -> Study:
    """The study after what has happened in one frame."""
    for event in events:
        study = _after(study, event, now_s)
    return study


def timed_out(study: Study, now_s: float) -> Study:
    """The study once its time is over: nobody came, or nobody released the check."""
    passed_s = now_s - study.since_s
    if study.phase is Phase.ARMED and passed_s > WAIT_LIMIT_S:
        return Study(note=NOBODY_CAME)
    if study.phase is Phase.RATING and passed_s > RATE_LIMIT_S:
        return replace(study, phase=Phase.SHOWN, note=LATE)
    return study


def _after(study: Study, event: Event, now_s: float) -> Study:
    match event:
        case CheckBegun() if study.phase is Phase.ARMED:
            return replace(study, phase=Phase.RUNNING, since_s=now_s, on_screen=True)
        case RepCounted(practice=False) if study.phase is Phase.RUNNING:
            return replace(study, squats=(*study.squats, Counted(event.number, event.rep)))
        case RepMeasuredAgain() if study.phase is Phase.RUNNING:
            return replace(study, squats=_measured_again(study.squats, event.rep))
        case CheckAbandoned(kept=False) if study.phase is Phase.RUNNING:
            return Study(note=LEFT_EARLY)
        case CheckCompleted() | CheckAbandoned() if study.phase is Phase.RUNNING:
            return replace(_ended(study, now_s), eased=event.eased)
        case CheckBegun() | PersonLeft():
            return _alone(study, now_s)
    return study


def _alone(study: Study, now_s: float) -> Study:
    """The member has gone, or somebody else begins: the screen is another's. A check that still
    runs then is one that the store gave up."""
    if study.phase is Phase.RUNNING:
        study = _ended(study, now_s) if study.check_id else Study(note=LEFT_EARLY)
    return replace(study, on_screen=False)


def _ended(study: Study, now_s: float) -> Study:
    return replace(study, phase=Phase.RATING, since_s=now_s)


def _measured_again(squats: tuple[Counted, ...], rep: Rep) -> tuple[Counted, ...]:
    return tuple(
        replace(each, rep=rep) if each.rep.start_s == rep.start_s else each for each in squats
    )


def neutral(shown: Snapshot) -> Snapshot:
    """The screen without anything that says how a squat or a leg was."""
    if shown.report is not None:
        shown = replace(
            shown, stage="finishing", instruction=RATED.words, pictogram=RATED.pictogram
        )
    return replace(
        shown,
        last_rep=_neutral_rep(shown.last_rep),
        knee_fppa_deg=None,
        knee_now=None,
        pelvis_now=None,
        leg_report=None,
        report=None,
        share_url=None,
    )


def _neutral_rep(rep: Mapping[str, object] | None) -> dict[str, object] | None:
    """Whether it counted, and if not why not: a trainer sees that too."""
    if rep is None or not rep["counted"]:
        return None if rep is None else dict(rep)
    text = PRACTISED if rep["practice"] else COUNTED
    return {**rep, "text": text, "knee": None, "hip": None}


def neutral_cue(cue: Cue | None) -> Cue | None:
    """A counted squat looks and sounds the same however it was."""
    return Cue.REP_COUNTED if cue in (Cue.FIX_KNEE, Cue.FIX_HIP) else cue
