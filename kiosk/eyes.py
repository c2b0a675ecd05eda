"""The networks of one gear, open, and what looks through them. Changed as a whole.

Decides nothing: which gear runs is `kiosk.gearbox`'s.
"""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.board.heat import Gear
from kiosk.closer_looks import CloserLook, LookingThread
from kiosk.looking_around import LookAround
from kiosk.pose.estimator import PoseEstimator
from kiosk.pose.loading import load_network, load_pelvis_network
from kiosk.pose.movenet import MoveNet
from kiosk.pose.wanted import pelvis_network


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
    second, looking = None, None
    if gear.second:
        second = load_network(gear.second, runtime)
        pelvis = load_pelvis_network(pelvis_network(gear.second), runtime)
        looking = LookingThread(CloserLook(second, pelvis))
    estimator = PoseEstimator(model, looking.look.keeper if looking else None)
    return Eyes(gear, model, second, estimator, looking, LookAround(model, estimator))
