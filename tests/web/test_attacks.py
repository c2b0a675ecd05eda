"""What a hostile client tries with raw bytes: each attack, and what the real server makes of it.

What pages themselves refuse is beside each page: forms from elsewhere (CSRF), planted cookies
(fixation) and guesses in test_staff_sign_in.py, markup in test_access.py, formulas in the exports'.
"""

from __future__ import annotations

import io
import re
import socket
import ssl
import struct
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from flask import Flask, request

from kiosk.certificate import make
from kiosk.web import connections, server
from kiosk.web.server import WebServer
from kiosk.web.sessions import COOKIE
from kiosk.web.tls import context_of
from tests.web.conftest import moment

WITHIN_S = 15.0
HOST = b"Host: localhost\r\n"
SIGN_IN = b"POST /staff/sign-in HTTP/1.1\r\n" + HOST
STATIC = b"GET /static/"
LONG = b"a" * 20_000


def ask(address: str, sent: bytes) -> bytes:
    """Everything that comes back for raw bytes, until the server closes."""
    host, port = address.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=WITHIN_S) as client:
        client.sendall(sent)
        with suppress(OSError):  # the server may have closed it already
            client.shutdown(socket.SHUT_WR)
        return read(client)


def read(client: socket.socket) -> bytes:
    """All that arrives until the end, or until the connection is cut."""
    got = b""
    try:
        while part := client.recv(65_536):
            got += part
    except ConnectionResetError:
        pass
    return got


def status(answer: bytes) -> int:
    """The code of the first answer; 0 where there was none."""
    return int(answer.split(b" ", 2)[1]) if answer.startswith(b"HTTP/1.1 ") else 0


def test_every_test_that_the_document_names_exists() -> None:
    """docs/network.md lists attacks with their tests; each of those is in tests/web."""
    here = Path(__file__).resolve()
    document = (here.parents[2] / "docs" / "network.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`(test_\w+)`", document))
    sources = "".join(file.read_text(encoding="utf-8") for file in here.parent.glob("test_*.py"))
    assert len(named) > 25
    assert {name for name in named if f"def {name}(" not in sources} == set()
    assert f"a table of {len(ATTACKS)}" in document


