"""Looking at the member screen: what is painted, drawn and legible."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from kiosk.live import Live, Snapshot

AA = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}

MM_PER_PX = {"landscape": 531.4 / 1920, "portrait": 531.4 / 1920}
"""A screen of 24 inches, 16:9; a larger one shows everything larger."""
CAPITAL = 0.72
"""Height of a capital by the size of its type, in the page's typefaces (0.711 to 0.73)."""


def painted(page: Page, live: Live, snapshot: Snapshot) -> None:
    """Publish a state and wait until the browser has painted it."""
    live.publish(snapshot)
    page.wait_for_selector(f'#screen[data-painted="{live.newest.seq}"]')


def settled(page: Page) -> None:
    """Wait until no passing animation runs (the pictograms never end)."""
    page.evaluate(
        "Promise.all(document.getAnimations()"
        ".filter(a => a.effect.getTiming().iterations !== Infinity).map(a => a.finished))"
    )


def drawn(page: Page, kind: str) -> int:
    """How many lines or dots of a kind are drawn (an upright line has no area to measure)."""
    return page.locator(f'#figure {kind}:not([style*="none"])').count()


def axe_findings(page: Page) -> str:
    """What axe has against the page, in words; "" when nothing."""
    found = Axe().run(page, options=AA)
    return found.generate_report() if found.violations_count else ""


def letters_mm(page: Page, selector: str, size: str) -> float:
    """How high the capitals of an element's words are on a screen of 24 inches."""
    px = page.evaluate(
        "s => parseFloat(getComputedStyle(document.querySelector(s)).fontSize)", selector
    )
    return float(px) * CAPITAL * MM_PER_PX[size]


def overflow(page: Page) -> Any:
    """Words that stick out of the window or of a box that cuts them off, or cover the limits."""
    return page.evaluate(
        """() => {
          const limits = document.querySelector(".limits").getBoundingClientRect();
          const style = (e) => getComputedStyle(e);
          const there = (e) => e.getClientRects().length && style(e).visibility !== "hidden";
          const shown = (e) => there(e) && style(e).clipPath === "none" && e.textContent.trim();
          const cut = (e, box) => {
            for (let b = e.parentElement; b; b = b.parentElement) {
              if (style(b).overflowY !== "hidden" || !there(b)) continue;
              const edge = b.getBoundingClientRect();
              if (box.top < edge.top - 2 || box.bottom > edge.bottom + 2) return true;
              if (box.left < edge.left - 2 || box.right > edge.right + 2) return true;
            }
            return false;
          };
          const all = "p, h1, h2, li, strong, footer, button, .glass, #qr";
          return [...document.querySelectorAll(all)]
            .filter((e) => e.matches("#qr") ? there(e) : shown(e))
            .filter((e) => {
              const box = e.getBoundingClientRect();
              const low = e.closest(".limits") ? innerHeight : limits.top;
              return Math.min(box.left, box.top) < -1 || box.right > innerWidth + 1
                || box.bottom > low + 1 || cut(e, box);
            }).map((e) => `${e.id || e.className}: ${e.textContent.trim().slice(0, 60)}`);
        }"""
    )
