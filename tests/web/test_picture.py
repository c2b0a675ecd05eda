from __future__ import annotations

import http.client
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import numpy as np
import pytest
from flask import Flask

from kiosk.live import Live, Snapshot
from kiosk.pictures import Pictures
from kiosk.results import ResultStore
from kiosk.web import picture as module
from kiosk.web.app import create_app
from kiosk.web.given import Given
from kiosk.web.picture import MOST_OPEN, moving
from kiosk.web.server import WebServer

Serve = Callable[..., tuple[WebServer, str]]
RGB: Any = np.full((1280, 720, 3), 120, np.uint8)


@pytest.fixture
def pictures() -> Pictures:
    pictures = Pictures()
    pictures.show(RGB)
    return pictures


@pytest.fixture
def app(live: Live, store: ResultStore, pictures: Pictures) -> Flask:
    live.publish(Snapshot(camera="ok", picture=True))
    return create_app(live, store, Given(pictures=pictures))


@pytest.fixture
def served(app: Flask, live: Live, serve: Serve) -> Iterator[tuple[WebServer, str]]:
    """The server and its address; stopped as the kiosk stops, its live state first."""
    yield serve(app)
    live.close()


@contextmanager
def showing(pictures: Pictures) -> Iterator[list[float]]:
    """A loop that shows a picture thirty times a second: how long each `show` took."""
    over, took_s = threading.Event(), []

    def loop() -> None:
        while not over.wait(1 / 30):
            began_s = time.perf_counter()
            pictures.show(RGB)
            took_s.append(time.perf_counter() - began_s)

    with ThreadPoolExecutor(1) as thread:
        running = thread.submit(loop)
        try:
            yield took_s
        finally:
            over.set()
            running.result(10)


def opened(address: str) -> http.client.HTTPResponse:
    """The motion JPEG, opened; the connection ends with the response."""
    connection = http.client.HTTPConnection(address.removeprefix("http://"), timeout=10)
    connection.request("GET", "/picture", headers={"Connection": "close"})
    return connection.getresponse()


def part(response: http.client.HTTPResponse) -> bytes:
    """The next picture of a motion JPEG."""
    assert response.readline() == b"--picture\r\n"
    assert response.readline() == b"Content-Type: image/jpeg\r\n"
    assert response.readline() == b"\r\n"
    jpeg = b""
    while not jpeg.endswith(b"\xff\xd9\r\n"):
        jpeg += response.readline()
    return jpeg.removesuffix(b"\r\n")


def open_again(address: str) -> bool:
    """Whether a place is free at last; asks until one is."""
    for _ in range(200):
        response = opened(address)
        if response.status == 200:
            response.close()
            return True
        response.close()
        threading.Event().wait(0.02)
    return False


def test_moving_picture_moves(served: tuple[WebServer, str], pictures: Pictures) -> None:
    """The stream brings one JPEG after another, and tells browsers to keep none."""
    with showing(pictures):
        response = opened(served[1])
        assert response.status == 200
        assert response.headers["Content-Type"] == "multipart/x-mixed-replace; boundary=picture"
        assert response.headers["Cache-Control"] == "no-store"
        for _ in range(3):
            jpeg = part(response)
            assert (jpeg[:2], jpeg[-2:]) == (b"\xff\xd8", b"\xff\xd9")
        response.close()


def test_single_picture(app: Flask) -> None:
    """The newest picture alone is a JPEG; without a camera it is said that there is none."""
    client = app.test_client()
    response = client.get("/picture.jpg")
    assert response.mimetype == "image/jpeg"
    assert response.headers["Cache-Control"] == "no-store"
    assert response.get_data()[:2] == b"\xff\xd8"


