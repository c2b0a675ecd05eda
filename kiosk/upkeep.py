"""What is done to the kiosk between two checks: other networks, a new self-benchmark.

Decides the order of a change; whether one is due is the gearbox's.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from kiosk.board.telling import MEASURING
from kiosk.eyes import Eyes, open_eyes
from kiosk.gearbox import Gearbox
from kiosk.loop import CameraLoop
from kiosk.vitals import VitalsBoard


@dataclass
class Upkeep:
    """Holds the open networks. Used by the loop's thread."""

    gearbox: Gearbox
    runtime: str
    """As in the configuration."""
    vitals: VitalsBoard
    see_with: Callable[[Eyes], None] = lambda _eyes: None
    """Told of every change: the loop, and what is stored beside a check."""
    eyes: Eyes = field(init=False)

    def __post_init__(self) -> None:
        """Open the first networks. Raises ModelError."""
        self._open()

    def feel(self, now_s: float) -> None:
        """A moment has passed: how warm is the board?"""
        self.gearbox.feel(now_s)

    def due(self) -> bool:
        """Whether something is to be done. Asked while nobody is on the spot."""
        return self.gearbox.due()

    def do(self, loop: CameraLoop) -> None:
        """Do it; `loop.begin` has to follow. Raises ModelError."""
        loop.busy_with("starting", MEASURING)
        self.eyes.close()
        self.gearbox.shift()
        self._open()
        self.see_with(self.eyes)

    def close(self) -> None:
        """End the closer looks' thread."""
        self.eyes.close()

    def _open(self) -> None:
        self.eyes = open_eyes(self.gearbox.gear, self.runtime)
        second = self.eyes.second
        self.vitals.show(
            replace(
                self.vitals.newest,
                network=self.eyes.model.name,
                second_network=second.name if second else None,
                step=self.gearbox.lighter,
            )
        )
