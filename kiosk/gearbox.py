"""Which networks this board runs now: its own choice, or lighter ones while it is hot.

Decides when another gear is due; it is only ever taken between two checks, since two networks in
one check would mix two errors. How the choice is made is `kiosk.board`'s.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from kiosk.board import first_start, heat
from kiosk.board.choose import Choice
from kiosk.board.heat import Gear, Heat, steps_of
from kiosk.board.record import Record
from kiosk.config import ModelConfig

Warmth = tuple[float | None, bool]
"""Degrees Celsius of the processor or None, and whether the board has slowed down for heat."""
FEEL_EVERY_S = 5.0


@dataclass
class Gearbox:
    """Used by the loop's thread; `ask` and `gear` by any."""

    wanted: ModelConfig
    state_dir: Path | None
    hot_c: float
    warmth: Callable[[], Warmth]
    progress: Callable[[float, str], None] = lambda _share, _words: None
    stopped: Callable[[], bool] = lambda: False
    choice: Choice = field(init=False)
    record: Record | None = field(init=False)
    gear: Gear = field(init=False)
    """The one that runs."""
    measuring: bool = False
    _gears: tuple[Gear, ...] = field(init=False)
    _heat: Heat = field(init=False)
    _felt_s: float | None = None
    _asked: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        """Choose, which on an installed box may take a minute at the first start."""
        self._choose()

    def ask(self) -> None:
        """Staff want the board measured anew, at the next quiet moment. Raises OSError."""
        if self.state_dir is not None:
            first_start.want_measuring(self.state_dir)
            self._asked.set()

    def due(self) -> bool:
        """Whether other networks, or a measuring, are due. Asked while nobody is on the spot."""
        return self._asked.is_set() or self._gears[self._heat.at] != self.gear

    def shift(self) -> Gear:
        """Take what is due; the old networks are closed before."""
        if self._asked.is_set():
            self._asked.clear()
            self._choose()
        self.gear = self._gears[self._heat.at]
        return self.gear

    @property
    def lighter(self) -> str | None:
        """Why the board's own networks do not run, one sentence, or None."""
        return self.gear.why if self.gear != self._gears[0] else None

    def _choose(self) -> None:
        self.measuring = True
        self.choice, self.record = first_start.choice_for(
            self.state_dir, self.wanted, self.progress, self.stopped
        )
        self.measuring = False
        self._gears = steps_of(self.choice)
        self._heat = Heat(len(self._gears))
        self.gear = self._gears[0]

    def feel(self, now_s: float) -> None:
        """How warm it is; to be called with every frame, in a check too: a busy evening heats."""
        if self._felt_s is None or now_s - self._felt_s >= FEEL_EVERY_S:
            self._felt_s = now_s
            self._heat = heat.step(self._heat, now_s, *self.warmth(), self.hot_c)
