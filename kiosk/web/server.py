"""Serves the app inside the kiosk's process, beside the camera loop.

Cheroot: a thread pool that is large enough for every stream the app allows plus ordinary
requests, and TLS when it is wanted (docs/decisions/0002-web-server.md). Decides threads,
limits and the sentences about the port; what is served is the app's.
"""

from __future__ import annotations

import errno
import logging
import socket
import threading
from typing import Any

from cheroot import server, wsgi
from flask import Flask

from kiosk.errors import PortError
from kiosk.web.hardening import LARGEST_BODY_BYTES
from kiosk.web.port_owner import port_owner
from kiosk.web.stream import Streams

_LOG = logging.getLogger("kiosk.web")
_THREADS_FOR_PAGES = 10
"""Threads that streams can never take."""
_STALLED_S = 5
"""A client that neither reads nor writes for so long is dropped."""
_STOP_WITHIN_S = 3


class WebServer:
    """The pages on one address. `start` and `stop` may be called once each, in that order."""

    def __init__(self, app: Flask, host: str, port: int) -> None:
        """`port` 0 takes any free one; `start` says which."""
        self._streams: Streams = app.extensions["kiosk_streams"]
        self._server = _Cheroot(
            (host, port),
            app,
            numthreads=self._streams.threads_needed + _THREADS_FOR_PAGES,
            server_name="kiosk",
            request_queue_size=64,
            timeout=_STALLED_S,
            shutdown_timeout=_STOP_WITHIN_S,
        )
        self._server.max_request_header_size = 16 * 1024
        self._server.max_request_body_size = LARGEST_BODY_BYTES
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
            raise PortError(_sentence(host, port, self._server.why_not_bound or error)) from error
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
        self._server.stop()
        self._thread.join(_STOP_WITHIN_S)
        self._thread = None


class Connection(server.HTTPConnection):
    """Forgets what a client that has left will never read.

    Else Python 3.13 tries to write it when the connection is collected, and prints a traceback
    into the journal for each page that was closed in the middle of its stream.
    """

    def close(self) -> None:
        """As HTTPConnection."""
        self.wfile._write_buf.clear()
        super().close()


class _Cheroot(wsgi.Server):
    """Cheroot that logs instead of printing, and remembers why it could not bind."""

    ConnectionClass = Connection
    why_not_bound: OSError | None = None

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
        if conn.last_used is None:
            self.put_conn(conn)
        else:
            super().process_conn(conn)

    def error_log(self, msg: str = "", level: int = logging.INFO, traceback: bool = False) -> None:
        _LOG.log(level, "%s", msg, exc_info=traceback)


def _sentence(host: str, port: int, error: OSError) -> str:
    where = f"{host}:{port}"
    if error.errno == errno.EADDRINUSE:
        owner = port_owner(port)
        taken = f"is in use by {owner}" if owner else "is already in use by another program"
        return f"The page's address {where} {taken}; stop it or choose another web.port."
    if error.errno == errno.EACCES:
        return f"The page's address {where} needs more rights; choose a web.port of 1024 or above."
    if isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL:
        return f"The page's address {where} is not one of this machine's; correct web.host."
    return f"The page's address {where} cannot be listened on ({error}); correct web.host."
