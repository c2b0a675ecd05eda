"""Writing to the audit log from a page: who and where is taken from the request.

Decides how the one who acts is named. Nothing that is written may name a member: no delete reaches
into the log. A log that cannot be written never fails the request that it is about.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from flask import current_app, request

from kiosk.errors import StoreError
from kiosk.moment import Moment
from kiosk.web.access import current_session, is_on_the_box
from kiosk.web.ports import ResultsReader

_LOG = logging.getLogger("kiosk.web")


def note(action: str, *, who: str | None = None, **detail: int | str | None) -> None:
    """Write what this request has just done.

    `who` names the one who acts where no session does: the role that has just signed in, or the
    name of a program's token.
    """
    results: ResultsReader = current_app.extensions["kiosk_results"]
    now: Callable[[], Moment] = current_app.extensions["kiosk_now"]
    try:
        results.audit.note(by_whom(who), action, detail, now())
    except StoreError as error:
        _LOG.warning("%s by %s is not in the audit log: %s", action, by_whom(who), error)


def by_whom(who: str | None = None) -> str:
    """Role and place: `admin, on the kiosk` or `staff, from 192.0.2.7`."""
    session = current_session()
    name = who or (session.role if session else "nobody signed in")
    return f"{name}, {_place()}"


def _place() -> str:
    return "on the kiosk" if is_on_the_box(request) else f"from {request.remote_addr or '?'}"
