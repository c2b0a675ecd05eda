"""Hours of a gym's life in minutes: memory flat, no descriptor or thread too many, no drift.

    .venv/bin/python -m tests.proofs.soak [--hours 2] [--speed 20] [--pictures-minutes 8]

First one keypoint recording of so many hours, one person after another, replayed faster than real
time without dropping a frame; then the demo clip with its pictures through the real networks again
and again, as fast as they go. Meanwhile pages are opened and closed, staff sign in and out, read
results, health and metrics, look at the setup picture, and the mirror is watched. Ends with 1 when
something grows, drifts, or a check is missing.
"""

from __future__ import annotations

import argparse
import signal
import sqlite3
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from kiosk import paths
from tests.system.page import Page

from . import growth, long_proofs
from .boxes import Folders, folders_in, running
from .recordings import write_visits
from .visitor import Visitor, watch_mirror

NAME = "soak"
EVERY_S = 1.0
STATES = 60
"""So many a page reads before it is closed."""
SIGN_INS_FIRST = 60
"""Belong to the warm-up: a PIN's hash needs 16 MB, which the C library keeps for later ones."""
STAFF_READ = ("staff/", "staff/health", "metrics", "staff/setup/", "staff/setup/picture.jpg")
PICTURES_WARM_UP = 1 / 3
"""Share of the samples with pictures that is left out besides: every web thread's heap fills with
the first visits, which come sooner in the gym's life here."""
DRIFT_S = 1.0
"""More than this much later at the end than in the beginning is a drift."""


@dataclass
class Life:
    """Everybody who looks at the kiosk meanwhile."""

    url: str
    life_s: float = 0.0
    """Time of the frames, over all repetitions."""
    plays: int = 0
    rounds: int = 0
    over: threading.Event = field(default_factory=threading.Event)
    trouble: list[str] = field(default_factory=list)

    def screen(self) -> None:
        """The kiosk's own screen: follows the stream as long as there is one."""
        page, before_s, told_s = Page(self.url), 0.0, 0.0
        for state in page.states():
            if state["t_s"] < before_s:
                told_s += before_s
            self.plays += state["camera"]["state"] == "ok" and state["t_s"] < before_s
            before_s = state["t_s"]
            self.life_s = told_s + before_s
        page.close()
        self.over.set()

    def visitors(self) -> None:
        """Pages that come and go, and staff."""
        Visitor(self.url).choose_pin()
        for _ in range(SIGN_INS_FIRST):
            self._sign_in_and_out()
        while not self.over.wait(EVERY_S):
            try:
                self._visit()
                self.rounds += 1
            except OSError as error:
                if not self.over.wait(2 * EVERY_S):
                    self.trouble.append(f"a visitor was sent away: {error}")

    def _visit(self) -> None:
        page = Page(self.url)
        for number, _state in enumerate(page.states()):
            if number >= STATES:
                break
        page.close()
        watch_mirror(self.url, 5)
        self._sign_in_and_out(*STAFF_READ)

    def _sign_in_and_out(self, *paths: str) -> None:
        staff = Visitor(self.url)
        if staff.sign_in() != 200:
            self.trouble.append("staff could not sign in")
        for path in paths:
            staff.get(path)
        staff.sign_out()


@dataclass(frozen=True)
class Part:
    """One source and what came of it."""

    name: str
    samples: list[growth.Sample]
    checks: int
    expected: int
    rounds: int
    drift_s: float | None
    trouble: list[str]

    @property
    def wrong(self) -> list[str]:
        """One sentence each."""
        found = [*growth.complaints(self.samples), *self.trouble]
        if self.checks != self.expected:
            found.append(f"{self.checks} checks are stored of {self.expected}")
        if self.drift_s is not None and self.drift_s > DRIFT_S:
            found.append(f"frames come {self.drift_s:.1f} s later at the end")
        return [f"{self.name}: {what}" for what in found]

    def cells(self) -> list[str]:
        """Of the table."""
        kept = growth.warm(self.samples)
        first, last = kept[0], kept[-1]
        descriptors = growth.floor(self.samples, lambda one: one.descriptors)
        threads = growth.floor(self.samples, lambda one: one.threads)
        return [
            self.name,
            f"{last.life_s / 3600:.2f} h in {last.wall_s / 60:.1f} min",
            f"{self.checks} of {self.expected}",
            f"{first.memory_mb:.1f} to {last.memory_mb:.1f} MB, "
            f"{growth.slope_mb_per_hour(self.samples):+.1f} MB/h, "
            f"{growth.grown_mb(self.samples):+.1f} MB in all",
            f"{descriptors[0]} to {descriptors[1]}",
            f"{threads[0]} to {threads[1]}",
            f"{last.store_kb / max(self.checks, 1):.0f} kB",
            "" if self.drift_s is None else f"{self.drift_s:+.2f} s",
            str(self.rounds),
        ]


