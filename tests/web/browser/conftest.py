"""Debian's Chromium, and the member screen's states to show in it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from kiosk.live import Snapshot

STANDING = (
    (0.0, 0.0),
    (0.0, 0.0),
    (0.0, 0.0),
    (0.0, 0.0),
    (0.0, 0.0),
    (0.57, 0.38),
    (0.45, 0.38),
    (0.62, 0.44),
    (0.40, 0.44),
    (0.58, 0.48),
    (0.44, 0.48),
    (0.54, 0.52),
    (0.48, 0.52),
    (0.55, 0.63),
    (0.48, 0.63),
    (0.55, 0.73),
    (0.47, 0.73),
)
"""A person facing the camera: 17 points, fractions of the image."""


@pytest.fixture
def snapshots(report: dict[str, Any]) -> dict[str, Snapshot]:
    """The member screen's states by name, as the loop publishes them."""
    seen = Snapshot(camera="ok", width_px=480, height_px=640, skeleton=STANDING)
    counted = {"counted": True, "practice": False, "leg": "left", "text": "Counted"}
    refused = {"counted": False, "practice": False, "leg": "left", "knee": None, "hip": None}
    reps = replace(
        seen, stage="reps", leg="left", instruction="Slow squats on your left leg. Down and up."
    )
    return {
        "waiting": Snapshot(camera="ok"),
        "stand": replace(seen, stage="stand", instruction="Stand still, hands on your hips."),
        "practice": replace(
            reps,
            stage="practice",
            instruction="Practice: one slow squat on your left leg.",
            depth_fraction=0.4,
        ),
        "reps": replace(
            reps,
            reps_counted=3,
            depth_fraction=1.05,
            banner="Replay: nothing here is a real check.",
            last_rep={**counted, "knee": "borderline", "hip": "good"},
        ),
        "refused": replace(
            reps,
            reps_counted=2,
            depth_fraction=0.2,
            last_rep={**refused, "text": "Not counted: the other foot touched down"},
        ),
        "change_leg": replace(
            reps,
            stage="change_leg",
            reps_counted=5,
            instruction="Well done. Now stand on your right leg.",
            last_rep={**counted, "knee": "fault", "hip": "unsure"},
        ),
        "results": replace(
            seen, stage="results", instruction="Done. Step off when you are ready.", report=report
        ),
        "camera_lost": Snapshot(
            camera="lost", camera_message="The camera sends no pictures: check its cable."
        ),
        "store_full": Snapshot(
            camera="ok",
            instruction="The disk of the results is full: delete old checks or free some room, "
            "then start the check again.",
        ),
    }


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
def screenshot(tmp_path: Path) -> Callable[[Page, str], None]:
    """Write a picture of the page into KIOSK_SCREENSHOTS (or the test's own folder)."""
    folder = Path(os.environ.get("KIOSK_SCREENSHOTS") or tmp_path)

    def take(page: Page, name: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=folder / f"{name}.png")

    return take
