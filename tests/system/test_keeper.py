"""What of a check is stored, event by event."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.camera.frame import RecordedFrame
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
    RepRefused,
    RepStarted,
    StoodStill,
)
from kiosk.scoring.findings import OtherMovement, Refusal, Rep
from kiosk.scoring.report import build_report

from .rig import Rig

REP = Rep(Leg.RIGHT, 1.0, 2.0, 3.0, True, None, 4.0, 3.0, 2.0, 1.0, 65.0)
NOT_COUNTED = replace(REP, counted=False, refused_because=Refusal.SHALLOW)
MOVEMENT = OtherMovement(1.0, 2.0, Refusal.TWO_LEGS)
COUNTED = RepCounted(3.0, REP, 1, practice=False, faulty_knee=False, faulty_hip=False)

NOTHING_TO_STORE: list[Event] = [
    PersonArrived(0.0),
    StoodStill(1.0),
    LegLifted(2.0, Leg.LEFT),
    RepStarted(3.0, Leg.LEFT),
    LegCompleted(4.0, Leg.LEFT),
    OtherMovementSeen(5.0, MOVEMENT),
    CheckAbandoned(6.0, "the person left the spot", build_report(())),
    CheckCompleted(6.0, build_report(())),
    PersonLeft(7.0),
]


@pytest.mark.parametrize("event", NOTHING_TO_STORE, ids=lambda event: type(event).__name__)
def test_before_the_first_rep_nothing_is_stored(rig: Rig, event: Event) -> None:
    """No event but a rep opens a check."""
    rig.loop.keeper.take(event)
    assert rig.checks() == []
    assert rig.loop.keeper.check_id is None


@pytest.mark.parametrize(
    ("event", "number", "practice"),
    [
        (COUNTED, 1, False),
        (replace(COUNTED, number=0, practice=True), None, True),
        (RepRefused(3.0, NOT_COUNTED, practice=False), None, False),
        (RepRefused(3.0, NOT_COUNTED, practice=True), None, True),
    ],
)
def test_the_first_rep_opens_the_check(
    rig: Rig, event: RepCounted | RepRefused, number: int | None, practice: bool
) -> None:
    """Any rep, counted or not, opens the check and is in it, made by this software."""
    rig.loop.keeper.take(event)
    (check,) = rig.checks()
    (rep,) = check.reps
    assert check.row.state == "open"
    assert check.row.check_id == rig.loop.keeper.check_id
    assert (rep.leg, rep.number, rep.practice) == ("right", number, practice)
    assert rep.values["counted"] is event.rep.counted
    assert check.software["source_kind"] == "keypoints"


def test_other_movements_are_kept_within_a_check(rig: Rig) -> None:
    """Once a check is open, what was no single-leg squat is stored with it."""
    rig.loop.keeper.take(COUNTED)
    rig.loop.keeper.take(OtherMovementSeen(5.0, MOVEMENT))
    (check,) = rig.checks()
    assert check.other == ({"start_s": 1.0, "end_s": 2.0, "refused_because": "two_legs"},)


def test_after_its_end_the_next_rep_opens_another(rig: Rig) -> None:
    """A completed and an abandoned check each stay as they are; a third one follows."""
    report = build_report([REP])
    rig.loop.keeper.take(COUNTED)
    rig.loop.keeper.take(CheckCompleted(4.0, report))
    rig.loop.keeper.take(COUNTED)
    rig.loop.keeper.take(CheckAbandoned(4.0, "nothing happened for a minute", report))
    rig.loop.keeper.take(COUNTED)
    rows = [check.row for check in rig.checks()]
    assert [row.state for row in rows] == ["complete", "abandoned", "open"]
    assert [row.reason for row in rows] == [None, "nothing happened for a minute", None]


def test_what_was_promised_not_to_be_kept_is_gone(rig: Rig) -> None:
    """Nothing is left of that check, the one before stays, and the next rep opens another."""
    report = build_report([REP])
    rig.loop.keeper.take(COUNTED)
    rig.loop.keeper.take(CheckCompleted(4.0, report))
    rig.loop.keeper.take(COUNTED)
    rig.loop.keeper.take(CheckAbandoned(4.0, "the person left the spot", report, kept=False))
    assert [check.row.state for check in rig.checks()] == ["complete"]
    assert rig.loop.keeper.check_id is None
    rig.loop.keeper.take(COUNTED)
    assert [check.row.state for check in rig.checks()] == ["complete", "open"]


def test_a_real_check_is_stored_with_its_times(rig: Rig, demo_frames: list[RecordedFrame]) -> None:
    """A check ends after it began, on the clock of this machine."""
    rig.feed(demo_frames)
    row = rig.checks()[0].row
    assert row.ended is not None
    assert row.ended.monotonic_s >= row.started.monotonic_s
    assert row.ended.boot_id == row.started.boot_id
