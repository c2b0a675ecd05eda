"""The shapes of a chart for leather: zones, spans, levels, curves and dots, and a scale in floats.

leather's own scale reckons in decimals and finds ticks by itself: five times slower, and it widens
the range. Colours are for paper; a page gives others by the classes.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator, Sequence

from leather.scales import Scale as _Scale
from leather.shapes.base import Shape as _Shape

from kiosk.charts.chart import Curve, Dots, Layer, Level, Span, Zone

Place = Callable[[float], float]
"""From a value to pixels."""

_ZONES = {"good": "#d8efe0", "borderline": "#fbeecb", "fault": "#f7d6d0", "band": "#e3e8eb"}
_LINES = {"left": "#0b5cad", "right": "#a03c00", "gap": "#3c4a52"}
_INK = "#46525a"


class Scale(_Scale):  # type: ignore[misc]
    """A straight scale from `low` to `high`; what lies outside is put at its ends."""

    def __init__(self, low: float, high: float) -> None:
        self._low, self._high = low, max(high, low + 1e-9)

    def contains(self, _value: float) -> bool:
        """All values: those outside are moved to the ends."""
        return True

    def ticks(self) -> list[float]:
        """None of its own: the chart says which."""
        return []

    def project(self, value: float, range_min: float, range_max: float) -> float:
        """Pixels, to a tenth."""
        return round(self.place(range_min, range_max)(value), 1)

    def place(self, range_min: float, range_max: float) -> Place:
        """From values to pixels between these two."""
        low, high = self._low, self._high
        step = (range_max - range_min) / (high - low)

        def pixels(value: float) -> float:
            within = low if value < low else high if value > high else value
            return range_min + (within - low) * step

        return pixels


class _Drawn(_Shape):  # type: ignore[misc]
    """One layer of ours as a shape of leather's. It has no entry in a legend."""

    def __init__(self, layer: Layer, name: str) -> None:
        self._layer, self._name = layer, name

    def validate_series(self, _series: object) -> None:
        """What is drawn is the layer; leather's series only says that there is one."""

    def legend_to_svg(self, _series: object, _palette: object) -> list[object]:
        """None: the page says what the colours mean."""
        return []

    def to_svg(
        self,
        width: float,
        height: float,
        x_scale: Scale,
        y_scale: Scale,
        _series: object,
        _palette: object,
    ) -> ET.Element:
        """A group with the layer in it."""
        group = ET.Element("g")
        x_px, y_px = x_scale.place(0, width), y_scale.place(height, 0)
        match self._layer:
            case Zone() as zone:
                group.append(_zone(zone, width, y_px))
            case Span() as span:
                group.extend(_span(span, height, x_px, self._name))
            case Level() as level:
                group.extend(_level(level, width, y_px))
            case Curve() as curve:
                group.extend(_curve(curve, x_px, y_px))
            case Dots() as dots:
                group.extend(_dots(dots, x_px, y_px))
        return group


def shape_of(layer: Layer, name: str) -> _Drawn:
    """The shape that draws a layer; `name` is unique on the page."""
    return _Drawn(layer, name)


def _element(tag: str, look: str, **attributes: object) -> ET.Element:
    named = {
        name.replace("_", "-"): f"{value:.1f}" if isinstance(value, float) else str(value)
        for name, value in attributes.items()
    }
    return ET.Element(tag, {"class": look, **named})


def _zone(zone: Zone, width: float, y_px: Place) -> ET.Element:
    top, bottom = y_px(zone.high), y_px(zone.low)
    return _element(
        "rect",
        f"zone {zone.look}",
        x=0,
        y=top,
        width=width,
        height=bottom - top,
        fill=_ZONES.get(zone.look, _ZONES["band"]),
        fill_opacity="0.75",
    )


def _span(span: Span, height: float, x_px: Place, name: str) -> Iterator[ET.Element]:
    """A stretch; a refused one is hatched, so that it is told apart without colours."""
    left, right = x_px(span.start), x_px(span.end)
    size = {"x": left, "y": 0, "width": right - left, "height": height}
    if span.look == "refused":
        yield _hatching(name)
        yield _element("rect", "span refused", **size, fill=f"url(#{name})", stroke="#87939b")
    elif span.look == "practice":
        dashed = {"stroke": "#87939b", "stroke_dasharray": "2 3"}
        yield _element("rect", "span practice", **size, fill="none", **dashed)
    else:
        yield _element("rect", "span counted", **size, fill="#1c2429", fill_opacity="0.1")
    if span.label:
        yield _label(span.label, (left + right) / 2, 12, "middle")


def _hatching(name: str) -> ET.Element:
    """Slanting lines to fill a stretch with."""
    pattern = ET.Element(
        "pattern",
        {"id": name, "width": "6", "height": "6", "patternUnits": "userSpaceOnUse"},
    )
    pattern.append(_element("path", "hatch", d="M-1 7 7 -1M-1 1 1 -1M5 7 7 5", stroke="#87939b"))
    return pattern


def _level(level: Level, width: float, y_px: Place) -> Iterator[ET.Element]:
    y = y_px(level.value)
    line = {"stroke": _INK, "stroke_dasharray": "5 4"}
    yield _element("line", "level", x1=0, x2=width, y1=y, y2=y, **line)
    if level.label:
        yield _label(level.label, width - 4, y - 4, "end")


def _label(text: str, x: float, y: float, anchor: str) -> ET.Element:
    words = _element("text", "words", x=x, y=y, text_anchor=anchor, fill=_INK)
    words.set("font-size", "11")
    words.text = text
    return words


def _curve(curve: Curve, x_px: Place, y_px: Place) -> Iterator[ET.Element]:
    """One path for each stretch without a gap; a single point alone is a dash of no length."""
    for run in _runs(curve.points):
        places = [f"{x_px(x):.1f} {y_px(y):.1f}" for x, y in run]
        yield _element(
            "path",
            f"curve {curve.look}",
            d="M" + "L".join(places) + ("h0" if len(places) == 1 else ""),
            fill="none",
            stroke=_LINES.get(curve.look, _INK),
            stroke_width=1.5,
            stroke_linejoin="round",
            stroke_linecap="round",
        )


def _runs(points: Sequence[tuple[float, float | None]]) -> Iterator[list[tuple[float, float]]]:
    run: list[tuple[float, float]] = []
    for x, y in points:
        if y is not None:
            run.append((x, y))
        elif run:
            yield run
            run = []
    if run:
        yield run


def _dots(dots: Dots, x_px: Place, y_px: Place) -> Iterator[ET.Element]:
    colour = _LINES.get(dots.look, _INK)
    for dot in dots.dots:
        x, y = x_px(dot.x), y_px(dot.y)
        if dot.spread is not None:
            ends = y_px(dot.y + dot.spread), y_px(dot.y - dot.spread)
            path = f"M{x:.1f} {ends[0]:.1f}V{ends[1]:.1f}m-4 0h8m-8 {ends[0] - ends[1]:.1f}h8"
            yield _element("path", f"error {dots.look}", d=path, stroke=colour, fill="none")
        yield _element("circle", f"dot {dots.look}", cx=x, cy=y, r=3.5, fill=colour)
