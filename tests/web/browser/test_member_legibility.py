"""Every screen both ways up and in every language: it fits, is legible from 3 m and accessible."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from kiosk import saying
from kiosk.live import Live, Snapshot
from kiosk.words import LANGUAGES
from tests.web.browser.screen import axe_findings, letters_mm, overflow, painted, settled

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]
Snapshots = dict[str, Snapshot]
SCREENS = Path(__file__).resolve().parents[3] / "build" / "screens"
AT_3_M_MM = 15.0
"""A letter of 1/200 of the distance: read at a glance, not only made out."""
REASON_MM = 12.5
"""Why a squat was not counted: read in the rest between two, and the light says it too."""
RESULT_MM = 4.4
"""What good eyes just make out at 3 m (5 minutes of arc); the result's first words are larger."""

REPS = {*saying.REFUSED.values(), saying.COUNTED, saying.KNEE_IN, saying.HIP_DROPS}
INSTRUCTIONS = [words for words in saying.MESSAGES if words not in REPS]

both_ways_up = pytest.mark.parametrize("size", ["landscape", "portrait"])
in_each_language = pytest.mark.parametrize("language", list(LANGUAGES))


@both_ways_up
def test_every_state_fits_and_is_accessible(
    live: Live,
    address: str,
    open_page: OpenPage,
    snapshots: Snapshots,
    screenshot: Callable[[Page, str], None],
    size: str,
) -> None:
    """Each state fits the screen both ways up, and axe finds nothing against WCAG AA."""
    page = open_page(address, size)
    SCREENS.mkdir(parents=True, exist_ok=True)
    for state, snapshot in snapshots.items():
        painted(page, live, snapshot)
        settled(page)
        page.screenshot(path=SCREENS / f"{state}-{size}.png")
        screenshot(page, f"member-{state}-{size}")
        assert overflow(page) == [], state
        assert axe_findings(page) == "", state


@both_ways_up
@in_each_language
def test_every_instruction_is_legible_from_three_metres(
    live: Live, address: str, open_page: OpenPage, snapshots: Snapshots, size: str, language: str
) -> None:
    """Whatever the screen asks for, in any language, all of it is there and its letters large."""
    page = open_page(address, size)
    hints = {say.words: hint.value for hint, say in saying.AT_HINT.items()}
    pauses = {say.words: "lost" for say in (saying.CROWDED, saying.LOST, saying.BESIDE)}
    unread: dict[str, Any] = {}
    for message in INSTRUCTIONS:
        shown = replace(snapshots["reps"], instruction=message, language=language)
        hint, pause = hints.get(message), pauses.get(message)
        painted(page, live, replace(shown, hint=hint, pause=pause))
        letters = letters_mm(page, "#instruction", size)
        if letters < AT_3_M_MM or overflow(page):
            unread[message] = (letters, overflow(page))
    assert unread == {}


@both_ways_up
@in_each_language
def test_count_and_reason_are_legible_from_three_metres(
    live: Live, address: str, open_page: OpenPage, snapshots: Snapshots, size: str, language: str
) -> None:
    """The count is four times what must be legible, and every reason not to count is near it."""
    page = open_page(address, size)
    rep = snapshots["refused"].last_rep
    assert rep is not None
    for message in saying.REFUSED.values():
        shown = replace(snapshots["refused"], last_rep={**rep, "text": message}, language=language)
        painted(page, live, shown)
        settled(page)
        assert overflow(page) == [], message
        assert letters_mm(page, "#last-rep .said", size) >= REASON_MM, message
    assert letters_mm(page, "#counted", size) >= 4 * AT_3_M_MM


@both_ways_up
@in_each_language
def test_longest_words_fit_in_every_language(
    live: Live,
    address: str,
    open_page: OpenPage,
    snapshots: Snapshots,
    worst_report: dict[str, Any],
    screenshot: Callable[[Page, str], None],
    size: str,
    language: str,
) -> None:
    """Every state fits in each language, and so does the result with the most to say."""
    page = open_page(address, size)
    worst = replace(snapshots["results_shared"], report=worst_report)
    for state, snapshot in {**snapshots, "worst": worst}.items():
        painted(page, live, replace(snapshot, language=language))
        settled(page)
        assert page.evaluate("document.documentElement.lang") == language
        assert overflow(page) == [], state
    screenshot(page, f"member-worst-{size}-{language}")
    for words in (".leg-result .words", "#result-meanings p", ".exercises .name"):
        assert letters_mm(page, words, size) >= RESULT_MM, words
