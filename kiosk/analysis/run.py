"""Reads a source to its end through the same tracker as the live check, without its flow.

Every movement counts here: no practice rep, no cap on reps. Counted reps are looked at again by
the second network, at once, or by the looks that a recording holds.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from kiosk.camera.frame import AnyFrame, FrameSource, RecordedFrame
from kiosk.closer_looks import CloserLook, RecordedLooks
from kiosk.errors import InputError
from kiosk.pose.estimator import PoseEstimator
from kiosk.pose.keypoints import Look, Pose
from kiosk.pose.movenet import MoveNet
from kiosk.pose.pelvis_net import PelvisNet
from kiosk.scoring import tracker
from kiosk.scoring.angles import Angles, angles_now
from kiosk.scoring.events import OtherMovementSeen, RepEnded
from kiosk.scoring.findings import OtherMovement, Rep, Report
from kiosk.scoring.report import build_report
from kiosk.scoring.tracker import Tracker


@dataclass(frozen=True, slots=True)
class Moment:
    """What was seen at one time, and the closer looks at earlier moments taken then."""

    t_s: float
    pose: Pose | None
    closer: tuple[Look, ...] = ()


@dataclass(frozen=True, slots=True)
class Eyes:
    """What sees: the live network, and those of the closer looks; None for one stage."""

    estimator: PoseEstimator
    closer: CloserLook | None = None

    @classmethod
    def of(cls, model: MoveNet, second: MoveNet | None, pelvis: PelvisNet | None) -> Eyes:
        """All, wired so that the crops of the one are kept for the others."""
        closer = CloserLook(second, pelvis) if second else None
        return cls(PoseEstimator(model, closer.keeper if closer else None), closer)


@dataclass(frozen=True, slots=True)
class Analysis:
    """What one source held. `angles` has one entry for each frame, for charts."""

    report: Report
    frames: int
    first_s: float
    last_s: float
    seen_frames: int
    angles: tuple[tuple[float, Angles | None], ...]


def analyze(
    source: FrameSource,
    eyes: Eyes | None,
    on_moment: Callable[[Moment], None] = lambda _moment: None,
) -> Analysis:
    """Score a source to its end. `on_moment` is told each moment, for progress and recording.

    Pictures need `eyes`; a recording brings its own poses. Raises InputError, CameraError.
    """
    return _Reading(source, eyes).to_the_end(on_moment)


class _Reading:
    """One source being read."""

    def __init__(self, source: FrameSource, eyes: Eyes | None) -> None:
        self._source, self._eyes = source, eyes
        info = source.info
        network = eyes.estimator.model.name if eyes and info.kind != "keypoints" else info.network
        self._state = Tracker(centre_px=info.width_px / 2, network=network)
        self._recorded = RecordedLooks(info.second_network) if info.second_network else None
        self._reps: list[Rep] = []
        self._other: list[OtherMovement] = []

    def to_the_end(self, on_moment: Callable[[Moment], None]) -> Analysis:
        angles: list[tuple[float, Angles | None]] = []
        seen_frames = 0
        while (frame := self._source.read()) is not None:
            moment = self._take(frame)
            angles.append((moment.t_s, angles_now(self._state, moment.pose)))
            seen_frames += moment.pose is not None
            on_moment(moment)
        first, last = (angles[0][0], angles[-1][0]) if angles else (0.0, 0.0)
        report = build_report(self._reps, self._other)
        return Analysis(report, len(angles), first, last, seen_frames, tuple(angles))

    def _take(self, frame: AnyFrame) -> Moment:
        moment = self._seen(frame)
        if self._recorded:
            self._recorded.take(moment.t_s, moment.closer)
        self._state, events = tracker.step(self._state, moment.t_s, moment.pose)
        for event in events:
            if isinstance(event, OtherMovementSeen):
                self._other.append(event.movement)
            if isinstance(event, RepEnded):
                rep, moment = self._looked_at(event, moment)
                self._reps.append(rep)
        if self._recorded:
            self._measured_again(self._recorded.answers(moment.t_s))
        if self._eyes and self._eyes.closer:
            self._eyes.closer.after_frame(self._state)
        return moment

    def _measured_again(self, again: list[Rep]) -> None:
        """Put each rep in the place of the one with the same start."""
        new = {rep.start_s: rep for rep in again}
        self._reps = [new.get(rep.start_s, rep) for rep in self._reps]

    def _seen(self, frame: AnyFrame) -> Moment:
        if isinstance(frame, RecordedFrame):
            return Moment(frame.t_s, frame.pose, frame.closer)
        if self._eyes is None:
            name = self._source.info.name
            raise InputError(f"{name} holds pictures: a model is needed to read them.")
        return Moment(frame.t_s, self._eyes.estimator.estimate(frame))

    def _looked_at(self, event: RepEnded, moment: Moment) -> tuple[Rep, Moment]:
        """The rep after a closer look, and the moment at which that was taken."""
        rep, closer = event.rep, self._eyes.closer if self._eyes else None
        if not rep.counted:
            return rep, moment
        if closer and self._source.info.kind != "keypoints":
            looks = closer.looks(closer.crops(event.evidence))
            moment = replace(moment, closer=(*moment.closer, *looks))
            return closer.measured(rep, event.evidence, looks), moment
        if self._recorded:
            self._recorded.ask(moment.t_s, rep, event.evidence)
        return rep, moment
