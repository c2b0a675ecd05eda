"""The Setup view: the camera's picture, its placement, the spot. For staff.

Decides how the desk's answers become pages and forms become its arguments. What is measured,
stored and said is the desk's; the picture is never kept.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from kiosk.web.access import is_on_the_box, open_to
from kiosk.web.ports import SetupDesk
from kiosk.web.staff.audit import note
from kiosk.web.staff.setup_words import ROLES_OF_STATES, figure_words, percent_form, remembered

PICTURE_WIDTH_PX = 720

FIELDS = ("x", "y", "width", "height", "tilt")
DONE = {
    "calibrated": "Calibrated with the mat.",
    "drawn": "The spot is set as drawn.",
    "undone": "The earlier spot holds again.",
}

blueprint = Blueprint("setup_pages", __name__, url_prefix="/staff/setup")


@blueprint.get("/")
@open_to("staff")
def setup() -> str:
    """The whole page."""
    return _page(done=DONE.get(request.args.get("done", "")))


@blueprint.get("/now")
@open_to("staff")
def now() -> str:
    """The parts that change by themselves; the page puts them in place of the old ones."""
    return render_template("staff/setup_now.html", **_shown(_desk()))


@blueprint.get("/picture.jpg")
@open_to("staff")
def picture() -> Response:
    """What the camera sees now, not mirrored."""
    jpeg = _desk().picture(PICTURE_WIDTH_PX)
    if jpeg is None:
        abort(503, "The camera sends no picture.")
    return Response(jpeg, mimetype="image/jpeg")


@blueprint.get("/mat.pdf")
@open_to("staff")
def mat_pdf() -> Response:
    """The mat to print, A3 sheets."""
    answer = Response(_desk().mat_pdf(), mimetype="application/pdf")
    answer.headers["Content-Disposition"] = 'inline; filename="mat.pdf"'
    return answer


@blueprint.post("/calibrate")
@open_to("staff")
def calibrate() -> Response | tuple[str, int]:
    """One press: find the mat and set everything from it."""
    return _answer("calibrated", _desk().calibrate(_by_whom()))


@blueprint.post("/draw")
@open_to("staff")
def draw() -> Response | tuple[str, int]:
    """The spot as drawn: percent of the picture, whole width and height."""
    given = {name: request.form.get(name, "") for name in FIELDS}
    try:
        x, y, width, height, tilt_deg = (float(given[name].replace(",", ".")) for name in FIELDS)
    except ValueError:
        return _refused("One of the five numbers of the spot is missing: fill in all.", given)
    ellipse = (x / 100, y / 100, width / 200, height / 200, tilt_deg)
    return _answer("drawn", _desk().draw(ellipse, _by_whom()), given)


@blueprint.post("/undo")
@open_to("staff")
def undo() -> Response | tuple[str, int]:
    """Back to the spot before this one."""
    return _answer("undone", _desk().undo(_by_whom()))


def _answer(
    done: str, outcome: tuple[bool, str], given: dict[str, str] | None = None
) -> Response | tuple[str, int]:
    """Done: the page anew, so that reloading it does nothing twice. Else the cause, at once."""
    well, sentence = outcome
    if not well:
        return _refused(sentence, given)
    note("spot.set", how=done)
    return redirect(url_for(".setup", done=done), 303)


def _refused(sentence: str, given: dict[str, str] | None = None) -> tuple[str, int]:
    return _page(problem=sentence, given=given), 409


def _page(
    done: str | None = None, problem: str | None = None, given: dict[str, str] | None = None
) -> str:
    desk: SetupDesk | None = current_app.extensions["kiosk_setup"]
    if desk is None:
        return render_template("staff/setup_none.html")
    shown = _shown(desk)
    form = given or percent_form(shown["view"]["spot"])
    return render_template(
        "staff/setup.html", done=done, problem=problem, form=form, drawing=given, **shown
    )


def _shown(desk: SetupDesk) -> dict[str, Any]:
    view = desk.view()
    return {
        "view": view,
        "figures": [figure_words(figure) for figure in view["figures"]],
        "remembered": remembered(view),
        "states": ROLES_OF_STATES,
    }


def _desk() -> SetupDesk:
    desk: SetupDesk | None = current_app.extensions["kiosk_setup"]
    if desk is None:
        abort(404, "This run has no camera to set up.")
    return desk


def _by_whom() -> str:
    return "staff, on the kiosk" if is_on_the_box(request) else "staff, on another device"
