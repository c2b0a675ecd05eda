"""The member screen's stream in a real browser: lost and found, silent, updated, ten at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from kiosk.live import Live, Snapshot
from kiosk.results import ResultStore
from kiosk.web import app as app_module
from kiosk.web.app import create_app
from kiosk.web.server import WebServer
from tests.web.browser.screen import painted

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]
Serve = Callable[..., tuple[WebServer, str]]
Snapshots = dict[str, Snapshot]


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
    expect(page.locator("#link-lost")).to_be_visible()
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


def test_painted_state_says_when_its_picture_was_taken(
    live: Live, address: str, open_page: OpenPage
) -> None:
    """After painting, the page holds the state's number and its picture's time."""
    page = open_page(address)
    painted(page, live, Snapshot(camera="ok", t_s=12.3456))
    expect(page.locator("#screen")).to_have_attribute("data-taken", "12.3456")
