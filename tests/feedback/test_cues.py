"""The table of cues: complete, told apart without colour, calm, and safe to look at."""

from __future__ import annotations

from itertools import combinations, pairwise
from typing import get_args

import pytest

from kiosk.feedback.cues import OFF, SIGNALS, Cue, Rgb, cue_for
from kiosk.feedback.pattern import Pattern
from kiosk.pose.keypoints import Leg
from kiosk.scoring.events import (
    CheckAbandoned,
    CheckCompleted,
    Event,
    LegCompleted,
    LegLifted,
    OtherMovementSeen,
    PersonArrived,
    PersonLeft,
    RepCounted,
    RepMeasuredAgain,
    RepRefused,
    RepStarted,
    StoodStill,
)
from kiosk.scoring.findings import FreeLeg, LegReport, OtherMovement, Refusal, Rep, Report

PAIRS = list(combinations(Cue, 2))
LEAST_LIT_S = 0.2
FLASHES_A_SECOND = 3
TELL_APART = 1.4
"""Two lengths are told apart when one is at least this many times the other (our choice)."""


def rep(counted: bool = True) -> Rep:
    refusal = None if counted else Refusal.FOOT_DOWN
    return Rep(Leg.LEFT, 1.0, 2.0, 3.0, counted, refusal, 4.0, 3.0, 2.0, 1.0, 60.0)


def report() -> Report:
    empty = LegReport(0, 0, FreeLeg.UNKNOWN, (), {})
    return Report(empty, empty, (), {}, ())


def counted(knee: bool, hip: bool) -> RepCounted:
    return RepCounted(3.0, rep(), 1, practice=False, faulty_knee=knee, faulty_hip=hip)


EVENTS: list[tuple[Event, Cue | None]] = [
    (PersonArrived(0.0), Cue.HOLD_STILL),
    (PersonLeft(0.0), Cue.WAITING),
    (StoodStill(0.0), Cue.GO),
    (LegLifted(0.0, Leg.LEFT), Cue.GO),
    (RepStarted(0.0, Leg.LEFT), None),
    (counted(knee=False, hip=False), Cue.REP_COUNTED),
    (counted(knee=True, hip=False), Cue.FIX_KNEE),
    (counted(knee=False, hip=True), Cue.FIX_HIP),
    (counted(knee=True, hip=True), Cue.FIX_KNEE),
    (RepMeasuredAgain(0.0, rep()), None),
    (RepRefused(0.0, rep(counted=False), practice=False), Cue.REP_REFUSED),
    (OtherMovementSeen(0.0, OtherMovement(0.0, 1.0, Refusal.KNEE_LIFT)), None),
    (LegCompleted(0.0, Leg.LEFT), Cue.CHANGE_LEG),
    (CheckCompleted(0.0, report()), Cue.DONE),
    (CheckAbandoned(0.0, "walked away", report()), Cue.ABANDONED),
]


@pytest.mark.parametrize(("event", "cue"), EVENTS)
def test_cue_for_event(event: Event, cue: Cue | None) -> None:
    """Each event calls for its cue, or for none."""
    assert cue_for(event) is cue


def test_every_event_is_named_above() -> None:
    """The list above leaves out no kind of event."""
    assert {type(event) for event, _ in EVENTS} == set(get_args(Event))


def test_table_is_complete() -> None:
    """Every cue has its row, with words."""
    assert set(SIGNALS) == set(Cue)
    assert all(signal.words for signal in SIGNALS.values())


def merged(look: Pattern[Rgb]) -> tuple[tuple[bool, float], ...]:
    """The rhythm of a light as a colour-blind person sees it: lit or dark, and how long."""
    rhythm: list[tuple[bool, float]] = []
    for rgb, seconds in look.steps:
        lit = rgb != OFF
        if rhythm and rhythm[-1][0] == lit:
            rhythm[-1] = (lit, rhythm[-1][1] + seconds)
        else:
            rhythm.append((lit, seconds))
    return tuple(rhythm)


def told_apart(one: tuple[tuple[bool, float], ...], other: tuple[tuple[bool, float], ...]) -> bool:
    if [on for on, _ in one] != [on for on, _ in other]:
        return True
    pairs = zip(one, other, strict=True)
    return any(max(a, b) / min(a, b) >= TELL_APART for (_, a), (_, b) in pairs)


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_lights_differ_without_colour(one: Cue, other: Cue) -> None:
    """Any two lights differ in rhythm; a state and a moment differ by staying or passing."""
    first, second = SIGNALS[one], SIGNALS[other]
    assert first.is_state is not second.is_state or told_apart(
        merged(first.look), merged(second.look)
    )


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_sounds_differ(one: Cue, other: Cue) -> None:
    """Any two cues that sound at all sound different."""
    first, second = SIGNALS[one].sound.steps, SIGNALS[other].sound.steps
    assert not (first and second) or told_apart(first, second)


@pytest.mark.parametrize("cue", Cue)
def test_flashes_are_safe(cue: Cue) -> None:
    """No second holds more than three flashes, so nobody's eyes are at risk."""
    look = SIGNALS[cue].look
    turns = 3 if look.repeat else 1
    starts, now_s, was_lit = [], 0.0, False
    for rgb, seconds in look.steps * turns:
        if rgb != OFF and not was_lit:
            starts.append(now_s)
        was_lit = rgb != OFF
        now_s += seconds
    crowds = zip(starts, starts[FLASHES_A_SECOND:], strict=False)
    assert all(later - earlier > 1.0 for earlier, later in crowds)


@pytest.mark.parametrize("cue", Cue)
def test_lit_long_enough_for_3_m(cue: Cue) -> None:
    """Each lit step lasts long enough to be seen across the floor, in legal colours."""
    for rgb, seconds in SIGNALS[cue].look.steps:
        assert all(0.0 <= part <= 1.0 for part in rgb)
        assert rgb == OFF or seconds >= LEAST_LIT_S


def test_refusal_is_soft() -> None:
    """A refused rep is the quietest sound of all that judge a rep: two taps."""
    sounding = {cue: sum(s for on, s in SIGNALS[cue].sound.steps if on) for cue in Cue}
    taps = [seconds for on, seconds in SIGNALS[Cue.REP_REFUSED].sound.steps if on]
    assert len(taps) == 2
    for cue in (Cue.REP_COUNTED, Cue.FIX_KNEE, Cue.FIX_HIP):
        assert 0.0 < sounding[Cue.REP_REFUSED] < sounding[cue]


@pytest.mark.parametrize("cue", [Cue.WAITING, Cue.ABANDONED, Cue.CAMERA_LOST, Cue.FAULT])
def test_silent_cues(cue: Cue) -> None:
    """Waiting, walking away and trouble of the kiosk's own make no sound."""
    assert not any(on for on, _ in SIGNALS[cue].sound.steps)


@pytest.mark.parametrize("cue", Cue)
def test_sound_alternates(cue: Cue) -> None:
    """A sound is beeps and gaps in turn, and sounds once even where the light stays."""
    sound = SIGNALS[cue].sound
    assert not sound.repeat
    assert all(one[0] is not two[0] for one, two in pairwise(sound.steps))
    assert all(seconds > 0.0 for _, seconds in sound.steps)
