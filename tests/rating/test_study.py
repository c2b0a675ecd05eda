"""What a study remembers from event to event: which check it is, and when it is over."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.feedback.cues import Cue
from kiosk.live import Snapshot
from kiosk.pose.keypoints import Leg
from kiosk.rating.study import (
    LATE,
    LEFT_EARLY,
    NOBODY_CAME,
    Phase,
    Study,
    followed,
    neutral,
    neutral_cue,
    timed_out,
)
from kiosk.scoring.events import (
    CheckAbandoned,
    CheckBegun,
    CheckCompleted,
    Event,
    PersonArrived,
    PersonLeft,
    RepCounted,
    RepMeasuredAgain,
)
from kiosk.scoring.report import build_report
from tests.web.conftest import rep

REP = rep(Leg.LEFT, 4.0, 20.0)
NOTHING = build_report((), ())
ARMED = Study(Phase.ARMED, "AB")
RUNNING = replace(ARMED, phase=Phase.RUNNING, on_screen=True, check_id="1-x")
RATING = replace(RUNNING, phase=Phase.RATING)


def after(study: Study, *events: Event, now_s: float = 1.0) -> Study:
    return followed(study, events, now_s)


def test_the_next_check_that_begins_is_the_one() -> None:
    """Not somebody who only steps on, and not without the trainer's wish."""
    assert after(ARMED, PersonArrived(0.0)) == ARMED
    assert after(Study(), CheckBegun(0.0)).phase is Phase.IDLE
    begun = after(ARMED, CheckBegun(0.0))
    assert (begun.phase, begun.on_screen, begun.rater) == (Phase.RUNNING, True, "AB")


def test_counted_squats_are_rated_practice_is_not() -> None:
    """Each with its number; a closer look takes the place of the first."""
    practice = RepCounted(1.0, rep(Leg.LEFT, 1.0, 9.0), 0, True, False, False)
    counted = RepCounted(2.0, REP, 1, False, True, False)
    closer = replace(REP, knee_fppa_deg=11.0)
    study = after(RUNNING, practice, counted, RepMeasuredAgain(3.0, closer))
    assert [(each.number, each.rep.knee_fppa_deg) for each in study.squats] == [(1, 11.0)]


@pytest.mark.parametrize(
    "end", [CheckCompleted(9.0, NOTHING, True), CheckAbandoned(9.0, "left", NOTHING, eased=True)]
)
def test_an_end_that_is_kept_is_rated(end: Event) -> None:
    """The check stays hidden, and that it was an easier one is known."""
    study = after(RUNNING, end, now_s=50.0)
    assert (study.phase, study.hidden, study.eased, study.since_s) == (
        Phase.RATING,
        True,
        True,
        50.0,
    )


def test_an_end_of_which_nothing_is_kept() -> None:
    """Who left early is not rated, and the trainer reads why."""
    study = after(RUNNING, CheckAbandoned(9.0, "left", NOTHING, kept=False), PersonLeft(9.0))
    assert (study.phase, study.note, study.rater) == (Phase.IDLE, LEFT_EARLY, None)


def test_a_check_that_the_store_gave_up_does_not_swallow_the_next() -> None:
    """Without an end of the check, what was stored is rated and the next check is another's."""
    left = after(RUNNING, PersonLeft(9.0))
    assert (left.phase, left.on_screen) == (Phase.RATING, False)
    assert after(replace(RUNNING, check_id=None), PersonLeft(9.0)).phase is Phase.IDLE


def test_the_next_member_has_the_screen() -> None:
    """While the last check is still rated, another's beginning is not hidden."""
    assert not after(RATING, CheckBegun(20.0)).on_screen


@pytest.mark.parametrize(
    ("study", "passed_s", "phase", "note"),
    [
        (ARMED, 600.0, Phase.ARMED, None),
        (ARMED, 600.1, Phase.IDLE, NOBODY_CAME),
        (RUNNING, 1e6, Phase.RUNNING, None),
        (RATING, 7200.0, Phase.RATING, None),
        (RATING, 7200.1, Phase.SHOWN, LATE),
    ],
)
def test_time_runs_out(study: Study, passed_s: float, phase: Phase, note: str | None) -> None:
    """Ten minutes for somebody to begin, two hours to rate; a check under way has its own end."""
    found = timed_out(study, passed_s)
    assert (found.phase, found.note) == (phase, note)


def test_what_is_no_answer_stays_on_the_screen() -> None:
    """Count, depth, figure, reasons of refusal and the store's own trouble are shown as ever."""
    refused = {"counted": False, "practice": False, "leg": "left", "text": "Not counted: …"}
    shown = Snapshot(reps_counted=3, depth_fraction=0.7, last_rep=refused, skeleton=(None,) * 17)
    assert neutral(shown) == shown
    trouble = Snapshot(stage="results", instruction="The disk is full.")
    assert neutral(trouble).instruction == "The disk is full."


@pytest.mark.parametrize("cue", [None, *Cue])
def test_only_the_two_cues_that_tell_are_changed(cue: Cue | None) -> None:
    """Knee and hip sound as any counted squat; everything else is left."""
    told = cue in (Cue.FIX_KNEE, Cue.FIX_HIP)
    assert neutral_cue(cue) is (Cue.REP_COUNTED if told else cue)
