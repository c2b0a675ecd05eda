"""The member screen (one page, painted by its stream), "How sure is this?", the sign of life."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flask import Blueprint, current_app, jsonify, render_template, request, url_for
from werkzeug.wrappers import Response

from kiosk import __version__
from kiosk.errors import KioskError
from kiosk.measured import Measured
from kiosk.web import wording
from kiosk.web.access import is_on_the_box, open_to
from kiosk.web.how_sure_view import how_sure_view
from kiosk.web.stream import Streams

blueprint = Blueprint("member", __name__)


@blueprint.get("/")
@open_to("anyone")
def screen() -> str:
    """The page on the gym's screen."""
    return render_template(
        "member.html", limits=wording.LIMITS, sure=sure_line(), where=_where_to_read()
    )


@blueprint.get("/how-sure")
@open_to("anyone")
def how_sure() -> str:
    """What "±" means and this version's measured error; nothing in it is about a person."""
    from_screen = is_on_the_box(request) and "screen" in request.args
    view = how_sure_view(_figures()(), __version__)
    return render_template(
        "how_sure.html", sure=view, limits=wording.LIMITS, from_screen=from_screen
    )


@blueprint.get("/healthz")
@open_to("kiosk")
def health() -> Response:
    """Camera state, newest state's number, open streams: for the kiosk's own watch."""
    streams: Streams = current_app.extensions["kiosk_streams"]
    newest = streams.live.newest
    return jsonify(camera=newest.camera, stage=newest.stage, seq=newest.seq, streams=streams.open)


@blueprint.app_template_global()
def sure_line() -> str:
    """What "±" is, in one line. A check goes on even where the figures cannot be read."""
    try:
        return wording.sure_line(_figures()().validated_on)
    except KioskError:
        return wording.sure_line(None)


def _figures() -> Callable[[], Measured]:
    figures: Callable[[], Measured] = current_app.extensions["kiosk_measured"]
    return figures


def _where_to_read() -> str:
    """How somebody without a hand free finds the page: an address to type, or whom to ask."""
    page = url_for("member.how_sure")
    if not is_on_the_box(request):
        return f"{request.host}{page}"
    names: Sequence[str] = current_app.extensions["kiosk_host_names"]
    if not names:
        return "The staff can show you."
    return f"{names[0]}:{request.environ['SERVER_PORT']}{page}"
