"""The spot is the identity: who stands on it is the member, whoever does not is nobody."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.pose.keypoints import Leg, Pose
from kiosk.scoring import flow, presence, session
from kiosk.scoring.check_state import Session, emptied
from kiosk.scoring.events import (
    CheckAbandoned,
    CheckBegun,
    CheckCompleted,
    CheckPaused,
    CheckResumed,
    Event,
    HintGiven,
    PersonArrived,
    PersonLeft,
    RepCounted,
    RepRefused,
    TargetEased,
)
from kiosk.scoring.findings import Refusal, Verdict
from kiosk.scoring.flow import Attention, Stage
from kiosk.scoring.hinting import Hinting
from kiosk.scoring.placement import Hint
from kiosk.scoring.presence import Where
from kiosk.scoring.spot import Spot
from kiosk.scoring.surroundings import UNKNOWN, Surroundings
from kiosk.scoring.tracker import anew

from .people import WIDTH_PX, Posture, moved, pose_of
from .properties import bounded
from .script import Moment, Script, Squat
from .stories import Action, film_of, stories
from .test_session_properties import keeps_its_promises
from .watching import attend, hasty

FPS = 10
HEIGHT_PX = 640
QUICK = Squat(down_s=1.0, up_s=1.0, pause_s=0.4)
SHALLOW = Squat(flexion_deg=32, down_s=1.0, up_s=1.0, pause_s=0.4)
LEFT, RIGHT = Leg.LEFT, Leg.RIGHT
STANDING = Script().stand(2)
PRACTISED = STANDING.lift(LEFT).squats(1, QUICK)
ALONE, CROWDED = Surroundings(), Surroundings(crowded=True)
HERE = pose_of(Posture(), 0.0)


def spot_under(pose: Pose, wide: float = 1.0) -> Spot:
    """A spot of about 0.7 m where this person stands."""
    ankles = [pose.points[15], pose.points[16]]
    xs = [point.x_px for point in ankles if point]
    ys = [point.y_px for point in ankles if point]
    return Spot(sum(xs) / 2, sum(ys) / 2 + 30, 150 * wide, 60 * wide)


SPOT = spot_under(HERE)


def on_spot(**given: Any) -> Session:
    """A hasty session with a spot where the films stand."""
    return hasty(spot=SPOT, picture_px=(WIDTH_PX, HEIGHT_PX), **given)


def of(kind: type[Event], events: list[Event]) -> list[Event]:
    return [event for event in events if isinstance(event, kind)]


def beside(film: list[Moment], by_px: float = 400.0) -> list[Moment]:
    """The same person somewhere else in the picture."""
    return [(t_s, pose and moved(pose, dx_px=by_px)) for t_s, pose in film]


def lived(
    parts: list[tuple[list[Moment], Surroundings]], state: Session
) -> tuple[Session, list[Event]]:
    """Films one after another, each with its surroundings; times are made to follow on."""
    t0_s, seen = 0.0, list[Event]()
    for film, around in parts:
        for t_s, pose in film:
            at_s = t0_s + t_s - film[0][0]
            there = replace(pose, t_s=at_s) if pose else None
            state, events = session.step(state, at_s, there, around)
            seen += events
        t0_s += film[-1][0] - film[0][0] + 1 / FPS
    return state, seen


def test_a_whole_check_beside_the_spot_is_no_check() -> None:
    """Whoever does everything right two steps beside the spot starts nothing."""
    script = STANDING
    for leg in Leg:
        script = script.lift(leg).squats(6, QUICK).put_down()
    state, events = attend(beside(script.film(FPS)), on_spot())
    assert events == []
    assert state.stage is Stage.WAITING
    _, events = attend(script.film(FPS), on_spot())
    assert len(of(CheckCompleted, events)) == 1


def test_a_body_beside_the_spot_does_not_go_on_with_the_check() -> None:
    """The member is hidden and a passer-by is followed: their squats are nobody's."""
    film = PRACTISED.squats(2, QUICK).film(FPS)
    other = STANDING.lift(LEFT).squats(3, QUICK).film(FPS)
    state, events = lived([(film, ALONE), (beside(other), ALONE)], on_spot())
    counted = [e for e in events if isinstance(e, RepCounted) and not e.practice]
    assert len(counted) == 2
    assert [type(e) for e in events[-2:]] == [CheckAbandoned, PersonLeft]
    assert state.stage is Stage.WAITING


