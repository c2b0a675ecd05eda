"""The table of cues: complete, told apart without colour, calm, and safe to look at."""

from __future__ import annotations

from itertools import combinations, pairwise
from typing import get_args

import pytest

from kiosk.feedback.calling import cue_for, cue_for_stage, cue_for_trouble
from kiosk.feedback.cues import OFF, SIGNALS, TROUBLES, Cue, Rgb
from kiosk.feedback.pattern import Pattern
from kiosk.pose.keypoints import Leg
from kiosk.scoring.events import (
    CheckAbandoned,
    CheckBegun,
    CheckCompleted,
    CheckPaused,
    CheckResumed,
    Event,
    HintGiven,
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
    TargetEased,
)
from kiosk.scoring.findings import FreeLeg, LegReport, OtherMovement, Refusal, Rep, Report
from kiosk.scoring.flow import Attention, Stage
from kiosk.scoring.placement import Hint

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


MOMENTS: list[tuple[Event, Cue]] = [
    (counted(knee=False, hip=False), Cue.REP_COUNTED),
    (counted(knee=True, hip=False), Cue.FIX_KNEE),
    (counted(knee=False, hip=True), Cue.FIX_HIP),
    (counted(knee=True, hip=True), Cue.FIX_KNEE),
    (RepRefused(0.0, rep(counted=False), practice=False), Cue.REP_REFUSED),
    (CheckAbandoned(0.0, "walked away", report()), Cue.ABANDONED),
]
SAID_BY_THE_STAGE: list[Event] = [
    PersonArrived(0.0),
    PersonLeft(0.0),
    CheckBegun(0.0),
    StoodStill(0.0),
    CheckPaused(0.0, Attention.CROWDED),
    CheckResumed(0.0),
    HintGiven(0.0, Hint.TOO_FAR),
    TargetEased(0.0),
    LegLifted(0.0, Leg.LEFT),
    RepStarted(0.0, Leg.LEFT),
    RepMeasuredAgain(0.0, rep()),
    OtherMovementSeen(0.0, OtherMovement(0.0, 1.0, Refusal.KNEE_LIFT)),
    LegCompleted(0.0, Leg.LEFT),
    CheckCompleted(0.0, report()),
]
STATES = {
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


@pytest.mark.parametrize(("event", "cue"), MOMENTS)
def test_moments(event: Event, cue: Cue) -> None:
    """What a rep or an ended check calls for passes over the state."""
    assert cue_for(event) is cue
    assert not SIGNALS[cue].is_state


@pytest.mark.parametrize("event", SAID_BY_THE_STAGE)
def test_events_without_a_moment(event: Event) -> None:
    """What moves the check on is said by the state of its stage, not twice."""
    assert cue_for(event) is None


def test_every_event_is_named_above() -> None:
    """The lists above leave out no kind of event."""
    named = {type(event) for event in [*(event for event, _ in MOMENTS), *SAID_BY_THE_STAGE]}
    assert named == set(get_args(Event))


@pytest.mark.parametrize("stage", Stage)
def test_states(stage: Stage) -> None:
    """Each stage has the state that says what is wanted of the member there."""
    assert cue_for_stage(stage) is STATES[stage]
    assert SIGNALS[STATES[stage]].is_state


@pytest.mark.parametrize("stage", Stage)
@pytest.mark.parametrize("reason", [Attention.CROWDED, Attention.LOST])
def test_pause_goes_before_all(stage: Stage, reason: Attention) -> None:
    """A pause says wait at every stage, even over a hint, and then the stage's own comes back."""
    assert cue_for_stage(stage, reason) is Cue.PAUSED
    assert cue_for_stage(stage, reason, hinted=True) is Cue.PAUSED
    assert cue_for_stage(stage, Attention.WATCHING) is STATES[stage]


def test_hint_goes_before_the_stage() -> None:
    """Who must move is not told to hold still."""
    assert cue_for_stage(Stage.WELCOME, hinted=True) is Cue.MOVE
    assert cue_for_stage(Stage.WELCOME, hinted=False) is Cue.HOLD_STILL


def test_resting_breathes() -> None:
    """In twenty small steps or more it grows and fades, dimmer than waiting, never in a jump."""
    levels = [max(rgb) for rgb, _ in SIGNALS[Cue.RESTING].look.steps]
    peak = levels.index(max(levels))
    assert len(levels) > 20
    assert levels[: peak + 1] == sorted(levels[: peak + 1])
    assert levels[peak:] == sorted(levels[peak:], reverse=True)
    assert max(abs(b - a) for a, b in pairwise([*levels, levels[0]])) < 0.1
    assert max(levels) < max(max(rgb) for rgb, _ in SIGNALS[Cue.WAITING].look.steps)


def test_troubles_of_the_box() -> None:
    """Each trouble has its own light by its name, and no other name has one."""
    assert [cue_for_trouble(cue.value) for cue in TROUBLES] == list(TROUBLES)
    assert all(SIGNALS[cue].is_state for cue in TROUBLES)
    for name in ("waiting", "no such trouble"):
        with pytest.raises(KeyError, match=name):
            cue_for_trouble(name)


def test_troubles_are_told_by_counting() -> None:
    """Staff count flashes of a colour that no member sees: no two troubles have as many."""
    flashes = [[rgb for rgb, _ in SIGNALS[cue].look.steps if rgb != OFF] for cue in TROUBLES]
    assert sorted(len(lit) for lit in flashes) == [2, 3, 4, 5]
    theirs = {rgb for lit in flashes for rgb in lit}
    members = {rgb for cue in set(Cue) - set(TROUBLES) for rgb, _ in SIGNALS[cue].look.steps}
    assert theirs & members == set()


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


@pytest.mark.parametrize(
    "cue",
    [Cue.WAITING, Cue.RESTING, Cue.UPDATING, Cue.STEP_OFF, Cue.ABANDONED, Cue.FAULT, *TROUBLES],
)
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
