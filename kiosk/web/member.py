"""The member screen itself (one page, painted by its stream) and the sign of life."""

from __future__ import annotations

from flask import Blueprint, current_app, jsonify, render_template
from werkzeug.wrappers import Response

from kiosk.web import wording
from kiosk.web.access import open_to
from kiosk.web.stream import Streams

blueprint = Blueprint("member", __name__)


@blueprint.get("/")
@open_to("anyone")
def screen() -> str:
    """The page on the gym's screen."""
    return render_template("member.html", limits=wording.LIMITS)


@blueprint.get("/healthz")
@open_to("kiosk")
def health() -> Response:
    """Camera state, newest state's number, open streams: for the kiosk's own watch."""
    streams: Streams = current_app.extensions["kiosk_streams"]
    newest = streams.live.newest
    return jsonify(camera=newest.camera, stage=newest.stage, seq=newest.seq, streams=streams.open)
