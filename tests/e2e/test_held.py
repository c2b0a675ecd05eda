"""The whole kiosk while an update is on trial: its page, `/ready`, and nothing in the store."""

from __future__ import annotations

import json
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from queue import Queue
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from kiosk import __version__
from kiosk.box import Box
from kiosk.config import COMMAND_LINE, Layer, resolve
from kiosk.results import ResultReader
from kiosk.saying import UPDATING
from kiosk.service import RunOptions, serve
from kiosk.spot.record import SpotRecord
from tests.recordings.scenarios.reading import picture_px, spot_of, unpacked

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timed]

NAME = "whole_check"
LIMIT_S = 60.0
SOMEBODY = """async () => {
  while (!(await (await fetch("/ready")).json()).busy) await new Promise((r) => setTimeout(r, 100))
}"""
"""Done once the kiosk tells that somebody is on the spot."""
LIMIT_MS = 1000 * LIMIT_S


@dataclass(frozen=True, slots=True)
class Held:
    """A kiosk that was started while the file was there."""

    url: str
    trial: Path
    store: Path

    def ready(self) -> tuple[int, dict[str, Any]]:
        """What an updater on this box is told."""
        try:
            with urllib.request.urlopen(self.url + "ready", timeout=LIMIT_S) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as refused:
            return refused.code, json.load(refused)

    def checks(self) -> int:
        """How many are stored."""
        return len(ResultReader.open_to_read(self.store, "replay").list_checks(10))


@contextmanager
def running(folder: Path) -> Iterator[Held]:
    """The recording of a whole check through all of the kiosk, in this process."""
    trial, store = folder / "trial.json", folder / "results.db"
    trial.write_text("{}", encoding="utf-8")
    given = {
        "camera.source": str(unpacked(NAME, folder)),
        "store.path": str(store),
        "web.port": 0,
    }
    layers = [Layer(COMMAND_LINE, given)]
    heard: Queue[str] = Queue()
    spot = SpotRecord(spot_of(NAME), None, *picture_px(NAME), "lab", "2026-11-22T12:00:00Z", "lab")
    options = RunOptions(
        mock_gpio=True,
        store_given=True,
        spot=spot,
        on_listening=heard.put,
        box=Box(trial_file=trial),
    )
    stop = threading.Event()
    kiosk = threading.Thread(target=serve, args=(layers, resolve(layers).config, options, stop))
    kiosk.start()
    try:
        yield Held(heard.get(timeout=LIMIT_S), trial, store)
    finally:
        stop.set()
        kiosk.join(LIMIT_S)
        assert not kiosk.is_alive()


def test_a_member_waits_for_the_update_and_begins_after_it(
    tmp_path: Path,
    open_page: Callable[..., Page],
    screenshot: Callable[[Page, str], None],
) -> None:
    """Who steps on reads why nothing begins; once the file is gone the same kiosk welcomes them."""
    with running(tmp_path) as kiosk:
        page = open_page(kiosk.url, "portrait")
        page.wait_for_selector("#screen[data-stage=held]", timeout=LIMIT_MS)
        page.wait_for_selector("#screen[data-cue=updating]", timeout=LIMIT_MS)
        expect(page.locator("#instruction")).to_have_text(UPDATING.words)
        page.evaluate(SOMEBODY)
        status, told = kiosk.ready()
        assert status == 503
        assert (told["ready"], told["held"], told["busy"]) == (False, True, True)
        assert (told["camera"], told["store"], told["version"]) == (True, True, __version__)
        expect(page.locator("#screen")).to_have_attribute("data-stage", "held")
        screenshot(page, "held-whole-kiosk")
        assert kiosk.checks() == 0
        kiosk.trial.unlink()
        page.wait_for_selector("#screen[data-stage=welcome]", timeout=LIMIT_MS)
        status, told = kiosk.ready()
        assert (status, told["ready"], told["held"]) == (200, True, False)
