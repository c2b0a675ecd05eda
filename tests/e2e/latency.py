"""How old a picture is when the member sees it: from the frame's due time to the painted page.

    .venv/bin/python -m tests.e2e.latency [--seconds 20] [--json FILE]

Plays the demo clip through the whole kiosk in real time and opens real Chromium pages on it: one,
then ten, then ten and one more in a browser that is stopped (SIGSTOP) and so reads nothing any
more. Prints, for each, how old states were when they were painted (milliseconds) and how many
states a second the loop published: a slow or dead browser must not slow it. Both clocks are this
machine's wall clock. A benchmark, not a test: the figures are the machine's.
"""

from __future__ import annotations

import argparse
import json
import os
import queue
import shutil
import signal
import subprocess
import tempfile
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from kiosk import paths, service, sources
from kiosk.camera.frame import AnyFrame, FrameSource, SourceInfo
from kiosk.config import COMMAND_LINE, CameraConfig, Layer, resolve
from kiosk.service import RunOptions
from kiosk.watching import Plan

WATCH = """() => {
  const screen = document.querySelector('#screen')
  window.painted = []
  new MutationObserver(() => window.painted.push([Number(screen.dataset.taken), Date.now()]))
    .observe(screen, {attributes: true, attributeFilter: ['data-painted']})
}"""
SCREEN: ViewportSize = {"width": 1080, "height": 1920}


@dataclass
class Stamped:
    """A source that notes when each of its frames came."""

    source: FrameSource
    due_ms: dict[float, float] = field(default_factory=dict)

    @property
    def info(self) -> SourceInfo:
        """The source's own."""
        return self.source.info

    def read(self) -> AnyFrame | None:
        """The source's next frame; its wall clock time is kept."""
        frame = self.source.read()
        if frame is not None:
            self.due_ms[frame.t_s] = time.time() * 1000
        return frame

    def close(self) -> None:
        """Close the source."""
        self.source.close()


@contextmanager
def running_kiosk() -> Iterator[tuple[str, Stamped]]:
    """The kiosk on the demo clip, again and again; its address and its stamped source."""
    stamped: list[Stamped] = []
    opened, listening = sources.frames_of, queue.Queue[str]()

    def frames_of(camera: CameraConfig, speed: float, stop: threading.Event) -> FrameSource:
        source = Stamped(opened(camera, speed, stop), stamped[0].due_ms if stamped else {})
        stamped.append(source)
        return source

    with tempfile.TemporaryDirectory() as folder:
        given = {
            "camera.source": str(paths.DEMO_CLIP),
            "store.path": str(Path(folder) / "results.db"),
            "web.port": 0,
        }
        stop = threading.Event()
        options = RunOptions(
            mock_gpio=True,
            store_given=True,
            plan=Plan(repeat_after_s=1.0),
            on_listening=listening.put,
        )
        layers = [Layer(COMMAND_LINE, given)]
        config = resolve(layers).config
        sources.frames_of = frames_of
        thread = threading.Thread(target=service.serve, args=(layers, config, options, stop))
        thread.start()
        try:
            url = listening.get(timeout=30)
            _until(lambda: stamped)
            yield url, stamped[0]
        finally:
            stop.set()
            thread.join()
            sources.frames_of = opened


def _until(come: Callable[[], object], limit_s: float = 30.0) -> None:
    """Look again and again until it has come."""
    end_s, pause = time.monotonic() + limit_s, threading.Event()
    while not come():
        if time.monotonic() > end_s:
            raise TimeoutError("what was waited for did not come")
        pause.wait(0.1)


def measured(pages: list[Page], stamped: Stamped, url: str, seconds: float) -> dict[str, Any]:
    """Ages of painted states over all pages, and the loop's rate meanwhile."""
    for page in pages:
        page.evaluate(WATCH)
    seq, start_s = _health(url)["seq"], time.monotonic()
    pages[0].wait_for_timeout(seconds * 1000)
    rate = (_health(url)["seq"] - seq) / (time.monotonic() - start_s)
    ages = [
        painted_ms - stamped.due_ms[taken_s]
        for page in pages
        for taken_s, painted_ms in page.evaluate("window.painted")
        if taken_s in stamped.due_ms and painted_ms >= stamped.due_ms[taken_s]
    ]
    return {
        "pages": len(pages),
        "painted": len(ages),
        "p50_ms": round(median(ages)),
        "p95_ms": round(quantiles(ages, n=20)[-1]),
        "published_per_s": round(rate, 1),
    }


def _health(url: str) -> dict[str, Any]:
    with urllib.request.urlopen(f"{url}healthz") as answer:
        found: dict[str, Any] = json.load(answer)
        return found


def opened_pages(browser: Browser, url: str, count: int) -> list[Page]:
    """So many member screens, each of its own profile, all alive."""
    pages = []
    for _ in range(count):
        page = browser.new_page(viewport=SCREEN, device_scale_factor=1)
        page.goto(url)
        page.wait_for_selector("#screen[data-painted]", timeout=60_000)
        pages.append(page)
    return pages


@contextmanager
def stopped_browser(chromium: str, url: str) -> Iterator[None]:
    """A browser that has opened the page and then reads nothing any more."""
    _until(lambda: _health(url)["streams"] == 1)
    with tempfile.TemporaryDirectory() as profile:
        flags = ["--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={profile}"]
        process = subprocess.Popen(
            [chromium, *flags, url], stderr=subprocess.DEVNULL, start_new_session=True
        )
        try:
            _until(lambda: _health(url)["streams"] == 2)
            os.killpg(process.pid, signal.SIGSTOP)
            yield
        finally:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    options.add_argument("--seconds", type=float, default=20.0)
    options.add_argument("--pages", type=int, default=10)
    options.add_argument("--json", type=Path)
    asked = options.parse_args()
    chromium = shutil.which("chromium") or "chromium"
    rows = []
    with sync_playwright() as playwright, running_kiosk() as (url, stamped):
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]
        )
        one = opened_pages(browser, url, 1)
        rows.append({"case": "one page", **measured(one, stamped, url, asked.seconds)})
        many = [*one, *opened_pages(browser, url, asked.pages - 1)]
        rows.append({"case": "many pages", **measured(many, stamped, url, asked.seconds)})
        for page in many[1:]:
            page.close()
        with stopped_browser(chromium, url):
            found = measured(one, stamped, url, asked.seconds)
            rows.append({"case": "one page beside a stopped browser", **found})
        browser.close()
    for row in rows:
        print(
            f"{row['case']:<36}{row['pages']:>3} pages  p50 {row['p50_ms']:>5} ms  "
            f"p95 {row['p95_ms']:>5} ms  {row['published_per_s']:>5} states/s published"
        )
    if asked.json:
        asked.json.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
