"""A real store and a real server for the pages, and requests from the box and the network."""

from __future__ import annotations

import http.client
import json
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kiosk.contract import report_json
from kiosk.live import Live
from kiosk.moment import Moment
from kiosk.pictures import Pictures
from kiosk.pose.keypoints import Leg
from kiosk.results import ResultStore, Software
from kiosk.scoring.findings import FreeLeg, OtherMovement, Refusal, Rep
from kiosk.scoring.report import build_report
from kiosk.setup.desk import SetupDesk
from kiosk.web.app import create_app
from kiosk.web.given import Given
from kiosk.web.server import WebServer
from kiosk.web.sessions import COOKIE
from tests.setup.rig import CAMERA, MAT, mailbox
from tests.web.fake_health import FakeHealth
from tests.web.update_notes import Notes

PIN = "271828"
ADMIN_PIN = "161803"
SOFTWARE = Software(
    "0.1.0", "1", "lightning-portrait", "ab" * 32, "camera", "thunder-portrait", "cd" * 32
)
NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)


class FakeClock:
    """Seconds that pass only when told."""

    def __init__(self) -> None:
        self.now_s = 1000.0

    def __call__(self) -> float:
        return self.now_s

    def advance(self, seconds: float) -> None:
        self.now_s += seconds


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def live() -> Iterator[Live]:
    live = Live()
    yield live
    live.close()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ResultStore]:
    with ResultStore.open(tmp_path / "results.db", "kiosk", moment(0)) as store:
        yield store


@pytest.fixture
def app(live: Live, store: ResultStore, clock: FakeClock) -> Flask:
    return create_app(live, store, Given(session_hours=12, clock=clock))


@pytest.fixture
def box() -> Pictures:
    """The newest picture as the loop leaves it: the mat on the floor."""
    return mailbox(MAT)


@pytest.fixture
def desk(store: ResultStore, live: Live, box: Pictures) -> Iterator[SetupDesk]:
    """A desk whose camera is open; an app has it with `setup=desk`."""
    desk = SetupDesk(store, lambda: moment(0), box.newest_rgb, live)
    desk.opened(CAMERA)
    yield desk
    desk.close()


@pytest.fixture
def health() -> FakeHealth:
    """A healthy box; an app has it with `health=health`."""
    return FakeHealth()


def moment(t_s: float, clock_sure: bool = True) -> Moment:
    return Moment(NOON + timedelta(seconds=t_s), 100.0 + t_s, "boot-1", clock_sure)


def rep(leg: Leg, start_s: float, knee_deg: float, refused: Refusal | None = None) -> Rep:
    return Rep(
        leg=leg,
        start_s=start_s,
        bottom_s=start_s + 2.0,
        end_s=start_s + 4.1,
        counted=refused is None,
        refused_because=refused,
        knee_fppa_deg=knee_deg,
        knee_fppa_change_deg=knee_deg - 2.0,
        pelvic_drop_deg=None if refused else 3.0,
        pelvic_error_deg=None if refused else 2.0,
        trunk_lean_deg=4.0,
        knee_flexion_deg=63.0,
        free_leg=FreeLeg.BEHIND,
        why_null={"pelvic_drop_deg": "the hips were hidden"} if refused else {},
        hip_adduction_change_deg=knee_deg - 2.0,
        knee_over_ankle_change_percent=knee_deg - 2.0,
    )


REPS = (
    *(rep(Leg.LEFT, 4.0 + 5 * turn, 24.0 + turn / 2) for turn in range(5)),
    rep(Leg.LEFT, 30.0, 22.0, Refusal.FOOT_DOWN),
    *(rep(Leg.RIGHT, 40.0 + 5 * turn, 2.0 + turn / 2) for turn in range(5)),
)
OTHER = (OtherMovement(70.0, 73.0, Refusal.TWO_LEGS),)
REPORT = report_json(build_report(REPS, OTHER))


@pytest.fixture
def report() -> dict[str, Any]:
    """A whole check: the left knee moves in, the right one does not."""
    return REPORT


@pytest.fixture
def add_check(store: ResultStore) -> Callable[..., str]:
    """Store a check as the loop does; `state` is how it ended."""

    def add(
        t_s: float = 0.0,
        state: str = "complete",
        clock_sure: bool = True,
        reason: str = "the person left the spot",
        eased: bool = False,
    ) -> str:
        check_id = store.start_check(moment(t_s, clock_sure), SOFTWARE)
        store.add_rep(check_id, rep(Leg.LEFT, 0.5, 20.0), None, practice=True)
        for number, each in enumerate(REPS, 1):
            store.add_rep(check_id, each, number if each.counted else None)
        store.add_other(check_id, OTHER[0])
        if state == "complete":
            report = {**REPORT, "eased": True} if eased else REPORT
            store.complete(check_id, report, moment(t_s + 90))
        elif state == "abandoned":
            store.abandon(check_id, reason, None, moment(t_s + 90))
        return check_id

    return add


