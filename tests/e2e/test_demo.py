"""The whole product as a newcomer meets it: `kiosk demo`, a browser, the staff page."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timed]

OpenPage = Callable[..., Page]
Screenshot = Callable[[Page, str], None]
CLIP_MS = 150_000
"""Longer than the clip, which plays in real time."""

WATCH = """() => {
  const screen = document.querySelector('#screen')
  const text = (id) => document.querySelector(id).textContent.trim()
  window.watched = {counts: [], figures: 0}
  let figure = ''
  new MutationObserver(() => {
    const now = `${text('#leg-name')} ${screen.dataset.stage} ${text('#counted')}`
    if (window.watched.counts.at(-1) !== now) window.watched.counts.push(now)
    const drawn = document.querySelector('#figure').innerHTML
    if (drawn !== figure) { figure = drawn; window.watched.figures += 1 }
  }).observe(screen, {subtree: true, childList: true, attributes: true, characterData: true})
}"""


@pytest.fixture
def demo() -> Iterator[str]:
    """A running `kiosk demo`; gives the printed address."""
    command = [sys.executable, "-m", "kiosk", "demo", "--port", "0"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdout is not None
        found = re.search(r"http://\S+", process.stdout.readline())
        assert found is not None
        yield found[0]
        process.terminate()
        assert process.wait(10) == 0


def counted(watched: dict[str, Any], leg: str) -> list[int]:
    """The counts that the page showed for one leg, in order, without practice."""
    shown = (line.rsplit(" ", 2) for line in watched["counts"])
    return [int(count) for name, stage, count in shown if name == leg and stage == "reps"]


def test_demo_checks_a_person_and_stores_the_result(
    demo: str, open_page: OpenPage, screenshot: Screenshot
) -> None:
    """The skeleton moves, the count rises on both legs, staff find the stored check."""
    page = open_page(demo, "portrait")
    page.evaluate(WATCH)
    expect(page.locator("#banner")).to_contain_text("Replay")
    page.wait_for_selector("#screen[data-stage=reps]", timeout=CLIP_MS)
    screenshot(page, "demo-reps-portrait")
    page.wait_for_selector("#screen[data-stage=results]", timeout=CLIP_MS)
    expect(page.locator("#result-legs")).to_contain_text("Knee moves in")
    screenshot(page, "demo-result-portrait")
    watched = page.evaluate("window.watched")
    assert counted(watched, "Left leg") == [0, 1, 2, 3, 4]
    assert counted(watched, "Right leg") == [0, 1, 2, 3, 4]
    assert watched["figures"] > 100
    staff = open_page(f"{demo}staff/", "phone")
    choose_pin(staff)
    expect(staff.get_by_role("heading", name="Checks")).to_be_visible()
    left = staff.get_by_role("row", name="Left leg")
    expect(left.get_by_role("cell", name="Knee")).to_contain_text("Fault")
    screenshot(staff, "demo-staff-list-phone")


def choose_pin(page: Page) -> None:
    """The first sign-in on the box itself sets the PIN."""
    for field in page.locator("input[type=password]").all():
        field.fill("271828")
    page.locator("main form button").first.click()
