"""The store fails in the middle: nothing is shown that is not stored, and the page says why."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.camera.frame import RecordedFrame
from kiosk.feedback.cues import Cue
from kiosk.keeper import NOT_STORED

from .fakes import between, empty_frames
from .rig import Rig

IN_USE = "is in use by another program: wait for it or stop it, then try again."


def later(frames: list[RecordedFrame], by_s: float) -> list[RecordedFrame]:
    """The same movements at another time."""
    return [
        RecordedFrame(frame.t_s + by_s, frame.pose and replace(frame.pose, t_s=frame.t_s + by_s))
        for frame in frames
    ]


def test_what_cannot_be_stored_is_not_shown(rig: Rig, demo_frames: list[RecordedFrame]) -> None:
    """The rep that the store refused never reaches the page, which has the sentence instead."""
    rig.feed(between(demo_frames, 0.0, 14.0))
    painted = len(rig.live.published)
    with rig.store_in_use():
        rig.go_on(between(demo_frames, 14.0, 18.0))
    trouble = rig.live.newest
    assert trouble.instruction.endswith(IN_USE)
    assert (trouble.last_rep, trouble.report, trouble.reps_counted) == (None, None, 0)
    after = [shown.reps_counted for shown in rig.live.published[painted:]]
    assert max(after) == 1
    assert [rep.number for rep in rig.checks()[0].reps] == [None, 1]


def test_the_cue_says_that_the_kiosk_needs_help(rig: Rig, demo_frames: list[RecordedFrame]) -> None:
    """Light and page say `please tell the staff`; no cue of the lost rep is heard."""
    rig.feed(between(demo_frames, 0.0, 14.0))
    heard = len(rig.all_told("cue"))
    with rig.store_in_use():
        rig.go_on(between(demo_frames, 14.0, 18.0))
    assert rig.all_told("cue")[heard:] == [Cue.FAULT]
    assert rig.live.newest.cue == Cue.FAULT.value


def test_the_sentence_stays_while_the_person_does(
    rig: Rig, demo_frames: list[RecordedFrame]
) -> None:
    """The page says it for as long as somebody stands there to read it, and then greets anew."""
    rig.feed(between(demo_frames, 0.0, 14.0))
    with rig.store_in_use():
        rig.go_on(between(demo_frames, 14.0, 18.0))
    failed = len(rig.live.published)
    rig.go_on(between(demo_frames, 18.0, 30.0))
    assert all(shown.instruction.endswith(IN_USE) for shown in rig.live.published[failed:])
    rig.go_on(empty_frames(90, start_s=30.0))
    assert rig.live.newest.instruction == "Step on the spot."
    assert rig.live.newest.stage == "waiting"
    assert rig.all_told("cue")[-1] is Cue.WAITING


def test_the_next_check_does_not_mix_with_the_lost_one(
    rig: Rig, demo_frames: list[RecordedFrame]
) -> None:
    """Once the store can be written again the lost check is abandoned and the next is its own."""
    rig.feed(between(demo_frames, 0.0, 14.0))
    with rig.store_in_use():
        rig.go_on(between(demo_frames, 14.0, 18.0))
    rig.go_on(empty_frames(90, start_s=18.0))
    rig.go_on(later(between(demo_frames, 0.0, 14.0), 30.0))
    lost, current = rig.checks()
    assert (lost.row.state, lost.row.reason) == ("abandoned", NOT_STORED)
    assert current.row.state == "open"
    assert [rep.number for rep in lost.reps] == [None, 1]
    assert [rep.number for rep in current.reps] == [None, 1]


def test_a_store_that_heals_at_once_is_tidy_at_once(
    rig: Rig, demo_frames: list[RecordedFrame], monkeypatch: pytest.MonkeyPatch
) -> None:
    """When only one write fails, the check is abandoned there and then, not at the next one."""
    rig.feed(between(demo_frames, 0.0, 14.0))
    in_use = rig.store_in_use()
    in_use.__enter__()
    refuse = rig.store.add_rep

    def refuse_once(*what: object) -> None:
        try:
            refuse(*what)  # type: ignore[arg-type]
        finally:
            in_use.__exit__(None, None, None)

    monkeypatch.setattr(rig.store, "add_rep", refuse_once)
    rig.go_on(between(demo_frames, 14.0, 18.0))
    (check,) = rig.checks()
    assert (check.row.state, check.row.reason) == ("abandoned", NOT_STORED)


def test_results_that_cannot_be_stored_are_not_shown(
    rig: Rig, demo_frames: list[RecordedFrame]
) -> None:
    """When the last rep or the report does not get in, the page shows no report."""
    rig.feed(between(demo_frames, 0.0, 69.0))
    with rig.store_in_use():
        rig.go_on(between(demo_frames, 69.0, 75.0))
    assert all(shown.report is None for shown in rig.live.published)
    assert rig.live.newest.instruction.endswith(IN_USE)
    (check,) = rig.checks()
    assert (check.row.state, check.report) == ("open", None)


def test_a_check_that_cannot_be_opened_is_not_begun(
    rig: Rig, demo_frames: list[RecordedFrame]
) -> None:
    """When not even the first rep can be stored, nothing is, and nothing is shown."""
    rig.feed([])
    with rig.store_in_use():
        rig.go_on(between(demo_frames, 0.0, 14.0))
    assert rig.checks() == []
    assert all(shown.last_rep is None for shown in rig.live.published)
    assert rig.live.newest.instruction.endswith(IN_USE)


def test_the_next_start_ends_what_could_not_be_ended(
    rig: Rig, demo_frames: list[RecordedFrame]
) -> None:
    """A check that a failing store left open is abandoned by the next start at the latest."""
    rig.feed(between(demo_frames, 0.0, 14.0))
    with rig.store_in_use():
        rig.go_on(between(demo_frames, 14.0, 18.0))
    assert [check.row.state for check in rig.checks()] == ["open"]
    rig.store.close_interrupted()
    assert [check.row.state for check in rig.checks()] == ["abandoned"]


def test_a_store_in_other_hands_is_told_before_anybody_begins(rig: Rig) -> None:
    """`/ready` asks it: one sentence while another program holds it, none once it is free."""
    assert rig.store.trouble() is None
    with rig.store_in_use():
        assert "results.db" in str(rig.store.trouble()) or "in use" in str(rig.store.trouble())
    assert rig.store.trouble() is None
