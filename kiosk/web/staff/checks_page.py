"""The list of stored checks: newest first, filtered, searched, a page at a time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import Blueprint, current_app, render_template, request

from kiosk.moment import Moment
from kiosk.web.access import open_to
from kiosk.web.ports import Found, ResultsReader
from kiosk.web.staff import checks_view
from kiosk.web.staff.selecting import CHOICES, SelectionError, parameters_of, selection_of, start_of

PAGE_SIZE = 25
MOST_SUGGESTED = 30

blueprint = Blueprint("checks", __name__, url_prefix="/staff")


@blueprint.get("/")
@open_to("staff")
def newest() -> str | tuple[str, int]:
    """The checks that the address asks for, newest first."""
    given = parameters_of(request.args)
    try:
        selection = selection_of(request.args)
    except SelectionError as error:
        return _page(given, problem=str(error), wrong=error.field), 400
    before = request.args.get("before") or None
    count_to = checks_view.MOST_COUNTED + 1 if given else 0
    found = results().finding.find(selection, PAGE_SIZE, before, count_to)
    return _page(given, found, before=before, count=checks_view.how_many(found.count))


def results() -> ResultsReader:
    """The store."""
    found: ResultsReader = current_app.extensions["kiosk_results"]
    return found


@blueprint.app_template_global("known_labels")
def known_labels() -> list[str]:
    """The labels to suggest, the last used first."""
    return [use.label for use in results().finding.labels(limit=MOST_SUGGESTED)]


def _page(given: dict[str, str], found: Found | None = None, **told: Any) -> str:
    today = _today()
    plain = not given and not told.get("before")
    return render_template(
        "staff/checks.html",
        given=given,
        lines=checks_view.lines(found.rows, today) if found else [],
        older=found.older if found else None,
        choices=checks_view.choices(today, given),
        options=CHOICES,
        plain=plain,
        knows_today=today is not None,
        today=_so_far(today) if plain and today else None,
        **told,
    )


def _today() -> date | None:
    """The box's day; None while its clock is not set."""
    now: Callable[[], Moment] = current_app.extensions["kiosk_now"]
    moment = now()
    return moment.utc.astimezone().date() if moment.clock_sure else None


def _so_far(today: date) -> list[dict[str, Any]]:
    return checks_view.today_view(results().finding.summary(start_of(today)), today)
