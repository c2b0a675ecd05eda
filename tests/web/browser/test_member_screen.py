"""The member screen in a real browser, fed by a real server."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Page, expect

from kiosk.live import Live, Snapshot
from kiosk.results import ResultStore
from kiosk.web import app as app_module
from kiosk.web.app import create_app
from kiosk.web.server import WebServer

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]
Serve = Callable[..., tuple[WebServer, str]]
Snapshots = dict[str, Snapshot]
AA = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
STATES = (
    "waiting",
    "stand",
    "practice",
    "reps",
    "refused",
    "change_leg",
    "finishing",
    "results",
    "camera_lost",
    "store_full",
)


def painted(page: Page, live: Live, snapshot: Snapshot) -> None:
    """Publish a state and wait until the page shows it."""
    live.publish(snapshot)
    page.wait_for_selector(f'#screen[data-seq="{live.newest.seq}"]')


def settled(page: Page) -> None:
    """Wait until no passing animation runs (the spot's ring never ends)."""
    page.evaluate(
        "Promise.all(document.getAnimations()"
        ".filter(a => a.effect.getTiming().iterations !== Infinity).map(a => a.finished))"
    )


def drawn(page: Page, kind: str) -> int:
    """How many lines or dots of a kind are drawn (an upright line has no area to measure)."""
    return page.locator(f'#figure {kind}:not([style*="none"])').count()


def test_stream_paints_skeleton_and_count(
    live: Live, address: str, open_page: OpenPage, snapshots: Snapshots
) -> None:
    """A published state appears: stick figure, leg, count, depth, last rep, banner."""
    page = open_page(address)
    expect(page.locator("#instruction")).to_have_text("Step on the spot.")
    painted(page, live, snapshots["reps"])
    assert drawn(page, ".bone") == 12
    assert drawn(page, ".bone.stance") == 2
    assert drawn(page, ".joint") == 12
    expect(page.locator("#leg")).to_have_text("Left leg")
    expect(page.locator("#count")).to_contain_text("3/ 5")
    assert page.locator("#pips .full").count() == 3
    expect(page.locator("#depth-words")).to_have_text("Deep enough")
    expect(page.locator("#last-rep")).to_contain_text("Knee drifts in a little")
    expect(page.locator("#banner")).to_have_text("Replay: nothing here is a real check.")
    painted(page, live, replace(snapshots["reps"], reps_counted=4, banner=None))
    expect(page.locator("#counted")).to_have_text("4")
    expect(page.locator("#banner")).to_be_hidden()


def test_figure_is_mirrored_by_one_rule(
    live: Live, address: str, open_page: OpenPage, snapshots: Snapshots
) -> None:
    """The person's left side, on the right of the image, is on the left of the screen."""
    page = open_page(address)
    painted(page, live, snapshots["reps"])
    stance = page.locator("#figure .bone.stance").first.bounding_box()
    glass = page.locator("#glass").bounding_box()
    assert stance is not None
    assert glass is not None
    assert stance["x"] < glass["x"] + glass["width"] / 2
    points = snapshots["reps"].skeleton
    assert points is not None
    assert points[11] is not None
    assert points[12] is not None
    assert points[11][0] > points[12][0]


def test_missing_points_leave_gaps(
    live: Live, address: str, open_page: OpenPage, snapshots: Snapshots
) -> None:
    """Bones to a point that was not seen are left out; with nobody there is no figure."""
    page = open_page(address)
    whole = snapshots["reps"].skeleton
    assert whole is not None
    painted(page, live, replace(snapshots["reps"], skeleton=(*whole[:15], None, whole[16])))
    assert drawn(page, ".bone") == 11
    assert drawn(page, ".bone.stance") == 1
    painted(page, live, replace(snapshots["reps"], skeleton=None))
    expect(page.locator("#figure")).to_be_hidden()


def test_squat_does_not_zoom_the_figure(
    live: Live, address: str, open_page: OpenPage, snapshots: Snapshots
) -> None:
    """When the body sinks the head sinks on the screen: the view does not follow the squat."""
    page = open_page(address)
    standing = snapshots["reps"]
    painted(page, live, standing)
    high = page.locator("#figure .head").bounding_box()
    assert standing.skeleton is not None
    sunk = tuple(
        None if point is None else (point[0], point[1] + (0.05 if index < 13 else 0.0))
        for index, point in enumerate(standing.skeleton)
    )
    painted(page, live, replace(standing, skeleton=sunk))
    low = page.locator("#figure .head").bounding_box()
    assert high is not None
    assert low is not None
    assert low["y"] > high["y"] + 40
    assert low["width"] == pytest.approx(high["width"], rel=0.01)


def test_refused_rep_says_why(
    live: Live, address: str, open_page: OpenPage, snapshots: Snapshots
) -> None:
    """A rep that does not count shows its reason and the count stays."""
    page = open_page(address)
    painted(page, live, snapshots["refused"])
    expect(page.locator("#last-rep")).to_have_text("Not counted: the other foot touched down")
    expect(page.locator("#counted")).to_have_text("2")


def test_results_stand_side_by_side(
    live: Live, address: str, open_page: OpenPage, snapshots: Snapshots
) -> None:
    """Both legs stand side by side, words first, with advice and the limits, all on the screen."""
    page = open_page(address)
    painted(page, live, snapshots["results"])
    left, right = page.locator(".leg-result").all()
    expect(left).to_contain_text("Knee moves in")
    expect(right).to_contain_text("Knee stays in line")
    boxes = [leg.bounding_box() for leg in (left, right)]
    assert boxes[0] is not None
    assert boxes[1] is not None
    assert boxes[0]["x"] < boxes[1]["x"]
    assert boxes[0]["y"] == boxes[1]["y"]
    expect(page.locator("#result-advice")).to_contain_text("certified trainer")
    expect(page.locator(".limits")).to_contain_text("Not a medical device")
    expect(page.locator("#glass")).to_be_hidden()
    painted(page, live, snapshots["waiting"])
    expect(page.locator("#results")).to_be_hidden()
    expect(page.locator("#glass")).to_be_visible()


def test_camera_trouble_covers_the_figure(
    live: Live, address: str, open_page: OpenPage, snapshots: Snapshots
) -> None:
    """A lost camera is said in its sentence, and goes away when the camera is back."""
    page = open_page(address)
    painted(page, live, snapshots["camera_lost"])
    expect(page.locator("#camera-message")).to_have_text(
        "The camera sends no pictures: check its cable."
    )
    expect(page.locator("#instruction")).to_have_text("One moment, please.")
    painted(page, live, snapshots["waiting"])
    expect(page.locator("#camera-message")).to_be_hidden()
    expect(page.locator("#instruction")).to_have_text("Step on the spot.")


def test_page_reconnects_after_a_restart(
    app: Flask,
    live: Live,
    store: ResultStore,
    open_page: OpenPage,
    serve: Serve,
    free_port: int,
    snapshots: Snapshots,
) -> None:
    """When the kiosk stops the page says so; when it is back on the same port it goes on alone."""
    server, address = serve(app, free_port)
    page = open_page(address)
    painted(page, live, snapshots["reps"])
    page.evaluate("window.untouched = true")
    server.stop()
    expect(page.locator("#link-lost")).to_have_text("Connection lost. Trying again …")
    again = Live()
    serve(create_app(again, store), free_port)
    painted(page, again, replace(snapshots["reps"], reps_counted=1))
    expect(page.locator("#counted")).to_have_text("1")
    expect(page.locator("#link-lost")).to_be_hidden()
    assert page.evaluate("window.untouched")
    again.close()


def test_page_loads_itself_anew_after_an_update(
    app: Flask,
    store: ResultStore,
    open_page: OpenPage,
    serve: Serve,
    free_port: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """When the kiosk comes back with other pages, an open page reloads by itself, once."""
    server, address = serve(app, free_port)
    page = open_page(address)
    expect(page.locator("#screen")).to_have_attribute("data-link", "alive")
    server.stop()
    monkeypatch.setattr(app_module, "build_id", lambda: "another")
    updated = Live()
    serve(create_app(updated, store), free_port)
    expect(page.locator("body")).to_have_attribute("data-build", "another")
    page.evaluate("window.untouched = true")
    painted(page, updated, Snapshot(camera="ok"))
    assert page.evaluate("window.untouched")
    updated.close()


def test_silent_server_is_noticed(
    address: str, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stream that stays open but falls silent is taken for dead."""
    monkeypatch.setattr("kiosk.web.stream.BEAT_S", 3600.0)
    page = open_page(address)
    expect(page.locator("#screen")).to_have_attribute("data-link", "alive")
    expect(page.locator("#link-lost")).to_be_visible(timeout=10_000)
    expect(page.locator("#link-lost")).to_be_hidden(timeout=10_000)


def test_ten_pages_at_once(
    live: Live, address: str, open_page: OpenPage, snapshots: Snapshots
) -> None:
    """Ten browsers show the same state."""
    pages = [open_page(address, "phone") for _ in range(10)]
    live.publish(snapshots["reps"])
    for page in pages:
        page.wait_for_selector(f'#screen[data-seq="{live.newest.seq}"]')
        expect(page.locator("#counted")).to_have_text("3")


def overflow(page: Page) -> Any:
    """Elements with text that stick out of the window, or cover the limits line."""
    return page.evaluate(
        """() => [...document.querySelectorAll("p, h1, h2, li, footer, .leg-result, .glass")]
          .filter((e) => e.offsetParent && !e.hidden && e.textContent.trim())
          .filter((e) => {
            const box = e.getBoundingClientRect();
            const limits = document.querySelector(".limits").getBoundingClientRect();
            const low = e.closest(".limits") ? innerHeight : limits.top;
            return Math.min(box.left, box.top) < -1 || box.right > innerWidth + 1
              || box.bottom > low + 1;
          }).map((e) => e.textContent.trim().slice(0, 60))"""
    )


@pytest.mark.parametrize("size", ["landscape", "portrait"])
@pytest.mark.parametrize("state", STATES)
def test_every_state_fits_and_is_accessible(
    live: Live,
    address: str,
    open_page: OpenPage,
    snapshots: Snapshots,
    screenshot: Callable[[Page, str], None],
    size: str,
    state: str,
) -> None:
    """Each state fits the screen both ways up, and axe finds nothing against WCAG AA."""
    page = open_page(address, size)
    painted(page, live, snapshots[state])
    settled(page)
    screenshot(page, f"member-{state}-{size}")
    assert overflow(page) == []
    found = Axe().run(page, options=AA)
    assert found.violations_count == 0, found.generate_report()


def test_reduced_motion_is_honoured(address: str, open_page: OpenPage) -> None:
    """Who asks for less motion sees none."""
    page = open_page(address)
    assert page.evaluate("document.getAnimations().length") == 1
    page.emulate_media(reduced_motion="reduce")
    page.wait_for_function("document.getAnimations().length === 0")
