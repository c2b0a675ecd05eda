"""The settings pages in a real browser: reading, changing, putting back, starting anew."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from kiosk.live import Live
from kiosk.results import ResultStore
from kiosk.web.app import create_app
from kiosk.web.given import Given
from kiosk.web.server import WebServer
from kiosk.web.sessions import COOKIE
from tests.web.browser.screen import axe_findings
from tests.web.settings_rig import Rig

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]
Screenshot = Callable[[Page, str], None]
Serve = Callable[..., tuple[WebServer, str]]


def well_made(page: Page) -> None:
    """No sideways scrolling; on a phone nothing for axe to find, and room on the narrowest too."""
    page.wait_for_load_state()
    size = page.viewport_size
    assert size is not None
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    if size["width"] > 500:
        return
    assert axe_findings(page) == ""
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.set_viewport_size(size)


@pytest.fixture
def rig(store: ResultStore) -> Rig:
    return Rig(store)


@pytest.fixture
def signed_in(
    live: Live, store: ResultStore, rig: Rig, serve: Serve, open_page: OpenPage
) -> Callable[[str, str, str], Page]:
    """A page of the settings, opened as a role on a screen of a size."""
    app = create_app(live, store, Given(settings=rig.desk()))
    _, address = serve(app)

    def opened(role: str, path: str, size: str) -> Page:
        page = open_page(f"{address}/staff/sign-in", size)
        cookie = app.extensions["kiosk_sessions"].open(role)
        page.context.add_cookies([{"name": COOKIE, "value": cookie, "url": address}])
        page.goto(f"{address}/staff/settings{path}")
        return page

    return opened


@pytest.mark.parametrize("size", ["phone", "landscape"])
def test_an_admin_changes_a_value_and_puts_it_back(
    signed_in: Callable[..., Page], screenshot: Screenshot, rig: Rig, size: str
) -> None:
    """Overview, section, a value out of its limits, a right one, the button back, and the log."""
    page = signed_in("admin", "", size)
    expect(page.get_by_role("heading", name="Settings")).to_be_visible()
    well_made(page)
    screenshot(page, f"settings-{size}")
    page.get_by_role("link", name="Camera").click()
    page.get_by_label("Frame rate").fill("500")
    page.get_by_role("button", name="Keep these values").click()
    assert page.get_by_label("Frame rate").evaluate("e => e.validity.rangeOverflow")
    page.evaluate("document.querySelectorAll('form').forEach(f => { f.noValidate = true; })")
    page.get_by_role("button", name="Keep these values").click()
    expect(page.get_by_role("alert")).to_contain_text("Nothing was kept.")
    well_made(page)
    screenshot(page, f"settings-mistake-{size}")
    page.get_by_label("Frame rate").fill("20")
    page.keyboard.press("Enter")  # no button before it takes the key for itself
    expect(page.get_by_role("status")).to_contain_text("Kept.")
    expect(page.get_by_text("Until the next start: 30")).to_be_visible()
    well_made(page)
    screenshot(page, f"settings-camera-{size}")
    page.get_by_role("button", name="Put back 30").click()
    expect(page.get_by_label("Frame rate")).to_have_value("30")
    assert rig.store.settings() == {}
    page.get_by_role("link", name="← Settings").click()
    page.get_by_role("link", name="Who did what").click()
    expect(page.locator(".log li")).to_have_count(2)
    expect(page.locator(".log li").first).to_contain_text("Setting camera.fps put back")
    well_made(page)
    screenshot(page, f"settings-log-{size}")


def test_staff_read_and_are_led_to_the_admin_sign_in(
    signed_in: Callable[..., Page], screenshot: Screenshot, admin_pin: str
) -> None:
    """Without the role there are words in place of fields, and a way to the role."""
    page = signed_in("staff", "/check", "phone")
    expect(page.locator("main input[type=number]")).to_have_count(0)
    well_made(page)
    screenshot(page, "settings-staff-phone")
    page.get_by_text("Sign in as admin to change settings").click()
    page.get_by_label("Admin PIN").fill(admin_pin)
    page.get_by_role("button", name="Sign in as admin").click()
    page.wait_for_url("**/staff/**")
    page.goto(page.url.partition("/staff")[0] + "/staff/settings/check")
    expect(page.get_by_label("Reps", exact=True)).to_have_value("4")


def test_the_page_waits_for_the_kiosk_to_come_back(
    live: Live,
    store: ResultStore,
    serve: Serve,
    free_port: int,
    open_page: OpenPage,
    screenshot: Screenshot,
) -> None:
    """After a new start was asked for, the page follows the kiosk down and up to the sign-in."""
    rig = Rig(store)
    desk = rig.desk()
    desk.save({"camera.fps": "20"}, "admin")
    app = create_app(live, store, Given(settings=desk))
    server, address = serve(app, free_port)
    page = open_page(f"{address}/staff/sign-in")
    cookie = app.extensions["kiosk_sessions"].open("admin")
    page.context.add_cookies([{"name": COOKIE, "value": cookie, "url": address}])
    page.goto(f"{address}/staff/settings")
    screenshot(page, "settings-waits-landscape")
    page.get_by_role("button", name="Start the kiosk again").click()
    expect(page.get_by_role("heading", name="The kiosk starts again")).to_be_visible()
    well_made(page)
    assert rig.ended == 1
    with page.expect_event("requestfailed", timeout=10_000):
        server.stop()
    serve(create_app(live, store), free_port)
    page.wait_for_url("**/staff/sign-in?then=settings", timeout=10_000)
