"""Getting into the staff pages, and being kept out."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kiosk.live import Live
from kiosk.results import ResultStore
from kiosk.web.app import create_app
from kiosk.web.sessions import COOKIE, Sessions
from kiosk.web.staff.pin_lock import FREE_MISTAKES, LONGEST_WAIT_S, PinLock, wait_after
from tests.web.conftest import from_network

Post = Callable[..., Any]


def session_cookie(client: FlaskClient) -> str:
    cookie = client.get_cookie(COOKIE)
    assert cookie is not None
    return cookie.value


def test_right_pin_opens_the_staff_pages(client: FlaskClient, post: Post, pin: str) -> None:
    """Without a session one is sent to sign in; with the right PIN the list opens."""
    assert client.get("/staff/").location == "/staff/sign-in"
    assert post(client, "/staff/sign-in", pin=pin).location == "/staff/"
    assert client.get("/staff/").status_code == 200
    assert client.get("/staff/sign-in").location == "/staff/"


def test_session_cookie_is_guarded(client: FlaskClient, post: Post, pin: str) -> None:
    """The cookie is out of reach of scripts and other sites, and ends with the session."""
    header = post(client, "/staff/sign-in", pin=pin).headers["Set-Cookie"]
    for part in ("HttpOnly", "SameSite=Strict", "Path=/;", "Max-Age=43200"):
        assert part in header
    assert "Secure" not in header


def test_cookie_is_secure_over_tls(client: FlaskClient) -> None:
    """Over TLS the cookie never goes out in the clear."""
    answer = client.get("/staff/sign-in", base_url="https://localhost")
    assert "Secure" in answer.headers["Set-Cookie"]


def test_wrong_pin_is_refused(client: FlaskClient, post: Post, pin: str) -> None:
    """A wrong PIN opens nothing and says so, be it too short, too long or one letter off."""
    for wrong in ("", pin[:-1], pin + "0", "9" * 500):
        assert post(client, "/staff/sign-in", pin=wrong).status_code == 403
    assert client.get("/staff/").status_code == 303


def test_planted_cookie_never_becomes_a_session(app: Flask, post: Post, pin: str) -> None:
    """Signing in changes the cookie, so one planted beforehand is worthless (session fixation)."""
    victim, attacker = app.test_client(), app.test_client()
    for client in (victim, attacker):
        client.set_cookie(COOKIE, "planted", path="/staff")
    assert post(victim, "/staff/sign-in", pin=pin).status_code == 303
    assert session_cookie(victim) != "planted"
    assert victim.get("/staff/").status_code == 200
    assert attacker.get("/staff/").status_code == 303


@pytest.mark.parametrize("token", [None, "", "0" * 64, "ä"])
def test_form_without_its_token_is_refused(
    client: FlaskClient, pin: str, token: str | None
) -> None:
    """A form sent from elsewhere is refused, whatever it says, and opens no session (CSRF)."""
    client.get("/staff/sign-in")
    fields = {"pin": pin} if token is None else {"pin": pin, "token": token}
    assert client.post("/staff/sign-in", data=fields).status_code == 403
    assert client.get("/staff/").status_code == 303


def test_token_of_another_visitor_is_refused(app: Flask, pin: str) -> None:
    """A token belongs to one cookie; an attacker's own token does not fit the victim's."""
    victim, attacker = app.test_client(), app.test_client()
    victim.get("/staff/sign-in")
    html = attacker.get("/staff/sign-in").get_data(as_text=True)
    token = html.partition('name="token" value="')[2].partition('"')[0]
    assert victim.post("/staff/sign-in", data={"pin": pin, "token": token}).status_code == 403


def test_sign_out_ends_the_session_on_the_kiosk(staff: FlaskClient, post: Post) -> None:
    """After signing out even a copy of the cookie opens nothing."""
    copy = session_cookie(staff)
    assert post(staff, "/staff/sign-out", page="/staff/").location == "/staff/sign-in"
    assert staff.get_cookie(COOKIE) is None
    staff.set_cookie(COOKIE, copy, path="/staff")
    assert staff.get("/staff/").status_code == 303


def test_sign_out_needs_the_token(staff: FlaskClient) -> None:
    """Another site cannot sign staff out."""
    assert staff.post("/staff/sign-out").status_code == 403
    assert staff.get("/staff/").status_code == 200


def test_signing_in_again_ends_the_old_session(
    app: Flask, staff: FlaskClient, post: Post, pin: str
) -> None:
    """A new sign-in replaces the session: the cookie of the old one opens nothing."""
    old = session_cookie(staff)
    assert post(staff, "/staff/sign-in", page="/staff/", pin=pin).status_code == 303
    thief = app.test_client()
    thief.set_cookie(COOKIE, old, path="/staff")
    assert thief.get("/staff/").status_code == 303
    assert staff.get("/staff/").status_code == 200


def test_session_expires(staff: FlaskClient, clock: Any) -> None:
    """A session ends after its hours, however busy it was."""
    for _ in range(12 * 4 - 1):
        clock.advance(15 * 60)
        assert staff.get("/staff/").status_code == 200
    clock.advance(15 * 60 - 1)
    assert staff.get("/staff/").status_code == 200
    clock.advance(1)
    assert staff.get("/staff/").status_code == 303


def test_idle_session_expires(staff: FlaskClient, clock: Any) -> None:
    """Whoever forgot to sign out is signed out half an hour after the last touch."""
    clock.advance(30 * 60 - 1)
    assert staff.get("/staff/").status_code == 200
    clock.advance(30 * 60)
    assert staff.get("/staff/").status_code == 303


@pytest.mark.parametrize("mode", ["cors", "same-origin", "no-cors"])
def test_a_page_that_renews_itself_keeps_nobody_signed_in(
    staff: FlaskClient, clock: Any, mode: str
) -> None:
    """What an open page asks for by itself is answered, and is no touch of anybody's."""
    for minute in range(30):
        asked = staff.get("/staff/update/state", headers={"Sec-Fetch-Mode": mode})
        assert asked.status_code == 200, minute
        clock.advance(60)
    assert staff.get("/staff/").status_code == 303


