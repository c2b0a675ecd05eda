"""The second role: how its PIN is set, and what a PIN opens."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kiosk.results import ResultStore
from kiosk.web.sessions import COOKIE, Role
from kiosk.web.staff.pin_lock import FREE_MISTAKES, LONGEST_WAIT_S, Attempt, PinLock
from tests.web.conftest import from_network

PAGE = "/staff/admin-pin"
Post = Callable[..., Any]


def role_of(client: FlaskClient) -> Role | None:
    """Whose session a client has."""
    cookie = client.get_cookie(COOKIE)
    found = client.application.extensions["kiosk_sessions"].find(cookie and cookie.value)
    return found.role if found else None


def only_for_admins(app: Flask) -> None:
    from kiosk.web.access import open_to

    app.add_url_rule("/admin", "admin", open_to("admin")(lambda: "settings"))


def test_the_pin_decides_the_role(
    app: Flask, client: FlaskClient, post: Post, pin: str, admin_pin: str
) -> None:
    """One form: the staff PIN opens the staff's pages, the admin's those of admins too."""
    only_for_admins(app)
    assert post(client, "/staff/sign-in", pin=pin).location == "/staff/"
    assert role_of(client) == "staff"
    assert client.get("/admin").status_code == 403
    other = app.test_client()
    assert post(other, "/staff/sign-in", pin=admin_pin).location == "/staff/"
    assert role_of(other) == "admin"
    assert other.get("/admin").status_code == 200
    assert other.get("/staff/").status_code == 200


def test_staff_become_admin_with_its_pin(
    app: Flask, staff: FlaskClient, post: Post, admin_pin: str
) -> None:
    """Who is signed in as staff may sign in as admin; the old session is over."""
    cookie = staff.get_cookie(COOKIE)
    assert cookie is not None
    assert post(staff, "/staff/sign-in", "/staff/", pin=admin_pin).status_code == 303
    assert role_of(staff) == "admin"
    assert app.extensions["kiosk_sessions"].find(cookie.value) is None


def test_a_box_from_before_lets_staff_in(client: FlaskClient, post: Post, pin: str) -> None:
    """With a staff PIN alone, staff sign in as ever and no PIN makes an admin."""
    assert post(client, "/staff/sign-in", pin="161803").status_code == 403
    assert post(client, "/staff/sign-in", pin=pin).status_code == 303
    assert role_of(client) == "staff"


def test_the_admin_pin_is_set_once_on_the_box(
    staff: FlaskClient, store: ResultStore, post: Post
) -> None:
    """Staff set it on the kiosk itself, have it at once, and never again on this page."""
    assert "Choose the admin PIN" in staff.get(PAGE).get_data(as_text=True)
    answer = post(staff, PAGE, PAGE, pin="161803", again="161803")
    assert (answer.status_code, answer.location) == (303, "/staff/update?done=admin")
    assert store.role_of_pin("161803") == "admin"
    assert role_of(staff) == "admin"
    assert staff.get(PAGE).status_code == 403
    assert post(staff, PAGE, "/staff/", pin="666666", again="666666").status_code == 403
    assert store.role_of_pin("161803") == "admin"
    assert store.role_of_pin("666666") is None


def test_choosing_it_is_in_the_log_and_leads_back(
    staff: FlaskClient, store: ResultStore, post: Post
) -> None:
    """Who came from the settings is led there again, and the log says that a PIN was chosen."""
    assert f"{PAGE}?then=network" in staff.get("/staff/network").get_data(as_text=True)
    there = f"{PAGE}?then=network"
    assert there in staff.get(there).get_data(as_text=True)
    answer = post(staff, there, there, pin="161803", again="161803")
    assert (answer.status_code, answer.location) == (303, "/staff/network")
    noted = store.audit.newest(1)[0]
    assert (noted.action, noted.by_whom) == ("pin.chosen", "staff, on the kiosk")


def test_the_admin_pin_is_not_set_from_the_network(
    staff: FlaskClient, store: ResultStore, post: Post
) -> None:
    """A signed-in phone neither sees the form nor sets the PIN, and reads where it is set."""
    from_network(staff)
    answer = staff.get(PAGE)
    assert answer.status_code == 403
    assert "on the kiosk itself" in answer.get_data(as_text=True)
    assert post(staff, PAGE, "/staff/", pin="161803", again="161803").status_code == 403
    assert not store.has_pin("admin")


def test_nobody_sets_it_without_signing_in(client: FlaskClient, store: ResultStore) -> None:
    """Members at the screen reach the sign-in only."""
    assert client.get(PAGE).location == "/staff/sign-in"
    token = client.application.extensions["kiosk_sessions"].form_token("c")
    client.set_cookie(COOKIE, "c")
    fields = {"token": token, "pin": "161803", "again": "161803"}
    assert client.post(PAGE, data=fields).status_code == 403
    assert not store.has_pin("admin")


@pytest.mark.usefixtures("pin")
@pytest.mark.parametrize(
    ("chosen", "again", "words"),
    [
        ("161803", "161804", "The two PINs differ."),
        ("123", "123", "choose one of 6 to 64"),
        ("271828", "271828", "Staff and admin need two different PINs"),
    ],
)
def test_a_bad_admin_pin_is_explained(
    staff: FlaskClient,
    store: ResultStore,
    post: Post,
    chosen: str,
    again: str,
    words: str,
) -> None:
    """Two that differ, one too short, and the staff's own are not taken, and the page says why."""
    answer = post(staff, PAGE, PAGE, pin=chosen, again=again)
    assert answer.status_code == 400
    assert words in answer.get_data(as_text=True)
    assert not store.has_pin("admin")
    assert role_of(staff) == "staff"


