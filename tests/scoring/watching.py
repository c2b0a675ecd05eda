"""Runs a stream of poses through the tracker or the session and keeps what came out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from kiosk.pose.keypoints import Leg, Pose
from kiosk.scoring import session, tracker
from kiosk.scoring.check_state import Session
from kiosk.scoring.events import Event, OtherMovementSeen, RepEnded
from kiosk.scoring.findings import OtherMovement, Refusal, Rep, Report
from kiosk.scoring.report import build_report
from kiosk.scoring.tracker import Tracker, TrackerEvent


@dataclass(frozen=True, slots=True)
class Seen:
    """All that one stream gave."""

    events: tuple[TrackerEvent, ...]
    tracker: Tracker

    @property
    def reps(self) -> list[Rep]:
        return [event.rep for event in self.events if isinstance(event, RepEnded)]

    @property
    def others(self) -> list[OtherMovement]:
        return [event.movement for event in self.events if isinstance(event, OtherMovementSeen)]

    @property
    def report(self) -> Report:
        return build_report(self.reps, self.others)

    def counted(self, leg: Leg | None = None) -> int:
        """Counted reps of one leg, or of both."""
        return sum(rep.counted and leg in (None, rep.leg) for rep in self.reps)

    @property
    def refusals(self) -> list[Refusal]:
        """Why reps were refused, in order."""
        return [rep.refused_because for rep in self.reps if rep.refused_because]


def watch(moments: Iterable[tuple[float, Pose | None]], width_px: float | None = None) -> Seen:
    """The tracker over a whole stream, of a picture of that width."""
    state = Tracker(centre_px=None if width_px is None else width_px / 2)
    seen: list[TrackerEvent] = []
    for t_s, pose in moments:
        state, events = tracker.step(state, t_s, pose)
        seen += events
    return Seen(tuple(seen), state)


def hasty(**given: Any) -> Session:
    """A session that begins as soon as somebody stands still, for streams that are short."""
    return Session(welcome_s=0.0, stand_s=0.0, **given)


def attend(
    moments: Iterable[tuple[float, Pose | None]], state: Session | None = None
) -> tuple[Session, list[Event]]:
    """The session over a whole stream; a hasty one unless another is given."""
    state = state or hasty()
    seen: list[Event] = []
    for t_s, pose in moments:
        state, events = session.step(state, t_s, pose)
        seen += events
    return state, seen
