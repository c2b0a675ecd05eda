"""A board that is too slow to judge: reps are counted as ever, and no verdict is given."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.pose.keypoints import Leg
from kiosk.scoring.checks import NOT_JUDGED, leg_report
from kiosk.scoring.events import CheckAbandoned, CheckCompleted, Event, RepCounted
from kiosk.scoring.findings import Report, Verdict
from kiosk.scoring.report import build_report

from .reps import GOOD, KNEE_IN, on
from .script import Script, Squat
from .watching import attend, hasty

FAULTY_SQUAT = Squat(down_s=1.0, up_s=1.0, pause_s=0.4, fppa_deg=25.0, drop_deg=20.0)
BOTH = [
    *on(Leg.LEFT, *[KNEE_IN] * 5),
    *on(Leg.RIGHT, *[GOOD] * 5),
]


def watched(*, judging: bool, both_legs: bool = True) -> list[Event]:
    """A member whose knee moves in and whose hip drops, on a board that judges or does not."""
    script = Script().stand().lift(Leg.LEFT).squats(6, FAULTY_SQUAT).put_down()
    if both_legs:
        script = script.lift(Leg.RIGHT).squats(6, FAULTY_SQUAT).put_down().stand()
    else:
        script = script.away(10.0)
    return attend(script.film(10), hasty(judging=judging))[1]


def counted(events: list[Event]) -> list[RepCounted]:
    return [event for event in events if isinstance(event, RepCounted)]


def report_of(events: list[Event]) -> Report:
    ended = [e for e in events if isinstance(e, CheckCompleted | CheckAbandoned)]
    return ended[-1].report


def test_every_check_is_unsure_and_says_why() -> None:
    """No check of the leg has a verdict, each has the reason, and its value is still there."""
    judged = leg_report(Leg.LEFT, BOTH)
    report = leg_report(Leg.LEFT, BOTH, judging=False)
    assert report.counted == judged.counted == 5
    assert report.reps == judged.reps
    for name, result in report.checks.items():
        assert (result.verdict, result.reason) == (Verdict.UNSURE, NOT_JUDGED), name
        before = judged.checks[name]
        assert (result.value_deg, result.spread_deg) == (before.value_deg, before.spread_deg)
        assert result.events == before.events


def test_the_report_judges_nothing() -> None:
    """Neither the gap of the legs nor any advice says what was good or bad."""
    assert build_report(BOTH).left.checks["knee_valgus"].verdict is Verdict.FAULT
    report = build_report(BOTH, judging=False)
    assert {gap.verdict for gap in report.symmetry.values()} == {Verdict.UNSURE}
    assert {gap.difference_deg for gap in report.symmetry.values()} == {None}
    assert [advice.finding for advice in report.advice] == ["not_judged", "next_step"]


def test_too_slow_a_board_comes_before_too_slow_a_check() -> None:
    """Of the two reasons the one that lasts is told."""
    slow = [replace(rep, frames_per_s=4.0) for rep in BOTH]
    checks = leg_report(Leg.LEFT, slow, judging=False).checks
    assert {result.reason for result in checks.values()} == {NOT_JUDGED}


@pytest.mark.parametrize("both_legs", [True, False], ids=["completed", "abandoned"])
def test_a_check_counts_as_ever(both_legs: bool) -> None:
    """The member's squats count the same, at the end there are counts and no verdict."""
    judged = watched(judging=True, both_legs=both_legs)
    silent = watched(judging=False, both_legs=both_legs)
    assert [event.rep for event in counted(silent)] == [event.rep for event in counted(judged)]
    assert report_of(silent).left.counted == report_of(judged).left.counted == 5
    verdicts = {result.verdict for result in report_of(silent).left.checks.values()}
    assert verdicts == {Verdict.UNSURE}
    assert report_of(judged).left.checks["knee_valgus"].verdict is not Verdict.UNSURE


def test_no_rep_is_called_faulty() -> None:
    """The cue of a rep says that it counts, not that the knee moved in."""
    assert any(e.faulty_knee and e.faulty_hip for e in counted(watched(judging=True)))
    assert not any(e.faulty_knee or e.faulty_hip for e in counted(watched(judging=False)))