ATTACKS: dict[str, tuple[bytes, set[int]]] = {
    # Requests that are none
    "no HTTP at all": (b"\x16\x03\x01\x00\xa5\x01\x00\x00" + b"\xff" * 64 + b"\r\n\r\n", {400}),
    "bare line feeds": (b"GET / HTTP/1.1\nHost: localhost\n\n", {400}),
    "no version": (b"GET /\r\n\r\n", {400}),
    "another major version": (b"GET / HTTP/3.0\r\n" + HOST + b"\r\n", {400, 505}),
    "a header without a name": (b"GET / HTTP/1.1\r\n" + HOST + b"nonsense\r\n\r\n", {400}),
    "a null byte in the address": (b"GET /\x00 HTTP/1.1\r\n" + HOST + b"\r\n", {400, 404}),
    "no host": (b"GET / HTTP/1.1\r\n\r\n", {400}),
    "another host": (b"GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n", {400}),
    "another host in the address": (
        b"GET http://evil.example/ HTTP/1.1\r\n" + HOST + b"\r\n",
        {400},
    ),
    "a tunnel": (b"CONNECT evil.example:443 HTTP/1.1\r\n" + HOST + b"\r\n", {405}),
    "an echo": (b"TRACE / HTTP/1.1\r\n" + HOST + b"Cookie: secret\r\n\r\n", {405}),
    "broken percent signs": (b"GET /%zz%%%1 HTTP/1.1\r\n" + HOST + b"\r\n", {404}),
    "bytes that are no text": (b"GET /\xff\xfe%ff HTTP/1.1\r\n" + HOST + b"\r\n", {400, 404}),
    # Too much
    "a long address": (b"GET /" + LONG + b" HTTP/1.1\r\n" + HOST + b"\r\n", {413, 414}),
    "a long header": (b"GET / HTTP/1.1\r\n" + HOST + b"X: " + LONG + b"\r\n\r\n", {413}),
    "many headers": (b"GET / HTTP/1.1\r\n" + HOST + b"X-A: b\r\n" * 3000 + b"\r\n", {413}),
    "a large form": (SIGN_IN + b"Content-Length: 65537\r\n\r\n" + b"a" * 65_537, {413}),
    "a form said to be huge": (SIGN_IN + b"Content-Length: 99999999999\r\n\r\n", {413}),
    "many fields": (
        SIGN_IN
        + b"Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 6156\r\n\r\n"
        + b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n\r\n' * 120
        + b"--x--\r\n"
        + b"\r\n" * 30,
        {400, 403, 413},
    ),
    # Where a request ends, told in two ways (smuggling)
    "two lengths": (SIGN_IN + b"Content-Length: 5, 0\r\n\r\n", {400}),
    "a negative length": (SIGN_IN + b"Content-Length: -5\r\n\r\n", {400}),
    "a length with a sign": (SIGN_IN + b"Content-Length: +0\r\n\r\n", {400}),
    "a length with an underscore": (SIGN_IN + b"Content-Length: 1_0\r\n\r\n0123456789", {400}),
    "a length that is none": (SIGN_IN + b"Content-Length: many\r\n\r\n", {400}),
    "chunks": (SIGN_IN + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", {411}),
    "chunks and a length": (
        SIGN_IN + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        {411},
    ),
    "chunks under another name": (
        SIGN_IN + b"Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
        {411, 501},
    ),
    # Files that are not ours to give (path traversal)
    "dots": (STATIC + b"../app.py HTTP/1.1\r\n" + HOST + b"\r\n", {404}),
    "dots up to the root": (
        STATIC + b"../" * 12 + b"etc/passwd HTTP/1.1\r\n" + HOST + b"\r\n",
        {404},
    ),
    "quoted dots": (STATIC + b"%2e%2e/app.py HTTP/1.1\r\n" + HOST + b"\r\n", {404}),
    "quoted slashes": (STATIC + b"..%2fapp.py HTTP/1.1\r\n" + HOST + b"\r\n", {404}),
    "twice quoted": (STATIC + b"%252e%252e%252fapp.py HTTP/1.1\r\n" + HOST + b"\r\n", {404}),
    "backslashes": (STATIC + b"..\\app.py HTTP/1.1\r\n" + HOST + b"\r\n", {404}),
    "an absolute path": (STATIC + b"/etc/passwd HTTP/1.1\r\n" + HOST + b"\r\n", {308, 404}),
    "a null byte in a file's name": (
        STATIC + b"css/tokens.css%00.png HTTP/1.1\r\n" + HOST + b"\r\n",
        {400, 404},
    ),
    "dots in a check's name": (
        b"GET /r/..%2f..%2fstaff%2f HTTP/1.1\r\n" + HOST + b"\r\n",
        {404},
    ),
}
"""What is sent, and what it may be answered with."""


@pytest.mark.parametrize("attack", ATTACKS)
def test_refused_and_alive(address: str, attack: str, caplog: pytest.LogCaptureFixture) -> None:
    """It is refused with a plain status, nothing of it is run or echoed, and the next is served."""
    sent, wanted = ATTACKS[attack]
    answer = ask(address, sent)
    assert status(answer) in wanted, answer[:200]
    for secret in (b"root:", b"def create_app", b"Traceback", b"secret"):
        assert secret not in answer
    assert "Traceback" not in caplog.text
    assert status(ask(address, b"GET / HTTP/1.1\r\n" + HOST + b"Connection: close\r\n\r\n")) == 200


@pytest.mark.parametrize(
    "then", ["//evil.example", "https://evil.example", "%0d%0aSet-Cookie:%20a=b", "update%0d%0aX:y"]
)
def test_no_header_is_injected_and_nobody_is_led_away(address: str, then: str) -> None:
    """Text of an address ends up in no header: no new line, no cookie, no other place to go."""
    answer = ask(address, f"GET /staff/sign-in?then={then} HTTP/1.1\r\n".encode() + HOST + b"\r\n")
    head = answer.split(b"\r\n\r\n")[0]
    assert status(answer) == 200
    assert b"evil" not in head
    assert b"a=b" not in head
    assert b"X:y" not in head


def test_unfinished_body_is_no_second_request(address: str) -> None:
    """What a form left unread is never taken for the next request of the same connection."""
    inner = b"GET /healthz HTTP/1.1\r\n" + HOST + b"\r\n"
    length = f"Content-Length: {len(inner)}\r\n\r\n".encode()
    answer = ask(address, SIGN_IN + length + inner)
    assert answer.count(b"HTTP/1.1 ") == 1
    assert status(answer) == 403


@pytest.fixture
def long_stall(monkeypatch: pytest.MonkeyPatch) -> None:
    """No client is dropped in the time of a test: whoever waits for one waits too long."""
    monkeypatch.setattr(connections, "STALLED_S", 60.0)
    monkeypatch.setattr(connections, "READ_WITHIN_S", 60.0)
    monkeypatch.setattr(server, "STALLED_S", 60.0)


@pytest.fixture
def network(monkeypatch: pytest.MonkeyPatch) -> None:
    """127.0.0.1 counts as the network; only 127.0.0.9 is the box itself."""
    monkeypatch.setattr(server, "is_loopback", lambda address: address == "127.0.0.9")


def from_the_box(address: str, sent: bytes) -> bytes:
    """The answer to the box's own browser."""
    host, port = address.removeprefix("http://").split(":")
    with socket.create_connection(
        (host, int(port)), timeout=WITHIN_S, source_address=("127.0.0.9", 0)
    ) as client:
        client.sendall(sent)
        return read(client)


SCREEN = b"GET / HTTP/1.1\r\n" + HOST + b"Connection: close\r\n\r\n"


@pytest.mark.usefixtures("long_stall")
def test_body_beyond_the_limit_is_not_waited_for(address: str) -> None:
    """A form that says it is too large is refused by its head alone, and the connection closed."""
    host, port = address.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=WITHIN_S) as client:
        client.sendall(SIGN_IN + b"Content-Length: 65537\r\n\r\n")
        assert status(read(client)) == 413


