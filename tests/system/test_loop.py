"""The loop over a whole check: store, cues and page are told the same, the store first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kiosk import screen
from kiosk.camera.frame import RecordedFrame
from kiosk.contract import report_json
from kiosk.feedback.cues import AMBER, Cue, cue_for
from kiosk.live import Snapshot
from kiosk.scoring import session
from kiosk.scoring.events import CheckCompleted, Event, RepCounted, RepRefused
from kiosk.scoring.session import Session
from kiosk.scoring.tracker import Tracker

from .fakes import INFO, between, empty_frames
from .rig import WIRING, Rig, Told


def happenings(frames: list[RecordedFrame]) -> list[tuple[Event, ...]]:
    """What the scoring alone says, frame by frame."""
    state = Session(tracker=Tracker(image_width_px=INFO.width_px))
    found = []
    for frame in frames:
        state, events = session.step(state, frame.t_s, frame.pose)
        found.append(events)
    return found


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
    """For each frame: all its events are stored, then cued, then the page is painted once."""
    # The first frame says that there is a picture, before anything that it shows.
    wanted: list[Told] = [("cue", Cue.WAITING)]
    for events in happenings(demo_frames):
        cues = [cue for event in events if (cue := cue_for(event))]
        wanted += [("store", event) for event in events]
        wanted += [("cue", cue) for cue in cues]
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
    assert whole.live.newest.report == report_json(ended.report)


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
    rig.go_on(empty_frames(60, start_s=5.0))
    assert rig.live.newest.stage == "waiting"
    assert {state.stage for state in rig.live.published} >= {"stand", "lift", "practice"}
    assert rig.checks() == []


def test_walking_away_abandons_the_check(rig: Rig, demo_frames: list[RecordedFrame]) -> None:
    """Two reps and gone: the check is stored as abandoned, with its reason and its reps."""
    rig.feed(between(demo_frames, 0.0, 18.0))
    rig.go_on(empty_frames(60, start_s=18.0))
    (check,) = rig.checks()
    assert (check.row.state, check.row.reason) == ("abandoned", "the person left the spot")
    assert [rep.number for rep in check.reps] == [None, 1, 2]
    assert rig.live.newest.stage == "waiting"
    assert rig.all_told("cue")[-2:] == [Cue.ABANDONED, Cue.WAITING]


def test_two_people_make_two_checks(rig: Rig, demo_frames: list[RecordedFrame]) -> None:
    """The next person begins at nought, in a check of their own."""
    first = between(demo_frames, 0.0, 18.0)
    away = empty_frames(60, start_s=18.0)
    again = [
        RecordedFrame(f.t_s + 30.0, f.pose and replace(f.pose, t_s=f.t_s + 30.0)) for f in first
    ]
    rig.feed([*first, *away, *again])
    rig.go_on(empty_frames(60, start_s=48.0))
    one, two = rig.checks()
    assert [rep.number for rep in one.reps] == [rep.number for rep in two.reps] == [None, 1, 2]


@pytest.mark.parametrize(("practice", "reps"), [(0, 3), (2, 2)])
def test_the_wanted_reps_are_the_configuration_s(
    tmp_path: Path, demo_frames: list[RecordedFrame], practice: int, reps: int
) -> None:
    """Practice reps and reps per leg come from the session that was handed in."""
    wanted = Session(reps_wanted=reps, practice_wanted=practice)
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
