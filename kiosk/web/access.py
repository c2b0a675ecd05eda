"""Who may call which endpoint. Every endpoint says so with `@open_to`; silence is refusal.

Roles: `anyone`; `kiosk`, a request made on the box itself; `entrance`, anyone who is about to sign
in; `integration`, a program with its token, or a signed-in session; `staff`, a signed-in session;
`admin`, one with that role. The last four are answered on the box itself or over TLS only
(`private.py`). Decides only that; how a person signs in is `staff/signing_in.py`, where sessions
live is `sessions.py`, and what a program must send is `bearer.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, TypeVar

from flask import Flask, abort, current_app, g, redirect, request, url_for
from werkzeug.wrappers import Response

from kiosk.web.bearer import refuse_without_token
from kiosk.web.private import is_on_the_box, is_private, refuse_in_the_clear
from kiosk.web.sessions import COOKIE, Session, Sessions

__all__ = ["is_on_the_box", "open_to"]

Role = Literal["anyone", "kiosk", "entrance", "integration", "staff", "admin"]
View = TypeVar("View", bound=Callable[..., Any])

_ROLE = "_kiosk_open_to"
_RANK = {"staff": 1, "admin": 2}
ON_THE_WAY_TO = {
    "network": "network.network",
    "programs": "programs.programs",
    "settings": "settings.settings",
    "stored": "stored.stored",
    "update": "update_pages.update",
}
"""`then` of the sign-in's address, where it is not the list of checks: word and endpoint. Only
these: an address that somebody else wrote leads nowhere else."""
_BY_A_SCRIPT = ("cors", "no-cors", "same-origin")
"""`Sec-Fetch-Mode` of what a page asks for without anybody touching it."""


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


def sent_cookie() -> str | None:
    """The cookie of a live session among all sent under its name, else the first of them.

    A browser sends several where one was set for a longer path, and that one comes first: it
    must not hide the session.
    """
    sessions: Sessions = current_app.extensions["kiosk_sessions"]
    sent = request.cookies.getlist(COOKIE)
    return next((each for each in sent if sessions.find(each)), next(iter(sent), None))


def current_session() -> Session | None:
    """The signed-in session of this request, or None. One that came in the clear has none."""
    if "session" not in g:
        sessions: Sessions = current_app.extensions["kiosk_sessions"]
        cookie = sent_cookie() if is_private(request) else None
        g.session = sessions.find(cookie, used=_is_by_hand())
    session: Session | None = g.session
    return session


def _is_by_hand() -> bool:
    """Whether somebody asks, and not an open page that renews itself: that keeps nobody signed
    in. A browser that does not say counts as somebody."""
    looking = request.method in ("GET", "HEAD")
    return not (looking and request.headers.get("Sec-Fetch-Mode") in _BY_A_SCRIPT)


def guard() -> Response | None:
    """Run before every request: let it pass, send it to sign in, or refuse it."""
    if request.endpoint is None:
        return None  # no such address: the router answers 404 or 405 itself
    role = declared_role(current_app, request.endpoint)
    if role == "anyone" or (role == "kiosk" and is_on_the_box(request)):
        return None
    if role is None or role == "kiosk":
        abort(403)
    if not is_private(request):
        refuse_in_the_clear(for_a_program=role == "integration")
    if role == "entrance":
        return None
    if role == "integration":
        return None if current_session() else refuse_without_token()
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
