"""Real keypoints of rendered people with known truth: counts, reasons, angles and verdicts."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from kiosk.analysis.run import analyze
from kiosk.camera.recording_source import RecordingSource
from kiosk.pose.keypoints import FACE_JOINTS, Leg
from kiosk.pose.recording import RecordingHeader, RecordingReader
from kiosk.scoring import protocol, session
from kiosk.scoring.events import CheckAbandoned, CheckCompleted, RepCounted
from kiosk.scoring.findings import Rep, Report, Verdict
from kiosk.scoring.flow import Stage

from .people import mirrored
from .script import Moment
from .watching import Seen, attend, hasty, watch

FOLDER = Path(__file__).resolve().parents[1] / "recordings"
CLIPS = ("demo", "d1", "d2", "d3")
EACH = pytest.mark.parametrize("clip", CLIPS)
FPPA_WITHIN_DEG = 4.5
"""Rough agreement only: the lab measures the error, on many more people than these four."""


@contextmanager
def unpacked(clip: str) -> Iterator[Path]:
    """One recording as a file."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "recording.jsonl"
        path.write_bytes(gzip.decompress((FOLDER / f"{clip}.jsonl.gz").read_bytes()))
        yield path


@cache
def load(clip: str) -> tuple[RecordingHeader, list[Moment]]:
    """One recording, through the reader that the product uses."""
    with unpacked(clip) as path:
        reader = RecordingReader(path)
        moments: list[Moment] = [(moment.t_s, moment.pose) for moment in reader]
        reader.close()
    return reader.header, moments


@cache
def seen(clip: str) -> Seen:
    header, moments = load(clip)
    return watch(moments, header.width_px)


@cache
def judged(clip: str) -> Report:
    """The report as `kiosk analyze` makes it: with the closer looks that the recording holds."""
    with unpacked(clip) as path:
        source = RecordingSource(path)
        report = analyze(source, None).report
        source.close()
    return report