Serve = Callable[..., tuple[WebServer, str]]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Serve an app on 127.0.0.1: (the server, its address); stopped at the end."""
    servers: list[WebServer] = []

    def start(app: Flask, port: int = 0) -> tuple[WebServer, str]:
        server = WebServer(app, "127.0.0.1", port)
        host, bound_port = server.start()
        servers.append(server)
        return server, f"http://{host}:{bound_port}"

    yield start
    for server in servers:
        server.stop()


@pytest.fixture
def address(app: Flask, serve: Serve) -> str:
    return serve(app)[1]


@pytest.fixture
def free_port() -> int:
    """A port that nobody listens on, to start on twice."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


@dataclass
class EventStream:
    """One open `/events`, read line by line."""

    connection: http.client.HTTPConnection
    response: http.client.HTTPResponse

    def next(self) -> tuple[str, Any]:
        """The next event: (name, data)."""
        name, data = "", ""
        while True:
            line = self.response.readline().decode()
            if not line:
                return "end", None
            if line == "\n":
                return name, json.loads(data)
            field, _, value = line.rstrip("\n").partition(": ")
            name, data = (value, data) if field == "event" else (name, value)

    def until(self, wanted: str) -> Any:
        while True:
            name, data = self.next()
            if name in (wanted, "end"):
                return data

    def close(self) -> None:
        self.response.close()
        self.connection.close()


@pytest.fixture
def open_stream() -> Iterator[Callable[[str], EventStream]]:
    streams: list[EventStream] = []

    def open_one(address: str) -> EventStream:
        connection = http.client.HTTPConnection(address.removeprefix("http://"), timeout=10)
        connection.request("GET", "/events")
        stream = EventStream(connection, connection.getresponse())
        streams.append(stream)
        return stream

    yield open_one
    for stream in streams:
        stream.close()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Requests made on the box itself."""
    return app.test_client()


IN_THE_CLEAR = {"REMOTE_ADDR": "192.0.2.7"}


def from_network(client: FlaskClient) -> FlaskClient:
    """From now on its requests come from the network, over TLS."""
    client.environ_base.update(IN_THE_CLEAR)
    client.open = partial(client.open, base_url="https://localhost")  # type: ignore[method-assign]
    return client


@pytest.fixture
def visitor(app: Flask) -> FlaskClient:
    """Requests that come from the network, over TLS."""
    return from_network(app.test_client())


@pytest.fixture
def in_the_clear(app: Flask) -> FlaskClient:
    """Requests that come from the network over plain HTTP."""
    client = app.test_client()
    client.environ_base.update(IN_THE_CLEAR)
    return client


Post = Callable[..., Any]


@pytest.fixture
def post() -> Post:
    """Send a form as a browser would: with the token of the page that holds it."""

    def send(client: FlaskClient, url: str, page: str = "/staff/sign-in", **fields: str) -> Any:
        html = client.get(page).get_data(as_text=True)
        token = html.partition('name="token" value="')[2].partition('"')[0]
        return client.post(url, data={"token": token, **fields})

    return send


@pytest.fixture
def staff(app: Flask, client: FlaskClient) -> FlaskClient:
    """A client with a session of staff."""
    client.set_cookie(COOKIE, app.extensions["kiosk_sessions"].open("staff"))
    return client


@pytest.fixture
def pin(store: ResultStore) -> str:
    """The staff PIN, which is set."""
    store.set_pin("staff", PIN)
    return PIN


@pytest.fixture
def admin_pin(store: ResultStore) -> str:
    """The admin PIN, which is set."""
    store.set_pin("admin", ADMIN_PIN)
    return ADMIN_PIN


@pytest.fixture
def admin(app: Flask) -> FlaskClient:
    """A client on the box with a session of an admin."""
    client = app.test_client()
    client.set_cookie(COOKIE, app.extensions["kiosk_sessions"].open("admin"))
    return client


@pytest.fixture
def notes(tmp_path: Path) -> Notes:
    """A box that takes updates; an app has it with `updates=notes.updating()`."""
    return Notes(tmp_path / "box")
