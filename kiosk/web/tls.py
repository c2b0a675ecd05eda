"""TLS in front of the pages: which protocol is spoken, and a handshake that keeps nobody waiting.

Decides that alone; which certificate it is comes from outside. Cheroot would shake hands in the
thread that accepts every connection, so one silent client would close the kiosk to all others
(docs/decisions/0020-tls.md): here a connection is only wrapped when it comes, and each step
of its handshake is made when the client has sent something.
"""

from __future__ import annotations

import socket
import ssl
from enum import Enum, auto
from pathlib import Path
from typing import Any

from kiosk.errors import ConfigError

_ENVIRON = {"wsgi.url_scheme": "https", "HTTPS": "on"}
_PLAIN_HTTP = "HTTP_REQUEST"
"""OpenSSL's word for a client that speaks HTTP where TLS is spoken."""


class Shaken(Enum):
    """How a handshake stands after a step."""

    DONE = auto()
    MORE = auto()
    """The client has to send more."""
    PLAIN = auto()
    """The client speaks plain HTTP."""
    FAILED = auto()


def context_of(certificate: Path, key: Path) -> ssl.SSLContext:
    """TLS 1.2 and later with this certificate and its key (PEM). Raises ConfigError."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.options |= ssl.OP_NO_RENEGOTIATION
    try:
        context.load_cert_chain(certificate, key, password=_no_password)
    except (OSError, ValueError) as error:
        raise ConfigError(
            f"The certificate {certificate} with the key {key} cannot be used ({_reason(error)}): "
            "both must be PEM files that the kiosk's user may read, the key without a password, "
            "and belong together."
        ) from error
    return context


def _no_password() -> str:
    """Asked for by a key that has one: on a terminal OpenSSL would wait for somebody to type."""
    raise ValueError("the key has a password")


def _reason(error: Exception) -> str:
    return getattr(error, "reason", None) or getattr(error, "strerror", None) or str(error)


class Tls:
    """What cheroot asks of an `ssl_adapter`."""

    def __init__(self, context: ssl.SSLContext, makefile: Any) -> None:
        self._context = context
        self.makefile = makefile

    def bind(self, sock: socket.socket) -> socket.socket:
        """The listening socket stays as it is."""
        return sock

    def wrap(self, sock: socket.socket) -> tuple[ssl.SSLSocket, dict[str, str]]:
        """A new connection, not yet one byte read of it, and what its requests will say."""
        wrapped = self._context.wrap_socket(sock, server_side=True, do_handshake_on_connect=False)
        return wrapped, _ENVIRON


def shake(sock: ssl.SSLSocket) -> Shaken:
    """As far in the handshake as what has arrived allows. Never waits."""
    patience_s = sock.gettimeout()
    sock.settimeout(0)
    try:
        sock.do_handshake()
    except (ssl.SSLWantReadError, ssl.SSLWantWriteError):
        return Shaken.MORE
    except ssl.SSLError as error:
        return Shaken.PLAIN if error.reason == _PLAIN_HTTP else Shaken.FAILED
    except OSError:
        return Shaken.FAILED
    finally:
        sock.settimeout(patience_s)
    return Shaken.DONE
