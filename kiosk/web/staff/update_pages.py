"""The update page of staff, the button that asks for an update, and what the page follows.

Decides who sees and who may ask; what came of updates is the updater's to say, how it reads
`update_view.py`'s.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
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

from kiosk.web.access import current_session, is_on_the_box, open_to
from kiosk.web.ports import ResultsReader, Updates
from kiosk.web.staff.audit import note
from kiosk.web.staff.update_view import busy, mark_of, update_view

_LOG = logging.getLogger("kiosk.web")
NONE = "This run takes no remote updates."
DONE = {"admin": "The admin PIN is set, and you are signed in with it."}
TOO_SOON = "That was asked a moment ago: wait half a minute before you ask again."
ASK_EVERY_S = 30.0
"""Between two requests, whoever asks. Our choice."""

blueprint = Blueprint("update_pages", __name__, url_prefix="/staff/update")


class Pace:
    """Lets one request through at a time. Safe in any thread. `clock`: seconds, never backward."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._free_s = clock()

    def begin(self) -> bool:
        """Whether this one may go on; then the next has to wait."""
        with self._lock:
            now_s = self._clock()
            free = now_s >= self._free_s
            if free:
                self._free_s = now_s + ASK_EVERY_S
            return free


@blueprint.get("")
@open_to("staff")
def update() -> str:
    """The whole page; its script asks whether there is anything new to show."""
    return _page(done=DONE.get(request.args.get("done", "")))


@blueprint.post("")
@open_to("admin")
def ask() -> Response | tuple[str, int]:
    """Leave the request for the updater."""
    updates = _updates()
    if updates is None:
        abort(404, NONE)
    pace: Pace = current_app.extensions["kiosk_update_pace"]
    if not pace.begin():
        return _page(TOO_SOON), 429
    well, sentence = updates.request(_by_whom())
    if not well:
        _LOG.warning("An update asked for by %s was not begun: %s", _by_whom(), sentence)
        return _page(sentence), 409
    note("update.asked")
    return redirect(url_for(".update"), 303)


@blueprint.get("/state")
@open_to("staff")
def state() -> Response:
    """`mark`: another one as soon as the page would read otherwise; `busy`: ask again soon."""
    view = _view()
    return jsonify(mark=mark_of(view) if view else "", busy=bool(view) and busy(view))


def _page(problem: str | None = None, done: str | None = None) -> str:
    view = _view()
    results: ResultsReader = current_app.extensions["kiosk_results"]
    return render_template(
        "staff/update.html",
        nothing=NONE,
        update=update_view(view) if view else None,
        mark=mark_of(view) if view else "",
        busy=bool(view) and busy(view),
        role=_role(),
        has_admin=results.has_pin("admin"),
        problem=problem,
        done=done,
    )


def _view() -> dict[str, Any]:
    updates = _updates()
    return {} if updates is None else dict(updates.view())


def _updates() -> Updates | None:
    found: Updates | None = current_app.extensions["kiosk_updates"]
    return found


def _role() -> str:
    session = current_session()
    return session.role if session else "staff"


def _by_whom() -> str:
    return f"{_role()}, on the kiosk" if is_on_the_box(request) else f"{_role()}, on another device"
