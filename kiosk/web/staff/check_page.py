"""One stored check: both legs side by side, every rep, and its course over time."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, current_app, render_template
from markupsafe import Markup
from werkzeug.wrappers import Response

from kiosk.charts import drawn, figure_drawn
from kiosk.trail import Trail
from kiosk.web import wording
from kiosk.web.access import open_to
from kiosk.web.ports import CheckDetail, ResultsReader
from kiosk.web.site_figures import site_figures
from kiosk.web.staff import check_reps, check_view
from kiosk.web.staff.check_charts import leg_chart

GONE = "There is no such check; it may have been deleted."
NO_CHART = "Nothing of that leg was stored over time."

blueprint = Blueprint("check", __name__, url_prefix="/staff/checks/<check_id>")


@blueprint.get("")
@open_to("staff")
def shown(check_id: str) -> str:
    """All that is stored of one check."""
    detail = _check(check_id)
    trail = _results().trails.of(check_id)
    return render_template(
        "staff/check.html",
        check=check_view.detail_view(detail, site_figures()),
        courses=[_course(side, detail, trail) for side in wording.LEG_NAMES],
        has_trail=trail is not None,
        limits=wording.LIMITS,
    )


@blueprint.get("/charts/<side>.svg")
@open_to("staff")
def chart(check_id: str, side: str) -> Response:
    """The chart of one leg by itself, in its colours for paper."""
    detail = _check(check_id)
    trail = _results().trails.of(check_id)
    known = trail if side in wording.LEG_NAMES else None
    found = leg_chart(side, known, detail.reps) if known else None
    if found is None:
        abort(404, NO_CHART)
    name = f"check-{detail.row.number}-{side}.svg"
    answer = Response(drawn(found), mimetype="image/svg+xml")
    answer.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return answer


def _results() -> ResultsReader:
    results: ResultsReader = current_app.extensions["kiosk_results"]
    return results


def _check(check_id: str) -> CheckDetail:
    detail = _results().check(check_id)
    if detail is None:
        abort(404, GONE)
    return detail


def _course(side: str, detail: CheckDetail, trail: Trail | None) -> dict[str, Any]:
    """One leg over time: its chart, its figures, how well it was followed."""
    chart = leg_chart(side, trail, detail.reps) if trail else None
    bottoms = check_reps.figures(side, trail, detail.reps) if trail else []
    return {
        "side": side,
        "chart": Markup(drawn(chart)) if chart else None,
        "figures": [
            {
                "drawing": Markup(figure_drawn(figure)),
                "look": mark.look,
                "words": check_reps.caption(mark),
            }
            for mark, figure in bottoms
        ],
        "tracking": check_reps.tracking(side, trail, detail.reps),
    }