@pytest.mark.usefixtures("long_stall", "network")
def test_slow_clients_of_the_network_never_close_the_box(address: str) -> None:
    """As many half-sent requests as the network may hold keep every thread of theirs busy, and the
    box's own screen is answered at once all the same."""
    host, port = address.removeprefix("http://").split(":")
    slow = [socket.create_connection((host, int(port)), timeout=WITHIN_S) for _ in range(60)]
    try:
        for client in slow:
            client.sendall(b"GET / HTTP/1.1\r\nHo")
        assert status(from_the_box(address, SCREEN)) == 200
    finally:
        for client in slow:
            client.close()


@pytest.mark.usefixtures("network")
def test_one_address_cannot_hold_every_connection(address: str) -> None:
    """Beyond its share a further connection of one address is closed, unheard."""
    host, port = address.removeprefix("http://").split(":")
    held = [socket.create_connection((host, int(port)), timeout=WITHIN_S) for _ in range(61)]
    try:
        assert held[-1].recv(1) == b""
        assert status(from_the_box(address, SCREEN)) == 200
        held[0].sendall(SCREEN)
        assert status(read(held[0])) == 200
    finally:
        for client in held:
            client.close()


def test_a_request_that_drips_is_cut_off(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A client that sends a byte now and then gets 408 once its time is over."""
    monkeypatch.setattr(connections, "READ_WITHIN_S", 0.3)
    host, port = address.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=WITHIN_S) as client:
        client.sendall(b"GET / HTTP/1.1\r\nX: ")
        client.settimeout(0.05)
        for _ in range(200):
            try:
                client.sendall(b"a")
                answer = client.recv(65_536)
                break
            except TimeoutError:
                continue
            except OSError:
                answer = b""
                break
        else:
            pytest.fail("the server waited for ever")
    assert status(answer) in (0, 408)


def test_a_large_body_has_more_time() -> None:
    """Patience grows with what has arrived, so that an upload over a slow link comes through."""
    patience = connections._Patience()
    before_s = patience.left_s()
    patience.got(10_000_000)
    assert patience.left_s() - before_s == pytest.approx(500.0, abs=1.0)


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """Key and certificate of a box."""
    file = tmp_path / "tls.pem"
    file.write_bytes(make(("localhost", "127.0.0.1"), moment(0)))
    return file


@pytest.fixture
def tls(app: Flask, certificate: Path) -> Iterator[int]:
    """The port of a server that speaks TLS."""
    running = WebServer(app, "127.0.0.1", 0, context_of(certificate, certificate))
    yield running.start()[1]
    running.stop()


def client_of(port: int, context: ssl.SSLContext) -> ssl.SSLSocket:
    raw = socket.create_connection(("127.0.0.1", port), timeout=WITHIN_S)
    return context.wrap_socket(raw, server_hostname="localhost")


@pytest.fixture
def trusting(certificate: Path) -> ssl.SSLContext:
    """A client that knows this certificate."""
    context = ssl.create_default_context(cafile=str(certificate))
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    return context


def over_tls(port: int, context: ssl.SSLContext, sent: bytes) -> bytes:
    with client_of(port, context) as client:
        client.sendall(sent)
        return read(client)


def test_tls_is_answered_and_verified(tls: int, trusting: ssl.SSLContext) -> None:
    """A client that knows the certificate reads pages over it, several on one connection."""
    with client_of(tls, trusting) as client:
        assert client.version() == "TLSv1.3"
        for _ in range(3):
            client.sendall(b"HEAD / HTTP/1.1\r\n" + HOST + b"\r\n")
            assert status(client.recv(65_536)) == 200


def test_first_request_may_come_with_the_handshake(tls: int, trusting: ssl.SSLContext) -> None:
    """A request sent at once, and two in one piece, are answered: none waits unseen in the TLS."""
    first = b"HEAD / HTTP/1.1\r\n" + HOST + b"X: \r\n\r\n"
    padded = first.replace(b"X: ", b"X: " + b"a" * (io.DEFAULT_BUFFER_SIZE - len(first)))
    answer = over_tls(tls, trusting, padded + SCREEN)
    assert answer.count(b"HTTP/1.1 200 OK") == 2


@pytest.mark.usefixtures("long_stall")
def test_silent_and_slow_handshakes_keep_nobody_waiting(tls: int, trusting: ssl.SSLContext) -> None:
    """Clients that connect and say nothing, or half a hello, take neither the accepting thread nor
    any other: a page comes at once."""
    stalled = [socket.create_connection(("127.0.0.1", tls), timeout=WITHIN_S) for _ in range(80)]
    try:
        for each in stalled[:60]:
            each.sendall(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03")
        assert status(over_tls(tls, trusting, SCREEN)) == 200
    finally:
        for each in stalled:
            each.close()


def test_plain_http_to_the_tls_port_is_told_so(tls: int) -> None:
    """Who forgets the s reads one sentence, and no page is sent in the clear."""
    answer = ask(f"http://127.0.0.1:{tls}", SCREEN)
    assert status(answer) == 400
    assert b"write https:// in front" in answer


@pytest.mark.parametrize(
    "rubbish", [b"\x00" * 600, b"SSH-2.0-x\r\n", b"\x16\x03\x01\x00\x02\xff\xff"]
)
def test_rubbish_to_the_tls_port_ends_the_connection(
    tls: int, trusting: ssl.SSLContext, rubbish: bytes
) -> None:
    """What is no handshake is cut off, without a word in the clear but TLS's own alert."""
    answer = ask(f"http://127.0.0.1:{tls}", rubbish)
    assert b"HTTP" not in answer
    assert status(over_tls(tls, trusting, SCREEN)) == 200


def test_who_leaves_in_the_middle_fills_no_journal(
    app: Flask, certificate: Path, trusting: ssl.SSLContext, caplog: pytest.LogCaptureFixture
) -> None:
    """Over TLS too, a client that goes away in a request, before its answer, or in a handshake
    leaves no line in the journal: each would wear the card, and anybody can do it."""
    caplog.set_level("INFO", "kiosk")
    running = WebServer(app, "127.0.0.1", 0, context_of(certificate, certificate))
    port = running.start()[1]
    for sent in (b"GET / HTTP/1.1\r\nHo", b"GET / HTTP/1.1\r\n" + HOST + b"\r\n", b"POST") * 5:
        with client_of(port, trusting) as client:
            client.sendall(sent)
        with client_of(port, trusting) as client:
            client.sendall(sent)
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        with socket.create_connection(("127.0.0.1", port), timeout=WITHIN_S) as half:
            half.sendall(b"\x16\x03\x01\x02\x00\x01")
    assert status(over_tls(port, trusting, SCREEN)) == 200
    running.stop()
    assert [record.getMessage() for record in caplog.records] == []


def test_old_tls_is_refused(tls: int) -> None:
    """TLS 1.1 and older are not spoken."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.set_ciphers("ALL:@SECLEVEL=0")
    with pytest.warns(DeprecationWarning, match="TLSv1_1"):
        context.maximum_version = ssl.TLSVersion.TLSv1_1
    with pytest.raises((ssl.SSLError, ConnectionError)):
        client_of(tls, context)


def test_scheme_is_the_connections_own(app: Flask, address: str) -> None:
    """`OPTIONS https://…` sent in the clear is no TLS, though cheroot alone would say so."""
    seen: list[str] = []
    app.before_request_funcs[None].insert(0, lambda: seen.append(request.scheme))
    ask(address, b"OPTIONS https://localhost/staff/ HTTP/1.1\r\n" + HOST + b"\r\n")
    ask(address, SCREEN)
    assert set(seen) == {"http"}


def test_stolen_cookie_is_worthless_in_the_clear(
    app: Flask, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A session's cookie that somebody overheard opens nothing over plain HTTP from the network."""
    monkeypatch.setattr("kiosk.web.private.is_loopback", lambda _address: False)
    cookie = app.extensions["kiosk_sessions"].open("admin")
    session = f"Cookie: {COOKIE}={cookie}\r\nX-Forwarded-Proto: https\r\n".encode()
    answer = ask(address, b"GET /staff/ HTTP/1.1\r\n" + HOST + session + b"\r\n")
    assert status(answer) == 403
    assert b"Set-Cookie" not in answer
