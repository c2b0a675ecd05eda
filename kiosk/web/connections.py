"""One connection and one request of the web server: what cheroot would take, and we do not.

Decides how long a client may take to say something, what of HTTP is refused before the app sees
it, and how a handshake goes on. How many connections there may be is `crowd.py`'s, what is
answered is the app's.
"""

from __future__ import annotations

import errno
import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, Literal

from cheroot import server
from cheroot.makefile import MakeFile, StreamReader, StreamWriter

from kiosk.web.tls import Shaken, shake

STALLED_S = 5
"""A client that neither reads nor writes for so long is dropped."""
READ_WITHIN_S = 10.0
"""A whole request arrives within this, and a large one at `SLOWEST_BYTES_PER_S` or faster."""
SLOWEST_BYTES_PER_S = 20_000.0
_TIMED_OUT = "timed out"
"""Cheroot's word for it; it answers 408 then, and to no other."""
_SPEAK_TLS = (
    b"HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\n"
    b"This address speaks https: write https:// in front of it.\n"
)


class Request(server.HTTPRequest):
    """Refuses what only a mistaken or a hostile client sends."""

    def read_request_line(self) -> bool:
        """The scheme is the connection's: cheroot believes an `OPTIONS https://…` sent in the
        clear."""
        well: bool = super().read_request_line()  # type: ignore[no-untyped-call]
        self.scheme = b"https" if self.server.ssl_adapter else b"http"
        return well

    def read_request_headers(self) -> bool:
        """As HTTPRequest, and the body's length is one plain number within the limit of its path.

        Bodies without a length are refused: no browser sends one, and two ways to say where a
        request ends are how one is hidden in another.
        """
        if not super().read_request_headers():  # type: ignore[no-untyped-call]
            return False
        if b"Transfer-Encoding" in self.inheaders:
            return self._refused("411 Length Required")
        length = self.inheaders.get(b"Content-Length", b"0")
        if not length.isdigit():
            return self._refused("400 Bad Request")
        if int(length) > self.server.largest_body_bytes.get(self.path, self.server.largest_form):
            return self._refused("413 Request Entity Too Large")
        # Cheroot reads what the app left of a body into memory, to keep the connection.
        self.close_connection |= self.path in self.server.largest_body_bytes
        return True

    def _refused(self, status: str) -> bool:
        self.close_connection = True
        self.simple_response(status)
        return False


class Connection(server.HTTPConnection):
    """A connection whose client has to get on with it."""

    RequestHandlerClass = Request

    def __init__(self, server: Any, sock: socket.socket, makefile: Any = MakeFile) -> None:
        super().__init__(server, sock, makefile)
        self.patience = _Patience()
        self.rfile = _Reader(sock, self.patience, self.rbufsize)
        self.wfile = _Writer(sock, self.patience, self.wbufsize)
        self._shaken = not isinstance(sock, ssl.SSLSocket)

    def communicate(self) -> bool:
        """One step of the handshake, or one request; whether to keep the connection."""
        try:
            if not self._shaken:
                return self._shake()
            self.patience.begin()
            keep: bool = super().communicate()  # type: ignore[no-untyped-call]
            return keep
        finally:
            self.server.served(self)

    def _shake(self) -> bool:
        came = shake(self.socket)
        self._shaken = came is Shaken.DONE
        if came is Shaken.PLAIN:
            with suppress(OSError):  # past the TLS, as a plain socket
                socket.socket.send(self.socket, _SPEAK_TLS)
        return self._shaken or (came is Shaken.MORE and self.patience.left_s() > 0)

    def close(self) -> None:
        """As HTTPConnection, and forget what a client that has left will never read.

        Else Python 3.13 tries to write it when the connection is collected, and prints a traceback
        into the journal for each page that was closed in the middle of its stream.
        """
        self.wfile._write_buf.clear()
        self.server.closed(self)
        super().close()


class _Patience:
    """How much longer a request, or a handshake, may take to arrive."""

    def __init__(self) -> None:
        self.begin()

    def begin(self) -> None:
        self._until_s = time.monotonic() + READ_WITHIN_S

    def got(self, count: int) -> None:
        self._until_s += count / SLOWEST_BYTES_PER_S

    def left_s(self) -> float:
        return self._until_s - time.monotonic()


class _ClientSocket(socket.SocketIO):
    """Reads from a client as long as there is patience with it; one that has left is no error.

    Over TLS leaving has names of its own, which cheroot would write into the journal with a
    traceback each: a page closed in the middle, or whoever wants to fill the card.
    """

    def __init__(self, sock: socket.socket, mode: Literal["rb", "wb"], patience: _Patience) -> None:
        super().__init__(sock, mode)
        self._client, self._patience = sock, patience

    def readinto(self, buffer: Any) -> int | None:
        left_s = self._patience.left_s()
        if left_s <= 0:
            raise TimeoutError(_TIMED_OUT)
        self._client.settimeout(min(STALLED_S, left_s))
        try:
            with _in_plain_words():
                count = super().readinto(buffer)
        finally:
            self._client.settimeout(STALLED_S)
        self._patience.got(count or 0)
        return count

    def write(self, data: Any) -> int | None:
        with _in_plain_words():
            return super().write(data)


@contextmanager
def _in_plain_words() -> Iterator[None]:
    """What happened to a connection, as a plain socket would say it."""
    try:
        yield
    except ssl.SSLError as error:
        raise ConnectionResetError(errno.ECONNRESET, "the client left") from error
    except TimeoutError as error:
        raise TimeoutError(_TIMED_OUT) from error


class _Reader(StreamReader):
    def __init__(self, sock: socket.socket, patience: _Patience, size: int) -> None:
        super(StreamReader, self).__init__(_ClientSocket(sock, "rb", patience), size)
        self.bytes_read = 0
        self._sock = sock

    def has_data(self) -> bool:
        """Something to read that no selector sees, here or within the TLS."""
        within_tls = isinstance(self._sock, ssl.SSLSocket) and self._sock.pending() > 0
        buffered: bool = super().has_data()  # type: ignore[no-untyped-call]
        return buffered or within_tls


class _Writer(StreamWriter):
    def __init__(self, sock: socket.socket, patience: _Patience, size: int) -> None:
        super(StreamWriter, self).__init__(_ClientSocket(sock, "wb", patience), size)
        self.bytes_written = 0
