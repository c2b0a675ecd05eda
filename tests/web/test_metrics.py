"""The figures for Prometheus: what they are called, how they are written, who may read them."""

from __future__ import annotations

import re
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families

from kiosk.health.about import ABOUT
from kiosk.health.report import Level, Reading
from kiosk.live import Live
from kiosk.results import ResultStore, TokenGate
from kiosk.vitals import Vitals
from kiosk.web.app import create_app
from kiosk.web.given import Given
from kiosk.web.guessing import MOST_WRONG, WINDOW_S
from tests.web.conftest import FakeClock, from_network, moment
from tests.web.fake_health import FakeHealth

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "metrics.md"
Samples = dict[tuple[str, tuple[tuple[str, str], ...]], float]


@pytest.fixture
def app(live: Live, store: ResultStore, health: FakeHealth, clock: FakeClock) -> Flask:
    gate = TokenGate(store, lambda: moment(0))
    return create_app(live, store, Given(clock=clock, health=health, tokens=gate))


@pytest.fixture
def secret(store: ResultStore) -> str:
    """The key of a program."""
    return store.add_token("prometheus", moment(0))


def bearer(secret: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {secret}"}


def samples_of(text: str) -> Samples:
    """Every sample by name and labels, as the reference parser reads it."""
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


@pytest.fixture
def scrape(visitor: FlaskClient, secret: str) -> Callable[[], Samples]:
    """All samples, as a program on the network gets them."""

    def read() -> Samples:
        answer = visitor.get("/metrics", headers=bearer(secret))
        assert answer.status_code == 200
        assert answer.content_type == "text/plain; version=0.0.4; charset=utf-8"
        return samples_of(answer.get_data(as_text=True))

    return read


def test_a_program_reads_the_figures(scrape: Callable[[], Samples]) -> None:
    """With its token: readings in their units, levels, the loop, the camera, the board."""
    found = scrape()
    assert found["kiosk_ready", ()] == 1.0
    assert found["kiosk_health_temperature_celsius", ()] == 54.2
    assert found["kiosk_health_disk_free_bytes", ()] == 21.4e9
    assert found["kiosk_health_service_restarts", ()] == 0.0
    assert found["kiosk_health_level", (("level", "ok"), ("reading", "temperature"))] == 1.0
    assert found["kiosk_health_level", (("level", "bad"), ("reading", "temperature"))] == 0.0
    assert found["kiosk_loop_frames_total", ()] == 12_345
    assert found["kiosk_loop_frames_dropped_total", ()] == 67
    assert found["kiosk_loop_tick_seconds", ()] == pytest.approx(0.0312)
    assert found["kiosk_camera", (("state", "ok"),)] == 1.0
    model, half, threads = ("model", "thunder-portrait"), ("precision", "half"), ("threads", "2")
    assert found["kiosk_board_frame_seconds", (model, half, threads)] == pytest.approx(0.071)
    used = (model, half, ("stage", "second"), threads)
    assert found["kiosk_board_network_info", used] == 1.0
    assert found["kiosk_board_verdicts", ()] == 1.0
    assert found["kiosk_health_looked_at_timestamp_seconds", ()] == 1_795_376_702.0


def test_what_is_unknown_has_no_sample(scrape: Callable[[], Samples], health: FakeHealth) -> None:
    """No zero and no NaN stands for a value that nobody knows."""
    health.vitals, health.fresh_age_s, health.board = Vitals(), None, None
    found = scrape()
    names = {name for name, _ in found}
    absent = {"kiosk_health_throttling", "kiosk_loop_tick_seconds", "kiosk_loop_frame_rate_hertz"}
    absent |= {"kiosk_loop_fresh_age_seconds", "kiosk_screen_painted_age_seconds"}
    absent |= {"kiosk_board_frame_seconds"}
    assert names & absent == set()
    assert found["kiosk_health_level", (("level", "unknown"), ("reading", "throttling"))] == 1.0
    assert all(value == value for value in found.values())


def test_one_state_holds_at_a_time(scrape: Callable[[], Samples], health: FakeHealth) -> None:
    """Of the states of camera, ladder and trouble exactly the present one is 1, others stay 0."""
    health.lose_camera()
    found = scrape()
    for name, now, count in (
        ("kiosk_camera", "frozen", 7),
        ("kiosk_camera_rung", "reopening", 5),
        ("kiosk_trouble", "camera_lost", 4),
    ):
        states = {labels[0][1]: value for (each, labels), value in found.items() if each == name}
        assert len(states) == count
        assert {state for state, value in states.items() if value} == {now}
    assert found["kiosk_ready", ()] == 0.0


def test_no_word_breaks_the_format(scrape: Callable[[], Samples], health: FakeHealth) -> None:
    """Quotes, backslashes and new lines in labels and help come out as they went in."""
    nasty = 'a "b" \\ c\nd {e="f"} 1'
    health.readings = (Reading("odd", nasty, Level.OK, "", None, 1.0, "count"),)
    assert health.board is not None
    health.board["figures"][0]["model"] = nasty
    found = scrape()
    assert found["kiosk_health_odd", ()] == 1.0
    labels = (("model", nasty), ("precision", "half"), ("threads", "1"))
    assert found["kiosk_board_frame_seconds", labels] == pytest.approx(0.044)


def test_no_name_is_given_twice(visitor: FlaskClient, secret: str, health: FakeHealth) -> None:
    """Prometheus refuses a text that declares one metric twice, or has one sample twice."""
    health.fail_card()
    text = visitor.get("/metrics", headers=bearer(secret)).get_data(as_text=True)
    declared = re.findall(r"^# TYPE (\S+)", text, re.MULTILINE)
    assert len(declared) == len(set(declared))
    lines = [line.rpartition(" ")[0] for line in text.splitlines() if not line.startswith("#")]
    assert len(lines) == len(set(lines)) == len(samples_of(text))


def test_every_name_is_documented(visitor: FlaskClient, secret: str, health: FakeHealth) -> None:
    """docs/metrics.md lists the names that are sent, those of all readings there are, no other."""
    health.readings = tuple(
        Reading(name, each.label, Level.OK, "", None, 1.0, each.unit)
        for name, each in ABOUT.items()
    )
    text = visitor.get("/metrics", headers=bearer(secret)).get_data(as_text=True)
    sent = dict(re.findall(r"^# TYPE (\S+) (\S+)", text, re.MULTILINE))
    row = r"^\| `(kiosk_\w+)(?:{[^}]*})?` \| (\w+) \|"
    told = dict(re.findall(row, DOCUMENT.read_text("utf-8"), re.MULTILINE))
    assert told == sent


def test_the_screen_is_watched_too(
    client: FlaskClient, scrape: Callable[[], Samples], clock: FakeClock
) -> None:
    """How long ago the kiosk's own screen painted is one of the figures."""
    own_page = {"Sec-Fetch-Site": "same-origin"}
    assert client.post("/painted", headers=own_page).status_code == 204
    clock.advance(7.5)
    assert scrape()["kiosk_screen_painted_age_seconds", ()] == 7.5


def test_signed_in_staff_read_them_in_a_browser(staff: FlaskClient) -> None:
    """A session opens the figures; the address is the same as for programs."""
    assert "kiosk_ready 1.0" in staff.get("/metrics").get_data(as_text=True)


def test_without_health_the_pages_own_figures_remain(
    live: Live, store: ResultStore, secret: str
) -> None:
    """A run that watches no health still says its version and its streams."""
    app = create_app(live, store, Given(tokens=TokenGate(store, lambda: moment(0))))
    found = samples_of(app.test_client().get("/metrics", headers=bearer(secret)).text)
    assert {name for name, _ in found} == {"kiosk_build_info", "kiosk_streams_open"}


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "Bearer",
        "Bearer ",
        "Bearer  ",
        "Basic a2lvc2s6a2lvc2s=",
        "Digest username=x",
        "Token abc",
        "Bearer a=b",
        "bearer",
        "\x7f",
        "B" * 4000,
    ],
)
def test_who_sends_no_token_is_told_what_is_needed(
    visitor: FlaskClient, header: str | None
) -> None:
    """No redirect and no page: 401, what is asked for, and where a token comes from."""
    answer = visitor.get("/metrics", headers={"Authorization": header} if header else {})
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="kiosk"'
    assert answer.content_type.startswith("text/plain")
    assert answer.text == "A token is needed: kiosk token add NAME makes one.\n"


