"""What a chart is made of: panels under each other over one x axis. Pure data.

`x` and `y` are plain numbers (seconds, days, degrees); what they mean stands in the titles. Words
for `look` become classes of the page's style sheet.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tick:
    """A line of the grid and the words at its end; no words for a line alone."""

    value: float
    words: str = ""


@dataclass(frozen=True, slots=True)
class Zone:
    """A band over the whole width between two values, shaded. `look`: good, borderline, fault, or
    band for one that judges nothing."""

    low: float
    high: float
    look: str


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of x over the whole height. `look`: counted, refused (hatched) or practice."""

    start: float
    end: float
    look: str
    label: str = ""
    """A word or number above it."""


@dataclass(frozen=True, slots=True)
class Level:
    """A dashed line over the whole width."""

    value: float
    label: str = ""


@dataclass(frozen=True, slots=True)
class Curve:
    """A line through points in order of x; it breaks where a value is None. `look`: left, right or
    gap."""

    points: Sequence[tuple[float, float | None]]
    look: str


@dataclass(frozen=True, slots=True)
class Dot:
    """One value; `spread` is half of its error bar."""

    x: float
    y: float
    spread: float | None = None


@dataclass(frozen=True, slots=True)
class Dots:
    """Single values. `look` as of Curve."""

    dots: Sequence[Dot]
    look: str


Layer = Zone | Span | Level | Curve | Dots


@dataclass(frozen=True, slots=True)
class Panel:
    """One measure. What lies outside `low` to `high` is drawn at the edge."""

    title: str
    low: float
    high: float
    y_ticks: Sequence[Tick]
    layers: Sequence[Layer]
    height_px: int = 110


@dataclass(frozen=True, slots=True)
class Chart:
    """Panels under each other. `name` is unique on its page; `title` and `text` are what is read
    out in place of the picture."""

    name: str
    title: str
    text: str
    panels: Sequence[Panel]
    x_low: float
    x_high: float
    x_ticks: Sequence[Tick]
    x_title: str = ""
    width_px: int = 360
