"""Every error under `/api/` as a problem document (RFC 9457), whoever refused the request.

Decides the form only: the sentence is the one that was said already.
"""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import NoReturn

from flask import Blueprint, abort, request
from werkzeug.exceptions import MethodNotAllowed
from werkzeug.wrappers import Response

ROOT = "/api/"
PROBLEM = "application/problem+json"

blueprint = Blueprint("problems", __name__)


def refuse(status: int, sentence: str, field: str | None = None) -> NoReturn:
    """End the request with a problem that may name the parameter at fault."""
    abort(problem(status, sentence, field))


def problem(status: int, sentence: str, field: str | None = None) -> Response:
    """The document as an answer."""
    about = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": sentence,
    }
    named = {"parameter": field} if field else {}
    text = json.dumps({**about, **named}, ensure_ascii=False)
    return Response(f"{text}\n", status, mimetype=PROBLEM)


@blueprint.after_app_request
def _say_what_is_allowed(response: Response) -> Response:
    """With every 405 the methods that there are (RFC 9110 asks for it)."""
    refused = request.routing_exception
    if isinstance(refused, MethodNotAllowed) and refused.valid_methods:
        response.headers["Allow"] = ", ".join(sorted(refused.valid_methods))
    return response


@blueprint.after_app_request
def _as_problem(response: Response) -> Response:
    """A line for programs becomes a document; its other headers stay."""
    said_in_words = response.status_code >= 400 and response.mimetype == "text/plain"
    if request.path.startswith(ROOT) and said_in_words:
        sentence = response.get_data(as_text=True).strip()
        response.set_data(problem(response.status_code, sentence).get_data())
        response.mimetype = PROBLEM
    return response
