"""The health page of staff, the button that measures the board again, and `/ready`.

Decides who sees what; what is well is judged in `kiosk.health`, how it reads in `health_view.py`.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from flask import (
    Blueprint,
    abort,
    current_app,
    jsonify,
    redirect,
    render_template,
    request,
    url_for,
)
from werkzeug.wrappers import Response

from kiosk import __version__
from kiosk.errors import KioskError
from kiosk.web.access import open_to
from kiosk.web.ports import Health
from kiosk.web.staff.health_view import health_view, overall

_LOG = logging.getLogger("kiosk.web")
NONE = "This run does not watch its own health."
DONE = {"measure": "Measuring has been asked for; the new figures appear here when it is done."}

blueprint = Blueprint("health_pages", __name__)


@blueprint.get("/staff/health")
@open_to("staff")
def health() -> str:
    """The whole page; its script asks for it again and again and puts what is new in place."""
    return _page(done=DONE.get(request.args.get("done", "")))


@blueprint.post("/staff/health/measure")
@open_to("staff")
def measure() -> Response | tuple[str, int]:
    """Ask for a new self-benchmark."""
    found = _health()
    if found is None:
        abort(404, NONE)
    well, sentence = found.measure()
    return redirect(url_for(".health", done="measure"), 303) if well else (_page(sentence), 409)


@blueprint.get("/ready")
@open_to("kiosk")
def ready() -> tuple[Response, int]:
    """Whether a check could begin now, 200 or 503, and what the updater asks beside that."""
    found = _health()
    try:
        told = _not_ready(NONE) if found is None else found.ready()
    except KioskError as error:
        told = _not_ready(str(error))
    return jsonify(version=__version__, **told), 200 if told["ready"] else 503


def _not_ready(words: str) -> Mapping[str, Any]:
    """Nothing is known, so nobody may take anything for well."""
    unknown = {"camera": False, "store": False, "busy": False, "held": False}
    return {"ready": False, "words": words, **unknown}


@blueprint.app_template_global()
def needs_mending() -> bool:
    """Whether any reading is bad: the mark beside the link. No page fails because of it."""
    found = _health()
    try:
        return found is not None and overall(found.view()["readings"])["level"] == "bad"
    except KioskError as error:
        _LOG.warning("The health of the kiosk is not known: %s", error)
        return False


def _page(problem: str | None = None, done: str | None = None) -> str:
    found = _health()
    if found is None:
        return render_template("staff/health_none.html", sentence=NONE)
    view = health_view(found.view())
    return render_template("staff/health.html", health=view, problem=problem, done=done)


def _health() -> Health | None:
    found: Health | None = current_app.extensions["kiosk_health"]
    return found
