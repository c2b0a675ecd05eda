"""The live stream over a real server: newest state, many at once, never a starved page."""

from __future__ import annotations

import time
import urllib.request
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from kiosk.live import Live, Snapshot
from kiosk.web.server import WebServer
from kiosk.web.stream import BEAT_S, RESERVED_FOR_THE_BOX, Streams

OpenStream = Callable[[str], Any]
SEEN = Snapshot(camera="ok", width_px=480, height_px=640)


def test_stream_begins_with_build_and_bones(address: str, open_stream: OpenStream) -> None:
    """First comes what the page needs to draw and to know its version, then the present state."""
    stream = open_stream(address)
    name, hello = stream.next()
    assert name == "hello"
    assert [11, 13] in hello["bones"]
    html = urllib.request.urlopen(address, timeout=10).read().decode()
    assert f'data-build="{hello["build"]}"' in html
    name, words = stream.next()
    assert (name, words["lang"]) == ("words", "en")
    assert words["words"]["title"] == "Movement check"
    name, state = stream.next()
    assert (name, state["stage"]) == ("state", "waiting")


def test_words_come_anew_with_another_language(
    live: Live, address: str, open_stream: OpenStream
) -> None:
    """When the language changes the fixed words come before the first state in it, once."""
    stream = open_stream(address)
    stream.until("state")
    for counted in (1, 2):
        live.publish(replace(SEEN, language="de", reps_counted=counted))
        names: list[tuple[str, Any]] = []
        while not names or names[-1][0] != "state":
            names.append(stream.next())
        assert [name for name, _ in names] == (["words", "state"] if counted == 1 else ["state"])
        assert names[0][1]["lang" if counted == 1 else "seq"] in ("de", live.newest.seq)


def test_slow_reader_gets_the_newest_state(
    live: Live, address: str, open_stream: OpenStream
) -> None:
    """Every reader ends at the newest state, in order, and publishing never waits for one."""
    stream = open_stream(address)
    stream.until("state")
    began = time.monotonic()
    for number in range(2000):
        live.publish(replace(SEEN, reps_counted=number))
    assert time.monotonic() - began < 5.0
    seqs: list[int] = []
    while not seqs or seqs[-1] < live.newest.seq:
        seqs.append(stream.until("state")["seq"])
    assert seqs == sorted(set(seqs))


def test_face_points_never_leave(live: Live, address: str, open_stream: OpenStream) -> None:
    """Face points are dropped on the way out, even if somebody publishes them."""
    live.publish(replace(SEEN, skeleton=((0.5, 0.5),) * 17))
    points = open_stream(address).until("state")["figure"]["points"]
    assert points[:5] == [None] * 5
    assert points[5:] == [[0.5, 0.5]] * 12


def test_quiet_stream_beats(address: str, open_stream: OpenStream) -> None:
    """With nothing new the stream still gives a sign of life."""
    stream = open_stream(address)
    stream.until("state")
    began = time.monotonic()
    assert stream.next() == ("beat", {})
    assert time.monotonic() - began < BEAT_S + 2.0


def test_page_answers_beside_twenty_streams(
    live: Live, address: str, open_stream: OpenStream
) -> None:
    """With twenty streams open and running, pages answer at once and every stream gets news."""
    streams = [open_stream(address) for _ in range(20)]
    for stream in streams:
        assert stream.response.status == 200
        stream.until("state")
    live.publish(replace(SEEN, reps_counted=4))
    began = time.monotonic()
    for page in ("/", "/healthz", "/static/js/main.js", "/staff/sign-in"):
        with urllib.request.urlopen(address + page, timeout=5) as answer:
            assert answer.status == 200
    assert time.monotonic() - began < 5.0
    assert [stream.until("state")["counted"] for stream in streams] == [4] * 20


def test_one_stream_too_many_is_told_to_come_back(
    live: Live, app: Flask, address: str, open_stream: OpenStream
) -> None:
    """Beyond the limit a stream is refused with 503 and a time; a place left is free again."""
    streams = [open_stream(address) for _ in range(20 + RESERVED_FOR_THE_BOX)]
    first = streams[0]
    for stream in streams:
        stream.until("state")
    refused = open_stream(address)
    assert refused.response.status == 503
    assert int(refused.response.headers["Retry-After"]) > 0
    assert refused.response.read() == b"All live views are in use.\n"
    for stream in streams[1:3]:
        stream.close()
    counts: Streams = app.extensions["kiosk_streams"]
    deadline = time.monotonic() + 10
    while counts.open > 22 and time.monotonic() < deadline:
        live.publish(SEEN)
        first.until("state")
    assert open_stream(address).response.status == 200


def test_network_leaves_room_for_the_box(app: Flask, visitor: FlaskClient) -> None:
    """Visitors can take twenty places at most; the box's own screen still gets one."""
    held = [visitor.get("/events", buffered=False) for _ in range(20)]
    assert [answer.status_code for answer in held] == [200] * 20
    assert visitor.get("/events").status_code == 503
    own = app.test_client().get("/events", buffered=False)
    assert own.status_code == 200
    for answer in (*held, own):
        answer.close()
    assert app.extensions["kiosk_streams"].open == 0


def test_asking_for_headers_takes_no_place(app: Flask, address: str) -> None:
    """HEAD requests are answered and give their place back at once."""

    def ask() -> None:
        request = urllib.request.Request(address + "/events", method="HEAD")
        with urllib.request.urlopen(request, timeout=5) as answer:
            assert answer.status == 200

    for _ in range(50):
        ask()
    deadline = time.monotonic() + 5
    while app.extensions["kiosk_streams"].open > 1 and time.monotonic() < deadline:
        ask()  # the server gives a place back after its answer has gone
    assert app.extensions["kiosk_streams"].open <= 1


def test_stopping_ends_streams_at_once(
    app: Flask, serve: Callable[..., tuple[WebServer, str]], open_stream: OpenStream
) -> None:
    """The server stops within a second though streams are open, and each of them ends cleanly."""
    server, address = serve(app)
    streams = [open_stream(address) for _ in range(20)]
    for stream in streams:
        stream.until("state")
    began = time.monotonic()
    server.stop()
    assert time.monotonic() - began < 1.5
    assert [stream.until("end") for stream in streams] == [None] * 20


def test_closed_state_ends_streams_and_refuses_new_ones(
    live: Live, address: str, open_stream: OpenStream
) -> None:
    """When the program stops publishing for good, streams end and no new one begins."""
    stream = open_stream(address)
    stream.until("state")
    live.close()
    assert stream.next() == ("end", None)
    assert open_stream(address).response.status == 503


def test_health_tells_camera_and_progress(live: Live, client: FlaskClient) -> None:
    """The sign of life names the camera's state and the number of the newest state."""
    live.publish(SEEN)
    live.publish(SEEN)
    assert client.get("/healthz").get_json() == {
        "camera": "ok",
        "stage": "waiting",
        "seq": 2,
        "streams": 0,
    }
