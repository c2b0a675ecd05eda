"""The trend of one label: what changed from check to check, and what only seems so."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, current_app, render_template, request
from markupsafe import Markup

from kiosk.charts import drawn
from kiosk.trend import DETECTABLE_DEG, SAME_DEPTH_DEG, Side, Visit, line
from kiosk.web import wording
from kiosk.web.access import open_to
from kiosk.web.ports import ResultsReader
from kiosk.web.staff import trend_chart, trend_view

MOST_LABELS = 30

blueprint = Blueprint("trend", __name__, url_prefix="/staff")


@blueprint.get("/trend")
@open_to("staff")
def trend() -> str:
    """The trend of `?label=`; without one, which labels there are."""
    results: ResultsReader = current_app.extensions["kiosk_results"]
    label = " ".join(request.args.get("label", "").split())
    visits = results.history.visits(label) if label else ()
    return render_template(
        "staff/trend.html",
        label=visits[-1].label if visits else label,
        labels=() if visits else results.finding.labels(limit=MOST_LABELS),
        checks=len(visits),
        measures=_measures(visits),
        moved=trend_view.moved_words(_set_up_anew(results, visits)),
        short=trend_view.in_short,
        depth_deg=f"{SAME_DEPTH_DEG:.0f}",
        limits=wording.LIMITS,
    )


def _set_up_anew(results: ResultsReader, visits: Sequence[Visit]) -> Sequence[str]:
    """When the spot was set between the first and the newest check of known day."""
    days = sorted(visit.started_utc for visit in visits if visit.clock_sure)
    return results.history.set_up_anew(days[0], days[-1]) if days else ()


def _measures(visits: Sequence[Visit]) -> list[dict[str, Any]]:
    """Each measure in words, with its charts."""
    return [_measure(name, visits) for name in trend_view.MEASURES] if visits else []


def _measure(name: str, visits: Sequence[Visit]) -> dict[str, Any]:
    lines = {side: line(visits, name, side) for side in Side}
    view = trend_view.measure_view(name, lines)
    charts = trend_chart.charts_of(view["name"], lines)
    for side in view["sides"]:
        chart = charts[Side(side["side"])]
        side["chart"] = None if chart is None else Markup(drawn(chart))
    return {**view, "detectable": trend_view.number(DETECTABLE_DEG[name])}
