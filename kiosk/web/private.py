"""Whether a request comes where nobody listens: on the box itself, or over TLS.

What staff and programs send and read is private: PINs, sessions, tokens, results of people. Decides
only that, and what is said to whoever asks for it in the clear; whether the network is let in
at all is `web.lan`'s (docs/network.md).
"""

from __future__ import annotations

import ipaddress
from typing import NoReturn
from urllib.parse import quote

from flask import Request, abort, current_app, make_response, render_template, request

from kiosk.web.ports import Network

_FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Real-Ip", "Via")
_WHAT = {False: "The staff pages are", True: "This is"}


def is_on_the_box(req: Request) -> bool:
    """Whether the request was made on the kiosk itself: loopback, and relayed by no proxy."""
    if any(header in req.headers for header in _FORWARDED):
        return False
    return is_loopback(req.remote_addr or "")


def is_loopback(address: str) -> bool:
    """Whether an address is this machine's own, in IPv6's writing of it too."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    mapped = getattr(found, "ipv4_mapped", None)
    return bool((mapped or found).is_loopback)


def is_private(req: Request) -> bool:
    """Whether nobody on the way can read or change it. The kiosk's own TLS counts, and no
    header: `X-Forwarded-Proto` can be sent by anybody."""
    return req.scheme == "https" or is_on_the_box(req)


def refuse_in_the_clear(for_a_program: bool) -> NoReturn:
    """403 with the address to ask instead, or with how one is switched on."""
    what, instead = _WHAT[for_a_program], _https_address()
    if instead is None:
        abort(
            403,
            f"{what} not answered over the network in the clear: use the kiosk's own screen, or "
            "switch https on there (web.lan).",
        )
    if for_a_program:
        abort(403, f"{what} not answered over the network in the clear: use {instead} instead.")
    abort(make_response(render_template("in_the_clear.html", instead=instead), 403))


def _https_address() -> str | None:
    """The same page over TLS under the name that was asked for; None where TLS is not on."""
    network: Network | None = current_app.extensions["kiosk_network"]
    port = network.port if network else None
    if port is None:
        return None
    host = request.host
    name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
    return f"https://{name}:{port}{quote(request.path)}"
