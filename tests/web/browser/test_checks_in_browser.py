"""The list of checks in a real browser: find yesterday's members, say who they are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from kiosk.live import Live
from kiosk.moment import Moment
from kiosk.results import ResultStore
from kiosk.selection import Selection
from kiosk.web.app import create_app
from kiosk.web.given import Given
from kiosk.web.server import WebServer
from tests.results.many import NEWEST, fill
from tests.web.browser.screen import axe_findings
from tests.web.conftest import PIN

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]
Screenshot = Callable[[Page, str], None]
NOW = Moment(NEWEST, 5.0, "boot", True)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ResultStore]:
    """A small gym's year; nobody said yet who came first yesterday."""
    fill(tmp_path / "many.db", 1200)
    with ResultStore.open(tmp_path / "many.db", "kiosk", NOW) as store:
        store.set_pin("staff", PIN)
        yesterday = Selection(since_utc="2026-11-19T00:00:00", until_utc="2026-11-20T00:00:00")
        store.finding.set_label(store.finding.find(yesterday, 9).rows[-1].check_id, None)
        yield store


@pytest.fixture
def address(live: Live, store: ResultStore, serve: Callable[..., tuple[WebServer, str]]) -> str:
    return serve(create_app(live, store, Given(now=lambda: NOW)))[1]


def signed_in(page: Page) -> Page:
    page.get_by_label("PIN").fill(PIN)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Checks")).to_be_visible()
    return page


def well_made(page: Page) -> None:
    """Nothing for axe to find, and no sideways scroll, on a small phone neither."""
    page.wait_for_load_state()
    assert axe_findings(page) == ""
    size = page.viewport_size
    assert size is not None
    for width in (size["width"], 320):
        page.set_viewport_size({"width": width, "height": size["height"]})
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), width
    page.set_viewport_size(size)


@pytest.mark.parametrize("size", ["phone", "landscape"])
def test_trainer_finds_yesterday_and_says_who_it_was(
    address: str, open_page: OpenPage, screenshot: Screenshot, size: str
) -> None:
    """Today in numbers, yesterday by one touch, a label in the list, then the label's checks."""
    page = signed_in(open_page(f"{address}/staff/", size))
    expect(page.get_by_role("heading", name="Today")).to_be_visible()
    well_made(page)
    screenshot(page, f"checks-list-{size}")
    page.get_by_role("link", name="Yesterday").click()
    expect(page.get_by_role("status")).to_contain_text("checks")
    expect(page.locator(".checks .day")).to_have_text("Yesterday, Thu 19 Nov 2026")
    well_made(page)
    screenshot(page, f"checks-yesterday-{size}")
    page.get_by_text("Add label").first.click()
    field = page.get_by_label("Label of check").first
    field.fill("Zoë <b>")
    well_made(page)
    field.press("Enter")
    expect(page.get_by_role("link", name="Zoë <b>")).to_be_visible()
    expect(page.locator(".checks .day")).to_have_text("Yesterday, Thu 19 Nov 2026")
    page.get_by_role("link", name="Zoë <b>").click()
    expect(page.get_by_role("status")).to_contain_text("1 check of Zoë <b>")
    expect(page.locator(".checks time")).to_have_count(1)


def test_trainer_filters_and_searches(
    address: str, open_page: OpenPage, screenshot: Screenshot
) -> None:
    """Filters and search together, older pages of them, and a filter that finds nothing."""
    page = signed_in(open_page(f"{address}/staff/", "phone"))
    page.get_by_text("More filters").click()
    page.get_by_label("Verdict").select_option("Fault")
    page.get_by_label("Measure").select_option("Knee")
    page.get_by_role("button", name="Filter").click()
    expect(page.get_by_label("Verdict")).to_have_value("fault")
    expect(page.locator(".checks time")).to_have_count(25)
    well_made(page)
    screenshot(page, "checks-filtered-phone")
    page.get_by_role("link", name="Older").click()
    expect(page.get_by_label("Measure")).to_have_value("knee_valgus")
    page.get_by_label("Label or number").fill("giel 0")
    page.get_by_label("Label or number").press("Enter")
    names = page.locator(".checks .label")
    expect(names.first).to_contain_text("Giel 0")
    page.get_by_label("Label or number").fill("no such member")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_text("No check fits.")).to_be_visible()
    well_made(page)
    screenshot(page, "checks-none-phone")


def test_label_on_the_check_itself(
    address: str, open_page: OpenPage, screenshot: Screenshot
) -> None:
    """On the page of one check the label is changed and removed, by the keyboard alone."""
    page = signed_in(open_page(f"{address}/staff/", "landscape"))
    page.goto(f"{address}/staff/?labelled=no")
    page.locator(".checks time").first.click()
    label = page.get_by_role("region", name="Label")
    label.get_by_label("Label of this check").fill("x" * 60)
    page.keyboard.press("Enter")
    expect(label.locator("strong")).to_have_text("x" * 60)
    assert axe_findings(page) == ""
    screenshot(page, "check-label-landscape")
    label.get_by_text("Change or remove").focus()
    page.keyboard.press("Enter")
    label.get_by_label("Label of this check").fill("")
    page.keyboard.press("Enter")
    expect(label.get_by_text("Whose check is it?")).to_be_visible()
