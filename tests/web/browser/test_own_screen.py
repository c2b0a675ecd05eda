"""The kiosk's own screen heals: it says that it paints, and loads itself anew when it must."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, Route, expect

from kiosk.live import Live, Snapshot
from kiosk.results import ResultStore
from kiosk.web.app import create_app
from kiosk.web.given import Given
from kiosk.web.server import WebServer
from tests.web.browser.screen import painted

pytestmark = [pytest.mark.browser, pytest.mark.timed]

OpenPage = Callable[..., Page]
Serve = Callable[..., tuple[WebServer, str]]
SYSTEMD = Path(__file__).resolve().parents[3] / "systemd"
HELD = "window.held = []; window.requestAnimationFrame = (paint) => held.push(paint)"
"""A browser that runs scripts and paints nothing any more."""
ALIVE = "#screen[data-link=alive]"


class Marks:
    """Counts the signs of life of the screen."""

    age_s: float | None = None

    def __init__(self) -> None:
        self._count = 0
        self._news = threading.Condition()

    def mark(self) -> None:
        with self._news:
            self._count += 1
            self._news.notify_all()

    def come(self, count: int) -> bool:
        """Whether there were so many, waiting for them for a while."""
        with self._news:
            return self._news.wait_for(lambda: self._count >= count, timeout=15.0)

    @property
    def count(self) -> int:
        with self._news:
            return self._count


@pytest.fixture
def marks() -> Marks:
    return Marks()


@pytest.fixture
def address(live: Live, store: ResultStore, serve: Serve, marks: Marks) -> str:
    return serve(create_app(live, store, Given(painted=marks)))[1]


def test_screen_says_again_and_again_that_it_paints(
    address: str, open_page: OpenPage, marks: Marks
) -> None:
    """The first sign comes with the first picture, the next ones by themselves."""
    open_page(address)
    assert marks.come(2)


@pytest.mark.parametrize("path", ["why?screen=1", "how-sure?screen=1", "staff/sign-in", "nowhere"])
def test_every_page_on_the_screen_says_so(
    address: str, open_page: OpenPage, marks: Marks, path: str
) -> None:
    """Whatever page the kiosk's own screen shows, nobody takes its browser for frozen."""
    open_page(f"{address}/{path}")
    assert marks.come(1)


def test_screen_that_paints_nothing_says_nothing(
    live: Live, address: str, browser: Browser, marks: Marks
) -> None:
    """Scripts that run in a browser that no longer paints give no sign of life."""
    page = browser.new_context().new_page()
    page.add_init_script(HELD)
    page.goto(address)
    page.wait_for_selector(ALIVE)
    live.publish(Snapshot(camera="ok"))
    page.wait_for_selector(f'#screen[data-seq="{live.newest.seq}"]')
    assert marks.count == 0
    page.evaluate("held.splice(0).forEach((paint) => paint())")
    assert marks.come(1)
    page.context.close()


def asked(page: Page) -> list[str]:
    """Every sign of life that the page sends from now on."""
    found: list[str] = []
    page.on("request", lambda r: found.append(r.url) if r.url.endswith("/painted") else None)
    return found


def test_page_on_another_machine_says_nothing(live: Live, address: str, browser: Browser) -> None:
    """A page that came over the network is not the kiosk's screen and never asks."""
    context = browser.new_context(extra_http_headers={"X-Forwarded-For": "192.0.2.7"})
    page = context.new_page()
    sent = asked(page)
    page.goto(address)
    painted(page, live, Snapshot(camera="ok"))
    assert page.locator("script[src*=heartbeat]").count() == 0
    assert sent == []
    context.close()


@pytest.mark.parametrize(("status", "least", "most"), [(403, 1, 1), (503, 3, 20), (None, 3, 20)])
def test_refused_once_is_enough(
    address: str, browser: Browser, status: int | None, least: int, most: int
) -> None:
    """Who is refused asks no more; while the kiosk is only away, the page goes on."""
    page = browser.new_context().new_page()
    sent = asked(page)

    def answer(route: Route) -> None:
        route.fulfill(status=status) if status else route.abort()

    page.route("**/painted", answer)
    page.clock.install()
    page.goto(address)
    for _ in range(60):
        page.clock.run_for(1000)
    page.context.close()
    assert least <= len(sent) <= most


SAFE_MODE = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
import safe_page
server = safe_page.server(safe_page.Place(port=int(sys.argv[2])), Path(sys.argv[3]), lambda: 0.0)
print("listening", flush=True)
server.serve_forever()
"""


@contextmanager
def safe_mode(port: int, runtime: Path) -> Iterator[None]:
    """The safe page on a port, as the box shows it when the kiosk will not start."""
    command = [sys.executable, "-c", SAFE_MODE, str(SYSTEMD), str(port), str(runtime)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "listening\n"
            yield
        finally:
            process.kill()


def test_screen_shows_the_safe_page_and_comes_back(
    app: Flask,
    store: ResultStore,
    browser: Browser,
    serve: Serve,
    free_port: int,
    tmp_path: Path,
) -> None:
    """When the kiosk gives up, its open page makes way for the safe page; and back, untouched."""
    (tmp_path / "last-words").write_text("The camera is not there.", encoding="utf-8")
    page = browser.new_context().new_page()
    server, address = serve(app, free_port)
    page.goto(address)
    page.wait_for_selector(ALIVE)
    server.stop()
    with safe_mode(free_port, tmp_path):
        expect(page.locator("h1")).to_have_text("This kiosk needs help", timeout=20_000)
        expect(page.locator("body")).to_contain_text("The camera is not there.")
    again = Live()
    serve(create_app(again, store), free_port)
    page.wait_for_selector(ALIVE, timeout=20_000)
    painted(page, again, Snapshot(camera="ok"))
    again.close()
    page.context.close()


def test_page_that_breaks_loads_itself_anew(live: Live, address: str, browser: Browser) -> None:
    """Where no state can be painted any more though all of them come, a new start mends it."""
    page = browser.new_context().new_page()
    page.goto(address)
    painted(page, live, Snapshot(camera="ok"))
    page.evaluate("document.querySelector('#instruction').remove()")
    live.publish(Snapshot(camera="ok", instruction="Stand still to begin.", stage="welcome"))
    expect(page.locator("#instruction")).to_have_text("Stand still to begin.", timeout=20_000)
    page.wait_for_selector(f'#screen[data-painted="{live.newest.seq}"]')
    page.context.close()


def test_page_never_loads_itself_into_nothing(
    app: Flask, store: ResultStore, browser: Browser, serve: Serve, free_port: int
) -> None:
    """While nobody answers at all it waits, however long, and goes on where it was."""
    page = browser.new_context().new_page()
    server, address = serve(app, free_port)
    page.clock.install()
    page.goto(address)
    page.wait_for_selector(ALIVE)
    page.evaluate("window.untouched = true")
    server.stop()
    lost = page.locator("#screen[data-link=lost]")
    for _ in range(10):
        expect(lost).to_have_count(1)
        page.clock.run_for(4500)
    again = Live()
    serve(create_app(again, store), free_port)
    page.clock.run_for(4500)
    page.wait_for_selector(ALIVE)
    assert page.evaluate("window.untouched")
    again.close()
    page.context.close()
