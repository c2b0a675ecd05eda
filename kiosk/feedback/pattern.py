"""A value that changes over time in fixed steps: a blinking light, a beeping buzzer.

Decides what holds at a moment and for how long yet. Knows no clock, colour or device.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

Value = TypeVar("Value")


@dataclass(frozen=True)
class Pattern(Generic[Value]):
    """Steps of (value, seconds), played once or repeated without end."""

    steps: tuple[tuple[Value, float], ...] = ()
    repeat: bool = False

    @property
    def length_s(self) -> float:
        """Seconds of one pass."""
        return sum(seconds for _, seconds in self.steps)

    def at(self, elapsed_s: float, after: Value) -> tuple[Value, float | None]:
        """The value `elapsed_s` after the start, and the seconds it still holds.

        `after` is the value once a pattern that does not repeat has ended. The seconds are
        None when the value never changes again. A time before the start counts as the start.
        """
        if self.repeat and len(self.steps) == 1:
            return self.steps[0][0], None
        left_s = max(elapsed_s, 0.0)
        if self.repeat:
            left_s %= self.length_s
        for value, seconds in self.steps:
            if left_s < seconds:
                return value, seconds - left_s
            left_s -= seconds
        return (self.steps[0][0], self.steps[0][1]) if self.repeat else (after, None)
