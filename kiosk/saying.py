"""What the member is told at each moment: one whole English sentence and its moving picture.

Decides the words and the picture of every stage, hint, pause and refusal. Translating them is for
the pages and the voice (`kiosk.words`), which is why no sentence has a gap to be filled.
"""

from __future__ import annotations

from typing import NamedTuple

from kiosk.pose.keypoints import Leg
from kiosk.scoring.check_state import Session
from kiosk.scoring.findings import Refusal
from kiosk.scoring.flow import Attention, Stage
from kiosk.scoring.placement import Hint


class Say(NamedTuple):
    """One instruction."""

    words: str
    pictogram: str


AT_STAGE = {
    Stage.WAITING: Say("Step on the spot.", "step_on"),
    Stage.WELCOME: Say("Stand still to begin.", "stand_still"),
    Stage.STAND: Say("Hands on your hips. Stand still on both feet.", "hands_on_hips"),
    Stage.LIFT: Say("Lift one foot behind you.", "lift_foot"),
    Stage.FINISHING: Say("Well done. Working out your result.", "wait"),
    Stage.RESULTS: Say("Done. Step off when you are ready.", "done"),
    Stage.STEP_OFF: Say("Step off the spot. Step on again to start anew.", "step_off"),
}
LIFT_OTHER = {
    Leg.LEFT: Say("Now stand on your left leg. Lift the right foot behind you.", "lift_foot_right"),
    Leg.RIGHT: Say("Now stand on your right leg. Lift the left foot behind you.", "lift_foot_left"),
}
"""By the stance leg that is left to do."""
PRACTICE = {
    Leg.LEFT: Say("Practice: one slow squat on your left leg.", "squat_left"),
    Leg.RIGHT: Say("Practice: one slow squat on your right leg.", "squat_right"),
}
REPS = {
    Leg.LEFT: Say("Slow squats on your left leg. Down and up.", "squat_left"),
    Leg.RIGHT: Say("Slow squats on your right leg. Down and up.", "squat_right"),
}
SMALLER = {
    Leg.LEFT: Say("Smaller squats are fine. Left leg, slowly.", "squat_smaller"),
    Leg.RIGHT: Say("Smaller squats are fine. Right leg, slowly.", "squat_smaller"),
}
CHANGE_LEG = {
    Leg.LEFT: Say("Well done. Both feet down. Next is your left leg.", "change_leg"),
    Leg.RIGHT: Say("Well done. Both feet down. Next is your right leg.", "change_leg"),
}
AT_HINT = {
    Hint.FEET_HIDDEN: Say("The camera cannot see your feet. Stand on the spot.", "feet_in_view"),
    Hint.HEAD_HIDDEN: Say("The camera cannot see your head. Take a step back.", "head_in_view"),
    Hint.TOO_DARK: Say("It is too dark here. Please tell the staff.", "light"),
    Hint.TOO_BLURRED: Say("The camera sees blurred. Please tell the staff.", "lens"),
    Hint.TOO_NEAR: Say("Take a small step back.", "step_back"),
    Hint.TOO_FAR: Say("Come a small step closer.", "come_closer"),
    Hint.MOVE_LEFT: Say("Move a little to your left.", "move_left"),
    Hint.MOVE_RIGHT: Say("Move a little to your right.", "move_right"),
    Hint.TURNED: Say("Turn to the camera: toes, hips and chest.", "face_camera"),
}
CROWDED = Say("One person at a time, please. It goes on when you are alone.", "one_person")
LOST = Say("I cannot see you well. Stay on the spot.", "stay_there")
BESIDE = Say("Step back on the spot to go on.", "step_on")
UPDATING = Say("The kiosk is updating itself. It will be ready in a moment.", "updating")
"""While no check can begin (`kiosk.holding`)."""
RATED = Say("Well done. Your result comes when your trainer is ready.", "wait")
"""In place of the result while a trainer rates the check blind (`kiosk.rating.study`)."""

KNOCKED = "The camera was moved. Please tell the staff."
"""Across the page while the spot is not where it was set."""

REFUSED = {
    Refusal.SHALLOW: "Not counted: go a little deeper",
    Refusal.FOOT_DOWN: "Not counted: the other foot touched down",
    Refusal.TOO_FAST: "Not counted: go slower, two seconds down, two up",
    Refusal.HOP: "Not counted: keep the standing foot in place",
    Refusal.LOW_CONFIDENCE: "Not counted: the camera could not see you well",
    Refusal.WRONG_LEG: "Not counted: that was the other leg",
    Refusal.TWO_LEGS: "Not counted: both feet were down",
    Refusal.KNEE_LIFT: "Not counted: that was a knee lift",
}
COUNTED = "Counted"
KNEE_IN = "Counted: keep the knee over the foot"
HIP_DROPS = "Counted: keep the hips level"
PRACTISED = "Good. Now it counts."
PRACTISED_KNEE_IN = "Good, but keep the knee over the foot"
PRACTISED_HIP_DROPS = "Good, but keep the hips level"

_ALL = (
    *AT_STAGE.values(),
    *(
        say
        for by_leg in (LIFT_OTHER, PRACTICE, REPS, SMALLER, CHANGE_LEG)
        for say in by_leg.values()
    ),
    *AT_HINT.values(),
    CROWDED,
    LOST,
    BESIDE,
    UPDATING,
    RATED,
)
PICTOGRAMS = frozenset(say.pictogram for say in _ALL)
"""Every moving picture that the page must have."""
MESSAGES = (
    *(say.words for say in _ALL),
    *REFUSED.values(),
    COUNTED,
    KNEE_IN,
    HIP_DROPS,
    PRACTISED,
    KNOCKED,
)
"""Every sentence that the catalogues must have."""


def instruction(session: Session) -> Say:
    """What to do now: one thing at a time, what stops the check before what goes on."""
    if session.paused is Attention.CROWDED:
        return CROWDED
    if session.paused is Attention.LOST:
        return BESIDE if session.presence.off_since_s is not None else LOST
    if session.hint is not None:
        return AT_HINT[session.hint]
    return _at_stage(session)


def _at_stage(session: Session) -> Say:
    stage, leg = session.stage, session.leg
    if stage is Stage.LIFT and session.done:
        return LIFT_OTHER[session.done[0].other]
    if leg is None or stage in AT_STAGE:
        return AT_STAGE.get(stage, AT_STAGE[Stage.LIFT])
    if stage is Stage.CHANGE_LEG:
        return CHANGE_LEG[leg.other]
    if session.tries.eased:
        return SMALLER[leg]
    return (PRACTICE if stage is Stage.PRACTICE else REPS)[leg]
