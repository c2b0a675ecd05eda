"""The report of one check on one sheet of paper, for the member to take home."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, abort, current_app, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from kiosk.charts import drawn, figure_drawn
from kiosk.trail import Trail
from kiosk.trend import Visit
from kiosk.web import wording
from kiosk.web.access import open_to
from kiosk.web.page_words import sure_line
from kiosk.web.ports import CheckDetail, CheckRow, LanguageChoice, ResultsReader
from kiosk.web.site_figures import site_figures
from kiosk.web.staff.check_page import GONE
from kiosk.web.staff.hips_note import note_of
from kiosk.web.staff.report_pictures import knee_chart, leg_figure
from kiosk.web.staff.report_view import report_view
from kiosk.words import LANGUAGES, say

blueprint = Blueprint("report", __name__, url_prefix="/staff/checks/<check_id>")


@blueprint.get("/report")
@open_to("staff")
def report(check_id: str) -> str | Response:
    """The sheet in the language of `?lang=`, at first the gym's own."""
    language = request.args.get("lang", "")
    if language not in LANGUAGES:
        return redirect(url_for("report.report", check_id=check_id, lang=_own_language()), 302)
    results: ResultsReader = current_app.extensions["kiosk_results"]
    check = results.check(check_id)
    if check is None:
        abort(404, GONE)
    if not check.report:
        abort(404, "This check came to no result, so there is nothing to print.")
    view = report_view(check, check.report, _visits(results, check.row), language)
    trail = results.trails.of(check_id)
    if trail:
        for leg in view["legs"]:
            leg.update(_pictures(leg["side"], check, trail, language))
    sure = say(language, sure_line())
    return render_template(
        "staff/report.html",
        lang=language,
        view=view,
        note=note_of(check, site_figures()),
        sure=sure,
        limits=wording.LIMITS,
        id=check_id,
    )


def _visits(results: ResultsReader, row: CheckRow) -> Sequence[Visit]:
    """The member's checks up to this one; none where nobody said whose it is."""
    return results.history.visits(row.label, up_to=row.number) if row.label else ()


def _pictures(side: str, check: CheckDetail, trail: Trail, language: str) -> dict[str, Markup]:
    """The leg's figure and chart, as far as there are any."""
    leg = ((check.report or {}).get("legs") or {}).get(side) or {}
    knee = (leg.get("checks") or {}).get("knee_valgus") or {}
    figure = leg_figure(side, knee, trail, check.reps, language)
    chart = knee_chart(side, trail, check.reps, language)
    drawings = {
        "figure": figure_drawn(figure) if figure else "",
        "chart": drawn(chart) if chart else "",
    }
    return {name: Markup(svg) for name, svg in drawings.items()}


def _own_language() -> str:
    choice: LanguageChoice | None = current_app.extensions["kiosk_language"]
    return choice.languages[0] if choice else "en"