def test_admin_pin_needs_the_form(staff: FlaskClient, store: ResultStore) -> None:
    """Another site cannot set it in the name of staff."""
    assert staff.post(PAGE, data={"pin": "161803", "again": "161803"}).status_code == 403
    assert not store.has_pin("admin")


def test_an_early_admin_reads_what_a_wrong_pin_reads(
    client: FlaskClient, post: Post, pin: str, admin_pin: str, clock: Any
) -> None:
    """While admins must wait, their PIN is answered like a wrong one; the staff's still opens."""
    for _ in range(FREE_MISTAKES + 1):
        post(client, "/staff/sign-in", pin="000000")
    clock.advance(30)
    assert post(client, "/staff/sign-in", pin=pin).status_code == 303
    clock.advance(1)
    other = client.application.test_client()
    wrong = post(other, "/staff/sign-in", pin="000000")
    early = post(other, "/staff/sign-in", pin=admin_pin)
    assert (wrong.status_code, early.status_code) == (403, 403)
    for answer in (wrong, early):
        assert "An admin&#39;s has to wait 60 seconds" in answer.get_data(as_text=True)
    assert role_of(other) is None
    assert post(other, "/staff/sign-in", pin=pin).status_code == 303
    clock.advance(60)
    assert post(other, "/staff/sign-in", "/staff/", pin=admin_pin).status_code == 303
    assert role_of(other) == "admin"


def guess(lock: PinLock, role: Role | None) -> Attempt:
    return lock.attempt(False, lambda: role)


def test_staff_cannot_guess_on_with_their_own_pin(clock: Any) -> None:
    """The staff PIN wipes out no guess at the admin's: a day of guessing brings few to the end."""
    lock, taken, day_s = PinLock(clock), 0, 24 * 3600.0
    began_s, waiting = clock(), False
    while clock() - began_s < day_s:
        tried = guess(lock, None)
        taken += not waiting
        waiting = tried.admin_wait_s > 0
        guess(lock, "staff")
        clock.advance(1.0)
        waiting = waiting and tried.admin_wait_s > 1.0
    assert taken <= 40
    assert guess(lock, "admin").role is None


def test_mistakes_of_staff_are_forgiven(clock: Any) -> None:
    """Staff who mistype once in an hour never make an admin wait."""
    lock = PinLock(clock)
    for _ in range(200):
        assert guess(lock, None).admin_wait_s == 0
        assert guess(lock, "staff").role == "staff"
        clock.advance(LONGEST_WAIT_S)
    assert guess(lock, "admin").role == "admin"


def test_an_admin_sets_every_count_back(clock: Any) -> None:
    """After an admin signed in, mistakes are counted from the beginning."""
    lock = PinLock(clock)
    for _ in range(FREE_MISTAKES):
        assert guess(lock, None) == Attempt()
    assert guess(lock, "admin") == Attempt("admin")
    for _ in range(FREE_MISTAKES):
        assert guess(lock, None) == Attempt()
    assert guess(lock, None) == Attempt(None, 30.0, 30.0, begun=True)
    assert guess(lock, "admin") == Attempt(None, 30.0)