def test_lost_camera_has_no_picture(
    app: Flask, pictures: Pictures, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once the loop has cleared it, nothing old is shown, and the stream ends by itself."""
    monkeypatch.setattr(module, "WITHOUT_S", 0.0)
    pictures.clear()
    client = app.test_client()
    assert client.get("/picture.jpg").status_code == 503
    assert client.get("/picture").get_data() == module._HEAD


@pytest.mark.parametrize("path", ["/picture", "/picture.jpg"])
def test_picture_never_leaves_the_box(app: Flask, path: str) -> None:
    """From the network, through a proxy, and for signed-in staff elsewhere it is refused."""
    client = app.test_client()
    assert client.get(path, environ_base={"REMOTE_ADDR": "192.0.2.7"}).status_code == 403
    assert client.get(path, headers={"X-Forwarded-For": "192.0.2.7"}).status_code == 403
    client.set_cookie("kiosk_session", app.extensions["kiosk_sessions"].open("admin"))
    assert client.get(path, environ_base={"REMOTE_ADDR": "192.0.2.7"}).status_code == 403


@pytest.mark.parametrize("path", ["/picture", "/picture.jpg"])
@pytest.mark.parametrize("switched_on", [True, False])
def test_switched_off_there_is_none(
    live: Live, store: ResultStore, pictures: Pictures, path: str, switched_on: bool
) -> None:
    """Without the setting there is no picture, whether or not the mailbox is there for staff."""
    live.publish(Snapshot(camera="ok", picture=switched_on))
    app = create_app(live, store, Given(pictures=None if switched_on else pictures))
    assert app.test_client().get(path).status_code == 404


def test_open_streams_are_few(served: tuple[WebServer, str], pictures: Pictures) -> None:
    """A third viewer is refused, and has a place as soon as one has gone."""
    address = served[1]
    with showing(pictures):
        streams = [opened(address) for _ in range(MOST_OPEN)]
        assert [stream.status for stream in streams] == [200] * MOST_OPEN
        assert opened(address).status == 503
        streams[0].close()
        assert open_again(address)
        streams[1].close()


def test_killed_viewer_gives_its_place_back(
    served: tuple[WebServer, str], pictures: Pictures
) -> None:
    """A viewer that vanishes in the middle of a picture holds neither place nor thread."""
    address = served[1]
    host, port = address.removeprefix("http://").split(":")
    with showing(pictures):
        for _ in range(2 * MOST_OPEN):
            connection = socket.create_connection((host, int(port)), timeout=10)
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
            connection.sendall(b"GET /picture HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert connection.recv(100)
            connection.close()  # at once and with a reset
            assert open_again(address)


def test_viewers_never_hold_up_the_loop(served: tuple[WebServer, str], pictures: Pictures) -> None:
    """With viewers that read, one that does not, and hammering requests, showing stays instant."""
    address = served[1]
    with showing(pictures) as took_s:
        reading, lazy = opened(address), opened(address)
        connection = http.client.HTTPConnection(address.removeprefix("http://"), timeout=10)
        while len(took_s) < 45:
            part(reading)
            connection.request("GET", "/picture.jpg")
            assert connection.getresponse().read()[:2] == b"\xff\xd8"
        for each in (reading, lazy, connection):
            each.close()
    assert sorted(took_s)[len(took_s) // 2] < 0.001


def test_streams_end_when_the_kiosk_stops(
    served: tuple[WebServer, str], live: Live, pictures: Pictures
) -> None:
    """Stopping the kiosk ends the stream at once."""
    with showing(pictures):
        server, address = served
        response = opened(address)
        part(response)
        live.close()
        began_s = time.monotonic()
        server.stop()
        response.close()
        assert time.monotonic() - began_s < 2.0


def test_pictures_are_sent_no_faster_than_allowed(pictures: Pictures) -> None:
    """However fast the camera is, a stream takes at most so many pictures a second."""
    over = threading.Event()
    with showing(pictures):
        parts = moving(pictures, over.is_set, most_a_second=20.0)
        next(parts)
        next(parts)
        began_s = time.monotonic()
        for _ in range(4):
            next(parts)
        assert time.monotonic() - began_s >= 4 / 20
        over.set()
        assert list(parts) == []
