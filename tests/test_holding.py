"""When no check may begin: how the update's file is looked for, what people can do meanwhile."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.box import this_box
from kiosk.health.notify import Notifier
from kiosk.holding import LOOK_EVERY_S, Hold, standby
from kiosk.paths import TRIAL_FILE
from kiosk.scoring import session
from kiosk.scoring.check_state import Session
from kiosk.scoring.events import (
    CheckBegun,
    CheckPaused,
    CheckResumed,
    Event,
    HintGiven,
    PersonArrived,
    PersonLeft,
)
from kiosk.scoring.flow import LIMIT_S, Stage

from .scoring.properties import bounded
from .scoring.script import Moment, Script
from .scoring.stories import PROPER, Action, film_of, stories
from .scoring.watching import hasty

COMING_AND_GOING = (PersonArrived, PersonLeft, HintGiven, CheckPaused, CheckResumed)


@pytest.fixture
def trial(tmp_path: Path) -> Path:
    return tmp_path / "trial.json"


def test_held_while_the_file_is_there(trial: Path) -> None:
    """It comes, it goes; a folder that is not there is no file."""
    hold = Hold(trial)
    assert not hold.held(0.0)
    trial.write_text("{}", encoding="utf-8")
    assert hold.held(1.0)
    trial.unlink()
    assert not hold.held(2.0)
    assert not Hold(trial / "no" / "folder").held(0.0)


def test_looked_for_twice_a_second_at_most(trial: Path) -> None:
    """What came within half a second is seen after it; whoever must know now looks."""
    hold = Hold(trial)
    assert not hold.held(10.0)
    trial.write_text("{}", encoding="utf-8")
    assert not hold.held(10.0 + LOOK_EVERY_S - 0.01)
    assert hold.held(10.0 + LOOK_EVERY_S)
    trial.unlink()
    assert hold.held(10.0 + LOOK_EVERY_S + 0.1)
    assert not hold.look(10.0 + LOOK_EVERY_S + 0.1)


def test_a_clock_that_goes_back_is_looked_at_anew(trial: Path) -> None:
    """No time is so far off that a hold would stay for it."""
    hold = Hold(trial)
    assert not hold.held(1e6)
    trial.write_text("{}", encoding="utf-8")
    assert hold.held(0.0)


def test_a_card_that_cannot_be_read_changes_nothing(
    trial: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It begins no hold, and ends none of which somebody was told."""

    def fails(_self: Path) -> None:
        raise OSError(5, "Input/output error")

    before, after = Hold(trial), Hold(trial)
    trial.write_text("{}", encoding="utf-8")
    assert after.held(0.0)
    monkeypatch.setattr(Path, "stat", fails)
    assert not before.held(0.0)
    assert after.held(1.0)


def test_only_an_installed_box_looks() -> None:
    """A laptop never holds, whatever lies on it."""
    assert not Hold(None).held(0.0)
    assert this_box({}).trial_file is None
    assert this_box({"RUNTIME_DIRECTORY": "/run/kiosk"}).trial_file is None
    box = this_box({"STATE_DIRECTORY": "/var/lib/kiosk"})
    assert box.trial_file == TRIAL_FILE
    assert isinstance(box.notifier, Notifier)


def stood_by(film: list[Moment], state: Session) -> tuple[Session, list[Event]]:
    """A whole film on standby."""
    seen: list[Event] = []
    for t_s, pose in film:
        state, events = standby(state, t_s, pose)
        seen += events
    return state, seen


def test_a_whole_check_on_standby_is_only_somebody_there() -> None:
    """Squats of both legs begin nothing, even where a check begins at once."""
    film = PROPER.film(10)
    state, events = stood_by(film, hasty())
    assert [type(event) for event in events] == [PersonArrived]
    assert (state.stage, state.reps, state.still_s) == (Stage.WELCOME, (), 0.0)


@given(story=stories, seed=st.integers(0, 1000))
@bounded(15)
def test_any_story_on_standby_begins_no_check(story: list[Action], seed: int) -> None:
    """People come and go, and nothing else happens."""
    state, events = stood_by(film_of(story, seed), hasty())
    assert all(isinstance(event, COMING_AND_GOING) for event in events)
    assert state.stage in (Stage.WAITING, Stage.WELCOME)


def test_who_waits_is_welcomed_from_the_start() -> None:
    """However long the update took, nobody has timed out and nobody's standing still counts."""
    film = Script().stand(LIMIT_S[Stage.WELCOME] + 5.0).film(5)
    state, _ = stood_by(film, Session())
    assert (state.stage, state.still_s) == (Stage.WELCOME, 0.0)
    after_s, later = film[-1][0], Script().stand(6.0).film(10, start_s=film[-1][0] + 0.1)
    begun: list[float] = []
    for t_s, pose in later:
        state, events = session.step(state, t_s, pose)
        begun += [event.t_s for event in events if isinstance(event, CheckBegun)]
    assert begun
    assert begun[0] - after_s >= Session().welcome_s


def test_standby_keeps_what_a_session_was_told() -> None:
    """The time that the welcome takes is the configuration's again afterwards."""
    state, _ = standby(replace(Session(), welcome_s=2.5), 1.0, None)
    assert state.welcome_s == 2.5