def test_stepping_beside_the_spot_and_back_goes_on() -> None:
    """Who loses the balance and is back within three seconds is still the same member."""
    film = PRACTISED.squats(2, QUICK).put_down().film(FPS)
    off = beside(Script().stand(flow.OFF_IN_CHECK_S - 0.8).film(FPS))
    on = Script().stand(1).lift(LEFT).squats(3, QUICK).film(FPS)
    _, events = lived([(film, ALONE), (off, ALONE), (on, ALONE)], on_spot())
    assert of(CheckAbandoned, events) == []
    counted = [e for e in events if isinstance(e, RepCounted) and not e.practice]
    assert len(counted) == 5
    assert [type(e) for e in events if isinstance(e, CheckPaused | CheckResumed)] == [
        CheckPaused,
        CheckResumed,
    ]


def test_out_of_sight_for_a_moment_pauses_and_goes_on() -> None:
    """Lost for two seconds between squats: said, and the count goes on where it was."""
    film = PRACTISED.squats(2, QUICK).film(FPS)
    gone = Script().away(2.0).film(FPS)
    back = Script().stand(1).lift(LEFT).squats(3, QUICK).film(FPS)
    state, events = lived([(film, ALONE), (gone, ALONE), (back, ALONE)], on_spot())
    (pause,) = of(CheckPaused, events)
    assert isinstance(pause, CheckPaused)
    assert pause.reason is Attention.LOST
    assert len(of(CheckResumed, events)) == 1
    assert state.stage in (Stage.CHANGE_LEG, Stage.LIFT)


def test_a_second_body_pauses_and_nothing_counts_meanwhile() -> None:
    """While somebody else is on the spot squats neither count nor are refused; then it goes on."""
    film = PRACTISED.squats(2, QUICK).film(FPS)
    during = STANDING.lift(LEFT).squats(2, QUICK).film(FPS)
    after = STANDING.lift(LEFT).squats(3, QUICK).film(FPS)
    state, events = lived([(film, ALONE), (during, CROWDED), (after, ALONE)], on_spot())
    pause, resume = of(CheckPaused, events)[0], of(CheckResumed, events)[0]
    between = events[events.index(pause) : events.index(resume)]
    assert [type(event) for event in between] == [CheckPaused]
    assert isinstance(pause, CheckPaused)
    assert pause.reason is Attention.CROWDED
    counted = [e.number for e in events if isinstance(e, RepCounted) and not e.practice]
    assert counted == [1, 2, 3, 4, 5]
    assert of(RepRefused, events) == []
    assert state.paused is None


def test_a_squat_that_a_second_body_interrupts_is_not_counted() -> None:
    """Begun alone and ended with somebody else there: nobody saw it whole."""
    down = PRACTISED.squats(1, QUICK).film(FPS)
    half = [moment for moment in down if moment[0] < down[-1][0] - 1.2]
    rest = down[len(half) :]
    _, events = lived([(half, ALONE), (rest, CROWDED), (rest[-5:], ALONE)], on_spot())
    assert [e for e in events if isinstance(e, RepCounted) and not e.practice] == []
    assert of(RepRefused, events) == []


def test_a_second_body_that_stays_ends_the_check() -> None:
    """After half a minute it is given up, and nothing of it is kept."""
    film = PRACTISED.squats(2, QUICK).film(FPS)
    stays = Script().stand(flow.PAUSE_LIMIT_S + 2).film(FPS)
    state, events = lived([(film, ALONE), (stays, CROWDED)], on_spot())
    (ended,) = of(CheckAbandoned, events)
    assert isinstance(ended, CheckAbandoned)
    assert not ended.kept
    assert state.stage is Stage.STEP_OFF


def test_a_crowd_from_before_takes_no_patience_from_the_member() -> None:
    """However long others stood about on the spot: from arriving on, the member has the whole
    pause; alone, they begin."""
    before = Script().away(flow.PAUSE_LIMIT_S + 5).film(FPS)
    here = Script().stand(flow.PAUSE_LIMIT_S - 1).film(FPS)
    parts = [(before, CROWDED), (here, CROWDED)]
    state, events = lived(parts, on_spot())
    assert (state.stage, state.paused) == (Stage.WELCOME, Attention.CROWDED)
    assert [type(event) for event in events] == [PersonArrived]
    _, events = lived([*parts, (STANDING.film(FPS), ALONE)], on_spot())
    assert len(of(CheckBegun, events)) == 1
    state, _ = lived([*parts, (Script().stand(3).film(FPS), CROWDED)], on_spot())
    assert state.stage is Stage.STEP_OFF


