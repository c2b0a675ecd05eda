"""Who may call what, and what every answer carries."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kiosk.live import Live
from kiosk.results import ResultStore
from kiosk.web.access import declared_role, open_to, require_declared
from kiosk.web.app import create_app
from kiosk.web.given import Given

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
FOR_ANYONE = {"member.screen", "member.how_sure", "stream.events", "static"} | {
    "staff.sign_in",
    "staff.try_pin",
    "phone.result",
    "why.why",
}
FOR_THE_BOX = {"member.health", "staff.set_first_pin", "languages.choose"} | {
    "picture.live",
    "picture.once",
    "health_pages.ready",
    "painted.painted",
    "painted.screen",
}
FOR_PROGRAMS = {"metrics.metrics"}


def every_call(app: Flask) -> Iterator[tuple[str | None, str, str]]:
    """(endpoint, address, method) for every route and method; endpoint None answers nothing."""
    answers: dict[str, dict[str, str]] = {}
    for rule in app.url_map.iter_rules():
        address = str(rule).replace("<path:filename>", "css/tokens.css")
        address = address.replace("<check_id>", "no-such-check")
        for method in rule.methods or ():
            answers.setdefault(address, {})[method] = rule.endpoint
    for address, endpoints in answers.items():
        for method in METHODS:
            yield endpoints.get(method), address, method


def test_every_endpoint_declares_its_role(app: Flask) -> None:
    """Every route there is says who may call it, and the open ones are exactly the known ones."""
    roles = {rule.endpoint: declared_role(app, rule.endpoint) for rule in app.url_map.iter_rules()}
    assert None not in roles.values()
    assert {name for name, role in roles.items() if role == "anyone"} == FOR_ANYONE
    assert {name for name, role in roles.items() if role == "kiosk"} == FOR_THE_BOX
    assert {name for name, role in roles.items() if role == "integration"} == FOR_PROGRAMS


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
        elif endpoint in FOR_ANYONE:
            assert status == (403 if method == "POST" else 200), (method, address)
        elif endpoint in FOR_PROGRAMS:
            assert status == 401, (method, address)
            assert response.location is None, (method, address)
        elif endpoint not in FOR_THE_BOX and method in ("GET", "HEAD"):
            back = "?then=update" if endpoint == "update_pages.update" else ""
            assert (status, response.location) == (303, f"/staff/sign-in{back}"), (method, address)
        else:
            assert status == 403, (method, address)


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
