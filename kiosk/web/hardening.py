"""What every answer carries and every request must satisfy, whatever the page.

Decides headers, accepted host names, size limits and form tokens; who may call what is
`access.py`.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Collection

from flask import Flask, abort, current_app, request
from werkzeug.wrappers import Response

from kiosk.web import upload
from kiosk.web.access import sent_cookie
from kiosk.web.own_page import asked_by_own_page, is_by_script
from kiosk.web.sessions import Sessions

LARGEST_BODY_BYTES = 64 * 1024
"""No form here is near this."""
LARGER_BODIES_BYTES: dict[bytes, int] = {upload.PATH.encode(): upload.LARGEST_UPLOAD_BYTES}
"""By path, where more is taken than of a form; whoever takes it reads it as it comes."""

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)

_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}


def harden(app: Flask, host_names: Collection[str]) -> None:
    """Put the limits and headers around every request of `app`.

    `host_names` are the names under which the box may be called besides `localhost` and
    plain addresses; any other Host is refused, which stops DNS rebinding.
    """
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY_BYTES
    app.config["MAX_FORM_PARTS"] = 50
    app.config["PROVIDE_AUTOMATIC_OPTIONS"] = False
    allowed = frozenset(name.lower() for name in host_names) | {"localhost"}

    def check_host() -> None:
        if not host_allowed(request.environ.get("HTTP_HOST", ""), allowed):
            abort(400, "The kiosk does not answer to that name; add it to web.host_names.")

    app.before_request(check_host)
    app.after_request(_add_headers)


def host_allowed(host: str, allowed: Collection[str]) -> bool:
    """Whether a Host header names this box: a plain address or one of `allowed`."""
    name = host.rsplit("]", 1)[0].lstrip("[") if host.startswith("[") else host.split(":", 1)[0]
    if name.lower().rstrip(".") in allowed:
        return True
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def check_form_token() -> None:
    """Refuse a change that does not come from a form, or a script, of ours."""
    if request.endpoint is None or request.method in ("GET", "HEAD", "OPTIONS"):
        return
    if is_by_script(current_app.view_functions[request.endpoint]):
        if not asked_by_own_page(request):
            abort(403)
        return
    sessions: Sessions = current_app.extensions["kiosk_sessions"]
    if not sessions.form_token_fits(sent_cookie(), request.form.get("token")):
        abort(403, "This form is too old. Go back, reload the page and try again.")


def _add_headers(response: Response) -> Response:
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    if request.endpoint == "static":
        response.headers["Cache-Control"] = "no-cache"  # ask each time, answer 304
    else:
        response.headers["Cache-Control"] = "no-store"
    return response
