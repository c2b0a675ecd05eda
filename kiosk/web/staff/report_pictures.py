"""What the member's report shows of one leg: a body and a chart, in the member's language. Pure.

Decides which rep stands for the leg. What is drawn comes from the check's own charts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from kiosk.charts import Chart, Figure
from kiosk.trail import Trail
from kiosk.web import wording
from kiosk.web.ports import StoredRep
from kiosk.web.staff.check_charts import leg_chart
from kiosk.web.staff.check_reps import RepMark, figures
from kiosk.words import say

CHART_HEIGHT_PX = 80
FIGURE = "Figure: you at the bottom of a squat, as the camera saw you."


def leg_figure(
    side: str, check: Mapping[str, Any], trail: Trail, reps: Sequence[StoredRep], language: str
) -> Figure | None:
    """The bottom of the counted rep whose knee is nearest to the leg's value (`check`: the leg's
    knee in the report); None where no counted rep was kept."""
    kept = [each for each in figures(side, trail, reps) if each[0].look == "counted"]
    if not kept:
        return None
    value_deg = check.get("value_deg")
    _, figure = min(kept, key=lambda each: _distance_deg(each[0], value_deg))
    return replace(figure, words=say(language, FIGURE))


def knee_chart(side: str, trail: Trail, reps: Sequence[StoredRep], language: str) -> Chart | None:
    """The knee over time alone: the first measure of the check's chart."""
    chart = leg_chart(side, trail, reps)
    if chart is None:
        return None
    knee = replace(chart.panels[0], title=_knee(language), height_px=CHART_HEIGHT_PX)
    name = say(language, wording.LEG_NAMES[side])
    return replace(
        chart,
        title=f"{name}: {_knee(language)}",
        text=say(language, "Each shaded stretch is a squat that counted."),
        panels=(knee,),
        x_title=say(language, "Seconds"),
    )


def _knee(language: str) -> str:
    return say(language, wording.MEASURE_NAMES["knee_fppa_deg"])


def _distance_deg(mark: RepMark, value_deg: float | None) -> float:
    own_deg = mark.rep.values.get("knee_fppa_deg")
    if value_deg is None or own_deg is None:
        return float("inf")
    return abs(float(own_deg) - value_deg)
