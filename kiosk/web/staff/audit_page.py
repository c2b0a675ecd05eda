"""The audit log, newest first, a page at a time. How an entry reads is `audit_view.py`'s."""

from __future__ import annotations

from flask import Blueprint, current_app, render_template, request

from kiosk.web.access import open_to
from kiosk.web.ports import ResultsReader
from kiosk.web.staff import audit_view

PAGE_SIZE = 50

blueprint = Blueprint("audit", __name__, url_prefix="/staff/settings")


@blueprint.get("/log")
@open_to("staff")
def log() -> str:
    """Who did what, and when; `before` is the number of an entry."""
    results: ResultsReader = current_app.extensions["kiosk_results"]
    before = request.args.get("before", type=_number)
    entries = results.audit.newest(PAGE_SIZE + 1, before)
    older = entries[PAGE_SIZE - 1].number if len(entries) > PAGE_SIZE else None
    lines = [audit_view.line(entry) for entry in entries[:PAGE_SIZE]]
    return render_template("staff/audit.html", lines=lines, older=older, first=before is None)


def _number(text: str) -> int:
    """Within what SQLite takes. Raises ValueError for the rest, which is then no number."""
    if not text.isascii() or not text.isdigit() or len(text) > 18:
        raise ValueError(text)
    return int(text)
