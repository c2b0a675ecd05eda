"""The whole kiosk at rest: its real page goes dark in an empty room and lights up for who comes."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from kiosk.spot.record import SpotRecord, to_json
from tests.camera.videos import write_video
from tests.e2e import waking
from tests.recordings.scenarios.reading import picture_px

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timed]

EMPTY_S = 6.0
"""The room is empty for so long before somebody walks in."""
CONFIG = "[idle]\nafter_s = 2\n"
SLACK_S = 1.0
"""For a machine that tests on all of its cores; tests/system/test_waking.py has the real limit."""


@pytest.fixture(scope="module")
def case() -> waking.Arrival:
    return waking.CASES["walks onto the spot"]()


@pytest.fixture(scope="module")
def video(case: waking.Arrival, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty room, then somebody walks onto the spot and stands there."""
    before = [frame.rgb for frame in waking.empty_room(case, EMPTY_S)]
    walks_in = [frame.rgb for frame in case.frames if frame.t_s < 6.0]
    pictures = [*before, *walks_in]
    times_ms = [round(1000 * number * case.step_s) for number in range(len(pictures))]
    return write_video(tmp_path_factory.mktemp("room") / "room.mp4", pictures, times_ms)


@contextmanager
def running(case: waking.Arrival, video: Path, folder: Path) -> Iterator[str]:
    """The kiosk on that video, with its spot; its address."""
    assert case.spot is not None
    size_px = picture_px(case.name)
    record = SpotRecord(case.spot, None, *size_px, "lab", "2026-11-22T12:00:00+00:00", "lab")
    (folder / "spot.json").write_text(to_json(record), encoding="utf-8")
    (folder / "kiosk.toml").write_text(CONFIG, encoding="utf-8")
    command = [sys.executable, "-m", "kiosk", "--config", str(folder / "kiosk.toml"), "run"]
    command += ["--source", str(video), "--mock-gpio", "--store", str(folder / "results.db")]
    command += ["--spot", str(folder / "spot.json"), "--port", "0"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdout is not None
        found = re.search(r"http://\S+", process.stdout.readline())
        assert found is not None, "the kiosk did not start"
        try:
            yield found[0]
        finally:
            process.terminate()
            process.wait(10)


def test_page_goes_dark_and_wakes(
    case: waking.Arrival, video: Path, tmp_path: Path, open_page: Callable[..., Page]
) -> None:
    """Two seconds of nobody make it dark, its light breathes, and who walks in finds it bright."""
    with running(case, video, tmp_path) as url:
        page = open_page(url)
        dark = page.locator("body[data-resting]")
        expect(dark).to_have_count(1, timeout=30_000)
        expect(page.locator("#screen")).to_have_attribute("data-cue", "resting")
        expect(dark).to_have_count(0, timeout=30_000)
        woken_s = float(page.locator("#screen").get_attribute("data-taken") or "inf")
        assert woken_s < EMPTY_S + case.near_s + SLACK_S
        expect(page.locator("#screen")).to_have_attribute("data-stage", "welcome", timeout=30_000)
