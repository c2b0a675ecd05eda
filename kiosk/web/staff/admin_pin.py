"""The page that sets the admin PIN: once, on the kiosk itself, by staff who have signed in.

Like the first staff PIN it is trusted to whoever stands at the box first. Changing it later is
`network_page.py`'s, and `kiosk pin`'s where it is forgotten.
"""

from __future__ import annotations

import logging

from flask import Blueprint, abort, current_app, render_template, request
from werkzeug.wrappers import Response

from kiosk.errors import KioskError
from kiosk.web.access import ON_THE_WAY_TO, is_on_the_box, open_to
from kiosk.web.ports import ResultsReader
from kiosk.web.staff.audit import note
from kiosk.web.staff.signing_in import signed_in

_LOG = logging.getLogger("kiosk.web")

blueprint = Blueprint("admin_pin", __name__, url_prefix="/staff/admin-pin")


@blueprint.get("")
@open_to("staff")
def choose() -> str:
    """The form."""
    _only_once_and_here()
    return _page(None)


@blueprint.post("")
@open_to("staff")
def set_admin_pin() -> Response | tuple[str, int]:
    """Set it; whoever did is signed in with it."""
    results = _only_once_and_here()
    pin = request.form.get("pin", "")
    if pin != request.form.get("again", ""):
        return _page("The two PINs differ."), 400
    try:
        results.set_pin("admin", pin)
    except KioskError as error:
        return _page(str(error)), 400
    _LOG.info("The admin PIN was set on the kiosk.")
    note("pin.chosen", role="admin")
    then = request.args.get("then")
    if then in ON_THE_WAY_TO:
        return signed_in("admin", ON_THE_WAY_TO[then])
    return signed_in("admin", "update_pages.update", done="admin")


def _only_once_and_here() -> ResultsReader:
    results: ResultsReader = current_app.extensions["kiosk_results"]
    if not is_on_the_box(request):
        abort(403, "The admin PIN is set on the kiosk itself: open this page there.")
    if results.has_pin("admin"):
        forgotten = "sudo -u kiosk kiosk pin set --role admin"
        abort(403, f"The admin PIN is already set. Forgotten? On the box: {forgotten}")
    return results


def _page(problem: str | None) -> str:
    return render_template("staff/admin_pin.html", problem=problem)
