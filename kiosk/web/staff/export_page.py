"""What staff take away: the selection of the list, or one check, as CSV or JSON.

Decides who may, how many at once and how fast; what the files hold is `kiosk.export`'s. They are
sent while they are read, a few checks at a time, and half of the time goes to the camera loop.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import Any

from flask import Blueprint, abort, current_app, request, url_for
from werkzeug.wrappers import Response

from kiosk import __version__
from kiosk.export.pieces import csv_pieces, json_pieces
from kiosk.export.tables import TABLES
from kiosk.moment import Moment
from kiosk.selection import Selection
from kiosk.web.access import open_to
from kiosk.web.ports import CheckDetail, ResultsReader
from kiosk.web.staff.audit import note
from kiosk.web.staff.check_page import GONE
from kiosk.web.staff.selecting import SelectionError, parameters_of, selection_of

AT_ONCE = 2
"""Exports under way. Each holds a thread of the pages."""
READ_AT_ONCE = 20
"""Checks read from the store in one go, about 10 ms of work."""
_LONGEST_REST_S = 0.1

blueprint = Blueprint("export", __name__, url_prefix="/staff")


class Turns:
    """At most `AT_ONCE` exports at a time."""

    def __init__(self) -> None:
        self._free = threading.BoundedSemaphore(AT_ONCE)

    def take(self) -> Callable[[], None]:
        """A turn, to be given back by calling what is returned, once; refuses when none is free."""
        if not self._free.acquire(blocking=False):
            abort(503, "Two exports are under way already: try again when one of them is done.")
        return self._free.release


@blueprint.get("/export.csv")
@open_to("staff")
def selected_csv() -> Response:
    """The selected checks, a row for each leg or rep."""
    return _csv(_selected(), "checks")


@blueprint.get("/export.json")
@open_to("staff")
def selected_json() -> Response:
    """The selected checks as one document."""
    return _json(_selected(), "checks", parameters_of(request.args))


@blueprint.get("/checks/<check_id>/export.csv")
@open_to("staff")
def check_csv(check_id: str) -> Response:
    """One check, a row for each leg or rep."""
    detail = _one(check_id)
    return _csv([detail], f"check-{detail.row.number}")


@blueprint.get("/checks/<check_id>/export.json")
@open_to("staff")
def check_json(check_id: str) -> Response:
    """One check as a document."""
    detail = _one(check_id)
    return _json([detail], f"check-{detail.row.number}", {})


@blueprint.app_template_global()
def export_links(check_id: str | None = None) -> list[dict[str, str]]:
    """Every form that the list as it is filtered now, or one check, can be taken away in."""
    if check_id is None:
        of, given = "selected", dict[str, Any](parameters_of(request.args))
    else:
        of, given = "check", dict[str, Any](check_id=check_id)
    csv, json = f"export.{of}_csv", f"export.{of}_json"
    return [
        {"to": url_for(csv, rows="legs", **given), "word": "CSV by leg"},
        {"to": url_for(csv, rows="reps", **given), "word": "CSV by rep"},
        {"to": url_for(json, **given), "word": "JSON"},
    ]


def _selected() -> Iterator[CheckDetail]:
    results: ResultsReader = current_app.extensions["kiosk_results"]
    return results.finding.iterate(_selection(), READ_AT_ONCE)


def _selection() -> Selection:
    try:
        return selection_of(request.args)
    except SelectionError as error:
        abort(400, str(error))


def _one(check_id: str) -> CheckDetail:
    results: ResultsReader = current_app.extensions["kiosk_results"]
    detail = results.check(check_id)
    if detail is None:
        abort(404, GONE)
    return detail


def _csv(checks: Iterable[CheckDetail], name: str) -> Response:
    rows = request.args.get("rows", "legs")
    if rows not in TABLES:
        abort(400, f"rows is {' or '.join(TABLES)}, not {rows!r}.")
    pieces = csv_pieces(TABLES[rows], checks)
    return _sent(pieces, f"csv {rows}", f"{name}-{rows}.csv", "text/csv; charset=utf-8")


def _json(checks: Iterable[CheckDetail], name: str, selection: dict[str, str]) -> Response:
    about = {
        "kiosk_version": __version__,
        "written_utc": _now().utc_text,
        "clock_sure": _now().clock_sure,
        "selection": selection,
    }
    return _sent(json_pieces(about, checks), "json", f"{name}.json", "application/json")


def _sent(pieces: Iterator[str], kind: str, name: str, content_type: str) -> Response:
    """The download. Its first piece is made now, so that a store in trouble is told on a page."""
    give_back = _turns().take()
    try:
        first = next(pieces)
    except BaseException:
        give_back()
        raise
    if request.method != "HEAD":
        note("export.made", kind=kind)
    body = (piece.encode() for piece in chain([first], rested(pieces)))
    response = Response(body, content_type=content_type)
    response.call_on_close(give_back)
    dated = f"{_now().utc.astimezone():%Y-%m-%d}-{name}"
    response.headers["Content-Disposition"] = f'attachment; filename="kiosk-{dated}"'
    return response


def rested(
    pieces: Iterator[str],
    clock: Callable[[], float] = time.perf_counter,
    rest: Callable[[float], None] = time.sleep,
) -> Iterator[str]:
    """The same, resting after each piece for as long as it took to make."""
    began_s = clock()
    for piece in pieces:
        rest(min(clock() - began_s, _LONGEST_REST_S))
        yield piece
        began_s = clock()


def _turns() -> Turns:
    turns: Turns = current_app.extensions["kiosk_exports"]
    return turns


def _now() -> Moment:
    now: Callable[[], Moment] = current_app.extensions["kiosk_now"]
    return now()
