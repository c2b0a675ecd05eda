"""Saying whose check it is: a label, set from the list or from the check, or taken away."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from kiosk.errors import ConfigError
from kiosk.web.access import open_to
from kiosk.web.staff import check_view
from kiosk.web.staff.audit import note
from kiosk.web.staff.check_page import GONE
from kiosk.web.staff.checks_page import results
from kiosk.web.staff.selecting import parameters_of

blueprint = Blueprint("label", __name__, url_prefix="/staff/checks/<check_id>")


@blueprint.post("/label")
@open_to("staff")
def keep(check_id: str) -> Response | tuple[str, int]:
    """Keep the label of the form, none where it is empty; back to where the form was.

    A form of the list carries the list's own parameters in its address, and `list`.
    """
    detail = results().check(check_id)
    if detail is None:
        abort(404, GONE)
    try:
        results().finding.set_label(check_id, request.form.get("label", ""))
    except ConfigError as error:
        told = {"check": check_view.line(detail.row), "problem": str(error)}
        return render_template("staff/label.html", **told), 400
    note("label.set", check=detail.row.number)
    return redirect(_back(check_id, detail.row.number), 303)


def _back(check_id: str, number: int) -> str:
    if "list" not in request.args:
        return url_for("check.shown", check_id=check_id, _anchor="label")
    shown: dict[str, Any] = {**parameters_of(request.args), "_anchor": f"check-{number}"}
    return url_for("checks.newest", **shown, before=request.args.get("before") or None)
