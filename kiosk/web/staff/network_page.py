"""The page about who gets in: from where, with which certificate and PIN, and who is in now.

Decides who may change a PIN and whose sessions that ends; the waits after wrong PINs are
`pin_lock.py`'s, the certificate the box's, the words `network_view.py`'s.
"""

from __future__ import annotations

import logging

from flask import Blueprint, abort, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from kiosk.errors import KioskError
from kiosk.web.access import current_session, is_on_the_box, open_to
from kiosk.web.ports import Network, ResultsReader
from kiosk.web.sessions import Role, Sessions
from kiosk.web.staff.audit import note
from kiosk.web.staff.network_view import network_view, signed_in_words
from kiosk.web.staff.pin_lock import Attempt, PinLock
from kiosk.web.staff.signing_in import signed_in, wait_words

_LOG = logging.getLogger("kiosk.web")
DONE = {
    "staff": "The staff PIN is changed. Whoever was signed in with the old one is signed out.",
    "admin": "The admin PIN is changed. Whoever was signed in with the old one is signed out.",
    "out": "Everybody else is signed out.",
}
MAY_CHANGE: dict[Role, tuple[Role, ...]] = {"staff": ("staff",), "admin": ("staff", "admin")}
"""Whose PIN each role may change."""

blueprint = Blueprint("network", __name__, url_prefix="/staff/network")


@blueprint.get("")
@open_to("staff")
def network() -> str:
    """All of it."""
    return _page(done=DONE.get(request.args.get("done", "")))


@blueprint.post("/pin")
@open_to("staff")
def change_pin() -> Response | tuple[str, int]:
    """A new PIN for whoever knows the old one; it ends every session of that role."""
    role, whose = _role(), _whose()
    pin = request.form.get("pin", "")
    if pin != request.form.get("again", ""):
        return _page("The two new PINs differ."), 400
    tried = _tried(request.form.get("now", ""))
    if tried.role not in (role, "admin"):
        return _wrong(tried)
    if tried.role == "staff" and (wait_s := _pin_lock().guess_admins(is_on_the_box(request))) > 0:
        return _page(f"The PIN was changed too often. Try again in {wait_words(wait_s)}."), 429
    try:
        _results().set_pin(whose, pin)
    except KioskError as error:
        return _page(str(error)), 400
    _sessions().close_all(whose)
    _LOG.info("The %s PIN was changed on the network page.", whose)
    note("pin.changed", role=whose)
    if whose == role:
        return signed_in(role, ".network", done=whose)
    return redirect(url_for(".network", done=whose), 303)


@blueprint.post("/sign-out-all")
@open_to("staff")
def sign_out_all() -> Response:
    """End every session but this one: staff those of staff, an admin all."""
    role = _role()
    count = sum(_sessions().close_all(each) for each in MAY_CHANGE[role])
    note("sessions.ended", count=count - 1)
    return signed_in(role, ".network", done="out")


def _tried(pin: str) -> Attempt:
    """Guessing here is as slow as on the way in."""
    return _pin_lock().attempt(is_on_the_box(request), lambda: _results().role_of_pin(pin))


def _pin_lock() -> PinLock:
    lock: PinLock = current_app.extensions["kiosk_pin_lock"]
    return lock


def _wrong(tried: Attempt) -> tuple[str, int]:
    wait_s = max(tried.wait_s, tried.admin_wait_s if _role() == "admin" else 0.0)
    if wait_s > 0:
        if tried.begun:
            note("locked-out")
        return _page(f"Too many wrong PINs. Try again in {wait_words(wait_s)}."), 429
    return _page("The PIN that holds now is not right."), 403


def _whose() -> Role:
    named = request.form.get("whose", _role())
    found = next((each for each in MAY_CHANGE[_role()] if each == named), None)
    if found is None:
        abort(403)
    return found


def _role() -> Role:
    session = current_session()
    if session is None:
        abort(403)
    return session.role


def _page(problem: str | None = None, done: str | None = None) -> str:
    held: Network | None = current_app.extensions["kiosk_network"]
    role = _role()
    has_admin = _results().has_pin("admin")
    return render_template(
        "staff/network.html",
        network=network_view(held.view() if held else None),
        people=signed_in_words(_sessions().count()),
        role=role,
        changeable=[each for each in MAY_CHANGE[role] if each == role or has_admin],
        has_admin=has_admin,
        problem=problem,
        done=done,
    )


def _results() -> ResultsReader:
    results: ResultsReader = current_app.extensions["kiosk_results"]
    return results


def _sessions() -> Sessions:
    sessions: Sessions = current_app.extensions["kiosk_sessions"]
    return sessions
