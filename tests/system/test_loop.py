"""The loop over a whole check: store, cues and page are told the same, the store first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kiosk import screen
from kiosk.camera.frame import RecordedFrame
from kiosk.contract import check_report_json
from kiosk.feedback.calling import cue_for, cue_for_stage
from kiosk.feedback.cues import AMBER, Cue
from kiosk.live import Snapshot
from kiosk.scoring import flow, session
from kiosk.scoring.check_state import Session
from kiosk.scoring.events import CheckCompleted, Event, RepCounted, RepRefused
from kiosk.scoring.flow import Attention
from kiosk.scoring.tracker import Tracker

from .fakes import INFO, between, empty_frames
from .rig import WIRING, Rig, Told, begins_at_once

GONE = round(15 * (flow.LEFT_S + 1))
"""Empty frames after which whoever was there has left."""


def happenings(frames: list[RecordedFrame]) -> list[tuple[Event, ...]]:
    """What the scoring alone says, frame by frame."""
    return [events for _, events in lived(frames)]


def lived(frames: list[RecordedFrame]) -> Iterator[tuple[Session, tuple[Event, ...]]]:
    """The scoring alone: its state after each frame, and what it says."""
    state = begins_at_once(
        tracker=Tracker(centre_px=INFO.width_px / 2), picture_px=(INFO.width_px, INFO.height_px)
    )
    for frame in frames:
        state, events = session.step(state, frame.t_s, frame.pose)
        yield state, events


def flat(found: list[tuple[Event, ...]]) -> list[Event]:
    return [event for events in found for event in events]


@pytest.fixture(scope="module")
def whole(
    tmp_path_factory: pytest.TempPathFactory, demo_frames: list[RecordedFrame]
) -> Iterator[Rig]:
    """A loop that has seen the whole demo; to look at, not to go on with."""
    with Rig.built(tmp_path_factory.mktemp("whole") / "results.db") as rig:
        rig.feed(demo_frames)
        yield rig


def test_store_cues_and_page_hear_every_event_in_this_order(
    whole: Rig, demo_frames: list[RecordedFrame]
) -> None:
    """For each frame: all its events are stored, then cued, then the page is painted once; the
    light of a stage waits for a frame without a moment of its own."""
    wanted: list[Told] = []
    light: Cue | None = None
    for state, events in lived(demo_frames):
        cues = [cue for event in events if (cue := cue_for(event))]
        stage = cue_for_stage(
            state.stage, state.paused or Attention.WATCHING, hinted=state.hint is not None
        )
        wanted += [("store", event) for event in events]
        wanted += [("cue", cue) for cue in cues]
        if not cues and stage is not light:
            light = stage
            wanted += [("cue", stage)]
        wanted += [("page", None)]
    assert [(who, None if who == "page" else what) for who, what in whole.told] == wanted


def test_a_recording_becomes_a_complete_check_as_it_was_shown(whole: Rig) -> None:
    """One check is stored, complete, and its report is word for word the one on the page."""
    (check,) = whole.checks()
    assert check.row.state == "complete"
    assert check.report == whole.live.newest.report
    assert check.row.counted == {"left": 5, "right": 5}
    assert check.row.verdicts["left"]["knee_valgus"] == "fault"
    assert check.row.verdicts["right"]["knee_valgus"] == "good"
    assert whole.live.newest.stage == "results"


def test_every_rep_is_stored_with_its_number(whole: Rig) -> None:
    """Practice reps and refused reps carry no number; counted ones go from 1 within each leg."""
    (check,) = whole.checks()
    left = [("left", None, True)] + [("left", number, False) for number in range(1, 6)]
    right = [("right", *rep) for rep in [(None, True), (1, False), (2, False), (None, False)]]
    right += [("right", number, False) for number in range(3, 6)]
    assert [(rep.leg, rep.number, rep.practice) for rep in check.reps] == left + right
    assert [rep.values["refused_because"] for rep in check.reps].count("foot_down") == 1


def test_a_rep_is_on_the_disk_before_the_page_can_show_it(
    rig: Rig, demo_frames: list[RecordedFrame]
) -> None:
    """Whenever a snapshot goes out, the store already holds every rep and report in it."""
    behind: list[Snapshot] = []
    seen: list[dict[str, Any] | None] = [None]

    def look(shown: Snapshot) -> None:
        if shown.last_rep is seen[-1]:
            return
        seen.append(shown.last_rep)
        reps = rig.checks()[-1].reps if rig.checks() else ()
        if len(reps) != sum(rep is not None for rep in seen):
            behind.append(shown)
        if shown.report is not None and rig.checks()[-1].report != shown.report:
            behind.append(shown)

    rig.live.look = look
    rig.feed(demo_frames)
    assert behind == []
    assert sum(rep is not None for rep in seen) == 13


def test_the_page_shows_every_rep_in_order(whole: Rig, demo_frames: list[RecordedFrame]) -> None:
    """The last rep on the page runs through all reps, counted and refused, in their words."""
    shown = [state.last_rep for state in whole.live.published if state.last_rep]
    changes = [rep for n, rep in enumerate(shown) if n == 0 or rep is not shown[n - 1]]
    reps = [e for e in flat(happenings(demo_frames)) if isinstance(e, RepCounted | RepRefused)]
    assert changes == [screen.last_rep(event) for event in reps]


def test_the_count_on_the_page_only_rises_within_a_leg(whole: Rig) -> None:
    """At stage `reps` the count goes 0 to 5 on the left, then 0 to 5 on the right."""
    counts = [
        (state.leg, state.reps_counted)
        for state in whole.live.published
        if state.stage in ("reps", "change_leg") and state.leg
    ]
    steps = list(dict.fromkeys(counts))
    assert steps == [(leg, n) for leg in ("left", "right") for n in range(6)][:-1]
    assert whole.live.newest.reps_counted == 5


def test_a_report_on_the_page_is_that_of_the_event(
    whole: Rig, demo_frames: list[RecordedFrame]
) -> None:
    """What the check ended with is what the page got, as the contract writes it."""
    (ended,) = [e for e in flat(happenings(demo_frames)) if isinstance(e, CheckCompleted)]
    assert whole.live.newest.report == check_report_json(ended)


def test_cues_reach_the_pins(rig: Rig, demo_frames: list[RecordedFrame]) -> None:
    """A rep with the knee inward shows amber at the LED and sounds the buzzer."""
    rig.feed(between(demo_frames, 0.0, 9.0))
    rig.outputs.until_lit(AMBER)
    assert 1.0 in rig.outputs.recorded(WIRING.buzzer_pin)
    assert rig.live.newest.cue == Cue.FIX_KNEE.value


def test_who_only_stands_there_leaves_nothing_behind(
    rig: Rig, demo_frames: list[RecordedFrame]
) -> None:
    """Without a rep there is no check in the store, though the page has greeted the person."""
    rig.feed(between(demo_frames, 0.0, 5.0))
    rig.go_on(empty_frames(GONE, start_s=5.0))
    assert rig.live.newest.stage == "waiting"
    assert {state.stage for state in rig.live.published} >= {"welcome", "stand", "lift", "practice"}
    assert rig.checks() == []


def test_walking_away_keeps_nothing(rig: Rig, demo_frames: list[RecordedFrame]) -> None:
    """Two reps and gone: as the welcome has promised, nothing of it is in the store."""
    rig.feed(between(demo_frames, 0.0, 18.0))
    assert len(rig.checks()) == 1
    rig.go_on(empty_frames(GONE, start_s=18.0))
    assert rig.checks() == []
    assert rig.live.newest.stage == "waiting"
    assert rig.all_told("cue")[-2:] == [Cue.ABANDONED, Cue.WAITING]


def test_a_completed_leg_is_kept_when_the_member_goes(
    rig: Rig, demo_frames: list[RecordedFrame]
) -> None:
    """One leg done and shown, then gone: the check is stored as abandoned, with its reason."""
    first_leg = [f for f in demo_frames if f.t_s < 40.0]
    rig.feed(first_leg)
    assert rig.live.newest.leg_report is not None
    rig.go_on(empty_frames(GONE, start_s=40.0))
    (check,) = rig.checks()
    assert (check.row.state, check.row.reason) == ("abandoned", "the person left the spot")
    assert check.row.counted == {"left": 5, "right": 0}
    assert rig.live.newest.leg_report is None


def test_two_people_make_two_checks(rig: Rig, demo_frames: list[RecordedFrame]) -> None:
    """The next person begins at nought, in a check of their own."""
    first = between(demo_frames, 0.0, 40.0)
    away = empty_frames(GONE, start_s=40.0)
    again = [
        RecordedFrame(f.t_s + 60.0, f.pose and replace(f.pose, t_s=f.t_s + 60.0)) for f in first
    ]
    rig.feed([*first, *away, *again])
    rig.go_on(empty_frames(GONE, start_s=100.0))
    one, two = rig.checks()
    assert [rep.number for rep in one.reps] == [rep.number for rep in two.reps]
    assert one.row.counted == two.row.counted == {"left": 5, "right": 0}


@pytest.mark.parametrize(("practice", "reps"), [(0, 3), (2, 2)])
def test_the_wanted_reps_are_the_configuration_s(
    tmp_path: Path, demo_frames: list[RecordedFrame], practice: int, reps: int
) -> None:
    """Practice reps and reps per leg come from the session that was handed in."""
    wanted = begins_at_once(reps_wanted=reps, practice_wanted=practice)
    with Rig.built(tmp_path / "results.db", wanted) as rig:
        rig.feed(demo_frames)
        check = rig.checks()[0]
        assert check.row.state == "complete"
        assert check.row.counted == {"left": reps, "right": reps}
        assert sum(rep.practice for rep in check.reps) == 2 * practice


def test_the_banner_is_on_every_state(rig: Rig, demo_frames: list[RecordedFrame]) -> None:
    """A banner never leaves the page, whatever happens."""
    rig.loop.banner = "Replay: not kept with real results"
    rig.feed(between(demo_frames, 0.0, 9.0))
    assert {state.banner for state in rig.live.published} == {rig.loop.banner}
