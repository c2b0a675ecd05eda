"""The camera picture, for the kiosk's own screen only: it leaves neither the memory nor the box.

Decides who may see it and how often it is sent. The mailbox encodes; the page mirrors it by a rule
of style. Staff have to switch it on (screen.picture).
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator

from flask import Blueprint, abort, current_app
from flask.blueprints import BlueprintSetupState
from werkzeug.wrappers import Response

from kiosk.web.access import open_to
from kiosk.web.ports import Pictures
from kiosk.web.stream import Streams

WIDTH_PX = 540
"""As wide as the mirror on a screen of 1080 pixels needs it. Our choice."""
MOST_A_SECOND = 12.0
"""The figure over it moves at the camera's own rate; the picture only has to follow. Our choice."""
MOST_OPEN = 2
"""The screen, and its page that loads anew before the old stream has ended."""
WITHOUT_S = 2.0
"""A stream ends when there was no picture for so long; the page asks again."""
_WAIT_S = 0.25
_HEAD = b"--picture\r\nContent-Type: image/jpeg\r\n\r\n"

blueprint = Blueprint("picture", __name__)


@blueprint.record_once
def _places(state: BlueprintSetupState) -> None:
    state.app.extensions["kiosk_picture_places"] = threading.BoundedSemaphore(MOST_OPEN)


@blueprint.get("/picture")
@open_to("kiosk")
def live() -> Response:
    """The moving picture as motion JPEG; 503 when as many look as may."""
    pictures = _pictures()
    places: threading.BoundedSemaphore = current_app.extensions["kiosk_picture_places"]
    if not places.acquire(blocking=False):
        abort(503, "The camera picture is open twice already.")
    streams: Streams = current_app.extensions["kiosk_streams"]
    parts = moving(pictures, lambda: streams.live.closed)
    response = Response(parts, mimetype="multipart/x-mixed-replace; boundary=picture")
    response.call_on_close(places.release)
    return response


@blueprint.get("/picture.jpg")
@open_to("kiosk")
def once() -> Response:
    """The newest picture alone."""
    found = _pictures().jpeg(0, WITHOUT_S, WIDTH_PX)
    if found is None:
        abort(503, "The camera sends no picture.")
    return Response(found[1], mimetype="image/jpeg")


def moving(
    pictures: Pictures, over: Callable[[], bool], most_a_second: float = MOST_A_SECOND
) -> Iterator[bytes]:
    """Parts of a motion JPEG until `over()`, or until no pictures come any more.

    Each picture is followed at once by the head of the next one: Chromium paints a part only when
    the next one begins, and would else show the mirror a picture late.
    """
    seq, last_s = 0, time.monotonic()
    yield _HEAD
    while not over() and time.monotonic() - last_s < WITHOUT_S:
        found = pictures.jpeg(seq, _WAIT_S, WIDTH_PX)
        if found is None:
            continue
        seq, last_s = found[0], time.monotonic()
        yield found[1] + b"\r\n" + _HEAD
        time.sleep(max(0.0, last_s + 1 / most_a_second - time.monotonic()))


def _pictures() -> Pictures:
    """The mailbox, where staff have switched the mirror on."""
    pictures: Pictures | None = current_app.extensions["kiosk_pictures"]
    streams: Streams = current_app.extensions["kiosk_streams"]
    if pictures is None or not streams.live.newest.picture:
        abort(404, "The camera picture is switched off.")
    return pictures
