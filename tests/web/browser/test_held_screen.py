"""The member screen while the kiosk is updated: one thing to read, in every language at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from kiosk.live import Live, Snapshot
from kiosk.saying import UPDATING
from kiosk.words import LANGUAGES, say
from tests.web.browser.screen import axe_findings, letters_mm, overflow, painted, settled

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]
Snapshots = dict[str, Snapshot]
AT_3_M_MM = 15.0
"""A letter of 1/200 of the distance: read at a glance."""
THE_CHECKS_OWN = (
    ".attract",
    ".welcome",
    ".tally",
    "#disc",
    "#figure > *",
    "#results",
    "#languages",
)
"""What belongs to the way of a check."""

both_ways_up = pytest.mark.parametrize("size", ["landscape", "portrait"])


@both_ways_up
@pytest.mark.parametrize("language", list(LANGUAGES))
def test_read_from_three_metres_in_every_language(
    live: Live,
    address: str,
    open_page: OpenPage,
    snapshots: Snapshots,
    screenshot: Callable[[Page, str], None],
    size: str,
    language: str,
) -> None:
    """Whoever steps on reads their own language at once, all letters large, beside a picture."""
    page = open_page(address, size)
    painted(page, live, replace(snapshots["held"], language=language))
    settled(page)
    screenshot(page, f"member-held-{size}-{language}")
    expect(page.locator("#instruction")).to_have_text(say(language, UPDATING.words))
    others = [code for code in LANGUAGES if code != language]
    shown = page.locator("#elsewhere li")
    expect(shown).to_have_text([say(code, UPDATING.words) for code in others])
    assert [item.get_attribute("lang") for item in shown.all()] == others
    assert letters_mm(page, "#instruction", size) >= AT_3_M_MM
    assert letters_mm(page, "#elsewhere li", size) >= AT_3_M_MM
    expect(page.locator("#attract")).to_be_visible()
    expect(page.locator("#attract")).to_have_attribute("data-name", UPDATING.pictogram)
    assert overflow(page) == []
    assert axe_findings(page) == ""


@both_ways_up
def test_nothing_of_a_check_is_there(
    live: Live, address: str, open_page: OpenPage, snapshots: Snapshots, size: str
) -> None:
    """No welcome, no count, no figure; and all of it is back with the first state after it."""
    page = open_page(address, size)
    painted(page, live, snapshots["reps"])
    painted(page, live, snapshots["held"])
    for part in THE_CHECKS_OWN:
        assert not any(found.is_visible() for found in page.locator(part).all()), part
    painted(page, live, snapshots["welcome"])
    expect(page.locator(".welcome")).to_be_visible()
    expect(page.locator("#elsewhere")).to_be_hidden()
    expect(page.locator("#disc")).to_be_visible()


def test_a_lost_camera_keeps_its_own_words(
    live: Live, address: str, open_page: OpenPage, snapshots: Snapshots
) -> None:
    """Staff read what is wrong with the camera, not that an update runs."""
    page = open_page(address)
    lost = "The camera sends no pictures: check its cable."
    painted(page, live, replace(snapshots["held"], camera="lost", camera_message=lost))
    expect(page.locator("#camera-message")).to_have_text(lost)
    expect(page.locator("#instruction")).to_have_text("One moment, please.")
    expect(page.locator("#elsewhere")).to_be_hidden()


@both_ways_up
def test_dims_at_rest(
    live: Live, address: str, open_page: OpenPage, snapshots: Snapshots, size: str
) -> None:
    """With nobody near the page is as dark as ever and says what holds."""
    page = open_page(address, size)
    painted(page, live, replace(snapshots["held"], stage="waiting", resting=True))
    expect(page.locator("body[data-resting]")).to_have_count(1)
    expect(page.locator("#instruction")).to_have_text(UPDATING.words)
    expect(page.locator("#attract .turning")).to_be_visible()
    assert page.evaluate("document.getAnimations().length") == 0
    assert overflow(page) == []
    assert axe_findings(page) == ""
