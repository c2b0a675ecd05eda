"""Builds the Flask app from its parts. The only place that knows them all.

Leaves listening to `server.py`, and the live state and the store to the caller.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from flask import Flask, current_app, render_template, request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from kiosk import __version__
from kiosk.errors import KioskError
from kiosk.live import Live
from kiosk.web import languages, member, metrics, phone, picture, stream, why
from kiosk.web import painted as painted_page
from kiosk.web.access import declared_role, guard, open_to, require_declared
from kiosk.web.given import Given
from kiosk.web.guessing import Guesses
from kiosk.web.hardening import check_form_token, harden
from kiosk.web.painted import LastPainted
from kiosk.web.ports import ResultsReader
from kiosk.web.sessions import Sessions
from kiosk.web.staff import (
    admin_pin,
    check_page,
    checks_page,
    health_pages,
    setup_pages,
    signing_in,
    update_pages,
)
from kiosk.web.staff.navigation import staff_places
from kiosk.web.staff.pin_lock import PinLock

_HERE = Path(__file__).resolve().parent
Answer = tuple[str | Response, int]


def create_app(live: Live, results: ResultsReader, given: Given | None = None) -> Flask:
    """The kiosk's pages over one live state and one store, with what else this run has."""
    app = Flask(__name__)
    given = given or Given()
    build, clock = build_id(), given.clock
    app.extensions.update(
        kiosk_results=results,
        kiosk_now=given.now,
        kiosk_sessions=Sessions(given.session_hours, clock),
        kiosk_pin_lock=PinLock(clock),
        kiosk_token_guesses=Guesses(clock),
        kiosk_measured=given.measured,
        kiosk_pictures=given.pictures,
        kiosk_language=given.language,
        kiosk_shares=given.shares,
        kiosk_setup=given.setup,
        kiosk_sounds=given.cue_sounds,
        kiosk_health=given.health,
        kiosk_tokens=given.tokens,
        kiosk_painted=given.painted or LastPainted(clock),
        kiosk_updates=given.updates,
        kiosk_update_pace=update_pages.Pace(clock),
        kiosk_host_names=given.host_names,
        kiosk_streams=stream.Streams(live, build, given.most_streams),
    )
    app.jinja_env.globals.update(build=build, version=__version__, staff_places=staff_places)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    harden(app, given.host_names)
    app.before_request(guard)
    app.before_request(check_form_token)
    _open_pages(app)
    return app


_MEMBER = (member, stream, picture, languages, why, phone, painted_page)
_STAFF = (signing_in, admin_pin, checks_page, check_page, setup_pages, health_pages, update_pages)
_PROGRAMS = (metrics,)


def _open_pages(app: Flask) -> None:
    """Every page there is, each with its role, and the page of every error."""
    for part in (*_MEMBER, *_STAFF, *_PROGRAMS):
        app.register_blueprint(part.blueprint)
    open_to("anyone")(app.view_functions["static"])
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(KioskError, _kiosk_error)
    require_declared(app)


def build_id() -> str:
    """Names this very set of pages: the version and what the files hold.

    A page that meets another build id in its stream loads itself anew.
    """
    digest = hashlib.sha256(__version__.encode())
    for folder in ("templates", "static"):
        for path in sorted((_HERE / folder).rglob("*")):
            if path.is_file():
                digest.update(path.relative_to(_HERE).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()[:16]


_SENTENCES = {
    400: "The kiosk did not understand that request.",
    403: "You may not open this.",
    404: "There is no such page.",
    405: "That cannot be done here.",
    413: "That is more than the kiosk takes.",
    500: "Something went wrong in the kiosk; its log says what.",
}


def _http_error(error: HTTPException) -> Answer:
    code = error.code or 500
    said = error.description if error.description != type(error).description else None
    return _sentence(said or _SENTENCES.get(code, "The kiosk could not do that."), code)


def _kiosk_error(error: KioskError) -> Answer:
    return _sentence(str(error), 503)


def _sentence(sentence: str, code: int) -> Answer:
    """A page for people, a line for programs."""
    if declared_role(current_app, request.endpoint or "") == "integration":
        return Response(f"{sentence}\n", code, mimetype="text/plain"), code
    return render_template("error.html", sentence=sentence, code=code), code