def test_lockout_backs_off_and_ends(client: FlaskClient, post: Post, pin: str, clock: Any) -> None:
    """After some wrong PINs even the right one must wait; every further mistake doubles it."""
    for _ in range(FREE_MISTAKES):
        assert post(client, "/staff/sign-in", pin="000000").status_code == 403
    for wait_s, words in ((30, "30 seconds"), (60, "60 seconds"), (120, "2 minutes")):
        locking = post(client, "/staff/sign-in", pin="000000")
        assert locking.status_code == 429
        assert words in locking.get_data(as_text=True)
        clock.advance(wait_s - 1)
        assert post(client, "/staff/sign-in", pin=pin).status_code == 429
        clock.advance(1)
    assert post(client, "/staff/sign-in", pin=pin).status_code == 303
    other = client.application.test_client()
    assert post(other, "/staff/sign-in", pin="000000").status_code == 403


def test_network_cannot_lock_out_the_box(
    client: FlaskClient, visitor: FlaskClient, post: Post, pin: str
) -> None:
    """Wrong PINs from the network lock the network, while the box itself still lets staff in."""
    for _ in range(FREE_MISTAKES + 1):
        post(visitor, "/staff/sign-in", pin="000000")
    assert post(visitor, "/staff/sign-in", pin=pin).status_code == 429
    assert post(client, "/staff/sign-in", pin=pin).status_code == 303


def test_waits_grow_to_a_limit() -> None:
    """The wait doubles from the first one up to its limit and never overflows."""
    assert [wait_after(n) for n in (1, FREE_MISTAKES, FREE_MISTAKES + 1)] == [0.0, 0.0, 30.0]
    assert wait_after(FREE_MISTAKES + 3) == 120.0
    assert wait_after(10_000) == LONGEST_WAIT_S


def test_parallel_guesses_do_not_slip_under_the_limit(clock: Any) -> None:
    """Many guesses at once are counted one by one: no more reach the PIN than one by one would."""
    lock, together = PinLock(clock), threading.Barrier(20)
    tried: list[str] = []

    def wrong() -> None:
        tried.append("000000")

    def guess() -> None:
        together.wait(10)
        lock.attempt(False, wrong)

    threads = [threading.Thread(target=guess) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert len(tried) == FREE_MISTAKES + 1


def test_sessions_are_bounded(clock: Any) -> None:
    """Endless sign-ins cannot fill the memory: the oldest session goes first."""
    sessions = Sessions(1, 30, clock)
    cookies = [sessions.open("staff") for _ in range(300)]
    assert sessions.find(cookies[0]) is None
    assert sessions.find(cookies[-1]) is not None
    assert sum(sessions.find(cookie) is not None for cookie in cookies) == 200


@pytest.fixture
def fresh(live: Live, store: ResultStore) -> Flask:
    """A kiosk on its first start: no PIN yet."""
    return create_app(live, store)


def test_first_start_sets_the_pin_on_the_box(fresh: Flask, store: ResultStore, post: Post) -> None:
    """On the first start the box itself asks for a new PIN, signs in, and asks only once."""
    client = fresh.test_client()
    assert "Choose the staff PIN" in client.get("/staff/sign-in").get_data(as_text=True)
    answer = post(client, "/staff/first-pin", pin="314159", again="314159")
    assert answer.location == "/staff/"
    assert store.audit.newest(1)[0].action == "pin.chosen"
    assert client.get("/staff/").status_code == 200
    assert store.role_of_pin("314159") == "staff"
    again = fresh.test_client()
    page = again.get("/staff/sign-in").get_data(as_text=True)
    assert "Choose" not in page
    assert post(again, "/staff/first-pin", pin="666666", again="666666").status_code == 403
    assert store.role_of_pin("314159") == "staff"


def test_first_pin_is_not_set_from_the_network(fresh: Flask, store: ResultStore) -> None:
    """From the network the first PIN can be neither seen nor set nor guessed."""
    visitor = fresh.test_client()
    from_network(visitor)
    assert "on the kiosk itself" in visitor.get("/staff/sign-in").get_data(as_text=True)
    visitor.set_cookie(COOKIE, "c", path="/staff")
    token = fresh.extensions["kiosk_sessions"].form_token("c")
    fields = {"token": token, "pin": "314159", "again": "314159"}
    assert visitor.post("/staff/first-pin", data=fields).status_code == 403
    assert visitor.post("/staff/sign-in", data={"token": token, "pin": ""}).status_code == 403
    assert not store.has_pin("staff")


@pytest.mark.parametrize(
    ("pin", "again", "words"),
    [("314159", "314158", "The two PINs differ."), ("123", "123", "choose one of 6 to 64")],
)
def test_bad_first_pin_is_explained(
    fresh: Flask, store: ResultStore, post: Post, pin: str, again: str, words: str
) -> None:
    """A PIN that is too short, or typed differently twice, is not set and the page says why."""
    answer = post(fresh.test_client(), "/staff/first-pin", pin=pin, again=again)
    assert answer.status_code == 400
    assert words in answer.get_data(as_text=True)
    assert not store.has_pin("staff")
