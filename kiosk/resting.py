"""Which frames go through the network: every one while somebody is near, few while nobody is.

Puts the pure rule (`kiosk.idle`) and the motion gate (`kiosk.camera.motion`) together for the
loop. Recorded poses cost nothing, so they are never left out.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from kiosk import idle
from kiosk.camera.frame import AnyFrame, Frame
from kiosk.camera.motion import Gate
from kiosk.idle import Idle
from kiosk.pose.keypoints import Pose
from kiosk.scoring.spot import Spot


@dataclass
class Rest:
    """Used by the loop's thread."""

    after_s: float = 0.0
    """Nobody near for this long begins a rest; 0 never does."""
    _idle: Idle = field(init=False)
    _gate: Gate = field(default_factory=Gate)
    _spot: Spot | None = None
    _moved: bool = False

    def __post_init__(self) -> None:
        """Awake."""
        self._idle = Idle(self.after_s)

    @property
    def resting(self) -> bool:
        """Nobody has been near for a while."""
        return self._idle.resting

    def opened(self, spot: Spot | None) -> None:
        """Another picture of another place: awake, and everything is new."""
        self._idle, self._spot, self._moved = Idle(self.after_s), spot, False
        self._gate = Gate(idle.neighbourhood(spot))

    def looks(self, frame: AnyFrame) -> bool:
        """Whether this frame goes through the network. Else it was only held against the others."""
        if not isinstance(frame, Frame) or not self._idle.resting:
            return True
        self._moved = self._gate.moved(frame.t_s, frame.rgb)
        if self._idle.look(frame.t_s, self._moved):
            return True
        self._idle = idle.step(self._idle, frame.t_s, somebody=None, moved=self._moved)
        return False

    def looked(self, t_s: float, pose: Pose | None, *, in_check: bool) -> None:
        """What the network saw in a frame."""
        somebody = in_check or idle.near(pose, self._spot)
        self._idle = idle.step(self._idle, t_s, somebody=somebody, moved=self._moved)
        self._moved = False
