"""All that is remembered of one member's check between frames. Pure data.

What changes it is `session` (the flow) and `counting` (the reps).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from kiosk.pose.keypoints import Leg
from kiosk.scoring import flow, protocol, tracker
from kiosk.scoring.events import Event
from kiosk.scoring.findings import OtherMovement, Rep
from kiosk.scoring.flow import IN_CHECK, NEXT, WATCHED, Attention, Signal, Stage
from kiosk.scoring.hinting import Hinting
from kiosk.scoring.placement import Hint
from kiosk.scoring.presence import Presence
from kiosk.scoring.spot import Spot
from kiosk.scoring.tracker import Tracker
from kiosk.scoring.tries import Tries


@dataclass(frozen=True, slots=True)
class Session:
    """All that is remembered between frames of one spot."""

    reps_wanted: int = protocol.REPS_WANTED
    practice_wanted: int = protocol.PRACTICE_REPS
    welcome_s: float = flow.WELCOME_S
    stand_s: float = flow.STAND_S
    judging: bool = True
    """False: this board is too slow to judge, reps are counted and every check is unsure."""
    spot: Spot | None = None
    """None: the whole picture is the spot."""
    picture_px: tuple[int, int] | None = None
    """Width and height of the camera's picture; without it no hint is given."""
    stage: Stage = Stage.WAITING
    tracker: Tracker = field(default_factory=Tracker)
    presence: Presence = field(default_factory=Presence)
    hinting: Hinting = field(default_factory=Hinting)
    tries: Tries = field(default_factory=Tries)
    leg: Leg | None = None
    """The stance leg in use."""
    done: tuple[Leg, ...] = ()
    practiced: int = 0
    reps: tuple[Rep, ...] = ()
    """Reps of this check that are kept, counted and refused, without practice."""
    other: tuple[OtherMovement, ...] = ()
    looks_closer: bool = False
    """Counted reps are measured again by a second network; the result waits for that."""
    awaited: tuple[float, ...] = ()
    """Starts of the counted reps whose closer look has not come yet."""
    still_s: float = 0.0
    """How long the member has stood still on both feet in this stage, altogether."""
    in_stage_s: float = 0.0
    """How long this stage lasts, without the pauses."""
    idle_s: float = 0.0
    """The same since the last progress."""
    check_s: float = 0.0
    """How long the check lasts since the consent, without the pauses."""
    t_s: float | None = None
    """Time of the newest frame."""

    @property
    def counted(self) -> int:
        """Counted reps of the leg in use."""
        return sum(rep.counted and rep.leg is self.leg for rep in self.reps)

    @property
    def hint(self) -> Hint | None:
        """What the member should change; looked for between squats, said until it is mended."""
        return self.hinting.given if self.stage in WATCHED and self.paused is None else None

    @property
    def paused(self) -> Attention | None:
        """Why the check waits, None while it does not."""
        attention = self.presence.attention
        if attention is Attention.CROWDED and self.stage in WATCHED:
            return attention
        if attention is Attention.LOST and self.stage in IN_CHECK:
            return attention
        return None


Step = tuple[Session, tuple[Event, ...]]


def fresh(state: Session) -> Session:
    """The same spot and person, no check begun."""
    return replace(
        state,
        tries=Tries(),
        leg=None,
        done=(),
        practiced=0,
        reps=(),
        other=(),
        awaited=(),
        check_s=0.0,
    )


def emptied(state: Session) -> Session:
    """No check, and whoever is seen next is a new person on the same spot."""
    return replace(
        fresh(state),
        tracker=tracker.anew(state.tracker),
        presence=Presence(),
        hinting=Hinting(),
    )


def moved(state: Session, signal: Signal) -> Session:
    """The next stage by the table, its clocks at nought; a signal that is not listed changes
    nothing."""
    stage = NEXT.get((state.stage, signal))
    if stage is None:
        return state
    return replace(state, stage=stage, still_s=0.0, in_stage_s=0.0, idle_s=0.0)
