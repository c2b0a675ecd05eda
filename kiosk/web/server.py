"""Serves the app inside the kiosk's process, beside the camera loop.

Cheroot: a thread pool that is large enough for every stream the app allows plus ordinary requests,
and TLS where that is wanted (docs/decisions/0002-web-server.md, 0020-tls.md). Decides threads,
limits and the sentences about the port; what one client may do is `connections.py`'s, what is
served is the app's.
"""

from __future__ import annotations

import errno
import ipaddress
import logging
import socket
import ssl
import threading
from collections.abc import Mapping
from typing import Any

from cheroot import wsgi
from cheroot.makefile import MakeFile
from flask import Flask

from kiosk.errors import PortError
from kiosk.web.connections import STALLED_S, Connection
from kiosk.web.crowd import Crowd
from kiosk.web.hardening import LARGER_BODIES_BYTES, LARGEST_BODY_BYTES
from kiosk.web.port_owner import port_owner
from kiosk.web.private import is_loopback
from kiosk.web.stream import Streams
from kiosk.web.tls import Tls

_LOG = logging.getLogger("kiosk.web")
_FOR_PAGES = 14
"""Threads that streams can never take."""
_FOR_THE_BOX = 8
"""Threads that the network can never take: the box's own streams and some of its pages."""
_MOST_OPEN = 240
"""Connections of the network at one time: each costs a file, and the process has 1024."""
_MOST_OF_ONE = 60
"""Of one address: a phone opens six, a browser with many pages some thirty."""
_STOP_WITHIN_S = 3


class WebServer:
    """The pages on one address. `start` and `stop` may be called once each, in that order."""

    def __init__(self, app: Flask, host: str, port: int, tls: ssl.SSLContext | None = None) -> None:
        """`port` 0 takes any free one; `start` says which. With `tls` nothing else is spoken."""
        self._streams: Streams = app.extensions["kiosk_streams"]
        threads = self._streams.threads_needed + _FOR_PAGES
        self._server = _Cheroot(
            (host, port),
            app,
            numthreads=threads,
            server_name="kiosk",
            request_queue_size=64,
            timeout=STALLED_S,
            shutdown_timeout=_STOP_WITHIN_S,
        )
        self._server.crowd = Crowd(_MOST_OPEN, _MOST_OF_ONE, threads - _FOR_THE_BOX)
        self._server.ssl_adapter = Tls(tls, MakeFile) if tls else None
        self._server.max_request_header_size = 16 * 1024
        self._server.max_request_body_size = max(
            [LARGEST_BODY_BYTES, *LARGER_BODIES_BYTES.values()]
        )
        self._server.keep_alive_conn_limit = 64
        self._server.expiration_interval = 0.1
        self._thread: threading.Thread | None = None

    def start(self) -> tuple[str, int]:
        """Listen and serve from a thread of its own; the address that was bound.

        Raises `PortError` when the address cannot be listened on.
        """
        host, port = self._server.bind_addr
        try:
            self._server.prepare()
        except OSError as error:
            why = self._server.why_not_bound or error
            raise PortError(_sentence(host, port, why, bool(self._server.ssl_adapter))) from error
        self._streams.reopen()
        self._thread = threading.Thread(target=self._server.serve, name="kiosk-web", daemon=True)
        self._thread.start()
        bound: tuple[str, int] = self._server.bind_addr[:2]
        return bound

    def stop(self) -> None:
        """End every stream, finish the requests under way, free the port."""
        if self._thread is None:
            return
        self._streams.close()
        for waiting in self._server.crowd.waiting():
            waiting.close()
        self._server.stop()
        self._thread.join(_STOP_WITHIN_S)
        self._thread = None


class _Cheroot(wsgi.Server):
    """Cheroot that logs instead of printing, remembers why it could not bind, and counts."""

    ConnectionClass = Connection
    crowd: Crowd[Connection]
    why_not_bound: OSError | None = None
    largest_form = LARGEST_BODY_BYTES
    largest_body_bytes: Mapping[bytes, int] = LARGER_BODIES_BYTES

    def bind(self, *socket_kind: int) -> Any:
        try:
            return super().bind(*socket_kind)
        except OSError as error:
            self.why_not_bound = error
            raise

    def process_conn(self, conn: Any) -> None:
        """Give a connection to a thread only once it has something to say.

        Browsers open connections ahead of need, and silent ones would otherwise hold a thread
        each until they time out.
        """
        if conn.last_used is not None:
            if self.crowd.begin(conn):
                super().process_conn(conn)
            return
        conn.remote_addr = _plain(conn.remote_addr)
        if is_loopback(conn.remote_addr) or self.crowd.admit(conn, conn.remote_addr):
            self.put_conn(conn)
        else:
            conn.close()

    def served(self, conn: Any) -> None:
        """A thread is free: who waited longest is next."""
        following = self.crowd.end(conn)
        if following is not None:
            super().process_conn(following)

    def closed(self, conn: Any) -> None:
        """A connection is over."""
        self.crowd.leave(conn)

    def error_log(self, msg: str = "", level: int = logging.INFO, traceback: bool = False) -> None:
        _LOG.log(level, "%s", msg, exc_info=traceback)


def _plain(address: str) -> str:
    """An IPv4 address that came through a socket for both kinds, as it is written elsewhere."""
    try:
        mapped = getattr(ipaddress.ip_address(address), "ipv4_mapped", None)
    except ValueError:
        return address
    return str(mapped or address)


def _sentence(host: str, port: int, error: OSError, is_tls: bool) -> str:
    where, setting = f"{host}:{port}", "web.lan_port" if is_tls else "web.port"
    if error.errno == errno.EADDRINUSE:
        owner = port_owner(port)
        taken = f"is in use by {owner}" if owner else "is already in use by another program"
        return f"The page's address {where} {taken}; stop it or choose another {setting}."
    if error.errno == errno.EACCES:
        return f"The page's address {where} needs more rights; choose a {setting} of 1024 or above."
    if isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL:
        return f"The page's address {where} is not one of this machine's; correct web.host."
    return f"The page's address {where} cannot be listened on ({error}); correct web.host."