@pytest.mark.parametrize("change", [str.swapcase, lambda s: s[:-1], lambda s: s + "=", str.upper])
def test_a_wrong_token_opens_nothing(
    visitor: FlaskClient, secret: str, change: Callable[[str], str]
) -> None:
    """A token a letter off is refused as invalid."""
    answer = visitor.get("/metrics", headers=bearer(change(secret)))
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="kiosk", error="invalid_token"'
    assert "kiosk_" not in answer.text


def test_a_revoked_token_opens_nothing_at_once(
    visitor: FlaskClient, store: ResultStore, secret: str
) -> None:
    """Revoking works while the kiosk runs."""
    assert visitor.get("/metrics", headers=bearer(secret)).status_code == 200
    store.revoke_token("prometheus", moment(1))
    assert visitor.get("/metrics", headers=bearer(secret)).status_code == 401


def test_a_token_opens_nothing_else(visitor: FlaskClient, app: Flask, secret: str) -> None:
    """A token is for the figures alone: no page of staff and nothing of the box opens to it."""
    for rule in app.url_map.iter_rules():
        address = str(rule).replace("<check_id>", "none")
        if address.startswith(("/staff", "/ready", "/painted", "/screen", "/healthz")):
            method = "GET" if "GET" in (rule.methods or ()) else "POST"
            plain = visitor.open(address, method=method)
            with_token = visitor.open(address, method=method, headers=bearer(secret))
            assert (with_token.status_code, with_token.location) == (
                plain.status_code,
                plain.location,
            )
            assert with_token.status_code in (200, 303, 403)


