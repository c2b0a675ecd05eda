"""The settings pages: every value of the configuration, changing it, and starting the kiosk anew.

Decides who sees and who may change; what a value may be is the configuration's, how it reads
`settings_view.py`'s.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from flask import (
    Blueprint,
    abort,
    current_app,
    redirect,
    render_template,
    request,
    url_for,
)
from werkzeug.wrappers import Response

from kiosk.web.access import current_session, open_to
from kiosk.web.ports import ResultsReader, SettingsDesk
from kiosk.web.staff import settings_view
from kiosk.web.staff.audit import by_whom, note

_LOG = logging.getLogger("kiosk.web")
NONE = "This run has no settings of its own."
DONE = {
    "saved": "Kept. It holds from the next start of the kiosk.",
    "same": "Nothing was changed.",
}
ROOMS = (
    ("audit.log", "Who did what"),
    ("network.network", "Network and PINs"),
    ("programs.programs", "Other programs"),
)
"""What else is set or told beside the values: endpoint, where this app has it, and words."""
Answer = Response | tuple[str, int]

blueprint = Blueprint("settings", __name__, url_prefix="/staff/settings")


@blueprint.get("")
@open_to("staff")
def settings() -> str:
    """Every section with its values."""
    return _overview()


@blueprint.get("/<section>")
@open_to("staff")
def section(section: str) -> str:
    """The values of one section with all that is known of them; for an admin, a form."""
    return _section(section, done=DONE.get(request.args.get("done", "")))


@blueprint.post("/<section>")
@open_to("admin")
def save(section: str) -> Answer:
    """Keep what was changed in a section, all of it or nothing."""
    desk = _desk()
    values = settings_view.of_section(_view_with(section), section)
    changed, mistakes = settings_view.changed_texts(values, request.form)
    problems: Sequence[tuple[str | None, str]] = mistakes or (
        desk.save(changed, by_whom()) if changed else []
    )
    if problems:
        return _section(section, problems=problems, typed=request.form), 400
    return redirect(url_for(".section", section=section, done="saved" if changed else "same"), 303)


@blueprint.post("/put-back")
@open_to("admin")
def put_back() -> Answer:
    """Back to what a value was before its newest change."""
    name = request.form.get("key", "")
    return _after(name, _desk().put_back(name, by_whom()))


@blueprint.post("/unset")
@open_to("admin")
def unset() -> Answer:
    """Set here no longer."""
    name = request.form.get("key", "")
    return _after(name, _desk().unset(name, by_whom()))


@blueprint.post("/begin-again")
@open_to("admin")
def begin_again() -> Answer:
    """End this run so that the kiosk starts again, once this answer has gone out."""
    desk = _desk()
    why_not = desk.view()["again"]
    if why_not is not None:
        return _overview(problem=why_not), 409
    _LOG.info("A new start of the kiosk was asked for by %s.", by_whom())
    note("kiosk.restarted")
    answer = Response(render_template("staff/settings_again.html"), mimetype="text/html")
    answer.call_on_close(lambda: _begin(desk))
    return answer


def _begin(desk: SettingsDesk) -> None:
    why_not = desk.begin_again()
    if why_not is not None:
        _LOG.warning("The kiosk does not start again after all: %s", why_not)


def _after(name: str, problems: Sequence[tuple[str | None, str]]) -> Answer:
    """Back to the section of a key, with what came of it."""
    section = name.partition(".")[0]
    if problems:
        return _section(section, problems=problems), 400
    return redirect(url_for(".section", section=section, done="saved", _anchor=name), 303)


def _overview(problem: str | None = None) -> str:
    desk: SettingsDesk | None = current_app.extensions["kiosk_settings"]
    view = settings_view.overview(desk.view()) if desk else None
    rooms = [(end, words) for end, words in ROOMS if end in current_app.view_functions]
    return render_template(
        "staff/settings.html", view=view, rooms=rooms, nothing=NONE, problem=problem, **_me()
    )


def _section(
    name: str,
    problems: Sequence[tuple[str | None, str]] = (),
    typed: Mapping[str, str] | None = None,
    done: str | None = None,
) -> str:
    return render_template(
        "staff/settings_section.html",
        view=settings_view.section(_view_with(name), name),
        general=[words for key, words in problems if key is None],
        wrong={key: words for key, words in problems if key is not None},
        typed={} if typed is None else typed,
        done=done,
        **_me(),
    )


def _view_with(section: str) -> Mapping[str, Any]:
    """The view, where it has this section."""
    view = _desk().view()
    if section not in dict(view["sections"]):
        abort(404)
    return view


def _desk() -> SettingsDesk:
    found: SettingsDesk | None = current_app.extensions["kiosk_settings"]
    if found is None:
        abort(404, NONE)
    return found


def _me() -> dict[str, Any]:
    results: ResultsReader = current_app.extensions["kiosk_results"]
    session = current_session()
    return {"role": session.role if session else "staff", "has_admin": results.has_pin("admin")}