def test_a_pause_takes_no_time_from_the_member() -> None:
    """Half of a stage's time, a long pause and most of the other half: the check goes on."""
    limit_s = flow.LIMIT_S[Stage.REPS]
    film = PRACTISED.film(FPS)
    first = PRACTISED.hold(0.6 * limit_s).film(FPS)[len(film) :]
    shift = first[0][0]
    first = [(t_s - shift, pose) for t_s, pose in first]
    pause = [(t_s, pose) for t_s, pose in first if t_s < flow.PAUSE_LIMIT_S - 2]
    last = [(t_s, pose) for t_s, pose in first if t_s < 0.3 * limit_s]
    parts = [(film, ALONE), (first, ALONE), (pause, CROWDED), (last, ALONE)]
    state, events = lived(parts, on_spot())
    assert of(CheckAbandoned, events) == []
    assert state.stage is Stage.REPS


def test_placement_holds_the_beginning_up_and_is_said() -> None:
    """Too dark: one hint, the check does not begin for a while, then it does all the same."""
    dark = Surroundings(dark=True)
    film = Script().stand(flow.HINT_PATIENCE_S + 6).film(FPS)
    state, events = lived([(film, dark)], replace(on_spot(), welcome_s=1.0))
    (hint,) = of(HintGiven, events)
    assert isinstance(hint, HintGiven)
    assert hint.hint is Hint.TOO_DARK
    (begun,) = of(CheckBegun, events)
    assert begun.t_s - hint.t_s >= flow.HINT_PATIENCE_S
    assert state.hint is Hint.TOO_DARK


def test_a_hint_goes_when_the_cause_goes() -> None:
    """Light again: the hint is taken back and the check begins at once."""
    dark = Script().stand(3).film(FPS)
    light = Script().stand(3).film(FPS)
    slow = replace(on_spot(), welcome_s=1.0)
    state, events = lived([(dark, Surroundings(dark=True)), (light, ALONE)], slow)
    hints = [event.hint for event in events if isinstance(event, HintGiven)]
    assert hints == [Hint.TOO_DARK, None]
    assert len(of(CheckBegun, events)) == 1
    assert state.hint is None


def test_three_failed_tries_ease_the_target() -> None:
    """The third shallow squat in a row eases the target; from then on such squats count."""
    script = STANDING.lift(LEFT).squats(1, QUICK).squats(4, SHALLOW)
    state, events = attend(script.film(FPS), on_spot())
    refused = [e.rep.refused_because for e in events if isinstance(e, RepRefused)]
    assert refused == [Refusal.SHALLOW] * flow.TRIES
    assert len(of(TargetEased, events)) == 1
    assert [e.number for e in events if isinstance(e, RepCounted) and not e.practice] == [1]
    assert state.tries.eased


def test_a_counted_squat_gives_all_tries_back() -> None:
    """Two shallow, one good, two shallow: no third failure in a row, nothing is eased."""
    script = STANDING.lift(LEFT).squats(1, QUICK)
    for squat, times in ((SHALLOW, 2), (QUICK, 1), (SHALLOW, 2)):
        script = script.squats(times, squat)
    state, events = attend(script.film(FPS), on_spot())
    assert of(TargetEased, events) == []
    assert not state.tries.eased


def test_small_squats_get_no_good_verdict() -> None:
    """With the easier target nothing is called good that a deeper squat might have shown."""
    script = STANDING
    for leg in Leg:
        script = script.lift(leg).squats(9, SHALLOW).put_down()
    _, events = attend(script.film(FPS), on_spot(reps_wanted=5))
    (done,) = of(CheckCompleted, events)
    assert isinstance(done, CheckCompleted)
    assert done.eased
    for report in (done.report.left, done.report.right):
        for name in ("knee_valgus", "trunk_lean"):
            assert report.checks[name].verdict is Verdict.UNSURE
            assert "small" in report.checks[name].reason


def test_the_next_member_has_the_full_target_again() -> None:
    """What was eased for one is not eased for the next."""
    eased = STANDING.lift(LEFT).squats(4, SHALLOW).film(FPS)
    away = Script().away(flow.LEFT_S + 1).film(FPS)
    again = STANDING.lift(LEFT).squats(2, SHALLOW).film(FPS)
    state, events = lived([(eased, ALONE), (away, ALONE), (again, ALONE)], on_spot())
    later = events[events.index(of(PersonLeft, events)[0]) :]
    assert len(of(RepRefused, later)) == 2
    assert not state.tries.eased


LEAVING = [Script().away(flow.LEFT_S + 1).film(FPS), beside(Script().stand(5).film(FPS))]


