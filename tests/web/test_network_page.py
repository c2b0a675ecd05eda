"""Who gets in: the certificate in words, changing a PIN, and signing everybody out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kiosk.live import Live
from kiosk.results import ResultStore
from kiosk.web.app import create_app
from kiosk.web.given import Given
from kiosk.web.sessions import COOKIE, Role
from kiosk.web.staff.network_view import halves, signed_in_words
from kiosk.web.staff.pin_lock import FREE_MISTAKES
from tests.web.conftest import FakeClock, from_network

PAGE = "/staff/network"
CHANGE = "/staff/network/pin"
NEW = "577215"
Post = Callable[..., Any]
FINGERPRINT = ":".join(f"{byte:02X}" for byte in range(32))
CERTIFICATE = {
    "own": True,
    "fingerprint": FINGERPRINT,
    "names": ["gym-kiosk.local", "<script>"],
    "begins": "2026-11-22T12:00:00+00:00",
    "ends": "2029-02-19T12:00:00+00:00",
    "warning": None,
}


class Lan:
    """The network as the page is told of it."""

    port: int | None = 8443
    own_names = ("gym-kiosk.local",)

    def __init__(self, **told: Any) -> None:
        self._told = told

    def view(self) -> Mapping[str, Any]:
        base = {"wanted": True, "port": 8443, "addresses": ["https://gym-kiosk.local:8443/staff/"]}
        return {**base, "trouble": None, "certificate": CERTIFICATE, **self._told}


def page_of(live: Live, store: ResultStore, lan: Lan | None) -> str:
    app = create_app(live, store, Given(network=lan))
    client = app.test_client()
    client.set_cookie(COOKIE, app.extensions["kiosk_sessions"].open("staff"))
    return client.get(PAGE).get_data(as_text=True)


def signed_in(app: Flask, role: Role) -> FlaskClient:
    client = app.test_client()
    client.set_cookie(COOKIE, app.extensions["kiosk_sessions"].open(role))
    return client


def is_in(client: FlaskClient) -> bool:
    return client.get("/staff/").status_code == 200


def change(post: Post, client: FlaskClient, now: str, pin: str = NEW, **more: str) -> Any:
    return post(client, CHANGE, PAGE, **{"now": now, "pin": pin, "again": pin, **more})


def test_page_tells_where_to_go_and_what_to_compare(live: Live, store: ResultStore) -> None:
    """The address and the fingerprint in lines of eight, with what a browser's warning means."""
    html = page_of(live, store, Lan())
    assert "https://gym-kiosk.local:8443/staff/" in html
    assert "00 01 02 03 04 05 06 07" in html
    assert "Compare the fingerprint" in html
    assert "19 February 2029" in html
    assert "<script>" not in html.partition("<main")[2]


def test_supplied_certificate_asks_for_no_comparing(live: Live, store: ResultStore) -> None:
    """A browser knows who signed it, so nobody is told to accept a warning."""
    html = page_of(live, store, Lan(certificate={**CERTIFICATE, "own": False}))
    assert "It was supplied" in html
    assert "Compare the fingerprint" not in html


def test_page_says_why_nobody_gets_in(live: Live, store: ResultStore) -> None:
    """Switched off, in trouble, about to end, or a run without a network: each in words."""
    off = page_of(live, store, Lan(wanted=False, port=None, addresses=[], certificate=None))
    assert "web.lan" in off
    assert "systemd/install --lan" in off
    broken = page_of(live, store, Lan(port=None, addresses=[], trouble="The port is taken."))
    assert "though it is switched on" in broken
    assert "The port is taken." in broken
    ending = page_of(live, store, Lan(certificate={**CERTIFICATE, "warning": "It ends soon."}))
    assert "It ends soon." in ending
    assert "lets nobody in from the network" in page_of(live, store, None)