def test_guessing_is_slowed_down_by_address(
    app: Flask, visitor: FlaskClient, clock: FakeClock, secret: str
) -> None:
    """After many wrong tokens an address waits, told for how long; others read on."""
    for _ in range(MOST_WRONG):
        assert visitor.get("/metrics", headers=bearer("wrong")).status_code == 401
    answer = visitor.get("/metrics", headers=bearer(secret))
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= WINDOW_S
    assert "WWW-Authenticate" not in answer.headers
    other = app.test_client()
    from_network(other).environ_base["REMOTE_ADDR"] = "192.0.2.8"
    assert other.get("/metrics", headers=bearer(secret)).status_code == 200
    clock.advance(WINDOW_S)
    assert visitor.get("/metrics", headers=bearer(secret)).status_code == 200


def test_asking_without_a_token_is_no_guess(visitor: FlaskClient, secret: str) -> None:
    """A browser that looks in does not lock a program at the same address out."""
    for _ in range(2 * MOST_WRONG):
        assert visitor.get("/metrics").status_code == 401
    assert visitor.get("/metrics", headers=bearer(secret)).status_code == 200


def test_trouble_is_told_to_programs_in_a_line(
    visitor: FlaskClient, secret: str, health: FakeHealth
) -> None:
    """A failure is a status and a sentence, never a page."""
    health.stop_telling()
    answer = visitor.get("/metrics", headers=bearer(secret))
    assert (answer.status_code, answer.text) == (503, "The card cannot be read: change it.\n")
    assert answer.content_type.startswith("text/plain")


def test_the_signed_in_session_is_found_behind_another_cookie(app: Flask) -> None:
    """An older cookie of the name, set for a longer path, comes first and hides nothing."""
    cookie = app.extensions["kiosk_sessions"].open("staff")
    client = app.test_client(use_cookies=False)
    headers = {"Cookie": f"kiosk_session=old; kiosk_session={cookie}"}
    assert client.get("/metrics", headers=headers).status_code == 200
    assert client.get("/staff/", headers=headers).status_code == 200


def test_over_a_real_connection(app: Flask, serve: Callable[..., Any], secret: str) -> None:
    """A real server answers a scrape as Prometheus sends it."""
    _, address = serve(app)
    host, port = address.removeprefix("http://").split(":")
    asked = (
        f"GET /metrics HTTP/1.1\r\nHost: {host}:{port}\r\nAuthorization: Bearer {secret}\r\n"
        "Accept: application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5\r\n"
        "X-Prometheus-Scrape-Timeout-Seconds: 10\r\nConnection: close\r\n\r\n"
    )
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.sendall(asked.encode())
        answer = b"".join(iter(lambda: connection.recv(65536), b"")).decode()
    head, _, body = answer.partition("\r\n\r\n")
    assert head.startswith("HTTP/1.1 200")
    assert "Cache-Control: no-store" in head
    assert samples_of(body)["kiosk_ready", ()] == 1.0
