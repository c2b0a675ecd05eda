"""Who may call what, and what every answer carries."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.exceptions import MethodNotAllowed
from werkzeug.routing import Rule

from kiosk.live import Live
from kiosk.results import ResultStore
from kiosk.web.access import ON_THE_WAY_TO, declared_role, open_to, require_declared
from kiosk.web.app import create_app
from kiosk.web.given import Given
from kiosk.web.sessions import COOKIE
from tests.web.conftest import IN_THE_CLEAR

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
FOR_ANYONE = {"member.screen", "member.how_sure", "stream.events", "static"} | {
    "phone.result",
    "why.why",
}
THE_WAY_IN = {"staff.sign_in", "staff.try_pin"}
FOR_THE_BOX = {"member.health", "staff.set_first_pin", "languages.choose"} | {
    "picture.live",
    "picture.once",
    "health_pages.ready",
    "painted.painted",
    "painted.screen",
}
FOR_PROGRAMS = {"metrics.metrics"} | {
    f"api.{name}" for name in ("box_status", "check", "checks", "described", "labels", "trail")
}


def address_of(rule: Rule) -> str:
    """An address that a route answers, with parts that name nothing that there is."""
    address = str(rule).replace("<path:filename>", "css/tokens.css")
    address = re.sub(r"<any\(\W*(\w+).*?\):\w+>", r"\1", address)
    address = re.sub(r"<int:\w+>", "999999", address)
    return re.sub(r"<(\w+:)?\w+>", "no-such-check", address)


def every_call(app: Flask) -> Iterator[tuple[str | None, str, str]]:
    """(endpoint, address, method) for every route and method; endpoint None answers nothing."""
    routes = app.url_map.bind("localhost")
    for address in dict.fromkeys(address_of(rule) for rule in app.url_map.iter_rules()):
        for method in METHODS:
            try:
                yield routes.match(address, method)[0], address, method
            except MethodNotAllowed:
                yield None, address, method


def test_every_endpoint_declares_its_role(app: Flask) -> None:
    """Every route there is says who may call it, and the open ones are exactly the known ones."""
    roles = {rule.endpoint: declared_role(app, rule.endpoint) for rule in app.url_map.iter_rules()}
    assert None not in roles.values()
    assert {name for name, role in roles.items() if role == "anyone"} == FOR_ANYONE
    assert {name for name, role in roles.items() if role == "entrance"} == THE_WAY_IN
    assert {name for name, role in roles.items() if role == "kiosk"} == FOR_THE_BOX
    assert {name for name, role in roles.items() if role == "integration"} == FOR_PROGRAMS


def test_every_way_leads_somewhere(app: Flask) -> None:
    """Each word that the sign-in takes along names a page of staff that there is."""
    assert {declared_role(app, endpoint) for endpoint in ON_THE_WAY_TO.values()} == {"staff"}


def test_visitors_are_refused_everywhere_else(app: Flask, visitor: FlaskClient) -> None:
    """Over all routes and methods, a visitor from the network reaches only what is for anyone."""
    for endpoint, address, method in every_call(app):
        response = visitor.open(address, method=method)
        status = response.status_code
        response.close()
        if endpoint is None:
            assert status == 405, (method, address)
        elif endpoint == "phone.result":
            assert status == 404, (method, address)  # of a link that nobody was given
        elif endpoint in FOR_ANYONE | THE_WAY_IN:
            assert status == (403 if method == "POST" else 200), (method, address)
        elif endpoint in FOR_PROGRAMS:
            assert status == 401, (method, address)
            assert response.location is None, (method, address)
        elif endpoint not in FOR_THE_BOX and method in ("GET", "HEAD"):
            words = {there: word for word, there in ON_THE_WAY_TO.items()}
            back = f"?then={words[endpoint]}" if endpoint in words else ""
            assert (status, response.location) == (303, f"/staff/sign-in{back}"), (method, address)
        else:
            assert status == 403, (method, address)


def test_nothing_private_is_answered_in_the_clear(app: Flask, in_the_clear: FlaskClient) -> None:
    """Over all routes and methods, plain HTTP from the network reaches the members' pages alone:
    not the sign-in, not with a session of an admin, and no header makes it private."""
    cookie = app.extensions["kiosk_sessions"].open("admin")
    in_the_clear.set_cookie(COOKIE, cookie)
    claims = {"X-Forwarded-Proto": "https", "Forwarded": "proto=https", "Front-End-Https": "on"}
    for endpoint, address, method in every_call(app):
        if endpoint is None or endpoint in FOR_ANYONE:
            continue
        response = in_the_clear.open(address, method=method, headers=claims)
        assert response.status_code == 403, (method, address)
        assert "Set-Cookie" not in response.headers, (method, address)
        if method != "HEAD" and endpoint not in FOR_THE_BOX:
            assert "in the clear" in response.get_data(as_text=True), (method, address)
        response.close()


def test_staff_on_the_box_need_no_tls(staff: FlaskClient) -> None:
    """The kiosk's own browser speaks plain HTTP to itself, and staff sign in there."""
    assert staff.get("/staff/").status_code == 200


class Lan:
    """A kiosk whose network is let in."""

    port: int | None = 8443
    own_names = ("gym-kiosk.local",)

    def view(self) -> Mapping[str, Any]:
        raise AssertionError("nobody asks")


