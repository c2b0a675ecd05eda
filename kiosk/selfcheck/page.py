"""The page's address: free, or held by a kiosk that is running."""

from __future__ import annotations

import errno
import http.client
import socket
from collections.abc import Callable

from kiosk.selfcheck.finding import Finding, State

_ANSWER_WITHIN_S = 2.0
_SERVER_NAME = "kiosk"
_ANY_ADDRESS = {"0.0.0.0": "127.0.0.1", "::": "::1"}


def probe_port(
    host: str, port: int, refusal: OSError | None, kiosk_runs: bool, owner: Callable[[], str | None]
) -> Finding:
    """`refusal` is why the address cannot be listened on (see `try_port`), None if it can."""
    where = f"{host}:{port}" if port else f"some port of {host}"
    if refusal is None:
        return Finding("page", State.OK, f"{where} is free")
    if refusal.errno == errno.EADDRINUSE:
        return _taken(where, kiosk_runs, owner)
    if refusal.errno == errno.EACCES:
        mend = "choose a web.port of 1024 or above"
        return Finding("page", State.WRONG, f"{where} needs more rights", mend)
    mend = "correct web.host; 127.0.0.1 is this box, 0.0.0.0 all its addresses"
    return Finding("page", State.WRONG, f"{where} cannot be listened on: {refusal}", mend)


def _taken(where: str, kiosk_runs: bool, owner: Callable[[], str | None]) -> Finding:
    if kiosk_runs:
        return Finding("page", State.OK, f"{where} is served by the running kiosk")
    what = f"{where} is in use by {owner() or 'another program'}"
    return Finding("page", State.WRONG, what, "stop that program, or choose another web.port")


def try_port(host: str, port: int) -> OSError | None:
    """Take the address for an instant, as the kiosk would; the error if that is refused."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, protocol) as listener:
            # A port that was just closed counts as free, as it does for the server.
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(address)
    except OSError as error:
        return error
    return None


def kiosk_answers(host: str, port: int) -> bool:
    """Whether what listens at the address is a kiosk: its server says so in every answer."""
    connection = http.client.HTTPConnection(
        _ANY_ADDRESS.get(host, host), port, timeout=_ANSWER_WITHIN_S
    )
    try:
        connection.request("HEAD", "/")
        return connection.getresponse().getheader("Server") == _SERVER_NAME
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
