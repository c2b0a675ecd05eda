"""The member's result on a phone, in a real browser: also enlarged, in every language, on paper."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pypdfium2  # type: ignore[import-untyped]
import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Page, PdfMargins, ViewportSize, expect

from kiosk.live import Live
from kiosk.results import ResultStore
from kiosk.sharing import SharingLinks
from kiosk.web.app import create_app
from kiosk.web.given import Given
from kiosk.web.server import WebServer
from kiosk.words import LANGUAGES, say

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]
Serve = Callable[..., tuple[WebServer, str]]
AA = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
ENLARGED: ViewportSize = {"width": 195, "height": 422}
"""A phone of 390 by 844 at 200 %, as a browser lays it out."""

ACCENT = "() => getComputedStyle(document.querySelector('symbol g g')).stroke"


@pytest.fixture
def shares(clock: Any) -> SharingLinks:
    return SharingLinks("http://192.0.2.1:8080", 15, clock)


@pytest.fixture
def app(live: Live, store: ResultStore, clock: Any, shares: SharingLinks) -> Flask:
    return create_app(live, store, Given(clock=clock, shares=shares))


@pytest.fixture
def link(add_check: Callable[..., str], shares: SharingLinks, address: str) -> str:
    """A link to a check, as a phone opens it."""
    return address + shares.link_for(add_check()).removeprefix("http://192.0.2.1:8080")


def well_made(page: Page) -> None:
    """No sideways scrolling, and nothing for axe to find."""
    page.wait_for_load_state()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    found = Axe().run(page, options=AA)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("language", list(LANGUAGES))
def test_result_fits_a_phone(
    link: str, open_page: OpenPage, screenshot: Callable[[Page, str], None], language: str
) -> None:
    """In each language it fits, axe finds nothing, and the drawings are there."""
    page = open_page(f"{link}?lang={language}", "phone")
    expect(page.locator("html")).to_have_attribute("lang", language)
    well_made(page)
    assert page.evaluate(ACCENT) == "rgb(201, 242, 74)"
    for drawing in page.locator(".drawn use").all():
        box = drawing.bounding_box()
        assert box is not None
        assert box["width"] > 60
    screenshot(page, f"phone-{language}")
    page.set_viewport_size(ENLARGED)
    well_made(page)


def test_language_is_a_touch_away(link: str, open_page: OpenPage) -> None:
    """A touch on another language brings the same result in it."""
    page = open_page(f"{link}?lang=en", "phone")
    page.get_by_role("link", name="Deutsch").click()
    expect(page.get_by_role("heading", name="Linkes Bein")).to_be_visible()
    expect(page.get_by_text("25° ± 1")).to_be_visible()


def test_dead_link_is_well_made(
    address: str, open_page: OpenPage, screenshot: Callable[[Page, str], None]
) -> None:
    """The page of a link that is over is as readable as the result."""
    page = open_page(f"{address}/r/unknown?lang=en", "phone")
    expect(page.get_by_role("heading", level=1)).to_have_text("This link is over.")
    well_made(page)
    page.set_viewport_size(ENLARGED)
    well_made(page)
    screenshot(page, "phone-over")


def test_result_is_printed_dark_on_light(link: str, open_page: OpenPage) -> None:
    """On paper: black on white, on one sheet, with the drawings and without links and buttons."""
    page = open_page(f"{link}?lang=en", "phone")
    page.emulate_media(media="print")
    expect(page.locator("body")).to_have_css("background-color", "rgb(255, 255, 255)")
    expect(page.locator("h1")).to_have_css("color", "rgb(0, 0, 0)")
    assert page.evaluate(ACCENT) == "rgb(0, 0, 0)"
    for gone in ("header", "#keep", ".links"):
        expect(page.locator(gone)).to_be_hidden()
    margin: PdfMargins = {"top": "15mm", "bottom": "15mm", "left": "15mm", "right": "15mm"}
    paper = pypdfium2.PdfDocument(io.BytesIO(page.pdf(format="A4", margin=margin)))
    assert len(paper) == 1
    text = paper[0].get_textpage().get_text_range()
    for said in ("Left leg", "about 25° ± 1", "Bridge with a band", "Not a medical device"):
        assert said in text
    paper.close()


def test_button_prints(link: str, open_page: OpenPage) -> None:
    """The button opens the phone's own way to print or save."""
    page = open_page(f"{link}?lang=en", "phone")
    page.evaluate("window.print = () => (document.title = 'printed')")
    page.get_by_role("button", name="Print or save").click()
    expect(page).to_have_title("printed")


def test_links_lead_to_the_pages_that_explain(link: str, open_page: OpenPage) -> None:
    """Both pages open in the language of the result."""
    for name in ("Why we look at this", "How sure is this?"):
        page = open_page(f"{link}?lang=fr", "phone")
        page.get_by_role("link", name=say("fr", name)).click()
        expect(page.locator("html")).to_have_attribute("lang", "fr")
        expect(page.get_by_role("heading", level=1)).to_have_text(say("fr", name))
