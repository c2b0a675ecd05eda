"""Starting and stopping the server, and every way its address can be refused."""

from __future__ import annotations

import os
import socket
import threading
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from flask import Flask

from kiosk.errors import PortError
from kiosk.web.connections import Connection
from kiosk.web.port_owner import port_owner
from kiosk.web.server import WebServer

Serve = Callable[..., tuple[WebServer, str]]


def refusal(app: Flask, host: str, port: int) -> str:
    with pytest.raises(PortError) as caught:
        WebServer(app, host, port).start()
    return str(caught.value)


def test_taken_port_names_its_owner(app: Flask) -> None:
    """A port in use is one sentence that names the program that holds it."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        said = refusal(app, "127.0.0.1", port)
    assert said.startswith(f"The page's address 127.0.0.1:{port} is in use by ")
    assert f"(process {os.getpid()})" in said
    assert said.endswith("stop it or choose another web.port.")


def test_foreign_address_is_explained(app: Flask) -> None:
    """An address of another machine, or no address, is one sentence naming the setting."""
    for host in ("192.0.2.1", "no-such-host.invalid"):
        said = refusal(app, host, 0)
        assert host in said
        assert "web.host" in said


def test_port_can_be_taken_again_after_stop(app: Flask, serve: Serve, free_port: int) -> None:
    """After a stop the same port is free for the next start, though it was used."""
    server, address = serve(app, free_port)
    with urllib.request.urlopen(address, timeout=5) as answer:
        assert answer.status == 200
    server.stop()
    _, again = serve(app, free_port)
    assert again == address
    with urllib.request.urlopen(again, timeout=5) as answer:
        assert answer.status == 200


def test_stop_leaves_no_thread(app: Flask) -> None:
    """Starting and stopping leaves the process as it was."""
    before = threading.active_count()
    server = WebServer(app, "127.0.0.1", 0)
    server.start()
    server.stop()
    server.stop()
    assert threading.active_count() == before


def test_stop_without_start_does_nothing(app: Flask) -> None:
    """Stopping what never started is harmless."""
    WebServer(app, "127.0.0.1", 0).stop()


def test_stalled_clients_do_not_block_pages(address: str) -> None:
    """Clients that connect and say nothing take no page from anybody."""
    host, port = address.removeprefix("http://").split(":")
    silent = [socket.create_connection((host, int(port)), timeout=5) for _ in range(60)]
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:
            assert answer.status == 200
    finally:
        for connection in silent:
            connection.close()


def test_oversized_headers_are_refused(address: str) -> None:
    """Headers beyond the limit are refused by the server itself."""
    request = urllib.request.Request(address, headers={"X-Long": "x" * 40_000})
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(request, timeout=5)
    assert caught.value.code in (400, 413, 431)
    caught.value.close()


def test_owner_is_none_where_nothing_is_known(tmp_path: Path) -> None:
    """Without a /proc to read, or with nobody listening, there is no owner and no failure."""
    assert port_owner(8080, tmp_path / "none") is None
    (tmp_path / "net").mkdir()
    (tmp_path / "net" / "tcp").write_text("header\n 0: 0100007F:1F90 0:0 0A x x x x 0 77 1\n")
    assert port_owner(8080, tmp_path) is None
    assert port_owner(8081, tmp_path) is None


def test_what_a_client_that_left_never_read_is_forgotten() -> None:
    """Nothing unsent outlives its connection: Python 3.13 would write it to a closed socket later,
    and put a traceback into the journal for each page that was closed."""
    ours, theirs = socket.socketpair()
    server = SimpleNamespace(
        peercreds_enabled=False, peercreds_resolve_enabled=False, closed=lambda _conn: None
    )
    connection = Connection(server, ours)
    connection.wfile._write_buf.extend(b"data: a state that nobody reads\n\n")
    theirs.close()
    connection.close()
    assert not connection.wfile._write_buf
    connection.wfile.close()
