"""The longest sentences of every language on the gym's screen: nothing is cut off."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

import pytest
from playwright.sync_api import Page
from playwright.sync_api import TimeoutError as TookTooLong

from kiosk import saying
from kiosk.live import Live, Snapshot
from kiosk.words import LANGUAGES, say

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]
LONGEST = 5
"""Sentences of each kind and language; a word that is long alone counts as much."""
CUT_OFF = """() => [...document.querySelectorAll("main *")]
  .filter((each) => !each.children.length && each.textContent.trim())
  .filter((each) => each.getClientRects().length)
  .filter((each) => {
    const own = each.getBoundingClientRect();
    if (!own.width || getComputedStyle(each).clipPath !== "none") return false;
    if (own.bottom > innerHeight + 1 || own.right > innerWidth + 1 || own.left < -1) return true;
    for (let box = each; box && box.tagName !== "MAIN"; box = box.parentElement) {
      const edge = box.getBoundingClientRect();
      const hides = getComputedStyle(box).overflow !== "visible";
      if (hides && (own.bottom > edge.bottom + 2 || own.right > edge.right + 2)) return true;
    }
    return getComputedStyle(each).display !== "inline" && each.scrollWidth > each.clientWidth + 2;
  })
  .map((each) => each.textContent)"""
REFUSALS = (*saying.REFUSED.values(), saying.KNEE_IN, saying.HIP_DROPS, saying.PRACTISED)
INSTRUCTIONS = tuple(set(saying.MESSAGES) - set(REFUSALS))


def longest(messages: Iterable[str], language: str) -> list[str]:
    """Those whose translation is longest, or has the longest word."""
    by_length = sorted(messages, key=lambda each: len(say(language, each)), reverse=True)
    by_word = sorted(
        by_length, key=lambda each: max(map(len, say(language, each).split())), reverse=True
    )
    return list(dict.fromkeys((*by_length[:LONGEST], *by_word[:LONGEST])))


def cut_off(page: Page, live: Live, snapshot: Snapshot) -> Any:
    """What is cut off of a state, once the page has come to rest."""
    live.publish(snapshot)
    page.wait_for_function(
        "seq => document.querySelector('#screen').dataset.seq >= seq", arg=live.newest.seq
    )
    try:
        page.wait_for_function(f"() => !({CUT_OFF})().length", timeout=3000)
    except TookTooLong:
        return page.evaluate(CUT_OFF)
    return []


@pytest.mark.parametrize("language", list(LANGUAGES))
@pytest.mark.parametrize("size", ["portrait", "landscape"])
def test_longest_sentences_fit(
    live: Live,
    address: str,
    open_page: OpenPage,
    snapshots: dict[str, Snapshot],
    size: str,
    language: str,
) -> None:
    """Neither an instruction nor the answer to a rep runs out of the screen."""
    page = open_page(address, size)
    shown = replace(snapshots["reps"], language=language, banner=None)
    for message in longest(INSTRUCTIONS, language):
        assert cut_off(page, live, replace(shown, instruction=message, last_rep=None)) == []
    for message in longest(REFUSALS, language):
        rep = {"counted": False, "practice": False, "leg": "left", "text": message}
        assert cut_off(page, live, replace(shown, last_rep=rep)) == []


def test_what_is_cut_off_is_seen(
    live: Live, address: str, open_page: OpenPage, snapshots: dict[str, Snapshot]
) -> None:
    """A sentence that no screen can hold is found out, so that finding none means something."""
    page = open_page(address, "portrait")
    rep = {"counted": False, "practice": False, "leg": "left", "text": "Not counted: " * 20}
    assert cut_off(page, live, replace(snapshots["reps"], last_rep=rep)) != []
