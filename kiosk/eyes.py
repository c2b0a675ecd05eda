"""The networks of one gear, open, and what looks through them. Changed as a whole.

Decides nothing: which gear runs is `kiosk.gearbox`'s.
"""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.board.heat import Gear
from kiosk.closer_looks import CloserLook, LookingThread
from kiosk.looking_around import LookAround
from kiosk.pose.estimator import PoseEstimator
from kiosk.pose.loading import load_network
from kiosk.pose.movenet import MoveNet


@dataclass(frozen=True, slots=True)
class Eyes:
    """Of one gear. Used by the loop's thread, but for the closer looks' own."""

    gear: Gear
    model: MoveNet
    second: MoveNet | None
    estimator: PoseEstimator
    looking: LookingThread | None
    look_around: LookAround

    def close(self) -> None:
        """End the closer looks' thread; the networks go with the object."""
        if self.looking:
            self.looking.close()


def open_eyes(gear: Gear, runtime: str) -> Eyes:
    """Load the networks of a gear. Raises ModelError."""
    model = load_network(gear.live, runtime)
    second = load_network(gear.second, runtime) if gear.second else None
    looking = LookingThread(CloserLook(second)) if second else None
    estimator = PoseEstimator(model, looking.look.keeper if looking else None)
    return Eyes(gear, model, second, estimator, looking, LookAround(model, estimator))
