"""The list of stored checks, newest first, a page at a time."""

from __future__ import annotations

from flask import Blueprint, current_app, render_template, request

from kiosk.web.access import open_to
from kiosk.web.ports import ResultsReader
from kiosk.web.staff import check_view

PAGE_SIZE = 25

blueprint = Blueprint("checks", __name__, url_prefix="/staff")


@blueprint.get("/")
@open_to("staff")
def newest() -> str:
    """Stored checks, newest first."""
    results: ResultsReader = current_app.extensions["kiosk_results"]
    before_id = request.args.get("before") or None
    rows = list(results.list_checks(PAGE_SIZE + 1, before_id))
    older = rows[PAGE_SIZE - 1].check_id if len(rows) > PAGE_SIZE else None
    lines = [check_view.line(row) for row in rows[:PAGE_SIZE]]
    return render_template("staff/checks.html", lines=lines, older=older, first=before_id is None)
