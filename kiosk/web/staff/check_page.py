"""One stored check: both legs side by side and every rep."""

from __future__ import annotations

from flask import Blueprint, abort, current_app, render_template

from kiosk.web import wording
from kiosk.web.access import open_to
from kiosk.web.ports import ResultsReader
from kiosk.web.staff import check_view

GONE = "There is no such check; it may have been deleted."

blueprint = Blueprint("check", __name__, url_prefix="/staff/checks/<check_id>")


@blueprint.get("")
@open_to("staff")
def shown(check_id: str) -> str:
    """All that is stored of one check."""
    results: ResultsReader = current_app.extensions["kiosk_results"]
    detail = results.check(check_id)
    if detail is None:
        abort(404, GONE)
    return render_template(
        "staff/check.html", check=check_view.detail_view(detail), limits=wording.LIMITS
    )
