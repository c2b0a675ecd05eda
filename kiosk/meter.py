"""Counts frames and times them: how many a second went all the way through, and what one took.

Pure: time is an argument.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from statistics import median

WINDOW_S = 10.0


@dataclass
class Meter:
    """The last seconds of one open source."""

    frames: int = 0
    """Since the start of the kiosk, over all sources."""
    _ticks: deque[tuple[float, float]] = field(default_factory=deque)
    """When each of the last frames was done, and the seconds it took."""

    def add(self, now_s: float, took_s: float) -> None:
        """A frame has gone all the way through."""
        self.frames += 1
        self._ticks.append((now_s, took_s))
        while now_s - self._ticks[0][0] > WINDOW_S:
            self._ticks.popleft()

    def reopened(self) -> None:
        """Another source: what the one before did says nothing of it."""
        self._ticks.clear()

    @property
    def rate_hz(self) -> float | None:
        """Frames a second, None before there is a second of them."""
        if len(self._ticks) < 2:
            return None
        span_s = self._ticks[-1][0] - self._ticks[0][0]
        return (len(self._ticks) - 1) / span_s if span_s >= 1.0 else None

    @property
    def tick_ms(self) -> float | None:
        """The median of what a frame took."""
        return 1000.0 * median(took_s for _, took_s in self._ticks) if self._ticks else None
