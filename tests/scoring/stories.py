"""Stories: whatever people do on the spot, one thing after the other, for tests of the check."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import strategies as st

from kiosk.pose.keypoints import Leg
from kiosk.scoring.findings import FreeLeg

from .script import Moment, Script, Squat

WANTED = 2
QUICK = Squat(down_s=1.0, up_s=1.0, pause_s=0.4)
TOUCHING = Squat(down_s=1.0, bottom_s=0.5, up_s=1.0, touch_s=0.5)
SQUATS = (
    QUICK,
    TOUCHING,
    Squat(down_s=0.4, up_s=0.4),
    Squat(flexion_deg=34, down_s=0.9, up_s=0.9),
    Squat(down_s=1.0, up_s=1.0, hop=0.2),
)
Action = Callable[[Script], Script]
"""Something done on the spot that begins and ends on both feet, or out of sight."""


def proper(script: Script) -> Script:
    """What a member does who does what the page says, from standing on."""
    for leg in (Leg.RIGHT, Leg.LEFT):
        script = script.lift(leg).squats(WANTED + 1, QUICK).put_down()
    return script


PROPER = proper(Script().stand())

legs = st.sampled_from(list(Leg))
held = st.sampled_from([FreeLeg.MIDDLE, FreeLeg.BEHIND, FreeLeg.FRONT])


def _squats(squat: Squat, times: int) -> Action:
    return lambda script: script.squats(times, squat)


def _on_one_leg(leg: Leg, free: FreeLeg, doings: list[Action]) -> Action:
    def act(script: Script) -> Script:
        script = script.lift(leg, free)
        for doing in doings:
            script = doing(script)
        return script.put_down()

    return act


def _walk(steps: int, step: float) -> Action:
    return lambda script: script.walk(steps, step)


def _stand(seconds: float) -> Action:
    return lambda script: script.stand(seconds)


def _away(seconds: float) -> Action:
    return lambda script: script.away(seconds)


def _knee_lift(rise: float) -> Action:
    return lambda script: script.knee_lift(rise).hold(0.4)


on_one_leg = st.lists(
    st.builds(_squats, st.sampled_from(SQUATS), st.integers(1, 4))
    | st.builds(_knee_lift, st.floats(0.1, 0.4)),
    max_size=3,
)
actions = st.one_of(
    st.builds(_on_one_leg, legs, held, on_one_leg),
    st.builds(_on_one_leg, legs, held, st.just([_squats(QUICK, WANTED + 1)])),
    st.builds(_stand, st.floats(0.3, 2)),
    st.builds(_squats, st.just(QUICK), st.integers(1, 2)),
    st.builds(_walk, st.integers(1, 4), st.sampled_from([0.5, -0.5])),
    st.builds(_away, st.floats(0.2, 4)),
)
stories = st.lists(actions, max_size=6)


def film_of(story: list[Action], seed: int, hidden: float = 0.0) -> list[Moment]:
    script = Script().stand()
    for action in story:
        script = action(script)
    return script.film(10, noise_px=0.4, hidden=hidden, seed=seed)
