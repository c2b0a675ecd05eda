"""The page "How sure is this?" in a real browser: phone, desk, the gym's screen and paper."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from kiosk.live import Live, Snapshot
from kiosk.measured import Measured, MeasureError, VerdictError, shipped
from kiosk.results import ResultStore
from kiosk.web.app import create_app
from kiosk.web.given import Given
from kiosk.web.server import WebServer

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]
Serve = Callable[..., tuple[WebServer, str]]
AA = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
WIDE = MeasureError(1040, -10.3, 11.4, 10.6, -12.4, 13.3, 11.7)
CHECKS = ("knee_valgus", "pelvic_drop", "trunk_lean", "depth", "balance")
FIGURES: dict[str, Measured] = {
    "shipped": shipped(),
    "none": replace(shipped(), measures={}, verdicts={}, clips=None, legs=None, bodies=None),
    "long": replace(
        shipped(),
        protocol_version="0",
        second_model="thunder",
        measures=dict.fromkeys(shipped().measures, WIDE),
        verdicts=dict.fromkeys(CHECKS, VerdictError(1560, 1487, 100, 101, 1250)),
    ),
}


def well_made(page: Page) -> None:
    """No sideways scrolling, and nothing for axe to find."""
    page.wait_for_load_state()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    found = Axe().run(page, options=AA)
    assert found.violations_count == 0, found.generate_report()


def crowded(page: Page) -> Any:
    """Cells of tables whose text is wider than they are."""
    return page.evaluate(
        """() => [...document.querySelectorAll("main td, main th, main dd, main p")]
          .filter((e) => e.scrollWidth > e.clientWidth + 1).map((e) => e.textContent)"""
    )


@pytest.mark.parametrize("size", ["phone", "landscape", "portrait"])
@pytest.mark.parametrize("figures", list(FIGURES))
def test_page_is_well_made(
    live: Live,
    store: ResultStore,
    serve: Serve,
    open_page: OpenPage,
    screenshot: Callable[[Page, str], None],
    figures: str,
    size: str,
) -> None:
    """With all, with none and with long figures it fits and axe finds nothing against WCAG AA."""
    _, address = serve(create_app(live, store, Given(measured=lambda: FIGURES[figures])))
    page = open_page(f"{address}/how-sure", size)
    expect(page.get_by_role("heading", level=1)).to_have_text("How sure is this?")
    well_made(page)
    assert crowded(page) == []
    screenshot(page, f"how-sure-{figures}-{size}")


def test_page_prints_dark_on_light(address: str, open_page: OpenPage) -> None:
    """On paper the words are black on white, all of them, and no bar of links is printed."""
    page = open_page(f"{address}/how-sure", "phone")
    page.emulate_media(media="print")
    expect(page.locator("body")).to_have_css("background-color", "rgb(255, 255, 255)")
    expect(page.locator("h1")).to_have_css("color", "rgb(0, 0, 0)")
    expect(page.locator("header")).to_be_hidden()
    expect(page.get_by_role("heading", name="For trainers")).to_be_visible()
    assert page.locator(".error-bar").count() == 6


@pytest.mark.parametrize("size", ["phone", "landscape"])
def test_results_lead_there_and_the_next_person_back(
    live: Live,
    address: str,
    open_page: OpenPage,
    snapshots: dict[str, Snapshot],
    screenshot: Callable[[Page, str], None],
    size: str,
) -> None:
    """The link stands on the results; on the box the screen is back when somebody steps up."""
    page = open_page(address, size)
    link = page.get_by_role("link", name="How sure is this?")
    published(page, live, snapshots["results"])
    expect(link).to_be_visible()
    expect(page.locator(".limits")).to_contain_text("± is the error to expect, measured on")
    well_made(page)
    screenshot(page, f"member-results-link-{size}")
    with page.expect_response("**/events"):
        link.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("How sure is this?")
    for name in ("results", "waiting", "stand"):
        published(page, live, snapshots[name])
    expect(page.locator("#instruction")).to_have_text(snapshots["stand"].instruction)


def test_replay_leaves_the_page_open(
    live: Live, address: str, open_page: OpenPage, snapshots: dict[str, Snapshot]
) -> None:
    """In a demo nobody stands on the spot, so the page stays for its reader."""
    page = open_page(f"{address}/how-sure?screen=1")
    for name in ("waiting", "stand", "waiting"):
        published(page, live, replace(snapshots[name], banner="Replay"))
    expect(page.get_by_role("heading", level=1)).to_have_text("How sure is this?")


def published(page: Page, live: Live, snapshot: Snapshot) -> None:
    """Publish a state and wait until the page has heard it."""
    live.publish(snapshot)
    page.wait_for_function(
        "seq => document.body.dataset.heard >= seq"
        " || document.querySelector('#screen')?.dataset.seq >= seq",
        arg=live.newest.seq,
    )
