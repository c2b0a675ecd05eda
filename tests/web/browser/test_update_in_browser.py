"""The update page in a real browser: read, asked for, followed over a restart of the kiosk."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Page, expect

from kiosk.live import Live
from kiosk.results import ResultStore
from kiosk.web.app import create_app
from kiosk.web.given import Given
from kiosk.web.server import WebServer
from kiosk.web.sessions import COOKIE, Role
from tests.web.update_notes import CURRENT, FAILED, WENT_BACK, WENT_WELL, Notes

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]
Screenshot = Callable[[Page, str], None]
Serve = Callable[..., tuple[WebServer, str]]
AA = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.fixture
def kiosk(live: Live, store: ResultStore, notes: Notes) -> Callable[[], Flask]:
    """Each call is one run of the kiosk: nobody is signed in."""
    return lambda: create_app(live, store, Given(updates=notes.updating()))


@pytest.fixture
def app(kiosk: Callable[[], Flask]) -> Flask:
    return kiosk()


def open_as(open_page: OpenPage, app: Flask, address: str, role: Role, size: str) -> Page:
    """The page as somebody sees it who has signed in."""
    page = open_page(f"{address}/staff/sign-in", size)
    cookie = app.extensions["kiosk_sessions"].open(role)
    page.context.add_cookies([{"name": COOKIE, "value": cookie, "url": address}])
    page.goto(f"{address}/staff/update")
    return page


def well_made(page: Page) -> None:
    """No sideways scrolling, and nothing for axe to find."""
    page.wait_for_load_state()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    found = Axe().run(page, options=AA)
    assert found.violations_count == 0, found.generate_report()


def sign_in(page: Page, label: str, button: str, pin: str) -> None:
    page.get_by_label(label).fill(pin)
    page.get_by_role("button", name=button).click()


@pytest.mark.parametrize("size", ["phone", "landscape"])
def test_staff_read_what_came_of_updates(
    app: Flask,
    address: str,
    open_page: OpenPage,
    notes: Notes,
    screenshot: Screenshot,
    size: str,
) -> None:
    """Nothing yet, a history, a trial, a damaged note: each page is well made."""
    page = open_as(open_page, app, address, "admin", size)
    expect(page.get_by_text("No update yet")).to_be_visible()
    well_made(page)
    screenshot(page, f"update-new-{size}")
    notes.write(
        last_look=CURRENT,
        history=[WENT_BACK, WENT_WELL, FAILED],
        base={"version": "1.3.0", "trouble": "The page did not answer."},
    )
    page.reload()
    expect(page.locator(".history li")).to_have_count(3)
    expect(page.locator(".history li").first).to_contain_text("Went back")
    well_made(page)
    screenshot(page, f"update-history-{size}")
    notes.try_out()
    page.reload()
    expect(page.get_by_role("status")).to_contain_text("1.4.0 is being tried.")
    well_made(page)
    screenshot(page, f"update-trial-{size}")
    notes.damage(b"{")
    page.reload()
    expect(page.get_by_text("cannot be read").first).to_be_visible()
    well_made(page)
    screenshot(page, f"update-damaged-{size}")


def test_the_admin_pin_is_chosen_and_an_update_asked_for(
    address: str, open_page: OpenPage, notes: Notes, screenshot: Screenshot, pin: str
) -> None:
    """Staff on the kiosk choose the admin PIN from the page, ask, and see what becomes of it."""
    page = open_page(f"{address}/staff/")
    sign_in(page, "PIN", "Sign in", pin)
    page.get_by_role("link", name="Update", exact=True).click()
    well_made(page)
    screenshot(page, "update-no-admin-landscape")
    page.get_by_role("link", name="choose the admin PIN").click()
    well_made(page)
    page.get_by_label("New admin PIN").fill(pin)
    sign_in(page, "The same PIN again", "Set the admin PIN", pin)
    expect(page.get_by_role("alert")).to_contain_text("two different PINs")
    well_made(page)
    screenshot(page, "admin-pin-refused-landscape")
    page.get_by_label("New admin PIN").fill("161803")
    sign_in(page, "The same PIN again", "Set the admin PIN", "161803")
    expect(page.get_by_text("The admin PIN is set")).to_be_visible()
    page.get_by_role("button", name="Look for an update").click()
    expect(page.get_by_role("status")).to_contain_text("nobody may be on the spot")
    assert notes.wanted.exists()
    well_made(page)
    screenshot(page, "update-asked-landscape")
    notes.wanted.unlink()
    expect(page.get_by_text("The kiosk is looking now")).to_be_visible()
    notes.write(last_look=CURRENT)
    expect(page.get_by_text(str(CURRENT["sentence"]))).to_be_visible()
    expect(page.get_by_role("button", name="Look for an update")).to_be_visible()


def test_staff_become_admin_on_the_page(
    app: Flask,
    address: str,
    open_page: OpenPage,
    screenshot: Screenshot,
    admin_pin: str,
) -> None:
    """By keyboard alone, on a phone: the admin PIN where the button will be."""
    page = open_as(open_page, app, address, "staff", "phone")
    expect(page.get_by_role("button", name="Look for an update")).to_have_count(0)
    page.get_by_text("Ask for an update as admin").press("Enter")
    well_made(page)
    screenshot(page, "update-as-admin-phone")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Admin PIN")).to_be_focused()
    page.keyboard.type(admin_pin)
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Look for an update")).to_be_visible()


def test_the_page_outlives_the_kiosk_under_it(
    kiosk: Callable[[], Flask],
    serve: Serve,
    open_page: OpenPage,
    free_port: int,
    notes: Notes,
    screenshot: Screenshot,
    pin: str,
) -> None:
    """An update restarts the kiosk: the page says that it is away, then asks to sign in again, and
    there stands what came of the update."""
    first = kiosk()
    server, address = serve(first, free_port)
    notes.try_out()
    page = open_as(open_page, first, address, "admin", "phone")
    server.stop()
    expect(page.locator("#stale")).to_be_visible()
    expect(page.locator("#stale")).to_contain_text("does not answer")
    expect(page.get_by_text("1.4.0 is being tried")).to_be_visible()
    well_made(page)
    screenshot(page, "update-away-phone")
    notes.settle()
    notes.write(last_look={**WENT_BACK, "clock_sure": True}, history=[WENT_BACK])
    serve(kiosk(), free_port)
    expect(page.locator("#signed-out")).to_be_visible()
    expect(page.locator("#stale")).to_be_hidden()
    well_made(page)
    screenshot(page, "update-signed-out-phone")
    page.get_by_role("link", name="Sign in again").click()
    sign_in(page, "PIN", "Sign in", pin)
    expect(page.locator(".history li").first).to_contain_text(str(WENT_BACK["sentence"]))
    expect(page.get_by_text("1.4.0 is being tried")).to_have_count(0)


def test_what_is_new_is_put_in_place(
    app: Flask, address: str, open_page: OpenPage, notes: Notes
) -> None:
    """Nothing moves while nothing is new: what stays keeps its focus; what is new appears."""
    page = open_as(open_page, app, address, "admin", "phone")
    page.clock.install()
    page.reload()
    link = page.get_by_role("link", name="renew it now")
    link.focus()
    notes.write(last_look=CURRENT, history=[WENT_WELL])
    page.clock.run_for(14_000)
    expect(page.get_by_text("No update yet")).to_be_visible()
    page.clock.run_for(2_000)
    expect(page.locator(".history li")).to_have_count(1)
    expect(link).to_be_focused()
