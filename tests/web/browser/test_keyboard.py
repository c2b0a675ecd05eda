"""The box's own keyboard: its screen has no address bar, and staff must get in and members back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]


def test_f2_opens_the_staff_pages_and_escape_goes_back(address: str, open_page: OpenPage) -> None:
    """From the members' screen to the sign-in and back without a mouse."""
    page = open_page(address)
    page.keyboard.press("F2")
    page.wait_for_url(f"{address.rstrip('/')}/staff/sign-in")
    page.keyboard.press("Escape")
    page.wait_for_url(f"{address.rstrip('/')}/")


def test_a_page_that_nobody_touches_goes_back(address: str, browser: Browser) -> None:
    """Staff who walk away leave no sign-in on the members' screen; a key begins the time anew."""
    page = browser.new_context().new_page()
    page.clock.install()
    page.goto(f"{address.rstrip('/')}/staff/sign-in")
    page.wait_for_load_state("networkidle")
    page.clock.fast_forward("04:50")
    page.keyboard.press("Tab")
    page.clock.fast_forward("04:50")
    assert page.url.endswith("/staff/sign-in")
    page.clock.fast_forward("00:20")
    page.wait_for_url(f"{address.rstrip('/')}/")
    page.context.close()


def test_other_machines_keep_their_pages(address: str, browser: Browser) -> None:
    """A trainer's phone stays where it is: the script is the box's own."""
    context = browser.new_context(extra_http_headers={"X-Forwarded-For": "192.0.2.7"})
    page = context.new_page()
    page.goto(f"{address.rstrip('/')}/staff/sign-in")
    assert page.locator("script[src*=keyboard]").count() == 0
    context.close()
