"""The camera's moving picture in a real browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page

from kiosk.live import Live, Snapshot
from kiosk.pictures import Pictures
from kiosk.results import ResultStore
from kiosk.web import picture
from kiosk.web.app import create_app
from kiosk.web.given import Given
from kiosk.web.picture import WIDTH_PX
from kiosk.web.server import WebServer

pytestmark = pytest.mark.browser

PAINTED = """red => {
  const img = document.querySelector("#seen");
  const canvas = Object.assign(document.createElement("canvas"), { width: 1, height: 1 });
  const paint = canvas.getContext("2d");
  paint.drawImage(img, 0, 0, 1, 1);
  return Math.abs(paint.getImageData(0, 0, 1, 1).data[0] - red) < 8;
}"""
SHOWN = "width => document.querySelector('#seen').naturalWidth === width"


def plain(red: int) -> Any:
    return np.full((1280, 720, 3), (red, 0, 0), np.uint8)


@pytest.fixture
def pictures() -> Pictures:
    return Pictures()


@pytest.fixture
def address(
    live: Live,
    store: ResultStore,
    pictures: Pictures,
    serve: Callable[..., tuple[WebServer, str]],
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[str]:
    monkeypatch.setattr(picture, "WITHOUT_S", 60.0)  # the stream waits for a slow browser
    live.publish(Snapshot(camera="ok", picture=True))
    yield serve(create_app(live, store, Given(pictures=pictures)))[1]
    live.close()


def test_browser_shows_each_picture_at_once(
    address: str, pictures: Pictures, open_page: Callable[..., Page]
) -> None:
    """A picture is painted as soon as it is sent, not only when the next one comes."""
    page = open_page(f"{address}/how-sure")
    pictures.show(plain(250))
    page.evaluate(
        """() => document.body.append(
          Object.assign(document.createElement("img"), { id: "seen", src: "/picture", alt: "" }))"""
    )
    page.wait_for_function(SHOWN, arg=WIDTH_PX)
    for red in (250, 40, 150):
        pictures.show(plain(red))
        page.wait_for_function(PAINTED, arg=red)