@pytest.mark.parametrize(
    ("host", "https"),
    [
        ("192.168.1.20:8080", "https://192.168.1.20:8443"),
        ("Gym-Kiosk.local:8080", "https://Gym-Kiosk.local:8443"),
        ("[fd00::5]:8080", "https://[fd00::5]:8443"),
        ("[fd00::5]", "https://[fd00::5]:8443"),
    ],
)
def test_in_the_clear_one_reads_where_to_go(
    live: Live, store: ResultStore, host: str, https: str
) -> None:
    """The refusal names the same page over TLS, or says how TLS is switched on."""
    where = {"headers": {"Host": host}, "environ_base": IN_THE_CLEAR}
    on = create_app(live, store, Given(network=Lan())).test_client()
    page = on.get("/staff/sign-in", **where)
    assert f'href="{https}/staff/sign-in"' in page.get_data(as_text=True)
    program = on.get("/metrics", **where)
    assert program.mimetype == "text/plain"
    assert f"use {https}/metrics instead." in program.get_data(as_text=True)
    if "local" not in host:
        off = create_app(live, store).test_client().get("/metrics", **where)
        assert "switch https on there (web.lan)" in off.get_data(as_text=True)


def test_undeclared_route_is_refused(app: Flask) -> None:
    """A route that slips in without a role is refused, even to signed-in staff on the box."""
    app.add_url_rule("/new", "new", lambda: "secret")
    staff = app.test_client()
    staff.set_cookie("kiosk_session", app.extensions["kiosk_sessions"].open("admin"))
    for client in (staff, app.test_client()):
        response = client.get("/new")
        assert response.status_code == 403
        assert "secret" not in response.get_data(as_text=True)


def test_app_with_silent_endpoint_does_not_start(app: Flask) -> None:
    """Building an app with an undeclared endpoint fails and names it."""
    app.add_url_rule("/new", "new", lambda: "secret")
    with pytest.raises(RuntimeError, match="new"):
        require_declared(app)


def test_admin_pages_are_closed_to_staff(app: Flask) -> None:
    """A session of staff does not open what is for admins; one of an admin opens both."""
    app.add_url_rule("/admin", "admin", open_to("admin")(lambda: "settings"))
    sessions = app.extensions["kiosk_sessions"]
    for role, status in (("staff", 403), ("admin", 200)):
        client = app.test_client()
        client.set_cookie("kiosk_session", sessions.open(role))
        assert client.get("/admin").status_code == status


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "Via"])
def test_proxied_request_is_not_the_box(client: FlaskClient, header: str) -> None:
    """A request that a proxy on the box relays does not count as made on the box."""
    assert client.get("/healthz").status_code == 200
    assert client.get("/healthz", headers={header: "for=127.0.0.1"}).status_code == 403


@pytest.mark.parametrize(
    ("address", "status"), [("::1", 200), ("::ffff:127.0.0.1", 200), ("::ffff:192.0.2.7", 403)]
)
def test_box_is_known_under_ipv6(app: Flask, address: str, status: int) -> None:
    """Loopback is loopback in IPv6 too, and a mapped outside address is not."""
    client = app.test_client()
    client.environ_base["REMOTE_ADDR"] = address
    assert client.get("/healthz").status_code == status


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("evil.example", 400),
        ("localhost.evil.example", 400),
        ("127.0.0.1.evil.example:8080", 400),
        ("", 400),
        ("localhost:8080", 200),
        ("LOCALHOST", 200),
        ("192.168.1.20:8080", 200),
        ("[fe80::1]:8080", 200),
        ("kiosk.example.org:8080", 200),
    ],
)
def test_host_names(live: Live, store: ResultStore, host: str, status: int) -> None:
    """Only the box's own names and plain addresses are answered (DNS rebinding)."""
    client = create_app(live, store, Given(host_names=("Kiosk.example.org",))).test_client()
    for address in ("/", "/static/css/tokens.css"):
        response = client.get(address, headers={"Host": host})
        assert response.status_code == status
        response.close()


def pages(add_check: Callable[..., str]) -> tuple[str, ...]:
    return (
        "/",
        "/how-sure",
        "/staff/",
        f"/staff/checks/{add_check()}",
        "/staff/checks/none",
        "/none",
        "/healthz",
        "/static/js/main.js",
        "/static/none",
    )


def test_every_answer_is_hardened(staff: FlaskClient, add_check: Callable[..., str]) -> None:
    """Every answer, errors and files too, carries the strict policy; only files may be kept."""
    for address in pages(add_check):
        response = staff.get(address)
        policy = response.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none';")
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Referrer-Policy"] == "no-referrer"
        kept = "no-cache" if address.startswith("/static") else "no-store"
        assert response.headers["Cache-Control"] == kept
        response.close()


def test_pages_hold_nothing_inline(staff: FlaskClient, add_check: Callable[..., str]) -> None:
    """No page has inline script, inline style or event attributes, or loads from elsewhere."""
    for address in pages(add_check)[:6]:
        html = staff.get(address).get_data(as_text=True)
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=", html)
        assert not re.search(r"(src|href|action)=\"(https?:)?//", html)


def test_page_data_is_escaped(staff: FlaskClient, add_check: Callable[..., str]) -> None:
    """Text from the store is shown as text, never as markup."""
    check_id = add_check(state="abandoned", reason="<script>alert(1)</script>")
    html = staff.get(f"/staff/checks/{check_id}").get_data(as_text=True)
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert" in html


def test_oversized_form_is_refused(client: FlaskClient) -> None:
    """A body beyond the limit is refused, not read."""
    response = client.post("/staff/sign-in", data={"pin": "9" * 100_000})
    assert response.status_code == 413
