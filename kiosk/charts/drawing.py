"""Draws a chart with leather: its axes, ticks and layout, our shapes and scale.

leather's theme is one for the whole program: nothing else here may draw with it otherwise.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Sequence

import leather
from leather import theme
from leather.axis import Axis
from leather.series import Series

from kiosk.charts.chart import Chart, Panel, Tick
from kiosk.charts.shapes import Scale, shape_of

LEFT_PX, RIGHT_PX, TITLE_PX, TICKS_PX, X_TITLE_PX = 34, 14, 32, 20, 18
"""Room beside and above each panel, under the last one, and for what x is."""
_THEME = {
    "background_color": "none",
    "margin": 0.0,
    "legend_font_char_height": 0,
    "legend_gap": 0,
    "tick_color": "#c6ced3",
    "zero_color": "#87939b",
    "label_color": "#46525a",
    "tick_font_family": "inherit",
    "tick_font_size": 12,
    "tick_font_char_height": TICKS_PX - 8,
}
_INK = "#1c2429"


class _Axis(Axis):  # type: ignore[misc]
    """An axis whose labels take the same room whatever they say, so that panels line up."""

    def __init__(self, ticks: Sequence[Tick], room_px: int) -> None:
        super().__init__([tick.value for tick in ticks], lambda _value, i, _count: ticks[i].words)
        self._room_px = room_px

    def estimate_label_margin(self, _scale: object, _orient: str) -> int:
        return self._room_px


def svg_of(chart: Chart) -> str:
    """The chart as one `<svg>` element."""
    for name, value in _THEME.items():
        setattr(theme, name, value)
    tops_px = [TITLE_PX]
    for panel in chart.panels:
        tops_px.append(tops_px[-1] + panel.height_px + TITLE_PX)
    axis_px = tops_px[-1] - TITLE_PX
    height_px = axis_px + TICKS_PX + (X_TITLE_PX if chart.x_title else 0)
    root = _root(chart, height_px)
    for number, panel in enumerate(chart.panels, 1):
        last = number == len(chart.panels)
        root.append(_panel(chart, panel, tops_px[number - 1], last=last))
    if chart.x_title:
        middle_px = (LEFT_PX + chart.width_px - RIGHT_PX) / 2
        root.append(_words(chart.x_title, middle_px, height_px - 4, "middle"))
    return ET.tostring(root, encoding="unicode")


def _root(chart: Chart, height_px: int) -> ET.Element:
    named = f"{chart.name}-title", f"{chart.name}-text"
    root = ET.Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "class": "chart",
            "viewBox": f"0 0 {chart.width_px} {height_px}",
            "role": "img",
            "aria-labelledby": " ".join(named),
            "font-family": "sans-serif",
        },
    )
    ET.SubElement(root, "title", id=named[0]).text = chart.title
    ET.SubElement(root, "desc", id=named[1]).text = chart.text
    return root


def _panel(chart: Chart, panel: Panel, top_px: int, *, last: bool) -> ET.Element:
    """One panel below its title; only the last says what the lines over x are."""
    ticks = chart.x_ticks if last else [Tick(tick.value) for tick in chart.x_ticks]
    drawing = leather.Chart()
    drawing.set_x_scale(Scale(chart.x_low, chart.x_high))
    drawing.set_y_scale(Scale(panel.low, panel.high))
    drawing.set_x_axis(_Axis(ticks, 0))
    drawing.set_y_axis(_Axis(panel.y_ticks, LEFT_PX))
    corners = Series([(chart.x_low, panel.low), (chart.x_high, panel.high)])
    for number, layer in enumerate(panel.layers):
        drawing.add_series(corners, shape_of(layer, f"{chart.name}-{top_px}-{number}"))
    group = ET.Element("g", transform=f"translate(0 {top_px})")
    group.append(_words(panel.title, 0, -13, "start", look="panel-title"))
    group.append(drawing.to_svg_group(chart.width_px - RIGHT_PX, panel.height_px))
    return group


def _words(text: str, x_px: float, y_px: float, anchor: str, look: str = "") -> ET.Element:
    words = ET.Element("text", {"x": str(x_px), "y": str(y_px), "text-anchor": anchor})
    words.set("fill", _INK if look else "#46525a")
    words.set("font-size", "13" if look else "12")
    if look:
        words.set("class", look)
        words.set("font-weight", "bold")
    words.text = text
    return words
