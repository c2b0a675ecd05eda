"""The result on the member's own phone, through a link that expires.

Decides what the page says of one check: what the member saw, nothing else of the store. How links
are made and end is `kiosk.sharing`'s; why so: docs/decisions/0010-result-on-the-phone.md.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from math import ceil
from typing import Any

from flask import Blueprint, current_app, render_template, request
from flask.blueprints import BlueprintSetupState
from werkzeug.wrappers import Response

from kiosk.web import wording
from kiosk.web.access import open_to
from kiosk.web.exercises import exercises_for
from kiosk.web.guessing import Guesses
from kiosk.web.languages import page_language
from kiosk.web.page_words import sure_line
from kiosk.web.ports import CheckDetail, ResultsReader, Shares, StoredRep
from kiosk.web.results_view import CLOSING, results_view
from kiosk.words import long_date, say

NOT_FOR_SEARCH = {"X-Robots-Tag": "noindex, nofollow"}

blueprint = Blueprint("phone", __name__)


@blueprint.record_once
def _count_guesses(state: BlueprintSetupState) -> None:
    state.app.extensions["kiosk_guesses"] = Guesses(time.monotonic)


@blueprint.get("/r/<token>")
@open_to("anyone")
def result(token: str) -> Response:
    """The result, or one and the same page for every link that opens nothing."""
    guesses: Guesses = current_app.extensions["kiosk_guesses"]
    address = request.remote_addr or ""
    wait_s = guesses.wait_s(address)
    if wait_s > 0:
        return _over(429, {"Retry-After": str(ceil(wait_s))})
    shares: Shares | None = current_app.extensions["kiosk_shares"]
    check_id = shares.check_id(token) if shares else None
    results: ResultsReader = current_app.extensions["kiosk_results"]
    check = results.check(check_id) if check_id else None
    if shares is None or check is None or check.report is None:
        guesses.wrong(address)
        return _over(404)
    view = phone_view(check, check.report, page_language())
    return _page("phone.html", 200, view=view, minutes=ceil(shares.left_s(token) / 60))


def phone_view(check: CheckDetail, report: Mapping[str, Any], language: str) -> dict[str, Any]:
    """All that the page says of a check, in words."""
    found = results_view(report, language)
    advice = found["advice"]
    return {
        "day": _day(check, language),
        "legs": found["legs"],
        "symmetry": found["symmetry"],
        "meanings": [each["text"] for each in advice if each["finding"] != CLOSING],
        "exercises": exercises_for(report, language),
        "trainer": [each["text"] for each in advice if each["finding"] == CLOSING],
        "not_counted": not_counted(check.reps, check.other, language),
        "sure": say(language, sure_line()),
    }


def not_counted(
    reps: Sequence[StoredRep], other: Sequence[Mapping[str, Any]], language: str
) -> list[tuple[str, list[tuple[str, int]]]]:
    """By leg: what was not counted and how often; last what was no squat on one leg."""
    rows: dict[str, Counter[str]] = {"left": Counter(), "right": Counter(), "": Counter()}
    for rep in reps:
        refused = rep.values.get("refused_because")
        if rep.practice or refused:
            rows[rep.leg]["Practice" if rep.practice else wording.refusal(refused)] += 1
    rows[""].update(wording.refusal(movement.get("refused_because")) for movement in other)
    names = {**wording.LEG_NAMES, "": "Other movements"}
    return [
        (say(language, names[leg]), [(say(language, why), often) for why, often in row.items()])
        for leg, row in rows.items()
        if row
    ]


def _day(check: CheckDetail, language: str) -> str | None:
    """The day of the check where the box stands; None when it did not know the time."""
    if not check.row.clock_sure:
        return None
    return long_date(language, datetime.fromisoformat(check.row.started_utc).astimezone().date())


def _over(status: int, headers: Mapping[str, str] | None = None) -> Response:
    response = _page("phone_over.html", status)
    response.headers.update(headers or {})
    return response


def _page(template: str, status: int, **given: Any) -> Response:
    page = render_template(template, lang=page_language(), limits=wording.LIMITS, **given)
    return Response(page, status, NOT_FOR_SEARCH, mimetype="text/html")
