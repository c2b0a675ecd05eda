"""The addresses of the API. What they answer is described in `openapi.py`."""

from __future__ import annotations

import hashlib
import math
from typing import Any

from flask import Blueprint, current_app, jsonify, request
from werkzeug.wrappers import Response

from kiosk.export import SCHEMA
from kiosk.export.document import check_document, check_line
from kiosk.trail import trail_json
from kiosk.web.access import current_session, open_to, sent_cookie
from kiosk.web.api import asking, openapi, status
from kiosk.web.api.budget import Budget
from kiosk.web.api.problems import problem, refuse
from kiosk.web.ports import ResultsReader, Tokens
from kiosk.web.staff.selecting import PARAMETERS

GONE = "There is no check of this id; it may have been deleted."

blueprint = Blueprint("api", __name__, url_prefix="/api/v1")


@blueprint.before_request
def _within_its_means() -> Response | None:
    """Refuse a token that was not made for results, and one that asks too often."""
    if current_session() is None and not _opens_results():
        return problem(403, "This token opens the metrics only: make one for results.")
    budget: Budget = current_app.extensions["kiosk_api_budget"]
    wait_s = budget.wait_s(_program())
    if wait_s == 0:
        return None
    refusal = problem(429, "This program asks too often.")
    refusal.headers["Retry-After"] = str(math.ceil(wait_s))
    return refusal


@blueprint.get("/openapi.json")
@open_to("integration")
def described() -> Response:
    """The description of this API."""
    asking.asked_only(())
    return jsonify(openapi.document())


@blueprint.get("/status")
@open_to("integration")
def box_status() -> Response:
    """What runs here, whether a check could begin, and how much is stored."""
    asking.asked_only(())
    return jsonify({"schema": SCHEMA, **status.status()})


@blueprint.get("/checks")
@open_to("integration")
def checks() -> Response:
    """A page of checks, newest first."""
    asked = asking.asked_only((*PARAMETERS, "before", "limit"))
    found = _results().finding.find(
        asking.selection(asked), asking.limit(asked), asking.before(asked)
    )
    lines = [check_line(row) for row in found.rows]
    return jsonify({"schema": SCHEMA, "checks": lines, "next": found.older})


@blueprint.get("/checks/<check_id>")
@open_to("integration")
def check(check_id: str) -> Response:
    """All that is stored of one check but its trail."""
    asking.asked_only(())
    detail = _results().check(check_id)
    if detail is None:
        refuse(404, GONE)
    return jsonify({"schema": SCHEMA, "check": check_document(detail)})


@blueprint.get("/checks/<check_id>/trail")
@open_to("integration")
def trail(check_id: str) -> Response:
    """What one check looked like over time; null where no trail is kept."""
    asking.asked_only(())
    if _results().check(check_id) is None:
        refuse(404, GONE)
    found = _results().trails.of(check_id)
    return jsonify({"schema": SCHEMA, "trail": None if found is None else trail_json(found)})


@blueprint.get("/labels")
@open_to("integration")
def labels() -> Response:
    """The labels in use, last used first."""
    asked = asking.asked_only(("q", "limit"))
    text = asking.selection(asked).text or ""
    found = _results().finding.labels(text, asking.limit(asked))
    return jsonify({"schema": SCHEMA, "labels": [_use(each) for each in found]})


def _use(found: Any) -> dict[str, Any]:
    return {
        "label": found.label,
        "checks": found.checks,
        "newest_id": found.newest_id,
        "newest_utc": found.newest_utc,
    }


def _results() -> ResultsReader:
    results: ResultsReader = current_app.extensions["kiosk_results"]
    return results


def _opens_results() -> bool:
    """The guard has let its token in; whether that is one for results."""
    tokens: Tokens | None = current_app.extensions["kiosk_tokens"]
    sent = request.authorization
    return bool(sent and sent.token and tokens and tokens.opens_results(sent.token))


def _program() -> str:
    """Who asks, for counting: never kept as it was sent. Not by the header's own letters, for one
    token can be written in many ways, each with a budget of its own."""
    sent = request.authorization
    who = sent_cookie() if current_session() else sent.token if sent else None
    return hashlib.sha256((who or "").encode("utf-8", "surrogatepass")).hexdigest()