def test_new_pin_ends_every_session_of_its_role(
    app: Flask, staff: FlaskClient, store: ResultStore, post: Post, pin: str
) -> None:
    """Whoever knew the old PIN is out; the one who changed it goes on, under a new cookie."""
    other, admin = signed_in(app, "staff"), signed_in(app, "admin")
    old = staff.get_cookie(COOKIE)
    assert change(post, staff, pin).location == f"{PAGE}?done=staff"
    assert (store.role_of_pin(NEW), store.role_of_pin(pin)) == ("staff", None)
    assert is_in(staff)
    assert staff.get_cookie(COOKIE) != old
    assert not is_in(other)
    assert is_in(admin)
    assert "The staff PIN is changed" in staff.get(f"{PAGE}?done=staff").get_data(as_text=True)
    assert [each.action for each in store.audit.newest(1)] == ["pin.changed"]


@pytest.mark.usefixtures("pin")
def test_an_admin_gives_staff_a_new_pin(
    app: Flask, admin: FlaskClient, store: ResultStore, post: Post, admin_pin: str
) -> None:
    """With the admin's own PIN: staff are signed out, the admin stays."""
    staff = signed_in(app, "staff")
    assert change(post, admin, admin_pin, whose="staff").status_code == 303
    assert store.role_of_pin(NEW) == "staff"
    assert store.role_of_pin(admin_pin) == "admin"
    assert not is_in(staff)
    assert is_in(admin)


@pytest.mark.usefixtures("pin")
def test_staff_change_no_pin_of_an_admin(
    staff: FlaskClient, store: ResultStore, post: Post, pin: str, admin_pin: str
) -> None:
    """Neither with their own PIN nor with the admin's, for they are signed in as staff."""
    assert 'name="whose"' not in staff.get(PAGE).get_data(as_text=True)
    for now in (pin, admin_pin):
        assert change(post, staff, now, whose="admin").status_code == 403
    assert store.role_of_pin(admin_pin) == "admin"


@pytest.mark.parametrize("whose", ["", "nobody", "kiosk"])
def test_a_role_that_is_none_is_refused(
    admin: FlaskClient, store: ResultStore, post: Post, admin_pin: str, whose: str
) -> None:
    """A made-up role sets nothing."""
    assert change(post, admin, admin_pin, whose=whose).status_code == 403
    assert store.role_of_pin(NEW) is None


def test_bad_changes_are_explained(
    app: Flask, staff: FlaskClient, store: ResultStore, post: Post, pin: str, admin_pin: str
) -> None:
    """The old PIN stays, nobody is signed out, and the page says why."""
    other = signed_in(app, "staff")
    for now, new, again, code, words in (
        (pin, NEW, NEW + "0", 400, "The two new PINs differ."),
        ("000000", NEW, NEW, 403, "The PIN that holds now is not right."),
        ("", NEW, NEW, 403, "The PIN that holds now is not right."),
        (pin, "123", "123", 400, "choose one of 6 to 64"),
        (pin, admin_pin, admin_pin, 400, "two different PINs"),
    ):
        answer = change(post, staff, now, new, again=again)
        assert answer.status_code == code
        assert words in answer.get_data(as_text=True)
    assert store.role_of_pin(pin) == "staff"
    assert is_in(other)


def test_guessing_the_old_pin_is_as_slow_as_signing_in(
    staff: FlaskClient, store: ResultStore, post: Post, pin: str, clock: FakeClock
) -> None:
    """An unwatched phone that is signed in is no way round the waits; each wait is logged once."""
    for _ in range(FREE_MISTAKES):
        assert change(post, staff, "000000").status_code == 403
    locking = change(post, staff, "000000")
    assert locking.status_code == 429
    assert "30 seconds" in locking.get_data(as_text=True)
    assert change(post, staff, pin).status_code == 429
    assert store.role_of_pin(NEW) is None
    assert [each.action for each in store.audit.newest(9)] == ["locked-out"]
    clock.advance(30)
    assert change(post, staff, pin).status_code == 303


