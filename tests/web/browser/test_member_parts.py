"""Parts of the member screen: languages, camera picture, QR code, pictograms, less motion."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import Page, expect

from kiosk import saying
from kiosk.live import Live, Snapshot
from kiosk.results import ResultStore
from kiosk.web.app import create_app
from kiosk.web.given import Given
from kiosk.web.server import WebServer
from tests.web.browser.screen import painted, settled

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]
Serve = Callable[..., tuple[WebServer, str]]
Snapshots = dict[str, Snapshot]
MAGENTA = (255, 0, 255)
STILL = """new Promise((done) => {
  const look = () => document.getAnimations().length ? requestAnimationFrame(look) : done();
  look();
})"""
"""Waits until nothing moves (the page's rules forbid Playwright's own way of waiting)."""


class Choice:
    """The language that the kiosk speaks, as the loop takes it up: with the next state."""

    languages = ("en", "es", "de", "fr")

    def __init__(self, live: Live) -> None:
        self._live = live

    def choose(self, language: str) -> None:
        self._live.publish(replace(self._live.newest, language=language))


class Camera:
    """Pictures of a magenta square round one point of the image; none while `off`."""

    def __init__(self, around: tuple[float, float], off: bool = False) -> None:
        image = np.full((640, 480, 3), 40, np.uint8)
        x, y = round(around[0] * 480), round(around[1] * 640)
        image[y - 12 : y + 12, x - 12 : x + 12] = MAGENTA[::-1]
        self._jpeg = cv2.imencode(".jpg", image)[1].tobytes()
        self._seq = 0
        self.off = off

    def jpeg(self, newer_than: int, timeout_s: float, width_px: int) -> tuple[int, bytes] | None:
        assert timeout_s < 5
        assert width_px >= 480
        if self.off:
            return None
        self._seq = newer_than + 1
        return self._seq, self._jpeg


def seen(page: Page) -> NDArray[np.uint8]:
    """A picture of the screen: rows, columns, BGR."""
    data = np.frombuffer(page.screenshot(), np.uint8)
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR), np.uint8)


def test_a_touch_changes_every_word(
    live: Live, store: ResultStore, serve: Serve, open_page: OpenPage
) -> None:
    """A touched language is on the whole page at once, without loading it anew."""
    address = serve(create_app(live, store, Given(language=Choice(live))))[1]
    page = open_page(address)
    painted(page, live, Snapshot(camera="ok"))
    page.evaluate("window.untouched = true")
    page.get_by_role("button", name="Deutsch").click()
    expect(page.locator("html")).to_have_attribute("lang", "de")
    expect(page.get_by_role("button", name="Deutsch")).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_role("button", name="English")).to_have_attribute("aria-pressed", "false")
    fixed = page.locator("[data-say]").evaluate_all("all => all.map(e => e.textContent)")
    assert "Movement check" not in fixed
    expect(page.locator("#instruction")).not_to_have_text("Step on the spot.")
    assert page.title() == page.locator("h1").inner_text()
    assert page.locator("#glass").get_attribute("aria-label") != "You, as the camera sees you"
    assert page.evaluate("window.untouched")
    page.reload()
    expect(page.locator("html")).to_have_attribute("lang", "de")


def test_first_page_is_in_the_language_of_the_moment(
    live: Live, store: ResultStore, serve: Serve, open_page: OpenPage
) -> None:
    """The page speaks the kiosk's language before any script runs; one language is no choice."""
    live.publish(Snapshot(camera="ok", language="es"))
    address = serve(create_app(live, store))[1]
    page = open_page(address)
    html = page.request.get(address).text()
    assert '<html lang="es">' in html
    assert "Step on the spot." not in html
    assert page.locator(".languages").count() == 0


@pytest.mark.parametrize("size", ["landscape", "portrait"])
def test_picture_lies_exactly_behind_the_figure(
    live: Live,
    store: ResultStore,
    serve: Serve,
    open_page: OpenPage,
    snapshots: Snapshots,
    size: str,
) -> None:
    """What the camera sees at the ankle is on the screen where the figure's ankle is, mirrored."""
    shown = replace(snapshots["reps"], picture=True)
    assert shown.skeleton is not None
    ankle = shown.skeleton[15]
    assert ankle is not None
    address = serve(create_app(live, store, Given(pictures=Camera(ankle))))[1]
    page = open_page(address, size)
    painted(page, live, shown)
    expect(page.locator("#picture")).to_be_visible()
    painted(page, live, shown)
    foot = page.evaluate(
        """() => {
          const line = document.querySelector("#figure .knee-line");
          const last = line.getPointAtLength(line.getTotalLength());
          const end = last.matrixTransform(line.getScreenCTM());
          document.querySelector("#figure").style.visibility = "hidden";
          return [end.x, end.y];
        }"""
    )
    x, y = (round(value) for value in foot)
    blue, green, red = (int(value) for value in seen(page)[y, x])
    assert min(red, blue) > green + 60
    other = seen(page)[y, x - 120]
    assert abs(int(other[2]) - int(other[1])) < 20


