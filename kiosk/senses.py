"""What the kiosk notices besides the one pose: the spot, a second body, light, a knocked camera.

Each part is optional and small; the loop asks them in the order of a frame. Decides only how often
and when each is asked. Keypoint recordings have no picture, so nothing of this is known for them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from kiosk.camera.frame import AnyFrame, Frame, Rgb, SourceInfo
from kiosk.pose.estimator import PoseEstimator
from kiosk.pose.keypoints import Pose
from kiosk.scoring.check_state import Session
from kiosk.scoring.flow import Stage
from kiosk.scoring.spot import Spot
from kiosk.scoring.surroundings import UNKNOWN, Surroundings

STRAY_S = 1.0
"""A body followed beside the spot for this long is let go: the network looks at the spot again."""
WATCH_EVERY_S = 30.0
"""How often the empty spot is compared with how it was when it was set."""


def centre_line_px(spot: Spot | None, width_px: int) -> float:
    """x of the line on which the member should stand: the spot's; without one the picture's."""
    return spot.x_px if spot else width_px / 2


class LooksAround(Protocol):
    """Finds a second body and judges the light (`kiosk.looking_around`)."""

    def due(self, t_s: float) -> bool:
        """Whether it is time for another look."""
        ...

    def look(self, frame: Frame, pose: Pose | None, spot: Spot | None) -> Surroundings:
        """One look at a picture and the pose that was found in it."""
        ...


class Desk(Protocol):
    """Where the spot comes from (`kiosk.setup.desk`)."""

    def opened(self, info: SourceInfo) -> Spot | None:
        """A camera is open: the spot that was set for it."""
        ...

    def take_spot(self) -> Spot | None:
        """A spot that staff have set since the last call, once."""
        ...

    @property
    def knocked(self) -> str | None:
        """One sentence when the camera was moved since the spot was set. Never waits."""
        ...

    def watch(self, rgb: Rgb) -> None:
        """A picture of the empty spot; compared in the desk's own time."""
        ...


class Mailbox(Protocol):
    """Where the pages find the newest picture (`kiosk.pictures`)."""

    def show(self, rgb: Rgb) -> None:
        """A new picture."""
        ...

    def clear(self) -> None:
        """There is no picture any more."""
        ...


@dataclass
class Senses:
    """The parts, each of which may be missing. Used by the loop's thread."""

    look_around: LooksAround | None = None
    desk: Desk | None = None
    pictures: Mailbox | None = None
    _around: Surroundings = field(default=UNKNOWN, init=False)
    _watched_s: float | None = field(default=None, init=False)

    def opened(self, info: SourceInfo) -> Spot | None:
        """A source is open: where its spot is."""
        self._around, self._watched_s = UNKNOWN, None
        return self.desk.opened(info) if self.desk else None

    @property
    def knocked(self) -> bool:
        """Whether the camera was moved since the spot was set."""
        return self.desk is not None and self.desk.knocked is not None

    def moved_spot(self) -> Spot | None:
        """A spot that staff have just set."""
        return self.desk.take_spot() if self.desk else None

    def before(self, frame: AnyFrame) -> None:
        """A frame has come."""
        if self.pictures and isinstance(frame, Frame):
            self.pictures.show(frame.rgb)

    def around(self, frame: AnyFrame, pose: Pose | None, session: Session) -> Surroundings:
        """The newest look around, taken anew when it is time."""
        if not isinstance(frame, Frame):
            return UNKNOWN
        if self.look_around and self.look_around.due(frame.t_s):
            self._around = self.look_around.look(frame, pose, session.spot)
        return self._around

    def after(self, frame: AnyFrame, session: Session, estimator: PoseEstimator) -> None:
        """The frame is scored: let a stray body go, and watch the empty spot."""
        off_s = session.presence.off_since_s
        if session.spot and off_s is not None and frame.t_s - off_s > STRAY_S:
            estimator.go_home()
        idle = session.stage is Stage.WAITING and isinstance(frame, Frame)
        due = self._watched_s is None or frame.t_s - self._watched_s > WATCH_EVERY_S
        if self.desk and idle and due and isinstance(frame, Frame):
            self._watched_s = frame.t_s
            self.desk.watch(frame.rgb)

    def closed(self) -> None:
        """The source is gone."""
        if self.pictures:
            self.pictures.clear()
