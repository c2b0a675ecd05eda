"""The pages to read, in every language: phone, and the gym's own screen both ways up."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from kiosk.live import Live, Snapshot
from kiosk.words import LANGUAGES, say

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]
AA = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
PAGES = {"why": "Why we look at this", "how-sure": "How sure is this?"}

in_each_language = pytest.mark.parametrize("language", list(LANGUAGES))


@in_each_language
@pytest.mark.parametrize("size", ["phone", "landscape", "portrait"])
@pytest.mark.parametrize("name", list(PAGES))
def test_page_is_well_made(
    address: str,
    open_page: OpenPage,
    screenshot: Callable[[Page, str], None],
    name: str,
    size: str,
    language: str,
) -> None:
    """Nothing runs out of its place, nothing scrolls sideways, and axe finds nothing."""
    screen = "" if size == "phone" else "&screen=1"
    page = open_page(f"{address}/{name}?lang={language}{screen}", size)
    expect(page.get_by_role("heading", level=1)).to_have_text(say(language, PAGES[name]))
    page.emulate_media(reduced_motion="reduce")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    too_wide = page.evaluate(
        """() => [...document.querySelectorAll("main td, main th, main dd, main p, main li")]
          .filter((e) => e.scrollWidth > e.clientWidth + 1).map((e) => e.textContent)"""
    )
    assert too_wide == []
    found = Axe().run(page, options=AA)
    assert found.violations_count == 0, found.generate_report()
    screenshot(page, f"{name}-{language}-{size}")


def test_language_is_changed_by_a_link(address: str, open_page: OpenPage) -> None:
    """A reader picks another language, and the one that shows is marked."""
    page = open_page(f"{address}/why?lang=en", "phone")
    page.get_by_role("link", name="Deutsch").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Warum wir darauf achten")
    expect(page.locator("html")).to_have_attribute("lang", "de")
    expect(page.locator("[aria-current]")).to_contain_text("DE")


def test_figures_move_until_they_are_held(address: str, open_page: OpenPage) -> None:
    """The figures squat; a touch holds them still, without any script."""
    page = open_page(f"{address}/why", "phone")
    running = "document.getAnimations().filter((each) => each.playState === 'running').length"
    assert page.evaluate(running) > 8
    page.get_by_role("checkbox").check()
    assert page.evaluate(running) == 0


def test_reduced_motion_is_honoured(address: str, open_page: OpenPage) -> None:
    """Whoever asks for less motion sees the bottom of the squat, where it shows."""
    page = open_page(f"{address}/why", "phone")
    page.emulate_media(reduced_motion="reduce")
    assert page.evaluate("document.getAnimations().length") == 0
    knees = page.locator(".pair .knee")
    straight, inward = (knees.nth(each).bounding_box() for each in (0, 1))
    assert straight is not None
    assert inward is not None
    feet = [page.locator(".pair .foot").nth(each).bounding_box() for each in (0, 1)]
    offsets = [
        knee["x"] - foot["x"]
        for knee, foot in zip((straight, inward), feet, strict=True)
        if foot is not None
    ]
    assert offsets[1] < offsets[0] - 10


def test_next_person_brings_the_screen_back(live: Live, address: str, open_page: OpenPage) -> None:
    """On the gym's own screen the page gives way as soon as somebody steps on the spot."""
    with_stream = f"{address}/why?screen=1"
    page = open_page(with_stream, "portrait")
    for stage in ("results", "waiting", "welcome"):
        live.publish(Snapshot(camera="ok", stage=stage))
        page.wait_for_function(
            "seq => document.body.dataset.heard >= seq || document.querySelector('#screen')",
            arg=live.newest.seq,
        )
    expect(page.locator("#screen")).to_be_visible()
