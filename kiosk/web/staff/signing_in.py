"""Signing in and out: how staff get in, and where they are led.

The waits after wrong PINs are `pin_lock.py`'s, the PINs' hashes the store's. One form signs in both
roles: the PIN decides.
"""

from __future__ import annotations

import math
from typing import Any

from flask import Blueprint, abort, current_app, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from kiosk.errors import KioskError
from kiosk.web.access import ON_THE_WAY_TO, current_session, is_on_the_box, open_to, sent_cookie
from kiosk.web.ports import ResultsReader
from kiosk.web.sessions import COOKIE, Role, Sessions, new_cookie
from kiosk.web.staff.audit import note
from kiosk.web.staff.pin_lock import PinLock

COOKIE_PATH = "/"
"""Not `/staff` alone: a signed-in browser reads /metrics too."""

blueprint = Blueprint("staff", __name__, url_prefix="/staff")


@blueprint.get("/sign-in")
@open_to("entrance")
def sign_in() -> Response | str:
    """The PIN form; on the first start, on the box itself, the form that sets the PIN."""
    if current_session() is not None:
        return redirect(url_for(_wanted()), 303)
    return _sign_in_page(None)


@blueprint.post("/sign-in")
@open_to("entrance")
def try_pin() -> Response | tuple[str, int]:
    """Open a session for a right PIN, which tells the role; a wrong one counts and has to wait."""
    pin_lock: PinLock = current_app.extensions["kiosk_pin_lock"]
    pin = request.form.get("pin", "")
    tried = pin_lock.attempt(is_on_the_box(request), lambda: _results().role_of_pin(pin))
    if tried.role:
        note("signed-in", who=tried.role)
        return signed_in(tried.role, _wanted())
    if tried.wait_s > 0:
        if tried.begun:
            note("locked-out")
        return _sign_in_page(f"Too many wrong PINs. Try again in {wait_words(tried.wait_s)}."), 429
    later = f" An admin's has to wait {wait_words(tried.admin_wait_s)}: too many were wrong."
    return _sign_in_page("That PIN is not right." + (later if tried.admin_wait_s > 0 else "")), 403


@blueprint.post("/first-pin")
@open_to("kiosk")
def set_first_pin() -> Response | tuple[str, int]:
    """Set the PIN once, from the box itself; changing it later is not done here."""
    results = _results()
    if results.has_pin("staff"):
        abort(403, "The PIN is already set.")
    pin = request.form.get("pin", "")
    if pin != request.form.get("again", ""):
        return _sign_in_page("The two PINs differ."), 400
    try:
        results.set_pin("staff", pin)
    except KioskError as error:
        return _sign_in_page(str(error)), 400
    note("pin.chosen", who="staff", role="staff")
    return signed_in("staff", _wanted())


@blueprint.post("/sign-out")
@open_to("staff")
def sign_out() -> Response:
    """End the session, here and on the kiosk."""
    _sessions().close(sent_cookie())
    response = redirect(url_for("staff.sign_in"), 303)
    response.delete_cookie(COOKIE, path=COOKIE_PATH)
    return response


@blueprint.app_template_global("form_token")
def form_token() -> str:
    """The token for a form on this page; a visitor without a cookie gets one with it."""
    cookie = sent_cookie() or g.setdefault("new_cookie", new_cookie())
    return _sessions().form_token(cookie)


@blueprint.after_request
def _keep_new_cookie(response: Response) -> Response:
    if "new_cookie" in g:
        _set_cookie(response, g.new_cookie)
    return response


def _results() -> ResultsReader:
    results: ResultsReader = current_app.extensions["kiosk_results"]
    return results


def _sessions() -> Sessions:
    sessions: Sessions = current_app.extensions["kiosk_sessions"]
    return sessions


def _sign_in_page(problem: str | None) -> str:
    return render_template(
        "staff/sign_in.html",
        problem=problem,
        has_pin=_results().has_pin("staff"),
        then=_then(),
    )


def _wanted() -> str:
    """The page that somebody was on the way to."""
    then = _then()
    return ON_THE_WAY_TO[then] if then else "checks.newest"


def _then() -> str | None:
    then = request.args.get("then")
    return then if then in ON_THE_WAY_TO else None


def signed_in(role: Role, endpoint: str, **given: Any) -> Response:
    """A session under a new cookie: one planted before sign-in never becomes signed in."""
    sessions = _sessions()
    sessions.close(sent_cookie())
    response = redirect(url_for(endpoint, **given), 303)
    _set_cookie(response, sessions.open(role))
    return response


def _set_cookie(response: Response, value: str) -> None:
    response.set_cookie(
        COOKIE,
        value,
        max_age=int(_sessions().lifetime_s),
        path=COOKIE_PATH,
        secure=request.is_secure,
        httponly=True,
        samesite="Strict",
    )


def wait_words(wait_s: float) -> str:
    """How long somebody has to wait, for people."""
    if wait_s <= 60:
        return f"{math.ceil(wait_s)} seconds"
    return f"{math.ceil(wait_s / 60)} minutes"
