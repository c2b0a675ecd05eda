"""The result waits for closer looks: until all have come, but not for ever."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.pose.keypoints import Leg
from kiosk.scoring import flow, session
from kiosk.scoring.check_state import Session
from kiosk.scoring.events import (
    CheckAbandoned,
    CheckCompleted,
    Event,
    LegCompleted,
    PersonLeft,
    RepCounted,
    RepMeasuredAgain,
)
from kiosk.scoring.findings import Rep, Verdict
from kiosk.scoring.flow import Stage

from .properties import bounded
from .script import Moment, Script, Squat
from .watching import hasty

FPS, WANTED = 10, 3
QUICK = Squat(down_s=1.0, up_s=1.0, pause_s=0.4)
TOUCHING = Squat(down_s=1.0, bottom_s=0.5, up_s=1.0, touch_s=0.5)
WAIT_FRAMES = round(flow.CLOSER_WAIT_S * FPS)
LEFT_DONE = Script().stand().lift(Leg.LEFT).squats(WANTED + 1, QUICK).put_down()
CHECK = LEFT_DONE.lift(Leg.RIGHT).squats(1, QUICK).squats(1, TOUCHING).squats(WANTED, QUICK)
FILM = CHECK.hold(flow.CLOSER_WAIT_S + 2).film(FPS)
"""Practice and three on each leg, one refused, then standing there until any wait is over."""
SOONER = hasty(reps_wanted=WANTED, looks_closer=True)


def looked(rep: Rep) -> Rep:
    """What a closer look makes of a rep here: another knee, for each rep its own."""
    return replace(rep, knee_fppa_deg=15.0 + rep.start_s / 10, looked_closer=True)


@dataclass
class Attended:
    """One check in which the n-th counted rep is answered so many frames after it; None never."""

    delays: Sequence[int | None]
    state: Session = SOONER
    events: list[Event] = field(default_factory=list)
    due: list[tuple[int, Rep]] = field(default_factory=list)
    asked: int = 0

    def see(self, film: Sequence[Moment]) -> Attended:
        for number, (t_s, pose) in enumerate(film):
            self.state, found = session.step(self.state, t_s, pose)
            self.events += found
            self._ask(found, number)
            for rep in [rep for due, rep in self.due if due <= number]:
                self.state, more = session.measured_again(self.state, t_s, looked(rep))
                self.events += more
            self.due = [entry for entry in self.due if entry[0] > number]
        return self

    def _ask(self, found: Sequence[Event], number: int) -> None:
        for event in found:
            if isinstance(event, RepCounted) and event.evidence:
                delay = self.delays[self.asked % len(self.delays)]
                self.asked += 1
                self.due += [] if delay is None else [(number + delay, event.rep)]

    def of(self, kind: type[Event]) -> list[Event]:
        return [event for event in self.events if isinstance(event, kind)]

    @property
    def completed(self) -> CheckCompleted:
        (done,) = self.of(CheckCompleted)
        assert isinstance(done, CheckCompleted)
        return done


AT_ONCE = Attended([0]).see(FILM)
LAST_REP_S = AT_ONCE.of(LegCompleted)[-1].t_s


def test_every_counted_rep_is_asked_for_once_and_no_other() -> None:
    """Neither practice nor a refused rep; the answers are told in the order in which they came."""
    assert AT_ONCE.asked == 2 * WANTED
    counted = [e for e in AT_ONCE.of(RepCounted) if isinstance(e, RepCounted)]
    assert [event.evidence is None for event in counted] == [event.practice for event in counted]
    assert [e.rep for e in AT_ONCE.of(RepMeasuredAgain) if isinstance(e, RepMeasuredAgain)] == [
        looked(event.rep) for event in counted if not event.practice
    ]


def test_the_report_is_made_of_the_reps_measured_again() -> None:
    """Each counted rep reads as the closer look saw it, the refused one as it was; value and
    verdict go by that."""
    report = AT_ONCE.completed.report
    for rep in (*report.left.reps, *report.right.reps):
        assert rep.looked_closer is rep.counted
    assert report.right.refused == 1
    knee = report.left.checks["knee_valgus"]
    assert knee.value_deg == report.left.reps[1].knee_fppa_deg
    assert knee.verdict is not Verdict.GOOD
    plain = Attended([None], hasty(reps_wanted=WANTED)).see(FILM).completed.report
    assert plain.left.checks["knee_valgus"].verdict is Verdict.GOOD


def test_without_a_second_network_nothing_is_waited_for() -> None:
    """The result comes with the last rep, in the same frame."""
    attended = Attended([None], hasty(reps_wanted=WANTED)).see(FILM)
    assert attended.completed.t_s == LAST_REP_S
    assert attended.state.awaited == ()


def test_with_every_look_there_the_result_comes_with_the_next_frame() -> None:
    """All answers in, nothing left to wait for."""
    assert AT_ONCE.completed.t_s == pytest.approx(LAST_REP_S + 1 / FPS)


def test_meanwhile_the_stage_is_finishing() -> None:
    """From the last rep until its look has come, and only then the result is there."""
    late = 25
    attended = Attended([0] * (2 * WANTED - 1) + [late])
    end = next(i for i, (t_s, _) in enumerate(FILM) if t_s >= LAST_REP_S)
    attended.see(FILM[: end + late])
    stages = [attended.state.stage]
    assert len(attended.state.awaited) == 1
    assert attended.of(CheckCompleted) == []
    attended.due = [(0, rep) for _, rep in attended.due]
    stages.append(attended.see(FILM[end + late : end + late + 2]).state.stage)
    assert stages == [Stage.FINISHING, Stage.RESULTS]
    assert attended.completed.report == AT_ONCE.completed.report


@pytest.mark.parametrize("delays", [[None], [0, None], [None] * 5 + [0]])
def test_the_wait_has_an_end(delays: list[int | None]) -> None:
    """Where a look never comes the result does, so long after the last rep and no later, with
    the live values of that rep."""
    attended = Attended(delays).see(FILM)
    waited_s = attended.completed.t_s - LAST_REP_S
    assert waited_s == pytest.approx(flow.CLOSER_WAIT_S, abs=1.5 / FPS)
    report = attended.completed.report
    counted = [rep for rep in (*report.left.reps, *report.right.reps) if rep.counted]
    answered = [delays[n % len(delays)] is not None for n in range(2 * WANTED)]
    assert [rep.looked_closer for rep in counted] == answered


def test_leaving_while_finishing_completes_the_check() -> None:
    """Who has done all reps and walks off has a result, of what is known by then."""
    film = CHECK.away(flow.LEFT_S + 1).film(FPS)
    attended = Attended([0, None]).see(film)
    assert attended.of(CheckAbandoned) == []
    report = attended.completed.report
    assert (report.left.counted, report.right.counted) == (WANTED, WANTED)
    assert sum(rep.looked_closer for rep in report.left.reps) == 2
    assert [type(event) for event in attended.events[-2:]] == [CheckCompleted, PersonLeft]
    assert attended.state.stage is Stage.WAITING
    assert (attended.state.awaited, attended.state.reps) == ((), ())


def test_closing_while_finishing_completes_the_check() -> None:
    """The program stops: the result is that of the looks there were."""
    end = next(i for i, (t_s, _) in enumerate(FILM) if t_s > LAST_REP_S)
    attended = Attended([0, None]).see(FILM[:end])
    state, (done,) = session.close(attended.state, 99.0)
    assert isinstance(done, CheckCompleted)
    assert sum(rep.looked_closer for rep in done.report.left.reps) == 2
    assert (state.stage, state.awaited) == (Stage.RESULTS, ())


@pytest.mark.parametrize(
    "over", [WAIT_FRAMES + 5, WAIT_FRAMES + 15], ids=["just too late", "much too late"]
)
def test_late_looks_change_nothing(over: int) -> None:
    """After the result an answer is no event, and neither report nor state knows of it."""
    delays = [0] * (2 * WANTED - 1) + [over]
    attended = Attended(delays).see(FILM)
    assert attended.due == []
    assert len(attended.of(RepMeasuredAgain)) == 2 * WANTED - 1
    assert attended.completed.report == Attended([*delays[:-1], None]).see(FILM).completed.report


def test_a_look_at_a_rep_that_nobody_awaits_changes_nothing() -> None:
    """Another check's, a refused one's, the same one's twice: the state stays the very same."""
    report = AT_ONCE.completed.report
    refused = next(rep for rep in report.right.reps if not rep.counted)
    state = Attended([0] * 3 + [None]).see(FILM[: len(FILM) // 2]).state
    assert state.reps
    for rep in (refused, state.reps[0], replace(state.reps[0], start_s=-1.0)):
        same, events = session.measured_again(state, 50.0, rep)
        assert same is state
        assert events == ()


def test_a_check_given_up_awaits_nothing() -> None:
    """Who leaves among the reps: their looks belong to no check any more."""
    attended = Attended([None]).see(LEFT_DONE.away(flow.LEFT_S + 1).film(FPS))
    assert len(attended.of(CheckAbandoned)) == 1
    assert attended.state.awaited == ()


@bounded(40)
@given(st.lists(st.integers(0, WAIT_FRAMES - 2), min_size=2 * WANTED, max_size=2 * WANTED))
def test_order_and_delay_of_the_answers_change_nothing(delays: list[int]) -> None:
    """However the answers come in, in time: one result, and it is that of all at once."""
    attended = Attended(delays).see(FILM)
    assert attended.completed.report == AT_ONCE.completed.report
    told = [e.rep for e in attended.of(RepMeasuredAgain) if isinstance(e, RepMeasuredAgain)]
    assert len({rep.start_s for rep in told}) == len(told) == 2 * WANTED


@bounded(25)
@given(
    st.lists(st.none() | st.integers(0, 3 * WAIT_FRAMES), min_size=2 * WANTED, max_size=2 * WANTED)
)
def test_the_check_completes_once_whatever_comes(delays: list[int | None]) -> None:
    """Answers lost, late, in any order: one result within the wait, the same counts."""
    attended = Attended(delays).see(FILM)
    report = attended.completed.report
    assert (report.left.counted, report.right.counted) == (WANTED, WANTED)
    assert attended.completed.t_s <= LAST_REP_S + flow.CLOSER_WAIT_S + 1.5 / FPS
    assert attended.state.stage is Stage.RESULTS
    assert attended.state.awaited == ()
