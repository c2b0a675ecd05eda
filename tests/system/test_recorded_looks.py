"""The closer looks of a recording: found by their times, a frame sooner or later."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.analysis.run import analyze
from kiosk.camera.frame import RecordedFrame, SourceInfo
from kiosk.closer_looks import LATE_S, OLD_S, RecordedLooks
from kiosk.pose.keypoints import Leg, Pose
from kiosk.scoring import tracker
from kiosk.scoring.events import RepEnded
from kiosk.scoring.findings import Report
from kiosk.scoring.moments import worth_a_look
from kiosk.scoring.tracker import Tracker
from tests.scoring.script import Script, Squat

from .fakes import FakeSource, frames_of
from .rig import Rig
from .test_loop_closer import CLOSER, EVERY_REP

SECOND = "thunder-portrait"


@pytest.fixture(scope="module")
def ended() -> RepEnded:
    """One rep of a stick person."""
    film = Script().stand().lift(Leg.LEFT).squats(1, Squat(down_s=1.0, up_s=1.0)).film(15)
    state = Tracker()
    for t_s, pose in film:
        state, events = tracker.step(state, t_s, pose)
        for event in events:
            if isinstance(event, RepEnded):
                return event
    raise AssertionError("the squat did not end")


def looks_of(event: RepEnded) -> list[Pose]:
    wanted = set(worth_a_look(event.evidence.dip))
    return [s.pose for s in event.evidence.dip.samples if s.pose and s.t_s in wanted]


@pytest.mark.parametrize("frames", [-9, -1, 0, 1, 9])
def test_looks_may_come_sooner_or_later(ended: RepEnded, frames: int) -> None:
    """Taken up to nine frames before the rep's end or after it: the rep is measured, once."""
    looks, found, end = RecordedLooks(SECOND), [], 20
    for number in range(40):
        t_s = ended.t_s + (number - end) / 15
        looks.take(t_s, looks_of(ended) if number == end + frames else ())
        if number == end:
            looks.ask(t_s, ended.rep, ended.evidence)
        found += [(number, rep) for rep in looks.answers(t_s)]
    ((answered, rep),) = found
    assert answered == end + max(0, frames)
    assert rep.looked_closer


def test_a_rep_without_looks_is_answered_after_a_while(ended: RepEnded) -> None:
    """As it was, not before a second has passed, and only once."""
    looks = RecordedLooks(SECOND)
    looks.ask(10.0, ended.rep, ended.evidence)
    assert looks.answers(10.0) == looks.answers(10.0 + LATE_S - 0.01) == []
    assert looks.answers(10.0 + LATE_S) == [ended.rep]
    assert looks.answers(10.0 + 2 * LATE_S) == []


def test_old_looks_are_forgotten(ended: RepEnded) -> None:
    """A recording of hours holds no more looks in memory than a rep can ask for."""
    looks = RecordedLooks(SECOND)
    for number in range(1000):
        poses = [replace(pose, t_s=float(number) + i / 100) for i, pose in enumerate([_any()] * 18)]
        looks.take(float(number), poses)
    assert len(looks._looks) <= 18 * (OLD_S + 2)
    looks.ask(2000.0, ended.rep, ended.evidence)
    assert looks.answers(2000.0 + LATE_S) == [ended.rep]


def _any() -> Pose:
    return Pose(0.0, (None,) * 17)


def shifted(frames: list[RecordedFrame], by: int) -> list[RecordedFrame]:
    """The same recording with every set of looks so many frames later."""
    looks = {number + by: frame.closer for number, frame in enumerate(frames) if frame.closer}
    return [replace(f, closer=looks.get(number, ())) for number, f in enumerate(frames)]


def report_of(frames: list[RecordedFrame], info: SourceInfo) -> Report:
    source = FakeSource(frames, info)
    source.end()
    return analyze(source, None).report


@pytest.mark.parametrize("by", [-2, 2])
def test_a_recording_reads_the_same_a_few_frames_off(
    tmp_path: Path, demo_recording: Path, by: int
) -> None:
    """Analysed, and through the loop: the report of the demo does not depend on the very frame
    at which its looks were taken."""
    frames = frames_of(demo_recording)
    off = shifted(frames, by)
    assert sum(len(f.closer) for f in off) == sum(len(f.closer) for f in frames) > 0
    assert report_of(off, CLOSER) == report_of(frames, CLOSER)
    stored = []
    for name, given in (("as it is", frames), ("off", off)):
        with Rig.built(tmp_path / f"{name}.db", EVERY_REP) as rig:
            rig.loop.begin(CLOSER)
            rig.go_on(given)
            stored.append(rig.checks()[0].report)
    assert stored[0] == stored[1]
    assert stored[0] is not None
