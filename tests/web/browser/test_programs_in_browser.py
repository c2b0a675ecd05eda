"""Keys for programs and files to take away, in a real browser."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from kiosk.live import Live
from kiosk.results import ResultStore, TokenGate
from kiosk.web.app import create_app
from kiosk.web.given import Given
from tests.web.browser.screen import axe_findings
from tests.web.conftest import moment

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]
Screenshot = Callable[[Page, str], None]
AddCheck = Callable[..., str]


@pytest.fixture
def app(live: Live, store: ResultStore) -> Flask:
    return create_app(live, store, Given(tokens=TokenGate(store, lambda: moment(0))))


def well_made(page: Page) -> None:
    """Nothing for axe to find; no sideways scrolling, on the narrowest screen neither."""
    page.wait_for_load_state()
    size = page.viewport_size
    assert size is not None
    assert axe_findings(page) == ""
    for width in (size["width"], 320):
        page.set_viewport_size({"width": width, "height": size["height"]})
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.set_viewport_size(size)


def sign_in(page: Page, pin: str) -> None:
    page.get_by_label("PIN").fill(pin)
    page.get_by_role("button", name="Sign in").click()


@pytest.mark.parametrize("size", ["phone", "landscape"])
def test_an_admin_makes_a_key_that_opens_and_takes_it_back(
    address: str,
    open_page: OpenPage,
    screenshot: Screenshot,
    store: ResultStore,
    add_check: AddCheck,
    pin: str,
    admin_pin: str,
    size: str,
) -> None:
    """From the staff's page to a key that reads a result, and to none that does."""
    add_check()
    store.add_token("prometheus", moment(0))
    store.add_token("an old one with a rather long name of 40", moment(0))
    store.revoke_token("an old one with a rather long name of 40", moment(60))
    page = open_page(f"{address}/staff/programs", size)
    sign_in(page, pin)
    expect(page.get_by_role("heading", name="Programs")).to_be_visible()
    well_made(page)
    screenshot(page, f"staff-programs-as-staff-{size}")
    page.get_by_label("Admin PIN").fill(admin_pin)
    page.get_by_role("button", name="Sign in as admin").click()
    page.get_by_label("Name of the program").fill("members-app")
    page.get_by_label("Every member's results").check()
    screenshot(page, f"staff-programs-new-{size}")
    page.get_by_role("button", name="Make the token").click()
    secret = page.locator(".secret").inner_text()
    well_made(page)
    screenshot(page, f"staff-programs-made-{size}")
    assert len(results(address, secret)) == 1
    page.get_by_role("button", name="Revoke the token of members-app").click()
    expect(page.get_by_role("status")).to_contain_text("opens nothing any more")
    well_made(page)
    assert store.token_of(secret) is None


def results(address: str, secret: str) -> list[object]:
    """The checks that a program with this key reads."""
    asked = Request(f"{address}/api/v1/checks", headers={"Authorization": f"Bearer {secret}"})
    with urlopen(asked, timeout=10) as answer:
        checks: list[object] = json.load(answer)["checks"]
        return checks


def test_staff_take_the_list_away(
    address: str,
    open_page: OpenPage,
    screenshot: Screenshot,
    store: ResultStore,
    add_check: AddCheck,
    pin: str,
    tmp_path: Path,
) -> None:
    """The list as it is filtered, and one check, arrive as files under names that say what."""
    for turn in range(3):
        store.finding.set_label(add_check(turn * 400.0), f"Member {turn}")
    page = open_page(f"{address}/staff/", "phone")
    sign_in(page, pin)
    page.goto(f"{address}/staff/?label=Member 1")
    screenshot(page, "staff-take-away-phone")
    with page.expect_download() as under_way:
        page.get_by_role("link", name="CSV by leg").click()
    under_way.value.save_as(tmp_path / "legs.csv")
    assert under_way.value.suggested_filename.endswith("-checks-legs.csv")
    lines = (tmp_path / "legs.csv").read_text(encoding="utf-8-sig").splitlines()
    assert [",Member 1," in line for line in lines] == [False, True, True]
    page.locator(".checks time").first.click()
    with page.expect_download() as under_way:
        page.get_by_role("link", name="JSON").click()
    under_way.value.save_as(tmp_path / "check.json")
    assert json.loads((tmp_path / "check.json").read_text(encoding="utf-8"))["count"] == 1
