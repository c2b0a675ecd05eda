"""One check in a real browser: charts and figures on a phone, a desk and on paper."""

from __future__ import annotations

import io
from collections.abc import Callable

import pypdfium2  # type: ignore[import-untyped]
import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Page, expect

from kiosk.results import ResultStore
from kiosk.web.sessions import COOKIE
from tests.web.test_check_page import add_with_trail

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]
Screenshot = Callable[[Page, str], None]
AA = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
DARK_LINE, PAPER_LINE = "rgb(125, 184, 255)", "rgb(11, 92, 173)"


@pytest.fixture
def open_check(app: Flask, address: str, open_page: OpenPage, store: ResultStore) -> OpenPage:
    """The page of a whole check as staff see it."""
    check_id = add_with_trail(store)

    def open_one(size: str = "phone") -> Page:
        page = open_page(f"{address}/staff/sign-in", size)
        cookie = app.extensions["kiosk_sessions"].open("staff")
        page.context.add_cookies([{"name": COOKIE, "value": cookie, "url": address}])
        page.goto(f"{address}/staff/checks/{check_id}")
        return page

    return open_one


@pytest.mark.parametrize("size", ["phone", "landscape"])
def test_the_course_is_well_made(open_check: OpenPage, screenshot: Screenshot, size: str) -> None:
    """Charts with their names, twelve figures, nothing sideways, nothing for axe; 320 px too."""
    page = open_check(size)
    for name in ("Left leg over time", "Right leg over time"):
        expect(page.get_by_role("img", name=name)).to_be_visible()
    expect(page.locator(".figures .figure")).to_have_count(12)
    heights_px = "[...document.querySelectorAll('.figure')].map((f) => f.clientHeight)"
    assert min(page.evaluate(heights_px)) > 60
    found = Axe().run(page, options=AA)
    assert found.violations_count == 0, found.generate_report()
    page.get_by_role("heading", name="Over time").scroll_into_view_if_needed()
    screenshot(page, f"staff-check-course-{size}")
    page.set_viewport_size({"width": 320, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_chart_is_dark_on_a_screen_and_ink_on_paper(open_check: OpenPage) -> None:
    """The page's own colours reach the chart without any inline style; paper has the chart's."""
    page = open_check("landscape")
    stroke = "getComputedStyle(document.querySelector('.chart .curve.left')).stroke"
    assert page.evaluate(stroke) == DARK_LINE
    page.emulate_media(media="print")
    assert page.evaluate(stroke) == PAPER_LINE
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate("getComputedStyle(document.querySelector('.bar')).display") == "none"


def test_a_refused_rep_is_hatched_where_it_counts(open_check: OpenPage) -> None:
    """On the dark page the refused rep still has its hatching, not one flat colour."""
    page = open_check("landscape")
    fill = "getComputedStyle(document.querySelector('.chart .span.refused')).fill"
    assert page.evaluate(fill).startswith('url("#chart-left-')


def test_it_prints_on_few_pages(open_check: OpenPage) -> None:
    """A check fills at most three sheets of A4, and the charts are on them as lines."""
    page = open_check("landscape")
    document = pypdfium2.PdfDocument(io.BytesIO(page.pdf(format="A4")))
    assert 1 <= len(document) <= 3
    words = "".join(each.get_textpage().get_text_range() for each in document)
    assert "Knee bend (depth)" in words
    assert "Sign out" not in words
    document.close()
