"""Debian's Chromium for every test that looks at a page; the same examples in every CI run."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, Page, sync_playwright

settings.register_profile("ci", derandomize=True, deadline=None)
settings.register_profile("dev", deadline=None)
settings.load_profile("ci" if os.environ.get("CI") else "dev")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium; skipped where it is missing, except in CI."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        reason = "Chromium is not installed (apt-get install chromium)"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    flags = "--no-sandbox --disable-gpu --no-first-run --disable-background-networking"
    quiet = "--disable-component-update --disable-sync"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=[*flags.split(), *quiet.split()]
        )
        yield browser
        browser.close()


SCREENS = Path(__file__).resolve().parents[1] / "build" / "screens"
"""Where every test run leaves its pictures of the pages."""
SIZES = {"landscape": (1920, 1080), "portrait": (1080, 1920), "phone": (390, 844)}

OpenPage = Callable[..., Page]


@pytest.fixture
def open_page(browser: Browser) -> Iterator[OpenPage]:
    """A page of its own browser profile; any script error or refused resource fails the test."""
    contexts = []
    troubles: list[str] = []

    def open_one(url: str, size: str = "landscape") -> Page:
        width, height = SIZES[size]
        context = browser.new_context(viewport={"width": width, "height": height})
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("console", lambda said: _note(troubles, said.type, said.text))
        page.goto(url)
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert troubles == []


def _note(troubles: list[str], kind: str, text: str) -> None:
    expected = ("Failed to load resource", "net::ERR_")  # refusals that a test asks for
    if kind == "error" and not any(words in text for words in expected):
        troubles.append(text)


@pytest.fixture
def screenshot() -> Callable[[Page, str], None]:
    """Write a picture of the page into build/screens (or KIOSK_SCREENSHOTS)."""
    folder = Path(os.environ.get("KIOSK_SCREENSHOTS") or SCREENS)

    def take(page: Page, name: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=folder / f"{name}.png")

    return take