def test_changing_the_pin_is_no_way_to_guess_the_admins(
    staff: FlaskClient, store: ResultStore, post: Post, pin: str, admin_pin: str, clock: FakeClock
) -> None:
    """That a new PIN is taken tells the admin's: after some changes the next one has to wait."""
    now = pin
    for turn in range(FREE_MISTAKES + 1):
        guess = f"90000{turn}"
        assert change(post, staff, now, guess).status_code == 303
        now = guess
    waiting = change(post, staff, now, admin_pin)
    assert waiting.status_code == 429
    assert "Try again in 30 seconds." in waiting.get_data(as_text=True)
    assert "two different PINs" not in waiting.get_data(as_text=True)
    assert store.role_of_pin(now) == "staff"
    clock.advance(30)
    assert change(post, staff, now).status_code == 303


def test_lockouts_and_sign_ins_are_written_down(
    client: FlaskClient, store: ResultStore, post: Post, pin: str, clock: FakeClock
) -> None:
    """One entry for a wait, however often somebody tries in it, and one for who came in."""
    for _ in range(FREE_MISTAKES + 5):
        post(client, "/staff/sign-in", pin="000000")
    clock.advance(30)
    post(client, "/staff/sign-in", pin=pin)
    entries = store.audit.newest(9)
    assert [each.action for each in entries] == ["signed-in", "locked-out"]
    assert entries[0].by_whom == "staff, on the kiosk"


def test_sign_everybody_else_out(app: Flask, admin: FlaskClient, post: Post) -> None:
    """An admin ends every session but the own, which goes on under a new cookie."""
    others = [signed_in(app, "staff"), signed_in(app, "admin")]
    assert "2 with the admin PIN and 1 with the staff PIN" in admin.get(PAGE).get_data(as_text=True)
    assert post(admin, f"{PAGE}/sign-out-all", PAGE).location == f"{PAGE}?done=out"
    assert [is_in(each) for each in others] == [False, False]
    assert is_in(admin)
    assert "Nobody else is signed in" in admin.get(PAGE).get_data(as_text=True)


def test_staff_sign_staff_out(app: Flask, staff: FlaskClient, post: Post) -> None:
    """Staff end the sessions of staff; an admin's they do not touch."""
    other, admin = signed_in(app, "staff"), signed_in(app, "admin")
    assert post(staff, f"{PAGE}/sign-out-all", PAGE).status_code == 303
    assert (is_in(other), is_in(admin), is_in(staff)) == (False, True, True)


def test_changes_need_their_form(app: Flask, staff: FlaskClient, pin: str) -> None:
    """Another site changes no PIN and signs nobody out (CSRF)."""
    other = signed_in(app, "staff")
    fields = {"now": pin, "pin": NEW, "again": NEW}
    assert staff.post(CHANGE, data=fields).status_code == 403
    assert staff.post(f"{PAGE}/sign-out-all").status_code == 403
    assert is_in(other)


def test_a_visitor_reaches_none_of_it(visitor: FlaskClient, store: ResultStore, pin: str) -> None:
    """Without a session there is the sign-in and nothing else."""
    assert visitor.get(PAGE).location == "/staff/sign-in?then=network"
    assert visitor.post(CHANGE, data={"now": pin, "pin": NEW, "again": NEW}).status_code == 403
    assert store.role_of_pin(NEW) is None


def test_signing_in_leads_back(app: Flask, post: Post, pin: str) -> None:
    """Who was on the way here arrives here, from another device too."""
    client = from_network(app.test_client())
    answer = post(client, "/staff/sign-in?then=network", "/staff/sign-in?then=network", pin=pin)
    assert answer.location == PAGE


def test_fingerprint_is_cut_into_lines() -> None:
    """Four lines of eight pairs, nothing lost."""
    assert [len(line.split()) for line in halves(FINGERPRINT)] == [8, 8, 8, 8]
    assert " ".join(halves(FINGERPRINT)).replace(" ", ":") == FINGERPRINT


def test_who_is_in_is_counted_in_words() -> None:
    """The reader is one of them."""
    assert signed_in_words({"staff": 1, "admin": 0}) == "Nobody else is signed in now."
    assert signed_in_words({"staff": 2, "admin": 0}) == (
        "2 with the staff PIN are signed in now, you among them."
    )
