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
from kiosk.errors import KioskError, Mend, StoreError
from kiosk.live import Live
from kiosk.web import languages, member, metrics, phone, picture, stream, upload, why
from kiosk.web import painted as painted_page
from kiosk.web.access import declared_role, guard, open_to, require_declared
from kiosk.web.api import pages as api_pages
from kiosk.web.api import problems
from kiosk.web.api.budget import Budget
from kiosk.web.given import Given
from kiosk.web.guessing import Guesses
from kiosk.web.hardening import check_form_token, harden
from kiosk.web.painted import LastPainted
from kiosk.web.ports import ResultsReader
from kiosk.web.sessions import Sessions
from kiosk.web.staff import (
    admin_pin,
    agreement_page,
    audit_page,
    check_page,
    checks_page,
    export_page,
    health_pages,
    label_page,
    network_page,
    programs_page,
    report_page,
    restoring_page,
    settings_page,
    setup_pages,
    signing_in,
    stored_page,
    trend_page,
    update_pages,
)
from kiosk.web.staff.navigation import staff_places, standing_at
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
        kiosk_sessions=Sessions(given.session_hours, given.idle_minutes, clock),
        kiosk_pin_lock=PinLock(clock),
        kiosk_token_guesses=Guesses(clock),
        kiosk_api_budget=Budget(clock),
        kiosk_exports=export_page.Turns(),
        kiosk_measured=given.measured,
        kiosk_pictures=given.pictures,
        kiosk_language=given.language,
        kiosk_shares=given.shares,
        kiosk_setup=given.setup,
        kiosk_rating=given.rating,
        kiosk_sounds=given.cue_sounds,
        kiosk_health=given.health,
        kiosk_tokens=given.tokens,
        kiosk_painted=given.painted or LastPainted(clock),
        kiosk_updates=given.updates,
        kiosk_update_pace=update_pages.Pace(clock),
        kiosk_host_names=given.host_names,
        kiosk_network=given.network,
        kiosk_settings=given.settings,
        kiosk_keep_months=given.keep_months,
        kiosk_streams=stream.Streams(live, build, given.most_streams),
    )
    app.request_class = upload.KioskRequest
    app.jinja_env.globals.update(build=build, version=__version__)
    app.jinja_env.globals.update(staff_places=staff_places, standing_at=standing_at)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    own_names = given.network.own_names if given.network else ()
    harden(app, (*given.host_names, *own_names))
    app.before_request(guard)
    app.before_request(upload.allow_a_large_one)
    app.before_request(check_form_token)
    _open_pages(app)
    return app


_MEMBER = (member, stream, picture, languages, why, phone, painted_page)
_STAFF = (
    signing_in,
    admin_pin,
    checks_page,
    label_page,
    check_page,
    stored_page,
    restoring_page,
    upload,
    setup_pages,
    health_pages,
    update_pages,
    settings_page,
    audit_page,
    network_page,
    report_page,
    trend_page,
    agreement_page,
    export_page,
    programs_page,
)
_PROGRAMS = (
    metrics,
    problems,
    api_pages,
)


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
    return _sentence(str(error), 503, error.mend if isinstance(error, StoreError) else None)


def _sentence(sentence: str, code: int, mend: Mend | None = None) -> Answer:
    """A page for people, a line for programs."""
    role = declared_role(current_app, request.endpoint or "")
    if role == "integration" or request.path.startswith(problems.ROOT):
        return Response(f"{sentence}\n", code, mimetype="text/plain"), code
    return render_template("error.html", sentence=sentence, code=code, mend=mend), code