@pytest.mark.parametrize("leaving", LEAVING, ids=["out of sight", "beside"])
def test_failed_tries_go_with_whoever_failed(leaving: list[Moment]) -> None:
    """Two shallow squats, another person, two shallow squats: no third failure in a row."""
    twice = STANDING.lift(LEFT).squats(flow.TRIES - 1, SHALLOW).film(FPS)
    _, events = lived([(twice, ALONE), (leaving, ALONE), (twice, ALONE)], on_spot())
    assert len(of(PersonLeft, events)) == 1
    assert len(of(RepRefused, events)) == 2 * (flow.TRIES - 1)
    assert of(TargetEased, events) == []


def test_emptied_only_the_place_and_the_settings_stay() -> None:
    """Of a member with an eased target, a hint and a crowd around nothing is left."""
    film = STANDING.lift(LEFT).squats(flow.TRIES + 1, SHALLOW).film(FPS)
    dark = STANDING.film(FPS)
    parts = [(film, ALONE), (dark, Surroundings(dark=True)), (dark, CROWDED)]
    state, _ = lived(parts, on_spot(reps_wanted=4, looks_closer=True))
    assert state.tries.eased
    assert state.hinting != Hinting()
    assert state.presence.attention is Attention.CROWDED
    found = emptied(state)
    clocks = {name: getattr(found, name) for name in ("still_s", "in_stage_s", "idle_s", "t_s")}
    new = on_spot(reps_wanted=4, looks_closer=True)
    assert found == replace(new, stage=state.stage, tracker=anew(state.tracker), **clocks)


def test_a_squat_lost_on_the_way_is_a_pause_and_no_refusal() -> None:
    """Out of sight in the middle of a squat: the check waits, and says nothing of that squat."""
    film = PRACTISED.squats(1, QUICK).film(FPS)
    half = [moment for moment in film if moment[0] < film[-1][0] - 1.2]
    back = Script().stand(1).lift(LEFT).squats(1, QUICK).film(FPS)
    parts = [(half, ALONE), (Script().away(1.5).film(FPS), ALONE), (back, ALONE)]
    _, events = lived(parts, on_spot())
    assert len(of(CheckPaused, events)) == 1
    assert of(RepRefused, events) == []
    assert [e.number for e in events if isinstance(e, RepCounted)] == [0, 1]


def test_feet_at_the_edge_are_waited_for_without_end() -> None:
    """What makes measuring impossible holds the check up until it is mended."""
    state = hasty(picture_px=(WIDTH_PX, 565))
    state, events = lived([(Script().stand(40).film(FPS), ALONE)], replace(state, welcome_s=1.0))
    assert [e.hint for e in events if isinstance(e, HintGiven)] == [Hint.FEET_HIDDEN]
    assert of(CheckBegun, events) == []


def test_a_check_that_never_gets_anywhere_ends() -> None:
    """Squat after squat that does not count is progress, but not for ever."""
    touching = Squat(down_s=1.0, bottom_s=0.5, up_s=1.0, touch_s=0.5)
    film = STANDING.lift(LEFT).squats(150, touching).film(FPS)
    state, events = lived([(film, ALONE)], on_spot())
    (ended,) = of(CheckAbandoned, events)
    assert isinstance(ended, CheckAbandoned)
    assert ended.reason == "the check took too long"
    assert not ended.kept
    assert ended.t_s == pytest.approx(flow.CHECK_LIMIT_S, abs=10.0)
    assert state.stage is Stage.STEP_OFF


def standing_on(leg: Leg) -> tuple[Session, Pose]:
    """A member in a check, on one leg, and their newest pose."""
    film = STANDING.lift(leg).film(FPS)
    state, _ = attend(film, on_spot())
    pose = film[-1][1]
    assert pose is not None
    assert state.stage is Stage.PRACTICE
    return state, pose


def with_foot_away(pose: Pose, dx_px: float = 0.0) -> Pose:
    """Both ankles on somebody else's shoes, beyond the spot."""
    away = tuple(
        p and p._replace(x_px=p.x_px + 300.0, y_px=p.y_px - 60.0) for p in pose.points[15:]
    )
    return moved(replace(pose, points=(*pose.points[:15], *away)), dx_px=dx_px)


def where(state: Session, pose: Pose) -> Where:
    return presence.look(state.presence, pose, SPOT, state.tracker.standing, in_check=True)


