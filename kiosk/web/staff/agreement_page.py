"""Agreement mode on the trainer's phone: rating a check before the kiosk shows its own answers.

Decides what is asked and where it leads; what may be seen when is the desk's (`kiosk.rating`), how
it reads `agreement_view.py`'s.
"""

from __future__ import annotations

from collections.abc import Iterator
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
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from kiosk.web.access import open_to
from kiosk.web.ports import Rating
from kiosk.web.site_figures import site_figures
from kiosk.web.staff import agreement_view
from kiosk.web.staff.audit import note

NONE = "This run has no agreement mode."

blueprint = Blueprint("agreement", __name__, url_prefix="/staff/agreement")
Answer = Response | tuple[str, int]


@blueprint.get("")
@open_to("staff")
def agreement() -> str:
    """The whole page; its script asks whether there is anything new to show."""
    return _page()


@blueprint.get("/state")
@open_to("staff")
def state() -> Response:
    """`mark`: another one as soon as the page would read otherwise; `busy`: ask again soon."""
    view = _desk().view()
    return jsonify(mark=agreement_view.mark_of(view), busy=agreement_view.busy(view))


@blueprint.post("/begin")
@open_to("staff")
def begin() -> Answer:
    """Rate the next check."""
    try:
        rater = agreement_view.rater_of(request.form.get("rater", ""))
    except ValueError as error:
        return _page(str(error)), 400
    consent = request.form.get("consent") == "yes"
    well, sentence = _desk().begin(consent, rater)
    if well:
        note("agreement.begun", consent="yes" if consent else "no")
    return _back(well, sentence)


@blueprint.post("/rate")
@open_to("staff")
def rate() -> Answer:
    """One tap: the knee or the hips of one squat."""
    squat, said = _squat(request.form), agreement_view.said_in(request.form)
    if squat is None or not said:
        return _page("That is no rating."), 400
    well, sentence = _desk().rate(*squat, said)
    return _back(well, sentence, _changing(squat))


@blueprint.post("/skip")
@open_to("staff")
def skip() -> Answer:
    """The trainer did not see that squat."""
    squat = _squat(request.form)
    if squat is None:
        return _page("That is no squat."), 400
    return _back(*_desk().skip(*squat))


@blueprint.post("/angles")
@open_to("staff")
def angles() -> Answer:
    """Angles measured by hand, of as many squats as were measured."""
    try:
        measured = agreement_view.angles_in(request.form)
    except ValueError as error:
        return _page(str(error)), 400
    for (leg, number), said in measured.items():
        well, sentence = _desk().rate(leg, number, said)
        if not well:
            return _page(sentence), 409
    return _back(True, "", {"done": "angles"})


@blueprint.post("/release")
@open_to("staff")
def release() -> Answer:
    """Show the kiosk's answers; the ratings are final."""
    desk = _desk()
    well, sentence = desk.release()
    if well:
        view = desk.view()
        rated = len(view["squats"]) - view["left_to_rate"]
        number = str(view["check_id"]).partition("-")[0]
        note("agreement.released", check=int(number), rated=rated)
    return _back(well, sentence)


@blueprint.post("/cancel")
@open_to("staff")
def cancel() -> Answer:
    """Call the rating off: the check is an ordinary one."""
    well, sentence = _desk().cancel()
    note("agreement.cancelled")
    return _back(well, sentence)


@blueprint.post("/withdraw")
@open_to("staff")
def withdraw() -> Answer:
    """The member does not agree any more to the keeping of the keypoints."""
    well, sentence = _desk().withdraw()
    note("agreement.consent-withdrawn")
    return _back(well, sentence, {"done": "withdrawn"})


@blueprint.get("/export.zip")
@open_to("staff")
def export() -> Response:
    """Ratings and keypoint recordings."""
    pieces = _first_made(_desk().taken_away())
    note("agreement.exported")
    name = "kiosk-agreement.zip"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(pieces, mimetype="application/zip", headers=headers)


def _first_made(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The same pieces, the first one made already: what goes wrong at once has its page."""
    first = next(pieces)

    def all_of_them() -> Iterator[bytes]:
        yield first
        yield from pieces

    return all_of_them()


def _page(problem: str | None = None) -> str:
    view = _desk().view()
    return render_template(
        "staff/agreement.html",
        study=agreement_view.study_view(view, request.args.get("squat", "")),
        site=agreement_view.site_view(site_figures()),
        mark=agreement_view.mark_of(view),
        busy=agreement_view.busy(view),
        problem=problem,
        done=agreement_view.DONE.get(request.args.get("done", "")),
    )


def _desk() -> Rating:
    desk: Rating | None = current_app.extensions["kiosk_rating"]
    if desk is None:
        abort(404, NONE)
    return desk


def _squat(form: MultiDict[str, str]) -> tuple[str, int] | None:
    """Leg and number; None for what names no squat."""
    leg, number = form.get("leg", ""), form.get("number", "")
    known = leg in ("left", "right") and number.isascii() and number.isdigit()
    return (leg, int(number)) if known and len(number) < 4 else None


def _changing(squat: tuple[str, int]) -> dict[str, str]:
    """A squat that was chosen to be changed stays in view for its other half."""
    chosen = agreement_view.key_of(*squat)
    return {"squat": chosen} if request.form.get("changing") else {}


def _back(well: bool, sentence: str, args: dict[str, Any] | None = None) -> Answer:
    if not well:
        return _page(sentence), 409
    return redirect(url_for(".agreement", **(args or {})), 303)
