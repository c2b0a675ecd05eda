"""What staff read on the screen when the camera is away: all of it, inside its glass."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from kiosk.live import Live, Snapshot
from tests.web.browser.screen import painted

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]
LONGEST = (
    "The Raspberry Pi camera cannot be used because picamera2 cannot be imported (No module named "
    "'picamera2'): run `sudo apt install python3-picamera2`, and make the Python environment with "
    "--system-site-packages. The kiosk keeps trying."
)
SHORT = "The camera stopped."
SCREENS = {"landscape": (1280, 720), "portrait": (1080, 1920)}
INSIDE = """(message) => {
  const glass = message.getBoundingClientRect();
  return [...message.children].every((part) => {
    const box = part.getBoundingClientRect();
    return box.top >= glass.top && box.bottom <= glass.bottom
      && box.left >= glass.left && box.right <= glass.right;
  });
}"""


@pytest.mark.parametrize("name", SCREENS)
@pytest.mark.parametrize("message", [SHORT, LONGEST], ids=["short", "longest"])
def test_the_sentence_fits_its_glass(
    live: Live,
    address: str,
    open_page: OpenPage,
    screenshot: Callable[[Page, str], None],
    name: str,
    message: str,
) -> None:
    """The longest sentence of a camera is read to its end; a short one stays large."""
    page = open_page(address)
    width_px, height_px = SCREENS[name]
    page.set_viewport_size({"width": width_px, "height": height_px})
    painted(page, live, Snapshot(camera="missing", camera_message=message))
    shown = page.locator("#camera-message")
    assert shown.evaluate(INSIDE)
    assert shown.get_attribute("data-long") == ("" if message == LONGEST else None)
    screenshot(page, f"camera-trouble-{name}-{len(message)}")
