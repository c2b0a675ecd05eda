"""What is stored, and deleting it: one check, a label, everything.

Decides who may and what is asked before; what a deletion leaves behind is the store's matter, how
it all reads `stored_view.py`'s.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from kiosk.errors import KioskError
from kiosk.moment import Moment
from kiosk.web.access import current_session, open_to
from kiosk.web.ports import Care, ResultsReader
from kiosk.web.staff import stored_view
from kiosk.web.staff.audit import note
from kiosk.web.staff.check_page import GONE

_LOG = logging.getLogger("kiosk.web")
EVERYTHING = "delete everything"
"""What has to be typed."""
DELETED = ("check", "label", "all")
"""What was done, where something was deleted."""
UNSURE = "Nothing was deleted: tick the box to say that you mean it."
NOT_TYPED = f"Nothing was deleted: type “{EVERYTHING}” to say that you mean it."
NO_SUCH_LABEL = "No check has that label."
Answer = Response | tuple[str, int] | str

blueprint = Blueprint("stored", __name__, url_prefix="/staff")


@blueprint.get("/stored")
@open_to("staff")
def stored() -> str:
    """What is stored, in plain words."""
    return page(done=_done())


@blueprint.post("/checks/<check_id>/delete")
@open_to("admin")
def delete_check(check_id: str) -> Answer:
    """Delete one check for good."""
    detail = results().check(check_id)
    if detail is None:
        abort(404, GONE)
    if "sure" not in request.form:
        return page(problem=UNSURE), 400
    results().delete_check(check_id)
    note("check.deleted", check=detail.row.number)
    return _swept("check", detail.row.number)


@blueprint.get("/stored/delete-label")
@open_to("admin")
def ask_label() -> Answer:
    """What deleting a label would delete."""
    label = request.args.get("label", "").strip()
    count = care().count_of_label(label) if label else 0
    if not count:
        return page(problem=NO_SUCH_LABEL), 404
    return render_template(
        "staff/delete_label.html", label=label, count=count, words=stored_view.checks(count)
    )


@blueprint.post("/stored/delete-label")
@open_to("admin")
def delete_label() -> Answer:
    """Delete every check with a label."""
    if "sure" not in request.form:
        return page(problem=UNSURE), 400
    count = care().delete_label(request.form.get("label", "").strip())
    note("label.deleted", count=count)
    return _swept("label", count)


@blueprint.get("/stored/delete-all")
@open_to("admin")
def ask_all() -> str:
    """What deleting everything would delete."""
    return _ask_all()


@blueprint.post("/stored/delete-all")
@open_to("admin")
def delete_all() -> Answer:
    """Delete every check."""
    if request.form.get("typed", "").strip().casefold() != EVERYTHING:
        return _ask_all(NOT_TYPED), 400
    count = care().delete_everything(now())
    note("all.deleted", count=count)
    return redirect(url_for("stored.stored", done="all", count=count), 303)


def _ask_all(problem: str | None = None) -> str:
    return render_template(
        "staff/delete_all.html",
        words=stored_view.checks(results().counts().checks),
        kept=len(care().backups.kept()),
        to_type=EVERYTHING,
        problem=problem,
    )


def _swept(what: str, count: int) -> Response:
    """The rows are gone; the file is cleaned now where that is quick, else by itself."""
    care().sweep_now(now())
    return redirect(url_for("stored.stored", done=what, count=count), 303)


def page(problem: str | None = None, done: str | None = None) -> str:
    """The whole page."""
    moment = now()
    found = care()
    kept = [{"name": each.name, "size": _size_of(each)} for each in found.backups.kept()]
    return render_template(
        "staff/stored.html",
        stored=stored_view.stored_view(found.facts(), found.file_bytes(), found.free_bytes()),
        keeping=stored_view.keeping(current_app.extensions["kiosk_keep_months"], moment.clock_sure),
        unswept=found.unswept is not None,
        staged=stored_view.backup_view(found.backups.staged()),
        kept=kept,
        admin=is_admin(),
        has_admin=results().has_pin("admin"),
        problem=problem,
        done=done,
        deleted=request.args.get("done") in DELETED,
    )


def _size_of(path: Any) -> str:
    try:
        return stored_view.size(path.stat().st_size)
    except OSError:
        return "?"


def _done() -> str | None:
    """What has just been done, in words, from the address that it led to."""
    count = request.args.get("count", default=0, type=int)
    words = {
        "check": f"Check {count} is deleted.",
        "label": f"{stored_view.checks(count)} with that label deleted.",
        "all": f"Everything is deleted: {stored_view.checks(count)}.",
        "restored": f"The backup is back: {stored_view.checks(count)}. Its settings and its spot"
        " hold from the next start of the kiosk.",
        "kept": "That file is deleted.",
        "cancelled": "The backup that lay ready is thrown away; nothing else was changed.",
    }
    return words.get(request.args.get("done", ""))


def is_admin() -> bool:
    """Whether an admin looks."""
    session = current_session()
    return session is not None and session.role == "admin"


def results() -> ResultsReader:
    """The store."""
    found: ResultsReader = current_app.extensions["kiosk_results"]
    return found


def care() -> Care:
    """The store as a whole."""
    return results().care


def now() -> Moment:
    """The wall clock."""
    clock: Callable[[], Moment] = current_app.extensions["kiosk_now"]
    return clock()


@blueprint.app_template_global()
def may_delete() -> bool:
    """Whether whoever looks may delete a check."""
    return is_admin()


@blueprint.app_template_global()
def clock_is_sure() -> bool:
    """Whether the kiosk knows the time. No page fails because of it."""
    try:
        return now().clock_sure
    except KioskError as error:
        _LOG.warning("The time is not known: %s", error)
        return False
