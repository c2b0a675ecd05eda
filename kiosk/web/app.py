"""Builds the Flask app from its parts. The only place that knows them all.

Leaves listening to `server.py`, and the live state and the store to the caller.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from flask import Flask, current_app, render_template, request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from kiosk import __version__
from kiosk.errors import KioskError
from kiosk.live import Live
from kiosk.measured import Measured, shipped
from kiosk.web import (
    admin_pin,
    health_pages,
    languages,
    member,
    metrics,
    phone,
    picture,
    setup_pages,
    staff,
    stream,
    update_pages,
    why,
)
from kiosk.web import (
    painted as painted_page,
)
from kiosk.web.access import declared_role, guard, open_to, require_declared
from kiosk.web.guessing import Guesses
from kiosk.web.hardening import check_form_token, harden
from kiosk.web.painted import LastPainted
from kiosk.web.pin_lock import PinLock
from kiosk.web.ports import (
    Health,
    LanguageChoice,
    Painted,
    Pictures,
    ResultsReader,
    SetupDesk,
    Shares,
    Tokens,
    Updates,
)
from kiosk.web.sessions import Sessions

_HERE = Path(__file__).resolve().parent
Answer = tuple[str | Response, int]


def create_app(
    live: Live,
    results: ResultsReader,
    *,
    host_names: Sequence[str] = (),
    session_hours: float = 12.0,
    most_streams: int = 20,
    clock: Callable[[], float] = time.monotonic,
    measured: Callable[[], Measured] = shipped,
    pictures: Pictures | None = None,
    language: LanguageChoice | None = None,
    shares: Shares | None = None,
    setup: SetupDesk | None = None,
    cue_sounds: Mapping[str, Any] | None = None,
    health: Health | None = None,
    tokens: Tokens | None = None,
    painted: Painted | None = None,
    updates: Updates | None = None,
) -> Flask:
    """The kiosk's pages over one live state and one store.

    `host_names`: names the box is called by, besides localhost and plain addresses; the first
    is the one that the member screen tells people to type.
    `most_streams`: live views open at once (the box itself has four more).
    `clock`: seconds that never run backward, for sessions and the waits of guessers.
    `measured`: the error that the pages print; may raise a `KioskError`.
    `pictures`, `language`, `shares`, `setup`, `health`, `tokens`, `updates`: None where this
    run has none of it. `painted`: given where others ask too when the screen last painted.
    `cue_sounds`: what each cue sounds like on the screen (kiosk/feedback/sounds.py).
    """
    app = Flask(__name__)
    build = build_id()
    app.extensions.update(
        kiosk_results=results,
        kiosk_sessions=Sessions(session_hours, clock),
        kiosk_pin_lock=PinLock(clock),
        kiosk_token_guesses=Guesses(clock),
        kiosk_measured=measured,
        kiosk_pictures=pictures,
        kiosk_language=language,
        kiosk_shares=shares,
        kiosk_setup=setup,
        kiosk_sounds=cue_sounds or {},
        kiosk_health=health,
        kiosk_tokens=tokens,
        kiosk_painted=painted or LastPainted(clock),
        kiosk_updates=updates,
        kiosk_update_pace=update_pages.Pace(clock),
        kiosk_host_names=tuple(host_names),
        kiosk_streams=stream.Streams(live, build, most_streams),
    )
    app.jinja_env.globals.update(build=build, version=__version__)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    harden(app, host_names)
    app.before_request(guard)
    app.before_request(check_form_token)
    _open_pages(app)
    return app


def _open_pages(app: Flask) -> None:
    """Every page there is, each with its role, and the page of every error."""
    for part in (member, stream, picture, languages, why, phone, staff, setup_pages):
        app.register_blueprint(part.blueprint)
    for part in (health_pages, metrics, painted_page, update_pages, admin_pin):
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
