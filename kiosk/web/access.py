"""Who may call which endpoint. Every endpoint says so with `@open_to`; silence is refusal.

Roles: `anyone`; `kiosk`, a request made on the box itself; `integration`, a program with its
token, or a signed-in session; `staff`, a signed-in session; `admin`, one with that role. Decides
only that; how a person signs in is `staff.py`, where sessions live is `sessions.py`, and what a
program must send is `bearer.py`.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from typing import Any, Literal, TypeVar

from flask import Flask, Request, abort, current_app, g, redirect, request, url_for
from werkzeug.wrappers import Response

from kiosk.web.bearer import refuse_without_token
from kiosk.web.sessions import COOKIE, Session, Sessions

Role = Literal["anyone", "kiosk", "integration", "staff", "admin"]
View = TypeVar("View", bound=Callable[..., Any])

_ROLE = "_kiosk_open_to"
_RANK = {"staff": 1, "admin": 2}
ON_THE_WAY_TO = {"update": "update_pages.update"}
"""`then` of the sign-in's address, where it is not the list of checks: word and endpoint. Only
these: an address that somebody else wrote leads nowhere else."""
_FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Real-Ip", "Via")


def open_to(role: Role) -> Callable[[View], View]:
    """Declare who may call an endpoint, for every method it answers."""

    def mark(view: View) -> View:
        setattr(view, _ROLE, role)
        return view

    return mark


def declared_role(app: Flask, endpoint: str) -> Role | None:
    """The role an endpoint was opened to; None when it never said."""
    role: Role | None = getattr(app.view_functions.get(endpoint), _ROLE, None)
    return role


def require_declared(app: Flask) -> None:
    """Refuse to build an app with an endpoint that does not say who may call it."""
    silent = [name for name in app.view_functions if declared_role(app, name) is None]
    if silent:
        raise RuntimeError(f"endpoints without @open_to: {', '.join(sorted(silent))}")


def is_on_the_box(req: Request) -> bool:
    """Whether the request was made on the kiosk itself: loopback, and relayed by no proxy."""
    if any(header in req.headers for header in _FORWARDED):
        return False
    try:
        address = ipaddress.ip_address(req.remote_addr or "")
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return bool((mapped or address).is_loopback)


def sent_cookie() -> str | None:
    """The cookie of a live session among all sent under its name, else the first of them.

    A browser sends several where one was set for a longer path, and that one comes first: it
    must not hide the session.
    """
    sessions: Sessions = current_app.extensions["kiosk_sessions"]
    sent = request.cookies.getlist(COOKIE)
    return next((each for each in sent if sessions.find(each)), next(iter(sent), None))


def current_session() -> Session | None:
    """The signed-in session of this request, or None."""
    if "session" not in g:
        sessions: Sessions = current_app.extensions["kiosk_sessions"]
        g.session = sessions.find(sent_cookie())
    session: Session | None = g.session
    return session


def guard() -> Response | None:
    """Run before every request: let it pass, send it to sign in, or refuse it."""
    if request.endpoint is None:
        return None  # no such address: the router answers 404 or 405 itself
    role = declared_role(current_app, request.endpoint)
    if role == "anyone" or (role == "kiosk" and is_on_the_box(request)):
        return None
    if role == "integration":
        return None if current_session() else refuse_without_token()
    if role not in _RANK:
        abort(403)
    return _guard_session(_RANK[role])


def _word_of(endpoint: str | None) -> str | None:
    return next((word for word, there in ON_THE_WAY_TO.items() if there == endpoint), None)


def _guard_session(rank: int) -> Response | None:
    session = current_session()
    if session is None:
        if request.method in ("GET", "HEAD"):
            return redirect(url_for("staff.sign_in", then=_word_of(request.endpoint)), 303)
        abort(403)
    if _RANK[session.role] < rank:
        abort(403)
    return None