HEAD = (
    "Source",
    "Gym's life",
    "Checks stored",
    "Memory after warm-up",
    "Descriptors",
    "Threads",
    "Store for each check",
    "Drift",
    "Visits",
)


@contextmanager
def lived(folders: Folders, *words: str) -> Iterator[tuple[int, Life, Callable[[], None]]]:
    """A patient kiosk with everybody around it; gives its process, them, and how to stop it."""
    with running(folders, *words, module="tests.proofs.patient") as (kiosk, url):
        life = Life(url)
        threads = [threading.Thread(target=life.screen), threading.Thread(target=life.visitors)]
        for thread in threads:
            thread.start()
        try:
            yield kiosk.inner_pid, life, lambda: kiosk.outer.send_signal(signal.SIGTERM)
        finally:
            kiosk.outer.terminate()
            for thread in threads:
                thread.join()


def sampled(pid: int, life: Life, store: Path, limit_s: float) -> list[growth.Sample]:
    """Once a second until the kiosk has ended or the time is over."""
    samples, began_s = list[growth.Sample](), time.monotonic()
    while not life.over.wait(EVERY_S) and time.monotonic() - began_s < limit_s:
        wall_s = time.monotonic() - began_s
        if life.life_s > 0:
            samples.append(growth.sample(pid, store, wall_s, life.life_s))
    return samples


def keypoints_part(root: Path, hours: float, speed: float) -> Part:
    """Hours of one visitor after the other, each frame once."""
    folders = folders_in(root / "keypoints", picture=False)
    recording = root / "hours.jsonl"
    visits = round(hours * 3600 / write_visits(recording, 1))
    life_s = write_visits(recording, visits)
    words = ("--source", str(recording), "--speed", str(speed))
    with lived(folders, *words) as (pid, life, _stop):
        samples = sampled(pid, life, folders.store, 3 * life_s / speed)
    drift_s = growth.drift_s(samples, speed)
    complete = checks_in(folders.store, "complete")
    return Part("keypoints", samples, complete, visits, life.rounds, drift_s, life.trouble)


def pictures_part(root: Path, minutes: float, speed: float) -> Part:
    """The demo clip through the networks, again and again, as fast as they go."""
    folders = folders_in(root / "pictures", picture=True)
    clip = ("--source", str(paths.DEMO_CLIP), "--spot", str(paths.DEMO_SPOT), "--repeat")
    with lived(folders, *clip, "--speed", str(speed)) as (pid, life, stop):
        samples = sampled(pid, life, folders.store, minutes * 60)
        stop()
        life.over.wait(30)
    samples = samples[int(len(samples) * PICTURES_WARM_UP) :]
    expected, stored = life.plays + 1, checks_in(folders.store, "complete", "abandoned")
    if stored == expected - 1 and life.life_s > 0:
        expected = stored  # stopped before the person of the last play had been welcomed
    return Part("pictures", samples, stored, expected, life.rounds, None, life.trouble)


def checks_in(store: Path, *states: str) -> int:
    """How many checks of these states are stored."""
    with closing(sqlite3.connect(store)) as connection:
        rows = connection.execute("SELECT state FROM checks").fetchall()
    return sum(state in states for (state,) in rows)


def text(parts: list[Part], speed: float) -> str:
    """The part of docs/operations.md."""
    return "\n".join(
        [
            f"### Hours without a break: `make {NAME}`",
            "",
            f"Last run: {long_proofs.state_of_the_tree()}. Replayed up to {speed:.0f} times faster "
            f"than life. Limit: {growth.MB_PER_HOUR:.0f} MB an hour of gym's life after the "
            f"warm-up, in a run of minutes {growth.RESOLUTION_MB} MB in all; descriptors and "
            "threads no more at the end than in the beginning.",
            "",
            long_proofs.table(HEAD, [part.cells() for part in parts]),
        ]
    )


def main() -> int:
    """Live through it, print the figures, record a full run."""
    parser = argparse.ArgumentParser(description="Hours of a gym's life in minutes.")
    parser.add_argument("--hours", type=float, default=2.0)
    parser.add_argument("--speed", type=float, default=20.0)
    parser.add_argument("--pictures-minutes", type=float, default=8.0)
    asked = parser.parse_args()
    parts = list[Part]()
    with tempfile.TemporaryDirectory(prefix="kiosk-soak-") as folder:
        parts.append(keypoints_part(Path(folder), asked.hours, asked.speed))
        print(dict(zip(HEAD, parts[-1].cells(), strict=True)), flush=True)
        parts.append(pictures_part(Path(folder), asked.pictures_minutes, asked.speed))
        print(dict(zip(HEAD, parts[-1].cells(), strict=True)), flush=True)
    wrong = [what for part in parts for what in part.wrong]
    for what in wrong:
        print(f"WRONG: {what}")
    if asked.hours >= 2 and not wrong:
        long_proofs.write(NAME, text(parts, asked.speed))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
