"""The health page in a real browser: well, unwell, renewing itself, on a phone and a desk."""

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
from kiosk.web.sessions import COOKIE
from tests.web.fake_health import ERRORS, FakeHealth

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]
Screenshot = Callable[[Page, str], None]
Serve = Callable[..., tuple[WebServer, str]]
AA = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
RENEW = "document.dispatchEvent(new Event('visibilitychange'))"


@pytest.fixture
def app(live: Live, store: ResultStore, health: FakeHealth) -> Flask:
    return create_app(live, store, Given(health=health))


@pytest.fixture
def open_health(app: Flask, address: str, open_page: OpenPage) -> OpenPage:
    """The page as somebody sees it who has signed in."""

    def open_one(size: str = "phone") -> Page:
        page = open_page(f"{address}/staff/sign-in", size)
        cookie = app.extensions["kiosk_sessions"].open("staff")
        page.context.add_cookies([{"name": COOKIE, "value": cookie, "url": address}])
        page.goto(f"{address}/staff/health")
        return page

    return open_one


def well_made(page: Page) -> None:
    """No sideways scrolling, and nothing for axe to find."""
    page.wait_for_load_state()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    found = Axe().run(page, options=AA)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("size", ["phone", "landscape"])
def test_staff_read_how_the_box_is(
    open_health: OpenPage, health: FakeHealth, screenshot: Screenshot, size: str
) -> None:
    """Well, with a dying card, blind, hot and slow: each page is well made, the worst on top."""
    page = open_health(size)
    expect(page.locator(".overall")).to_contain_text("All is well")
    well_made(page)
    screenshot(page, f"health-well-{size}")
    health.fail_card()
    page.reload()
    first = page.locator(".readings li").first
    expect(first).to_contain_text("Mend this")
    expect(first).to_be_in_viewport()
    well_made(page)
    screenshot(page, f"health-card-{size}")
    health.lose_camera()
    page.reload()
    expect(page.locator(".rungs [aria-current]")).to_have_text("Opening the camera again")
    well_made(page)
    health.heat_up()
    page.reload()
    page.locator("#h-board").scroll_into_view_if_needed()
    expect(page.locator("[data-part=board]")).to_contain_text("The board is hot")
    well_made(page)
    screenshot(page, f"health-hot-{size}")


def test_the_page_renews_itself(open_health: OpenPage, health: FakeHealth) -> None:
    """What has changed is put in place without loading the page; what has not stays untouched."""
    page = open_health()
    page.get_by_role("button", name="Measure again").focus()
    health.readings = (*health.readings, ERRORS)
    page.evaluate(RENEW)
    expect(page.locator(".overall")).to_have_text("1 thing to mend")
    expect(page.get_by_role("link", name="Health (something to mend)")).to_be_visible()
    expect(page.get_by_role("button", name="Measure again")).to_be_focused()


def test_the_page_asks_again_by_the_clock(open_health: OpenPage, health: FakeHealth) -> None:
    """Without anybody's doing the figures are new after 30 seconds."""
    page = open_health()
    page.clock.install()
    page.reload()
    health.fail_card()
    page.clock.run_for(29_000)
    expect(page.locator(".overall")).to_contain_text("All is well")
    page.clock.run_for(2_000)
    expect(page.locator(".overall")).to_contain_text("1 thing to mend")


def test_old_figures_say_that_they_are_old(
    app: Flask, serve: Serve, open_page: OpenPage, free_port: int, health: FakeHealth
) -> None:
    """While the kiosk is away the page says so, and takes it back when it answers again."""
    server, address = serve(app, free_port)
    page = open_page(f"{address}/staff/sign-in", "phone")
    cookie = app.extensions["kiosk_sessions"].open("staff")
    page.context.add_cookies([{"name": COOKIE, "value": cookie, "url": address}])
    page.goto(f"{address}/staff/health")
    stale = page.locator("#stale")
    expect(stale).to_be_hidden()
    server.stop()
    page.evaluate(RENEW)
    expect(stale).to_contain_text("what stands here is old")
    well_made(page)
    health.fail_card()
    serve(app, free_port)
    page.evaluate(RENEW)
    expect(stale).to_be_hidden()
    expect(page.locator(".overall")).to_contain_text("1 thing to mend")


def test_the_session_ends_while_the_page_is_open(
    app: Flask, address: str, open_health: OpenPage
) -> None:
    """Whoever was signed out meanwhile is asked to sign in, instead of seeing old figures."""
    page = open_health()
    (sent,) = [each for each in page.context.cookies() if each["name"] == COOKIE]
    app.extensions["kiosk_sessions"].close(sent["value"])
    page.evaluate(RENEW)
    page.wait_for_url(f"{address}/staff/sign-in")


def test_measuring_is_one_press_or_a_reason(
    open_health: OpenPage, health: FakeHealth, screenshot: Screenshot
) -> None:
    """A press is answered on the page: asked for, or why not."""
    page = open_health()
    page.get_by_role("button", name="Measure again").press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("Measuring has been asked for")
    assert health.asked == 1
    well_made(page)
    health.refusal = "Somebody is on the spot: measure when the check is over."
    page.get_by_role("button", name="Measure again").press("Enter")
    expect(page.get_by_role("alert")).to_have_text(health.refusal)
    well_made(page)
    screenshot(page, "health-refused-phone")


def test_a_browser_that_signed_in_reads_the_metrics(open_health: OpenPage) -> None:
    """The cookie reaches /metrics: the link on the page works."""
    page = open_health()
    page.get_by_role("link", name="/metrics").click()
    expect(page.locator("body")).to_contain_text("kiosk_ready 1.0")
