"""The staff pages in a real browser: phone and desk."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from kiosk.live import Live
from kiosk.results import ResultStore
from kiosk.web.app import create_app
from kiosk.web.server import WebServer
from kiosk.web.staff.pin_lock import FREE_MISTAKES

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]
Screenshot = Callable[[Page, str], None]
AddCheck = Callable[..., str]
AA = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def well_made(page: Page) -> None:
    """No sideways scrolling, and nothing for axe to find."""
    page.wait_for_load_state()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    found = Axe().run(page, options=AA)
    assert found.violations_count == 0, found.generate_report()


def sign_in(page: Page, pin: str) -> None:
    page.get_by_label("PIN").fill(pin)
    page.get_by_role("button", name="Sign in").click()


@pytest.mark.parametrize("size", ["phone", "landscape"])
def test_staff_read_the_results(
    address: str,
    open_page: OpenPage,
    add_check: AddCheck,
    screenshot: Screenshot,
    pin: str,
    size: str,
) -> None:
    """Wrong PIN, right PIN, list, one check, sign out: each page well made on phone and desk."""
    for turn in range(30):
        add_check(turn * 400.0, state=("complete", "abandoned")[turn % 5 == 4])
    page = open_page(f"{address}/staff/", size)
    well_made(page)
    sign_in(page, "000000")
    expect(page.get_by_role("alert")).to_have_text("That PIN is not right.")
    well_made(page)
    screenshot(page, f"staff-wrong-pin-{size}")
    sign_in(page, pin)
    expect(page.get_by_role("heading", name="Checks")).to_be_visible()
    well_made(page)
    screenshot(page, f"staff-list-{size}")
    page.get_by_role("link", name="Older").click()
    expect(page.locator(".checks time")).to_have_count(5)
    page.locator(".checks time").nth(1).click()
    expect(page.get_by_role("heading", name="Left leg")).to_be_visible()
    expect(page.locator(".leg-card").first).to_contain_text("foot touched down")
    well_made(page)
    screenshot(page, f"staff-check-{size}")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Staff sign in")).to_be_visible()
    page.goto(f"{address}/staff/")
    expect(page.get_by_role("heading", name="Staff sign in")).to_be_visible()


def test_lockout_is_explained(
    address: str, open_page: OpenPage, screenshot: Screenshot, pin: str
) -> None:
    """After too many wrong PINs even the right one must wait, and the page says how long."""
    page = open_page(f"{address}/staff/", "phone")
    for _ in range(FREE_MISTAKES + 1):
        sign_in(page, "000000")
    sign_in(page, pin)
    expect(page.get_by_role("alert")).to_have_text("Too many wrong PINs. Try again in 30 seconds.")
    well_made(page)
    screenshot(page, "staff-locked-phone")


def test_first_start_asks_for_a_pin(
    live: Live,
    store: ResultStore,
    serve: Callable[..., tuple[WebServer, str]],
    open_page: OpenPage,
    screenshot: Screenshot,
) -> None:
    """On the first start staff choose the PIN on the box and are in."""
    _, address = serve(create_app(live, store))
    page = open_page(f"{address}/staff/")
    expect(page.get_by_role("heading", name="Choose the staff PIN")).to_be_visible()
    well_made(page)
    screenshot(page, "staff-first-pin-landscape")
    page.get_by_label("New PIN").fill("314159")
    page.get_by_label("The same PIN again").fill("314159")
    page.get_by_role("button", name="Set the PIN").click()
    expect(page.get_by_text("No checks yet.")).to_be_visible()
    well_made(page)


def test_keyboard_alone_is_enough(
    address: str, open_page: OpenPage, add_check: AddCheck, pin: str
) -> None:
    """Sign in and open a check without a pointer."""
    add_check()
    page = open_page(f"{address}/staff/")
    expect(page.get_by_label("PIN")).to_be_focused()
    page.keyboard.type(pin)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Checks")).to_be_visible()
    first = page.locator(".checks time").locator("..")
    for _ in range(30):
        page.keyboard.press("Tab")
        if first.evaluate("link => link === document.activeElement"):
            break
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Left leg")).to_be_visible()
