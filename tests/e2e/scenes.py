"""Plays a scenario recording through the whole kiosk and keeps what its page showed."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from kiosk.results import ResultReader
from kiosk.results.records import CheckDetail
from kiosk.spot.record import SpotRecord, to_json
from tests.recordings.scenarios.reading import known, picture_px, spot_of, unpacked

CLIPS = Path(__file__).resolve().parents[1] / "clips"
EMPTY_S = 24
"""Before a recording's first frame: at three times its speed, time for a slow machine's browser to
be there before anybody comes."""

WATCH = """() => {
  const screen = document.querySelector('#screen')
  const text = (id) => document.querySelector(id)?.textContent.trim() ?? ''
  window.seen = []
  const look = () => {
    const now = [screen.dataset.stage, text('#instruction'), text('#counted'), text('#last-rep')]
    if (JSON.stringify(window.seen.at(-1)) !== JSON.stringify(now)) window.seen.push(now)
  }
  look()
  new MutationObserver(look)
    .observe(screen, {subtree: true, childList: true, attributes: true, characterData: true})
}"""


@dataclass(frozen=True, slots=True)
class Scene:
    """A running kiosk on one scenario."""

    url: str
    store: Path
    truth: dict[str, Any]

    def watch(self, page: Page) -> None:
        """Keep everything that the page shows from now on."""
        page.wait_for_selector("#screen[data-link=alive]")
        page.evaluate(WATCH)

    def until(self, page: Page, stage: str, timeout_ms: float) -> None:
        """The page has shown that stage since `watch`, however short, or shows it now."""
        shown = "stage => window.seen.some((line) => line[0] === stage)"
        page.wait_for_function(shown, arg=stage, timeout=timeout_ms)

    def seen(self, page: Page) -> list[list[str]]:
        """Stage, instruction, count and last rep, each change of them."""
        found: list[list[str]] = page.evaluate("window.seen")
        return found

    def checks(self) -> list[CheckDetail]:
        """What is stored, oldest first."""
        reader = ResultReader.open_to_read(self.store, "replay")
        rows = reversed(reader.list_checks(100))
        found = [reader.check(row.check_id) for row in rows]
        return [check for check in found if check is not None]


@contextmanager
def playing(
    name: str, folder: Path, *, speed: float, video: bool = False, options: Sequence[str] = ()
) -> Iterator[Scene]:
    """The scenario of that name in the whole kiosk, until the recording has ended."""
    source = CLIPS / f"{name}.mp4" if video else unpacked(name, folder, empty_s=EMPTY_S)
    spot = folder / "spot.json"
    spot.write_text(to_json(_record(name)), encoding="utf-8")
    store = folder / "results.db"
    command = [sys.executable, "-m", "kiosk", "run", "--source", str(source), "--mock-gpio"]
    command += ["--store", str(store), "--spot", str(spot), "--port", "0"]
    command += ["--speed", str(speed), *options]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdout is not None
        found = re.search(r"http://\S+", process.stdout.readline())
        assert found is not None, "the kiosk did not start"
        try:
            yield Scene(found[0], store, known(name))
        finally:
            process.terminate()
            process.wait(10)


def _record(name: str) -> SpotRecord:
    width_px, height_px = picture_px(name)
    set_utc = "2026-11-22T12:00:00+00:00"
    return SpotRecord(spot_of(name), None, width_px, height_px, "lab", set_utc, "lab")
