"""The member screen while nobody is near: black but for the one thing to do, and awake at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import cv2
import pytest
from playwright.sync_api import Browser, Page, expect

from kiosk.live import Live, Snapshot
from kiosk.words import LANGUAGES, say
from tests.web.browser.screen import axe_findings, letters_mm, overflow, painted

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]
AT_3_M_MM = 15.0
"""A letter of 1/200 of the distance: read at a glance."""
DIM_LIGHT = 0.03
"""Mean light of the whole picture (1 is white) that counts as dim."""
RESTING = Snapshot(camera="ok", resting=True, language="en")
AWAKE = replace(RESTING, resting=False)

both_ways_up = pytest.mark.parametrize("size", ["landscape", "portrait"])


def light(page: Page, folder: Path) -> float:
    """Mean light that the screen gives off, 0 to 1, by the curve of sRGB."""
    path = folder / "screen.png"
    page.screenshot(path=path)
    shown = cv2.imread(str(path))
    assert shown is not None
    return float(((shown / 255.0) ** 2.2).mean())


def moving(page: Page) -> int:
    """How many things move of themselves."""
    count: int = page.evaluate(
        "document.getAnimations().filter(a => a.playState === 'running').length"
    )
    return count


@both_ways_up
@pytest.mark.parametrize("language", list(LANGUAGES))
def test_dim_and_still_readable(
    live: Live,
    address: str,
    open_page: OpenPage,
    screenshot: Callable[[Page, str], None],
    tmp_path: Path,
    size: str,
    language: str,
) -> None:
    """At rest the screen gives off little light and says the one thing in large clear words."""
    page = open_page(address, size)
    painted(page, live, replace(AWAKE, language=language))
    bright = light(page, tmp_path)
    painted(page, live, replace(RESTING, language=language))
    screenshot(page, f"member-resting-{size}-{language}")
    dim = light(page, tmp_path)
    assert dim < DIM_LIGHT
    assert dim < bright / 2
    expect(page.locator("#instruction")).to_have_text(say(language, "Step on the spot."))
    expect(page.locator("#attract .person")).to_be_visible()
    assert letters_mm(page, "#instruction", size) >= AT_3_M_MM
    assert overflow(page) == []
    assert axe_findings(page) == ""
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(0, 0, 0)"


def test_nothing_moves_at_rest(live: Live, address: str, open_page: OpenPage) -> None:
    """The picture of the waiting screen stands still at rest and goes on when somebody comes."""
    page = open_page(address)
    painted(page, live, AWAKE)
    assert moving(page) > 0
    painted(page, live, RESTING)
    assert moving(page) == 0
    painted(page, live, AWAKE)
    assert moving(page) > 0


def test_wakes_with_the_next_state(
    live: Live, address: str, open_page: OpenPage, snapshots: dict[str, Snapshot]
) -> None:
    """The state that says awake is painted bright; nothing is left of the dim page."""
    page = open_page(address)
    painted(page, live, AWAKE)
    before = page.screenshot(animations="disabled", mask=[page.locator("#attract")])
    painted(page, live, RESTING)
    painted(page, live, replace(snapshots["welcome"], resting=False))
    expect(page.locator("body:not([data-resting])")).to_have_count(1)
    expect(page.locator(".welcome")).to_be_visible()
    painted(page, live, AWAKE)
    assert page.screenshot(animations="disabled", mask=[page.locator("#attract")]) == before


def test_touch_wakes_it_for_a_while(live: Live, address: str, open_page: OpenPage) -> None:
    """A touch of the dim screen lights it up at once, and after half a minute it is dim again."""
    page = open_page(address)
    page.clock.install()
    painted(page, live, RESTING)
    dark = page.locator("body[data-resting]")
    expect(dark).to_have_count(1)
    page.mouse.click(900, 500)
    expect(dark).to_have_count(0)
    painted(page, live, replace(RESTING, t_s=1.0))
    expect(dark).to_have_count(0)
    page.clock.run_for(31_000)
    expect(dark).to_have_count(1)


def test_wanders_against_burning_in(live: Live, address: str, open_page: OpenPage) -> None:
    """At rest all of it stands elsewhere every so often, in small steps, never off the screen."""
    page = open_page(address)
    page.clock.install()
    painted(page, live, RESTING)
    places = []
    for _ in range(40):
        box = page.locator("#instruction").bounding_box()
        assert box is not None
        places.append((box["x"], box["y"]))
        assert overflow(page) == []
        page.clock.run_for(20_000)
    steps = [abs(a - c) + abs(b - d) for (a, b), (c, d) in pairwise(places)]
    assert 0 < max(steps) < 16
    for axis in (0, 1):
        wide = [place[axis] for place in places]
        assert max(wide) - min(wide) > 48
    painted(page, live, AWAKE)
    transform = page.evaluate("getComputedStyle(document.querySelector('#screen')).transform")
    assert transform == "none"


def test_less_motion_is_respected(live: Live, address: str, browser: Browser) -> None:
    """Where less motion is asked for, nothing moves by itself at rest or on waking."""
    context = browser.new_context(reduced_motion="reduce")
    page = context.new_page()
    page.goto(address)
    for state in (RESTING, AWAKE, RESTING):
        painted(page, live, state)
        assert moving(page) == 0
    context.close()


@pytest.mark.parametrize(
    "trouble",
    [
        {"camera": "lost", "camera_message": "The camera sends no pictures: check its cable."},
        {"camera": "missing"},
    ],
)
def test_trouble_is_never_dim(
    live: Live, address: str, open_page: OpenPage, trouble: dict[str, Any]
) -> None:
    """A camera that is gone is said as brightly as ever, though nobody is near."""
    page = open_page(address)
    painted(page, live, replace(RESTING, **trouble))
    expect(page.locator("body[data-resting]")).to_have_count(0)
    expect(page.locator("#camera-message")).to_be_visible()


def test_banner_stays_at_rest(live: Live, address: str, open_page: OpenPage) -> None:
    """That something is simulated stays on the screen at rest too."""
    page = open_page(address)
    painted(page, live, replace(RESTING, banner="Replay: not kept with real results"))
    expect(page.locator("#banner")).to_be_visible()
    assert axe_findings(page) == ""
