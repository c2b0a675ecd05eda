"""The sign of life of the kiosk's own screen: its page says that it painted, a watchdog asks.

A browser can freeze while everything else runs. Decides nothing: what is too long, and what is
done then, is up to the browser's own launcher.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from flask import Blueprint, current_app, jsonify
from werkzeug.wrappers import Response

from kiosk.web.access import open_to
from kiosk.web.own_page import by_script
from kiosk.web.ports import Painted

blueprint = Blueprint("painted", __name__)


class LastPainted:
    """One number. Safe from any thread; `clock` is seconds that never run backward."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._at_s: float | None = None

    def mark(self) -> None:
        """The page has painted, just now."""
        self._at_s = self._clock()

    @property
    def age_s(self) -> float | None:
        """Seconds since then; None when it never did."""
        at_s = self._at_s
        return None if at_s is None else self._clock() - at_s


@blueprint.post("/painted")
@open_to("kiosk")
@by_script
def painted() -> Response:
    """The member page has painted a frame. It says so every few seconds, with an empty body:
    `fetch("/painted", {method: "POST"})`."""
    _painted().mark()
    return Response(status=204)


@blueprint.get("/screen")
@open_to("kiosk")
def screen() -> Response:
    """`painted_age_s`: seconds since the screen last painted, null when it never did."""
    return jsonify(painted_age_s=_painted().age_s)


def _painted() -> Painted:
    found: Painted = current_app.extensions["kiosk_painted"]
    return found