def truth(clip: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((FOLDER / f"{clip}.json").read_text(encoding="utf-8"))
    return found


def true_deg(clip: str, leg: Leg, name: str) -> float:
    """Truth of one measure: the median of the middle counted reps."""
    reps = truth(clip)["legs"][leg.value]
    values: list[float] = [rep[name] for rep in reps if not rep["refused_because"]]
    return median(values[1:-1] if len(values) >= 5 else values)


def said(reps: list[Rep], leg: Leg) -> list[str | None]:
    """Per rep of one leg: None when counted, else why not."""
    return [r.refused_because.value if r.refused_because else None for r in reps if r.leg is leg]


def wanted(clip: str, leg: Leg) -> list[str | None]:
    return [rep["refused_because"] for rep in truth(clip)["legs"][leg.value]]


@EACH
def test_recordings_are_small_whole_and_without_a_face(clip: str) -> None:
    """Every frame of the clip is there, under 120 kB, no face point among them."""
    _, moments = load(clip)
    assert len(moments) == truth(clip)["frames"]
    assert (FOLDER / f"{clip}.jsonl.gz").stat().st_size < 120_000
    faces = (pose.points[i] for _, pose in moments if pose for i in FACE_JOINTS)
    assert not any(faces)


@EACH
@pytest.mark.parametrize("leg", list(Leg))
def test_reps_and_reasons(clip: str, leg: Leg) -> None:
    """On each leg exactly the reps that were done, in order, refused ones for their reason."""
    assert said(seen(clip).reps, leg) == wanted(clip, leg)


@EACH
def test_reps_at_their_times(clip: str) -> None:
    """Each rep's bottom is within half a second of the truth."""
    reps = truth(clip)["legs"]
    expected = sorted(rep["bottom_s"] for leg in Leg for rep in reps[leg.value])
    found = sorted(rep.bottom_s for rep in seen(clip).reps)
    assert found == pytest.approx(expected, abs=0.5)


@EACH
@pytest.mark.parametrize("leg", list(Leg))
def test_closer_looks_change_no_count(clip: str, leg: Leg) -> None:
    """The report holds the same reps with the same reasons and times; each counted one was looked
    at again, and no other."""
    live, closer = seen(clip).report.leg(leg).reps, judged(clip).leg(leg).reps
    for rep, again in zip(live, closer, strict=True):
        assert again.looked_closer is rep.counted
        for name in ("start_s", "end_s", "refused_because", "knee_flexion_deg", "pelvic_drop_deg"):
            assert getattr(again, name) == getattr(rep, name)


@EACH
def test_other_movements(clip: str) -> None:
    """A knee lift and a two-leg squat are named and are no reps."""
    expected = [other["refused_because"] for other in truth(clip)["other"]]
    assert [other.refused_because.value for other in seen(clip).others] == expected


@EACH
@pytest.mark.parametrize("leg", list(Leg))
@pytest.mark.parametrize(
    ("name", "check", "within_deg"),
    [
        ("knee_fppa_deg", "knee_valgus", FPPA_WITHIN_DEG),
        ("trunk_lean_deg", "trunk_lean", 2.5),
        ("knee_flexion_deg", "depth", 8.0),
    ],
)
def test_values_agree_with_the_truth(
    clip: str, leg: Leg, name: str, check: str, within_deg: float
) -> None:
    """Knee, trunk and flexion of each leg lie near the median of the true middle reps."""
    value = judged(clip).leg(leg).checks[check].value_deg
    assert value == pytest.approx(true_deg(clip, leg, name), abs=within_deg)


@EACH
@pytest.mark.parametrize("leg", list(Leg))
@pytest.mark.parametrize(
    ("name", "check", "band"),
    [
        ("knee_fppa_deg", "knee_valgus", protocol.KNEE_FPPA_DEG),
        ("pelvic_drop_deg", "pelvic_drop", protocol.PELVIC_DROP_DEG),
        ("trunk_lean_deg", "trunk_lean", protocol.TRUNK_LEAN_DEG),
    ],
)
def test_never_sure_and_wrong(
    clip: str, leg: Leg, name: str, check: str, band: protocol.Band
) -> None:
    """Good is never said of a fault, nor fault of what is good."""
    verdict = judged(clip).leg(leg).checks[check].verdict
    if verdict is Verdict.GOOD:
        assert true_deg(clip, leg, name) <= band.fault_min
    if verdict is Verdict.FAULT:
        assert true_deg(clip, leg, name) > band.good_max


def test_the_demo_shows_its_scripted_verdicts() -> None:
    """The left knee moves in, the right one does not, and the left is clearly higher."""
    report = judged("demo")
    assert report.left.checks["knee_valgus"].verdict is Verdict.FAULT
    assert report.right.checks["knee_valgus"].verdict is Verdict.GOOD
    assert report.symmetry["knee_fppa"].verdict is Verdict.FAULT
    assert report.advice[0].finding == "left_right_difference"


def test_the_demo_is_one_complete_check() -> None:
    """Through the session: practice and five on each leg, complete exactly once."""
    header, moments = load("demo")
    state, events = attend(moments)
    (done,) = [event for event in events if isinstance(event, CheckCompleted)]
    assert (done.report.left.counted, done.report.right.counted) == (5, 5)
    assert not [event for event in events if isinstance(event, CheckAbandoned)]
    assert sum(isinstance(event, RepCounted) and event.practice for event in events) == 2
    assert state.stage is Stage.RESULTS
    assert header.fps == 15


@pytest.mark.parametrize("clip", ["d1", "d2", "d3"])
def test_five_with_practice_are_not_enough(clip: str) -> None:
    """Practice takes the first of five: one short, the leg is not complete when the clip ends."""
    state, events = attend(load(clip)[1])
    assert not [event for event in events if isinstance(event, CheckCompleted)]
    _, (closed,) = session.close(state, 99.0)
    assert isinstance(closed, CheckAbandoned)
    assert closed.report.left.counted == 4


@pytest.mark.parametrize(("clip", "completed"), [("d1", 1), ("d2", 1), ("d3", 0)])
def test_without_practice_five_are_enough(clip: str, completed: int) -> None:
    """The same clips complete without practice, but for the one with a touch-down."""
    _, events = attend(load(clip)[1], hasty(practice_wanted=0))
    assert sum(isinstance(event, CheckCompleted) for event in events) == completed


@EACH
def test_a_mirrored_recording_swaps_the_legs(clip: str) -> None:
    """The same keypoints in a mirror: left and right change places, no value changes."""
    header, moments = load(clip)
    width = header.width_px
    flipped = watch([(t_s, pose and mirrored(pose, width)) for t_s, pose in moments], width)
    for leg in Leg:
        own, other = seen(clip).report.leg(leg), flipped.report.leg(leg.other)
        assert (own.counted, own.refused) == (other.counted, other.refused)
        for name, result in own.checks.items():
            assert other.checks[name].verdict is result.verdict
            assert other.checks[name].value_deg == pytest.approx(result.value_deg, abs=0.05)


@EACH
@pytest.mark.parametrize("kept", [(True, True, False), (True, False, True)])
def test_ten_frames_a_second_count_the_same(clip: str, kept: tuple[bool, ...]) -> None:
    """Two frames of three, as a slower board sees it: the same reps, the knee within its spread."""
    header, moments = load(clip)
    thinned = [moment for i, moment in enumerate(moments) if kept[i % 3]]
    slow = watch(thinned, header.width_px)
    for leg in Leg:
        assert said(slow.reps, leg) == wanted(clip, leg)
        own = seen(clip).report.leg(leg).checks["knee_valgus"]
        other = slow.report.leg(leg).checks["knee_valgus"]
        assert own.spread_deg is not None
        assert other.value_deg == pytest.approx(own.value_deg, abs=own.spread_deg)


@EACH
def test_a_late_start_only_loses_what_it_missed(clip: str) -> None:
    """Cut before the second leg, with its standing, the recording gives that leg as before."""
    header, moments = load(clip)
    bottoms = [rep["bottom_s"] for rep in truth(clip)["legs"]["right"]]
    ended_s = max(rep["bottom_s"] for rep in truth(clip)["legs"]["left"]) + 1.0
    late = watch([moment for moment in moments if moment[0] > ended_s], header.width_px)
    assert said(late.reps, Leg.LEFT) == []
    assert said(late.reps, Leg.RIGHT) == wanted(clip, Leg.RIGHT)
    assert len(bottoms) == len(late.reps)
