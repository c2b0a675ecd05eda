"""Reads a source to its end through the same tracker as the live check, without its flow.

Every movement counts here: no practice rep, no cap on reps.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from kiosk.camera.frame import FrameSource, RecordedFrame
from kiosk.errors import InputError
from kiosk.pose.estimator import PoseEstimator
from kiosk.pose.keypoints import Pose
from kiosk.scoring import tracker
from kiosk.scoring.angles import Angles, angles_now
from kiosk.scoring.events import OtherMovementSeen, RepEnded
from kiosk.scoring.findings import OtherMovement, Rep, Report
from kiosk.scoring.report import build_report
from kiosk.scoring.tracker import Tracker

Moment = tuple[float, Pose | None]
"""Time in seconds and the pose seen then."""


@dataclass(frozen=True, slots=True)
class Analysis:
    """What one source held. `angles` has one entry for each frame, for charts."""

    report: Report
    frames: int
    first_s: float
    last_s: float
    seen_frames: int
    angles: tuple[tuple[float, Angles | None], ...]


def moments(source: FrameSource, estimator: PoseEstimator | None) -> Iterator[Moment]:
    """Poses of every frame. Pictures need an estimator; a recording brings its own poses."""
    while (frame := source.read()) is not None:
        if isinstance(frame, RecordedFrame):
            yield frame.t_s, frame.pose
        elif estimator is None:
            raise InputError(f"{source.info.name} holds pictures: a model is needed to read them.")
        else:
            yield frame.t_s, estimator.estimate(frame)


def analyze(
    seen: Iterable[Moment],
    image_width_px: int,
    on_frame: Callable[[float, Pose | None], None] = lambda _t_s, _pose: None,
) -> Analysis:
    """Score all moments. `on_frame` is told each one, for progress and recording."""
    state = Tracker(image_width_px=image_width_px)
    reps: list[Rep] = []
    other: list[OtherMovement] = []
    angles: list[tuple[float, Angles | None]] = []
    times: list[float] = []
    seen_frames = 0
    for t_s, pose in seen:
        state, events = tracker.step(state, t_s, pose)
        reps += [event.rep for event in events if isinstance(event, RepEnded)]
        other += [event.movement for event in events if isinstance(event, OtherMovementSeen)]
        angles.append((t_s, angles_now(state, pose)))
        times.append(t_s)
        seen_frames += pose is not None
        on_frame(t_s, pose)
    first, last = (times[0], times[-1]) if times else (0.0, 0.0)
    report = build_report(reps, other)
    return Analysis(report, len(times), first, last, seen_frames, tuple(angles))
