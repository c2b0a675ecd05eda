"""What calls for which cue.

A state stays and follows from where the check stands (`cue_for_stage`); a moment passes and
follows from what has happened (`cue_for`). What each looks and sounds like is `cues.py`'s.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from kiosk.feedback.cues import TROUBLES, Cue
from kiosk.scoring.events import CheckAbandoned, Event, RepCounted, RepRefused
from kiosk.scoring.flow import Attention, Stage

STAGES: Mapping[Stage, Cue] = MappingProxyType(
    {
        Stage.WAITING: Cue.WAITING,
        Stage.WELCOME: Cue.HOLD_STILL,
        Stage.STAND: Cue.HOLD_STILL,
        Stage.LIFT: Cue.GO,
        Stage.PRACTICE: Cue.GO,
        Stage.REPS: Cue.GO,
        Stage.CHANGE_LEG: Cue.CHANGE_LEG,
        Stage.FINISHING: Cue.DONE,
        Stage.RESULTS: Cue.DONE,
        Stage.STEP_OFF: Cue.STEP_OFF,
    }
)
"""The state that belongs to each stage."""


def cue_for_stage(
    stage: Stage, attention: Attention = Attention.WATCHING, *, hinted: bool = False
) -> Cue:
    """The state that holds where the check stands; so it comes back by itself after a pause.

    `hinted`: the member is being told to change something. A pause goes before a hint, for
    nobody can follow one while a second person stands there.
    """
    if attention is not Attention.WATCHING:
        return Cue.PAUSED
    return Cue.MOVE if hinted else STAGES[stage]


def cue_for_trouble(name: str) -> Cue:
    """The state for a trouble of the box, by its name in the health report.

    Raises KeyError for a name that is none: the light must not say something else.
    """
    return {cue.value: cue for cue in TROUBLES}[name]


def cue_for(event: Event) -> Cue | None:
    """The moment that an event calls for; None where the state says enough.

    A counted rep with both faults cues the knee: one thing to mend at a time.
    """
    if isinstance(event, RepCounted):
        return _cue_for_counted(event)
    if isinstance(event, RepRefused):
        return Cue.REP_REFUSED
    return Cue.ABANDONED if isinstance(event, CheckAbandoned) else None


def _cue_for_counted(event: RepCounted) -> Cue:
    if event.faulty_knee:
        return Cue.FIX_KNEE
    return Cue.FIX_HIP if event.faulty_hip else Cue.REP_COUNTED
