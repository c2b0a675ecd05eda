"""A web server on loopback for files in memory, which can be told to misbehave.

It counts what it sends, so that a test can prove that a download went on where it was.
"""

from __future__ import annotations

import re
import ssl
import threading
from collections.abc import Callable, Iterator, MutableMapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

LIMIT_S = 30.0
"""No answer goes on for longer, whatever it was told to do."""


@dataclass(frozen=True)
class Sent:
    """One answer: what was asked for, from which byte on, and how many bytes went out."""

    path: str
    start: int
    bytes: int
    status: int


class Answering(BaseHTTPRequestHandler):
    """Answers one request, as it is told to."""

    server: StaticServer
    start = 0
    status = 0
    count = 0

    def do_GET(self) -> None:
        """Answer as an honest static server would, unless told otherwise for this path."""
        path = self.path.lstrip("/")
        found = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", ""))
        self.start = int(found[1]) if found else 0
        try:
            self.server.acts.get(path, honest)(self)
        finally:
            self.server.note(Sent(path, self.start, self.count, self.status))

    @property
    def data(self) -> bytes | None:
        """The file that was asked for."""
        return self.server.files.get(self.path.lstrip("/"))

    def head(self, status: int, **headers: object) -> None:
        """Status and headers; an underscore in a name stands for a dash."""
        self.status = status
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), str(value))
        self.end_headers()

    def send(self, data: bytes) -> None:
        """Bytes of the body, counted."""
        self.wfile.write(data)
        self.wfile.flush()
        self.count += len(data)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Say nothing on the terminal."""


Act = Callable[[Answering], None]


class StaticServer(ThreadingHTTPServer):
    """Serves `files`; `acts` has the paths where it misbehaves, and how."""

    daemon_threads = True

    def __init__(
        self, files: MutableMapping[str, bytes], tls: ssl.SSLContext | None = None
    ) -> None:
        super().__init__(("127.0.0.1", 0), Answering)
        if tls is not None:
            self.socket = tls.wrap_socket(self.socket, server_side=True)
        self.scheme = "http" if tls is None else "https"
        self.files = files
        self.acts: dict[str, Act] = {}
        self.closing = threading.Event()
        self._sent: list[Sent] = []
        self._noted = threading.Condition()

    @property
    def url(self) -> str:
        """The address of the folder that is served."""
        return f"{self.scheme}://127.0.0.1:{self.server_address[1]}"

    def note(self, sent: Sent) -> None:
        """Count an answer that has ended."""
        with self._noted:
            self._sent.append(sent)
            self._noted.notify_all()

    def sent(self, path: str, answers: int) -> list[Sent]:
        """What was sent for a path, as soon as that many answers have ended."""

        def found() -> list[Sent]:
            return [each for each in self._sent if each.path == path]

        with self._noted:
            assert self._noted.wait_for(lambda: len(found()) >= answers, LIMIT_S), found()
            return found()

    def asked(self) -> list[str]:
        """Every path that was asked for, in order."""
        with self._noted:
            return [each.path for each in self._sent]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is what many of these tests are about."""


@contextmanager
def serving(
    files: MutableMapping[str, bytes], tls: ssl.SSLContext | None = None
) -> Iterator[StaticServer]:
    """A server that runs for as long as the context."""
    server = StaticServer(files, tls)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.closing.set()
        server.shutdown()
        server.server_close()
        thread.join()


def honest(to: Answering) -> None:
    """As a static web server with ranges answers."""
    if to.data is None:
        to.head(404, Content_Length=0)
    elif to.start >= len(to.data) > 0 and to.start:
        to.head(416, Content_Length=0)
    elif to.start:
        end = len(to.data) - 1
        to.head(
            206,
            Content_Length=len(to.data) - to.start,
            Content_Range=f"bytes {to.start}-{end}/{len(to.data)}",
        )
        to.send(to.data[to.start :])
    else:
        to.head(200, Content_Length=len(to.data))
        to.send(to.data)


def saying(status: int) -> Act:
    """An answer of nothing but a status."""
    return lambda to: to.head(status, Content_Length=0)


def giving(data: bytes) -> Act:
    """Other bytes than the file's."""

    def act(to: Answering) -> None:
        to.head(200, Content_Length=len(data))
        to.send(data)

    return act


def leading_to(url: str, status: int = 302) -> Act:
    """A redirect."""
    return lambda to: to.head(status, Location=url, Content_Length=0)


def in_chunks(to: Answering) -> None:
    """The file without a length, piece by piece, each with its own."""
    assert to.data is not None
    to.protocol_version = "HTTP/1.1"
    to.close_connection = True
    to.head(200, Transfer_Encoding="chunked", Connection="close")
    for start in range(0, len(to.data), 10_000):
        piece = to.data[start : start + 10_000]
        to.send(b"%x\r\n%b\r\n" % (len(piece), piece))
    to.send(b"0\r\n\r\n")


def cut_in_chunks(to: Answering) -> None:
    """The same, and the end of it does not come."""
    to.protocol_version = "HTTP/1.1"
    to.close_connection = True
    to.head(200, Transfer_Encoding="chunked", Connection="close")
    to.send(b"3e8\r\n" + (to.data or b"")[:1000] + b"\r\n")


def without_ranges(to: Answering) -> None:
    """The whole file, whatever was asked for."""
    to.start = 0
    honest(to)


def from_elsewhere(to: Answering) -> None:
    """A range, and not the one that was asked for."""
    assert to.data is not None
    to.head(206, Content_Range=f"bytes 1-{len(to.data) - 1}/{len(to.data)}")
    to.send(to.data[1:])


def cut_at(count: int) -> Act:
    """An honest head, and a connection that breaks after `count` bytes of the file."""

    def act(to: Answering) -> None:
        assert to.data is not None
        if to.start:
            to.head(
                206,
                Content_Length=len(to.data) - to.start,
                Content_Range=f"bytes {to.start}-{len(to.data) - 1}/{len(to.data)}",
            )
        else:
            to.head(200, Content_Length=len(to.data))
        to.send(to.data[to.start : max(count, to.start)])

    return act


def waiting_at(count: int) -> Act:
    """`count` bytes of the file, and then nothing more for as long as the server runs."""

    def act(to: Answering) -> None:
        assert to.data is not None
        to.head(200, Content_Length=len(to.data))
        to.send(to.data[:count])
        to.server.closing.wait(LIMIT_S)

    return act


def endless(to: Answering) -> None:
    """The file, and then bytes without end; no length is said."""
    to.head(200)
    to.send(to.data or b"")
    while not to.server.closing.is_set() and to.count < 1 << 30:
        to.send(b"A" * (1 << 16))


def dripping(to: Answering) -> None:
    """A byte now and then, for ever."""
    to.head(200)
    while not to.server.closing.wait(0.02):
        to.send(b" ")


def silent(to: Answering) -> None:
    """Nothing at all."""
    to.server.closing.wait(LIMIT_S)


def with_a_huge_header(to: Answering) -> None:
    """A header of a megabyte, before an honest file."""
    to.status = 200
    to.send_response(200)
    to.send_header("X-Filler", "A" * (1 << 20))
    to.end_headers()
    to.send(to.data or b"")


def with_endless_headers(to: Answering) -> None:
    """Headers, and never an end of them."""
    to.wfile.write(b"HTTP/1.0 200 OK\r\n")
    while not to.server.closing.is_set():
        to.wfile.write(b"X-Filler: " + b"A" * 1000 + b"\r\n")
