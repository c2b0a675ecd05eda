"""The tokens of other programs: who has one, making one, revoking one.

Decides who may and what the page says; what a token opens is `access.py` and the API. A token is on
the page that answers its making and never again.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from kiosk.errors import ConfigError
from kiosk.moment import Moment
from kiosk.web.access import current_session, open_to
from kiosk.web.ports import Programs, ResultsReader
from kiosk.web.staff.audit import note
from kiosk.web.staff.programs_view import OPENS, token_view

blueprint = Blueprint("programs", __name__, url_prefix="/staff/programs")


@blueprint.get("")
@open_to("staff")
def programs() -> str:
    """Every token there is, and the forms for those who may."""
    return _page(revoked=request.args.get("revoked") == "yes")


@blueprint.post("/make")
@open_to("admin")
def make() -> str | tuple[str, int]:
    """Make a token and show it, this once."""
    name = request.form.get("name", "").strip()
    opens = request.form.get("opens", "")
    try:
        secret = _programs().add_token(name, _now(), opens)
    except ConfigError as error:
        return _page(problem=str(error), name=name), 400
    note("token.made", token=name, opens=opens)
    return _page(made={"name": name, "secret": secret, "opens": opens})


@blueprint.post("/revoke")
@open_to("admin")
def revoke() -> Response | tuple[str, int]:
    """Revoke a token; it opens nothing from now on."""
    name = request.form.get("name", "")
    try:
        _programs().revoke_token(name, _now())
    except ConfigError as error:
        return _page(problem=str(error)), 400
    note("token.revoked", token=name)
    return redirect(url_for(".programs", revoked="yes"), 303)


def _page(**told: Any) -> str:
    results: ResultsReader = current_app.extensions["kiosk_results"]
    session = current_session()
    tokens = [token_view(each) for each in _programs().tokens()]
    return render_template(
        "staff/programs.html",
        living=[each for each in tokens if not each["revoked"]],
        gone=[each for each in reversed(tokens) if each["revoked"]],
        is_admin=session is not None and session.role == "admin",
        has_admin=results.has_pin("admin"),
        opens=OPENS,
        **told,
    )


def _programs() -> Programs:
    programs: Programs = current_app.extensions["kiosk_results"]
    return programs


def _now() -> Moment:
    now: Callable[[], Moment] = current_app.extensions["kiosk_now"]
    return now()