@pytest.mark.parametrize("leg", list(Leg))
def test_a_foot_mixed_up_with_somebody_else_s_is_not_the_member(leg: Leg) -> None:
    """The body is where it was and as large: still the member, without that foot."""
    state, pose = standing_on(leg)
    assert where(state, pose) is Where.ON
    mixed = with_foot_away(pose)
    assert where(state, mixed) is Where.OVER
    own = presence.member(mixed, Where.OVER, leg)
    assert own is not None
    ankles = {leg: own.points[15 if leg is LEFT else 16] for leg in Leg}
    assert ankles[leg] is None
    assert ankles[leg.other] is not None
    assert presence.member(mixed, Where.OFF, leg) is None


def test_a_smaller_body_or_one_elsewhere_is_somebody_else() -> None:
    """A metre behind a body is a quarter smaller; a step aside it is not where the member was."""
    state, pose = standing_on(LEFT)
    behind = moved(with_foot_away(pose), scale=0.75)
    assert where(state, behind) is Where.OFF
    assert where(state, with_foot_away(pose, dx_px=150.0)) is Where.OFF
    before = replace(state, stage=Stage.WAITING)
    found = presence.look(before.presence, with_foot_away(pose), SPOT, None, in_check=False)
    assert found is Where.OFF


def test_an_onlooker_behind_does_not_end_the_check() -> None:
    """The foot is taken for somebody else's for longer than leaving takes: a pause, no end."""
    film = PRACTISED.squats(2, QUICK).put_down().film(FPS)
    mixed = [(t_s, pose and with_foot_away(pose)) for t_s, pose in Script().stand(8).film(FPS)]
    back = Script().stand(1).lift(LEFT).squats(3, QUICK).film(FPS)
    state, events = lived([(film, ALONE), (mixed, ALONE), (back, ALONE)], on_spot())
    assert of(CheckAbandoned, events) == []
    pauses = [type(e) for e in events if isinstance(e, CheckPaused | CheckResumed)]
    assert pauses == [CheckPaused, CheckResumed]
    assert state.stage in (Stage.CHANGE_LEG, Stage.LIFT)


INPUTS = st.lists(
    st.tuples(
        st.sampled_from(["here", "beside", "nobody", "no feet", "lifted"]),
        st.sampled_from([UNKNOWN, CROWDED, Surroundings(dark=True), Surroundings(blurred=True)]),
        st.integers(1, 60),
        st.floats(0.02, 5.0),
    ),
    max_size=25,
)


@given(inputs=INPUTS)
@bounded(60)
def test_no_sequence_of_inputs_breaks_a_promise(
    inputs: list[tuple[str, Surroundings, int, float]],
) -> None:
    """Any person, anywhere, alone or not, at any frame rate: nothing hangs or counts twice."""
    state, t_s, seen = on_spot(), 0.0, list[Event]()
    for what, around, frames, gap_s in inputs:
        for _ in range(frames):
            t_s += gap_s if frames < 4 else min(gap_s, 0.2)
            state, events = session.step(state, t_s, _shown(what, t_s), around)
            seen += events
    state, events = session.step(state, t_s + flow.LEFT_S + 0.1, None)
    seen += events
    assert state.stage is Stage.WAITING
    keeps_its_promises(seen)


def _shown(what: str, t_s: float) -> Pose | None:
    if what == "nobody":
        return None
    if what == "lifted":
        return STANDING.lift(LEFT).film(10)[-1][1]
    pose = pose_of(Posture(), t_s)
    if what == "beside":
        return moved(pose, dx_px=400.0)
    if what == "no feet":
        return replace(pose, points=(*pose.points[:15], None, None))
    return pose


@given(story=stories, seed=st.integers(0, 1000), crowd=st.lists(st.booleans(), min_size=1))
@bounded(15)
def test_any_story_with_company_keeps_the_rules(
    story: list[Action], seed: int, crowd: list[bool]
) -> None:
    """A second body that comes and goes at any second: the rules of every check hold."""
    state, seen = on_spot(reps_wanted=2), list[Event]()
    for t_s, pose in film_of(story, seed):
        around = CROWDED if crowd[int(t_s) % len(crowd)] else ALONE
        state, events = session.step(state, t_s, pose, around)
        seen += events
    _, closing = session.close(state, 1e9)
    keeps_its_promises([*seen, *closing])


@pytest.mark.parametrize("stage", [s for s in Stage if s is not Stage.WAITING])
def test_an_empty_spot_leads_home_from_every_stage(stage: Stage) -> None:
    """Whatever the stage, whoever is gone for long enough is gone."""
    state, _ = attend(Script().stand(1).film(FPS), on_spot())
    state = replace(state, stage=stage)
    state, events = session.step(state, 1.0 + flow.LEFT_S + 0.5, None)
    assert state.stage is Stage.WAITING
    assert len([event for event in events if isinstance(event, PersonArrived)]) == 0
