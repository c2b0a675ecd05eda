"""The OpenAPI 3.1 document of this API, served by it. Pure.

Written from the same declarations as the code where there are any; the tests call every address as
the document says and hold each answer against it.
"""

from __future__ import annotations

from typing import Any

from kiosk import __version__
from kiosk.web.api.asking import CURSOR, MOST, USUALLY
from kiosk.web.api.problems import PROBLEM
from kiosk.web.api.schemas import Schema, answer, components, listed, named, or_null
from kiosk.web.staff.selecting import CHOICES

API_VERSION = "1.0"
"""The second number grows with what is added; the first is in the address."""
YEARS = "^(19[7-9][0-9]|[2-8][0-9]{3})-"
"""Days that a kiosk's clock can show."""
PROTECTED = {
    400: "A parameter is unknown, twice or wrong.",
    401: "No token, or one that is unknown or revoked.",
    403: "The token is not for results, or the request came in the clear.",
    429: "Asked too often, or too many wrong tokens; Retry-After says when to come back.",
    503: "The store cannot be read just now.",
}
NO_SUCH_CHECK = {404: "There is no such check."}


def document() -> dict[str, Any]:
    """The whole document."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Movement check kiosk",
            "version": API_VERSION,
            "summary": f"The checks stored on this kiosk, read only. Kiosk {__version__}.",
            "description": "Angles are degrees, positive in the fault direction; times are UTC or "
            "seconds since the check's own start of counting. Fields may be added.",
        },
        "servers": [{"url": "/"}],
        "security": [{"token": []}],
        "paths": _paths(),
        "components": {
            "schemas": components(),
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _paths() -> dict[str, Any]:
    one = [_parameter("check_id", "path", {"type": "string", "pattern": f"^{CURSOR}$"}, "Its id.")]
    page = answer(checks=listed(named("CheckLine")), next=or_null({"type": "string"}))
    uses = answer(labels=listed(named("Label")))
    name = _query("q", {"type": "string", "minLength": 1, "maxLength": 60}, "Part of the label.")
    return {
        "/api/v1/openapi.json": _get("description", "This document.", {"type": "object"}),
        "/api/v1/status": _get("status", "How the box is doing.", named("Status")),
        "/api/v1/checks": _get(
            "checks", "Checks, newest first, a page at a time.", page, [*_selecting(), *_paging()]
        ),
        "/api/v1/checks/{check_id}": _get(
            "check", "One check in full.", answer(check=named("Check")), one, NO_SUCH_CHECK
        ),
        "/api/v1/checks/{check_id}/trail": _get(
            "trail",
            "What one check looked like over time, frame by frame; null where none is kept.",
            answer(trail={"oneOf": [named("Trail"), {"type": "null"}]}),
            one,
            NO_SUCH_CHECK,
        ),
        "/api/v1/labels": _get("labels", "Labels, last used first.", uses, [name, _limit()]),
    }


def _get(
    name: str,
    summary: str,
    shape: Schema,
    parameters: list[dict[str, Any]] | None = None,
    more: dict[int, str] | None = None,
) -> dict[str, Any]:
    said = PROTECTED | (more or {})
    errors = {str(status): _error(words) for status, words in sorted(said.items())}
    well = {"description": summary, "content": {"application/json": {"schema": shape}}}
    return {
        "get": {
            "operationId": name,
            "summary": summary,
            "parameters": parameters or [],
            "responses": {"200": well, **errors},
        }
    }


def _error(words: str) -> dict[str, Any]:
    return {"description": words, "content": {PROBLEM: {"schema": named("Problem")}}}


def _selecting() -> list[dict[str, Any]]:
    """The parameters of the staff's list."""
    day: Schema = {"type": "string", "format": "date", "pattern": YEARS}
    about = {
        "leg": "Whose verdicts are meant; alone: this leg was judged.",
        "check": "Which check the verdict is of; alone: it was judged.",
        "verdict": "This verdict, of any check and leg, or of those given.",
        "state": "How it ended.",
        "labelled": "Whether it has a label.",
    }
    text: Schema = {"type": "string", "minLength": 1, "maxLength": 60}
    return [
        _query("from", day, "Started on this day or later, in the kiosk's time zone."),
        _query("to", day, "Started on this day or before."),
        *(
            _query(name, {"type": "string", "enum": list(words)}, about[name])
            for name, words in CHOICES.items()
        ),
        _query("label", text, "Exactly this label, whatever its case."),
        _query("q", text, "Part of a label, or the number of a check."),
    ]


def _paging() -> list[dict[str, Any]]:
    cursor: Schema = {"type": "string", "pattern": f"^{CURSOR}$"}
    return [_query("before", cursor, "`next` of the page before this one."), _limit()]


def _limit() -> dict[str, Any]:
    numbers = {"type": "integer", "minimum": 1, "maximum": MOST, "default": USUALLY}
    return _query("limit", numbers, "How many at most.")


def _query(name: str, schema: Schema, about: str) -> dict[str, Any]:
    return _parameter(name, "query", schema, about)


def _parameter(name: str, place: str, schema: Schema, about: str) -> dict[str, Any]:
    required = {"required": True} if place == "path" else {}
    return {"name": name, "in": place, "schema": schema, "description": about, **required}
