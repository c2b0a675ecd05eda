"""The closer looks of a recording: found by their times, a frame sooner or later."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.analysis.run import analyze
from kiosk.camera.frame import RecordedFrame, SourceInfo
from kiosk.closer_looks import LATE_S, OLD_S, RecordedLooks
from kiosk.pose.keypoints import Leg, Look, PelvisTilt, Pose
from kiosk.scoring import tracker
from kiosk.scoring.events import RepEnded
from kiosk.scoring.findings import PelvisBy, Report
from kiosk.scoring.moments import stand_worth_a_look, worth_a_look
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


def looks_of(event: RepEnded) -> list[Look]:
    """At the person and the pelvis of the bottom, and at the pelvis of the stand before it."""
    dip, tilt = event.evidence.dip, PelvisTilt(2.0, 1.0)
    wanted = set(worth_a_look(dip))
    bottom = [Look(s.t_s, s.pose, tilt) for s in dip.samples if s.pose and s.t_s in wanted]
    stand = stand_worth_a_look(event.evidence.standing)
    return [*bottom, *(Look(t_s, None, PelvisTilt(0.0, 1.0)) for t_s in stand)]


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
    assert rep.pelvis_by is PelvisBy.LOOKS


def test_a_stand_of_long_ago_comes_along_with_each_rep(ended: RepEnded) -> None:
    """Its looks are older than anything else of the rep, and are there all the same when they come
    again with it; those of an earlier rep are forgotten meanwhile."""
    looks = RecordedLooks(SECOND)
    late_s = 3 * OLD_S
    looks.take(ended.t_s, looks_of(ended))
    looks.take(ended.t_s + late_s, [replace(each, t_s=each.t_s) for each in looks_of(ended)])
    looks.ask(ended.t_s + late_s, ended.rep, ended.evidence)
    (rep,) = looks.answers(ended.t_s + late_s)
    assert rep.pelvis_by is PelvisBy.LOOKS
    looks.take(ended.t_s + 2 * late_s, [Look(ended.t_s + 2 * late_s, _any())])
    looks.ask(ended.t_s + 2 * late_s, ended.rep, ended.evidence)
    (rep,) = looks.answers(ended.t_s + 2 * late_s + LATE_S)
    assert rep == ended.rep


def test_a_rep_is_compared_with_the_stand_of_its_own_looks(ended: RepEnded) -> None:
    """Other moments of the same stand, looked at for the rep before, change nothing of it."""
    own = looks_of(ended)
    first_s = ended.evidence.standing.times_s[0]
    others = [Look(first_s + n / 1000, None, PelvisTilt(-40.0, 1.0)) for n in range(1, 20)]
    alone, after = RecordedLooks(SECOND), RecordedLooks(SECOND)
    after.take(ended.t_s - 0.1, others)
    for looks in (alone, after):
        looks.take(ended.t_s, own)
        looks.ask(ended.t_s, ended.rep, ended.evidence)
    assert after.answers(ended.t_s) == alone.answers(ended.t_s) != [ended.rep]


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
        looks.take(float(number), [Look(float(number) + i / 100, _any()) for i in range(18)])
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