def test_without_pictures_the_glass_stays_plain(
    live: Live, store: ResultStore, serve: Serve, open_page: OpenPage, snapshots: Snapshots
) -> None:
    """While no picture comes only the figure is shown; the page asks until there is one."""
    shown = replace(snapshots["reps"], picture=True)
    camera = Camera((0.5, 0.5), off=True)
    page = open_page(serve(create_app(live, store, Given(pictures=camera)))[1])
    with page.expect_response(lambda response: "/picture" in response.url):
        painted(page, live, shown)
    expect(page.locator("#figure")).to_be_visible()
    expect(page.locator("#picture")).to_be_hidden()
    camera.off = False
    expect(page.locator("#picture")).to_be_visible(timeout=15_000)
    painted(page, live, Snapshot(camera="ok", picture=True))
    expect(page.locator("#picture")).to_be_hidden()
    assert page.locator("#picture").get_attribute("src") is None


def test_picture_is_not_asked_for_unless_staff_show_it(
    live: Live, store: ResultStore, serve: Serve, open_page: OpenPage, snapshots: Snapshots
) -> None:
    """Without the switch the page loads no picture, whatever the stage."""
    page = open_page(serve(create_app(live, store, Given(pictures=Camera((0.5, 0.5)))))[1])
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for snapshot in snapshots.values():
        painted(page, live, snapshot)
    assert [url for url in asked if "picture" in url] == []


@pytest.mark.parametrize("size", ["landscape", "portrait"])
def test_qr_code_opens_the_link(
    live: Live, address: str, open_page: OpenPage, snapshots: Snapshots, size: str
) -> None:
    """A camera reads the result's link from the screen; without a link there is no code."""
    page = open_page(address, size)
    shown = snapshots["results_shared"]
    painted(page, live, shown)
    said, _, _ = cv2.QRCodeDetector().detectAndDecode(seen(page))
    assert said == shown.share_url
    painted(page, live, snapshots["results"])
    expect(page.locator("#share")).to_be_hidden()


@pytest.fixture
def every_pictogram(snapshots: Snapshots) -> Iterator[Snapshot]:
    """A state for each picture that an instruction can have."""
    return (replace(snapshots["stand"], pictogram=name) for name in sorted(saying.PICTOGRAMS))


def test_every_pictogram_is_drawn_and_moves(
    live: Live,
    address: str,
    open_page: OpenPage,
    every_pictogram: Iterator[Snapshot],
) -> None:
    """Each name has a picture of its own that moves inside its disc."""
    page = open_page(address)
    drawings: dict[str, Any] = {}
    for snapshot in every_pictogram:
        painted(page, live, snapshot)
        expect(page.locator("#pictogram")).to_have_attribute("data-name", snapshot.pictogram)
        assert page.evaluate("document.querySelector('#pictogram').childElementCount") > 0
        moving = "document.querySelector('#pictogram').getAnimations({subtree: true}).length"
        assert page.evaluate(moving) > 0, snapshot.pictogram
        drawings[snapshot.pictogram] = page.evaluate(
            "document.querySelector('#pictogram').getAnimations({subtree: true})"
            ".map(a => JSON.stringify(a.effect.getKeyframes())).join()"
        )
    assert len(set(drawings.values())) == len(drawings)


def test_less_motion_means_none(
    live: Live,
    address: str,
    open_page: OpenPage,
    snapshots: Snapshots,
    every_pictogram: Iterator[Snapshot],
) -> None:
    """Who asks for less motion sees still pictures that are drawn all the same."""
    page = open_page(address)
    painted(page, live, snapshots["waiting"])
    assert page.evaluate("document.getAnimations().length") > 0
    page.emulate_media(reduced_motion="reduce")
    page.evaluate(STILL)
    for snapshot in [*snapshots.values(), *every_pictogram]:
        painted(page, live, snapshot)
        settled(page)
        assert page.evaluate("document.getAnimations().length") == 0
    drawn = "document.querySelector('#pictogram').getBBox().height"
    assert page.evaluate(drawn) > 100
