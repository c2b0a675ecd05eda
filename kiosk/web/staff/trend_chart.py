"""The chart of one side of a measure over the checks of a label. Pure.

Decides what stands in it: each compared check with its ±, and the band around the first one
inside which no change can be measured. How it is drawn is `kiosk.charts`'.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil, floor

from kiosk.charts import Chart, Curve, Dot, Dots, Layer, Panel, Tick, Zone
from kiosk.trend import Line, Side
from kiosk.web.staff.trend_view import SIDES, day, point_words

WIDTH_PX = 400
HEIGHT_PX = 170
MOST_DAYS = 4
"""Days under a chart: more do not fit side by side."""
EDGE = 0.1
"""Room beside the first and last check, part of all, so that their days fit."""
_STEPS_DEG = (5, 10, 20, 50)
_LEAST_DEG = 20.0
"""A scale shorter than this would make the error look like movement."""


def charts_of(name: str, lines: Mapping[Side, Line]) -> dict[Side, Chart | None]:
    """The chart of each side; None where nothing is compared. Both legs have the same scale."""
    legs = _scale([lines[Side.LEFT], lines[Side.RIGHT]])
    scales = {Side.LEFT: legs, Side.RIGHT: legs, Side.GAP: _scale([lines[Side.GAP]])}
    return {
        side: _chart(name, line, scales[side]) if line.compared else None
        for side, line in lines.items()
    }


def _chart(name: str, line: Line, scale: tuple[float, float]) -> Chart:
    dots = tuple(
        Dot(float(x), point.value_deg, point.spread_deg)
        for x, point in enumerate(line.points)
        if point.left_out is None and point.value_deg is not None
    )
    curve = Curve(tuple((dot.x, dot.y) for dot in dots), line.side.value)
    layers: tuple[Layer, ...] = (*_band(line), curve, Dots(dots, line.side.value))
    low, high = scale
    edge = max(0.5, EDGE * len(line.points))
    title = f"{name}, {SIDES[line.side].lower()}"
    return Chart(
        name=f"trend-{line.check}-{line.side.value}",
        title=title,
        text=_text(title, line),
        panels=(Panel("Degrees", low, high, _y_ticks(low, high), layers, HEIGHT_PX),),
        x_low=-edge,
        x_high=len(line.points) - 1 + edge,
        x_ticks=_x_ticks(line),
        x_title="",
        width_px=WIDTH_PX,
    )


def _band(line: Line) -> tuple[Zone, ...]:
    """Around the first value, as wide as the newest one needs to leave it."""
    change = line.since_first
    if change is None or change.earlier.value_deg is None:
        return ()
    middle, half = change.earlier.value_deg, change.detectable_deg
    return (Zone(middle - half, middle + half, "band"),)


def _scale(lines: Sequence[Line]) -> tuple[float, float]:
    """From under the lowest to over the highest, in steps of ten degrees."""
    ends: list[float] = []
    for line in lines:
        for point in line.compared:
            value, spread = point.value_deg or 0.0, point.spread_deg or 0.0
            ends += [value - spread, value + spread]
        ends += [end for zone in _band(line) for end in (zone.low, zone.high)]
    low, high = min(ends, default=0.0), max(ends, default=0.0)
    short = max(0.0, _LEAST_DEG - (high - low)) / 2
    return 10.0 * floor((low - short) / 10), 10.0 * ceil((high + short) / 10)


def _y_ticks(low: float, high: float) -> tuple[Tick, ...]:
    step = next((each for each in _STEPS_DEG if (high - low) / each <= 5), _STEPS_DEG[-1])
    first = step * ceil(low / step)
    return tuple(
        Tick(float(at), f"−{-at}" if at < 0 else str(at))
        for at in range(first, int(high) + 1, step)
    )


def _x_ticks(line: Line) -> tuple[Tick, ...]:
    """The days of the first, the last and some between, evenly spread."""
    last = len(line.points) - 1
    shown = {round(last * part / (MOST_DAYS - 1)) for part in range(MOST_DAYS)}
    return tuple(Tick(float(at), day(line.points[at].visit)) for at in sorted(shown))


def _text(title: str, line: Line) -> str:
    """What the chart shows, for who cannot see it."""
    values = [f"{day(each.visit)}: {point_words(each, line.side)}" for each in line.compared]
    return f"{title}: {'; '.join(values)}."
