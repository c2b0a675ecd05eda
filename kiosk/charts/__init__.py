"""Charts and stick figures as SVG, drawn on the server. Pure: values in, text out.

Knows nothing of checks, pages or the store. `chart` says what a chart is made of, `drawing` draws
it with leather (docs/decisions/0019-charts.md says why that one), `figure` draws a body.
"""

from __future__ import annotations

from kiosk.charts.chart import (
    Chart,
    Curve,
    Dot,
    Dots,
    Layer,
    Level,
    Panel,
    Span,
    Tick,
    Zone,
)
from kiosk.charts.figure import Figure, figure_drawn


def drawn(chart: Chart) -> str:
    """One `<svg>` element: no script, no style attribute, colours for paper; a page gives others by
    its classes (chart.css). Thread-safe; some milliseconds."""
    from kiosk.charts.drawing import svg_of  # the library takes 50 ms to load

    return svg_of(chart)


__all__ = [
    "Chart",
    "Curve",
    "Dot",
    "Dots",
    "Figure",
    "Layer",
    "Level",
    "Panel",
    "Span",
    "Tick",
    "Zone",
    "drawn",
    "figure_drawn",
]
