"""docs/wiring.md and its drawing show the pins that the kiosk really uses."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest

from kiosk.config import GpioConfig
from kiosk.feedback.outputs import Wiring

DOCS = Path(__file__).resolve().parents[2] / "docs"
BOARD_PINS = {17: 11, 27: 13, 22: 15, 23: 16}
"""Board pin of each BCM number, from the Raspberry Pi's 40-pin header."""


def test_wiring_follows_the_configuration() -> None:
    """The pins without a configuration are those of the shipped configuration."""
    shipped = GpioConfig()
    ours = Wiring()
    assert ours.pins == (
        shipped.led_red_pin,
        shipped.led_green_pin,
        shipped.led_blue_pin,
        shipped.buzzer_pin,
    )
    assert ours.led_active_high is shipped.led_active_high


@pytest.mark.parametrize("pin", Wiring().pins)
def test_page_names_each_pin(pin: int) -> None:
    """Each pin stands in the page's table with its board pin."""
    page = (DOCS / "wiring.md").read_text(encoding="utf-8")
    assert f"| BCM {pin} | {BOARD_PINS[pin]} |" in page


def test_drawing_shows_each_pin() -> None:
    """The drawing is well formed, has its text for blind readers, and labels each pin."""
    root = ElementTree.parse(DOCS / "wiring.svg").getroot()
    texts = [element.text for element in root.iter("{http://www.w3.org/2000/svg}text")]
    description = root.find("{http://www.w3.org/2000/svg}desc")
    assert description is not None
    assert description.text is not None
    for pin in Wiring().pins:
        assert f"GPIO {pin}" in texts
        assert f"GPIO {pin}" in description.text
    assert texts.count("330 Ω") == 3
