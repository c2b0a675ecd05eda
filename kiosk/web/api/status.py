"""What the API says of the box itself. What is well is judged elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import current_app

from kiosk import __version__
from kiosk.moment import Moment
from kiosk.web.ports import Health, ResultsReader

UNWATCHED = "This run does not watch its own health."


def status() -> dict[str, Any]:
    """Version, clock, whether a check could begin, and the checks that are stored."""
    now: Callable[[], Moment] = current_app.extensions["kiosk_now"]
    moment = now()
    return {
        "kiosk_version": __version__,
        "now_utc": moment.utc_text,
        "clock_sure": moment.clock_sure,
        **_readiness(),
        "checks": _stored(),
    }


def _readiness() -> dict[str, Any]:
    """Null where nothing watches: not known is not the same as not ready."""
    health: Health | None = current_app.extensions["kiosk_health"]
    if health is None:
        return {"ready": None, "ready_words": UNWATCHED, "busy": None}
    told = health.ready()
    return {"ready": told["ready"], "ready_words": told["words"], "busy": told["busy"]}


def _stored() -> dict[str, Any]:
    results: ResultsReader = current_app.extensions["kiosk_results"]
    counts = results.counts()
    newest = next(iter(results.list_checks(1)), None)
    return {
        "stored": counts.checks,
        "open": counts.open,
        "complete": counts.complete,
        "abandoned": counts.abandoned,
        "newest_id": newest.check_id if newest else None,
        "newest_utc": newest.started_utc if newest else None,
    }
