"""Staff on a phone over TLS, in a real browser: the warning, signing in, the page about it all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error, Page, expect

from kiosk.config import WebConfig
from kiosk.lan import Lan
from kiosk.live import Live
from kiosk.moment import Clock
from kiosk.parts import let_in
from kiosk.results import ResultStore
from kiosk.web.app import create_app
from kiosk.web.given import Given
from kiosk.web.server import WebServer
from tests.conftest import SIZES
from tests.web.browser.test_staff_in_browser import sign_in, well_made

pytestmark = pytest.mark.browser

Screenshot = Callable[[Page, str], None]
NEW = "577215"
DESK = (1280, 800)


@pytest.fixture
def https(live: Live, store: ResultStore, tmp_path: Path) -> Iterator[str]:
    """The address of a box whose network is let in, with the certificate that it made itself."""
    lan = Lan(replace(WebConfig(), lan=True), tmp_path, Clock().now)
    with let_in(lan, partial(WebServer, create_app(live, store, Given(network=lan))), 0):
        yield f"https://127.0.0.1:{lan.port}"


@contextmanager
def page_of(
    browser: Browser, size: tuple[int, int] = SIZES["phone"], accepting: bool = True
) -> Iterator[Page]:
    """A browser of somebody who has, or has not, gone on after the warning."""
    width, height = size
    context = browser.new_context(
        ignore_https_errors=accepting, viewport={"width": width, "height": height}
    )
    page = context.new_page()
    page.set_default_timeout(15_000)
    yield page
    context.close()


def test_own_certificate_is_warned_of(browser: Browser, https: str) -> None:
    """A browser says who signed it, nothing else: names and dates are as they should be."""
    with page_of(browser, accepting=False) as page, pytest.raises(Error) as refused:
        page.goto(f"{https}/staff/")
    assert "ERR_CERT_AUTHORITY_INVALID" in str(refused.value)


@pytest.mark.parametrize("size", [SIZES["phone"], DESK], ids=["phone", "desktop"])
def test_staff_sign_in_over_tls_and_change_their_pin(
    browser: Browser, https: str, screenshot: Screenshot, pin: str, size: tuple[int, int]
) -> None:
    """The fingerprint to compare, a new PIN, and whoever came in with the old one is out."""
    with page_of(browser, size) as page, page_of(browser) as other:
        for each in (other, page):
            each.goto(f"{https}/staff/network")
            sign_in(each, pin)
            expect(each.get_by_role("heading", name="Network and PINs")).to_be_visible()
        assert all(cookie["secure"] for cookie in page.context.cookies())
        expect(page.get_by_text("2 with the staff PIN are signed in")).to_be_visible()
        well_made(page)
        screenshot(page, f"staff-network-{size[0]}")
        page.get_by_label("Your staff PIN as it is now").fill("000000")
        page.get_by_label("New PIN", exact=True).fill(NEW)
        page.get_by_label("The new PIN again").fill(NEW)
        page.get_by_role("button", name="Change the PIN").click()
        expect(page.get_by_role("alert")).to_have_text("The PIN that holds now is not right.")
        page.get_by_label("Your staff PIN as it is now").fill(pin)
        page.get_by_label("New PIN", exact=True).fill(NEW)
        page.get_by_label("The new PIN again").fill(NEW)
        page.get_by_role("button", name="Change the PIN").click()
        expect(page.get_by_role("status")).to_contain_text("The staff PIN is changed.")
        other.reload()
        expect(other.get_by_role("heading", name="Staff sign in")).to_be_visible()
        sign_in(other, NEW)
        expect(other.get_by_role("heading", name="Network and PINs")).to_be_visible()
        page.set_viewport_size({"width": 320, "height": 640})
        well_made(page)
