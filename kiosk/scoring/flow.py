"""The flow of a member's check: two literal tables and their time limits. Pure data.

`NEXT` is the whole flow of stages, `ATTEND` what happens when the member cannot be watched for a
while. A signal that is not listed for a stage changes nothing. What gives a signal is `session`;
`docs/flow.md` is drawn from these tables by `python -m kiosk.flowchart`.

These numbers decide when the check waits, goes on and ends, not what a squat is or means (that is
`protocol`). All are our choice, 2026-11-22.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType


class Stage(Enum):
    """Where the check stands."""

    WAITING = "waiting"
    WELCOME = "welcome"
    STAND = "stand"
    LIFT = "lift"
    PRACTICE = "practice"
    REPS = "reps"
    CHANGE_LEG = "change_leg"
    FINISHING = "finishing"
    RESULTS = "results"
    STEP_OFF = "step_off"


OVER = frozenset({Stage.RESULTS, Stage.STEP_OFF})
"""Nothing is measured any more."""


class Signal(Enum):
    """What moves the check from one stage to the next."""

    ARRIVED = "arrived"
    BEGUN = "begun"
    STOOD_STILL = "stood_still"
    FOOT_LIFTED = "foot_lifted"
    PRACTICED = "practiced"
    LEG_DONE = "leg_done"
    BOTH_DONE = "both_done"
    MEASURED = "measured"
    TIMED_OUT = "timed_out"
    LEFT = "left"


NEXT: Mapping[tuple[Stage, Signal], Stage] = MappingProxyType(
    {
        (Stage.WAITING, Signal.ARRIVED): Stage.WELCOME,
        (Stage.WELCOME, Signal.BEGUN): Stage.STAND,
        (Stage.STAND, Signal.STOOD_STILL): Stage.LIFT,
        (Stage.STAND, Signal.FOOT_LIFTED): Stage.PRACTICE,
        (Stage.LIFT, Signal.FOOT_LIFTED): Stage.PRACTICE,
        (Stage.PRACTICE, Signal.PRACTICED): Stage.REPS,
        (Stage.REPS, Signal.LEG_DONE): Stage.CHANGE_LEG,
        (Stage.CHANGE_LEG, Signal.STOOD_STILL): Stage.LIFT,
        (Stage.CHANGE_LEG, Signal.FOOT_LIFTED): Stage.PRACTICE,
        (Stage.REPS, Signal.BOTH_DONE): Stage.FINISHING,
        (Stage.FINISHING, Signal.MEASURED): Stage.RESULTS,
        (Stage.WELCOME, Signal.TIMED_OUT): Stage.STEP_OFF,
        (Stage.STAND, Signal.TIMED_OUT): Stage.STEP_OFF,
        (Stage.LIFT, Signal.TIMED_OUT): Stage.STEP_OFF,
        (Stage.PRACTICE, Signal.TIMED_OUT): Stage.STEP_OFF,
        (Stage.REPS, Signal.TIMED_OUT): Stage.STEP_OFF,
        (Stage.CHANGE_LEG, Signal.TIMED_OUT): Stage.STEP_OFF,
        (Stage.RESULTS, Signal.TIMED_OUT): Stage.STEP_OFF,
        (Stage.WELCOME, Signal.LEFT): Stage.WAITING,
        (Stage.STAND, Signal.LEFT): Stage.WAITING,
        (Stage.LIFT, Signal.LEFT): Stage.WAITING,
        (Stage.PRACTICE, Signal.LEFT): Stage.WAITING,
        (Stage.REPS, Signal.LEFT): Stage.WAITING,
        (Stage.CHANGE_LEG, Signal.LEFT): Stage.WAITING,
        (Stage.RESULTS, Signal.LEFT): Stage.WAITING,
        (Stage.STEP_OFF, Signal.LEFT): Stage.WAITING,
    }
)
"""The whole flow. Who leaves while the result is worked out still gets it stored: `FINISHING`
goes on to `RESULTS` by itself, and from there home."""

IN_CHECK = frozenset({Stage.STAND, Stage.LIFT, Stage.PRACTICE, Stage.REPS, Stage.CHANGE_LEG})
"""From the consent to the last counted rep."""
WATCHED = IN_CHECK | {Stage.WELCOME}
"""Where it matters that the one member is seen well: pauses and hints are given here."""


class Attention(Enum):
    """Whether the member can be watched."""

    WATCHING = "watching"
    LOST = "lost"
    CROWDED = "crowded"


class Sight(Enum):
    """What the camera has of the member."""

    CLEAR = "clear"
    UNSEEN = "unseen"
    SECOND_BODY = "second_body"


ATTEND: Mapping[tuple[Attention, Sight], Attention] = MappingProxyType(
    {
        (Attention.WATCHING, Sight.UNSEEN): Attention.LOST,
        (Attention.WATCHING, Sight.SECOND_BODY): Attention.CROWDED,
        (Attention.LOST, Sight.CLEAR): Attention.WATCHING,
        (Attention.LOST, Sight.SECOND_BODY): Attention.CROWDED,
        (Attention.CROWDED, Sight.CLEAR): Attention.WATCHING,
    }
)
"""While the attention is not WATCHING the check waits: nothing counts, no time runs out but
`PAUSE_LIMIT_S` and leaving."""

LIMIT_S: Mapping[Stage, float] = MappingProxyType(
    {
        Stage.WELCOME: 60.0,
        Stage.STAND: 60.0,
        Stage.LIFT: 60.0,
        Stage.PRACTICE: 60.0,
        Stage.REPS: 60.0,
        Stage.CHANGE_LEG: 60.0,
        Stage.RESULTS: 180.0,
    }
)
"""So long a stage may last without progress (a rep, counted or not, is progress). `FINISHING` ends
after `CLOSER_WAIT_S`, and in `WAITING` and `STEP_OFF` there is nothing to wait for but people."""
CHECK_LIMIT_S = 420.0
"""A whole check, from the consent to the last rep, whatever progress it makes."""
PAUSE_LIMIT_S = 30.0
"""A second body for longer ends the check."""

ARRIVED_S = 0.3
"""A person seen on the spot for this long has arrived."""
WELCOME_S = 3.0
"""Standing still for this long altogether, with the welcome on the screen, begins the check."""
STAND_S = 1.5
"""Then standing still for this long gives the baseline."""
HANDS_PATIENCE_S = 6.0
"""The hands are waited for at most this long; without them the pelvis is measured less surely."""
CHANGE_S = 2.0
"""Standing still on both feet for this long between the legs."""
OFF_S = 1.0
"""Seen beside the spot for this long, and not on it: the person has left."""
OFF_IN_CHECK_S = 3.0
"""The same during a check: who lost the balance may step back on."""
LOST_S = 0.7
"""Not seen on the spot for this long: the check waits."""
LEFT_S = 4.0
"""Not seen on the spot for this long: the person has left."""
CLOSER_WAIT_S = 10.0
"""So long the result waits for closer looks that are still being taken."""
HINT_AFTER_S = 0.5
"""Something must be wrong for this long before the member is told to change it."""
HINT_PATIENCE_S = 12.0
"""A hint that does not make measuring impossible holds the check up for at most this long; the
verdicts then say for themselves where they are unsure."""
TRIES = 3
"""Reps not counted in a row, by the member's own doing, before the easier target."""
EASIER_FLEXION_DEG = 22.0
"""With the easier target a squat counts from this knee flexion on (else
`protocol.SHALLOW_BELOW_DEG`): a small squat, whose verdicts say that it was one."""
EASIER_TARGET_DEG = 40.0
"""What the depth guide then asks for (else `protocol.DEPTH_GOOD_MIN_DEG`)."""
