"""kill -9 at any moment loses nothing that was shown; SIGTERM ends in good order."""

from __future__ import annotations

import random
import re
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from kiosk import paths
from kiosk.moment import Clock
from kiosk.results import CheckDetail, ResultStore

from .commands import command, environment
from .page import Page, State

pytestmark = pytest.mark.slow

ROUNDS = 8
REPS = 13
"""Practised, counted and refused ones of the demo."""
PINS_AT_EXIT = Path(__file__).with_name("pins_at_exit.py")
STOP_WITHIN_S = 10.0
ADDRESS = re.compile(r"http://\S+")


@dataclass
class Kiosk:
    """A running `kiosk run`."""

    process: subprocess.Popen[str]
    url: str
    shown: list[State] = field(default_factory=list)

    def watch(self, reps: int, states_more: int = 0) -> None:
        """Be a page until it has shown so many reps and then so many states more.

        More reps than a check has: until the stream ends.
        """
        page = Page(self.url)
        last_rep, left = None, states_more
        try:
            for state in page.states():
                self.shown.append(state)
                reps -= state["last_rep"] not in (None, last_rep)
                last_rep = state["last_rep"]
                left -= reps <= 0
                if left < 0:
                    break
        finally:
            page.close()

    def end(self, number: signal.Signals) -> tuple[int, str, str]:
        """Send the signal; exit code and what it still said."""
        self.process.send_signal(number)
        said, complained = self.process.communicate(timeout=STOP_WITHIN_S)
        return self.process.returncode, said, complained


@contextmanager
def running(
    store: Path, source: Path, *words: str, program: list[str] | None = None
) -> Iterator[Kiosk]:
    """Start the real program on a replay and wait until it listens."""
    options = ["run", "--source", str(source), "--mock-gpio", "--store", str(store), "--port", "0"]
    with subprocess.Popen(
        [*(program or command()), *options, *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(),
    ) as process:
        try:
            assert process.stdout is not None
            assert process.stderr is not None
            address = ADDRESS.search(process.stdout.readline())
            assert address is not None, process.stderr.read()
            yield Kiosk(process, address[0])
        finally:
            process.kill()


def stored(path: Path) -> list[CheckDetail]:
    """What the next start finds, oldest first, before it changes anything."""
    with ResultStore.open(path, "replay", Clock().now()) as store:
        details = [store.check(row.check_id) for row in reversed(store.list_checks(100))]
        return [detail for detail in details if detail is not None]


def assert_whole(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("PRAGMA foreign_key_check").fetchone() is None


def assert_kept(check: CheckDetail | None, shown: list[State]) -> int:
    """Everything that the page showed is in the check; how many counted reps that were."""
    counts = {"left": 0, "right": 0}
    refused = practised = False
    for state in shown:
        if state["stage"] in ("reps", "change_leg") and state["leg"]:
            counts[state["leg"]] = max(counts[state["leg"]], state["counted"])
        rep = state["last_rep"]
        refused |= bool(rep and not rep["counted"])
        practised |= bool(rep and rep["practice"])
    if check is None:
        assert counts == {"left": 0, "right": 0}
        assert not refused
        assert not practised
        return 0
    assert check.row.counted["left"] >= counts["left"]
    assert check.row.counted["right"] >= counts["right"]
    assert not refused or any(not rep.values["counted"] for rep in check.reps)
    assert not practised or any(rep.practice for rep in check.reps)
    if any(state["results"] for state in shown):
        assert check.row.state == "complete"
    return sum(counts.values())


def assert_not_half_made(check: CheckDetail) -> None:
    """Complete means with a report over both legs; what a kill left open has none."""
    if check.row.state == "complete":
        assert check.report is not None
        assert all(check.row.verdicts[leg] for leg in ("left", "right"))
        assert min(check.row.counted.values()) == 5
    elif check.row.reason in (None, "the kiosk stopped"):
        assert check.report is None


def test_a_kill_at_any_moment_loses_nothing_that_was_shown(
    tmp_path: Path, demo_recording: Path
) -> None:
    """Killed again and again as a page shows a rep: each rep on the page is in the store."""
    path = tmp_path / "results.db"
    dice = random.Random(20261122)
    kills = seen = before = 0
    for _ in range(ROUNDS):
        with running(path, demo_recording, "--speed", "20") as kiosk:
            kiosk.watch(dice.randrange(1, REPS + 1), dice.choice([0, 0, 1, 40]))
            kills += kiosk.end(signal.SIGKILL)[0] == -signal.SIGKILL
        assert_whole(path)
        checks = stored(path)
        newest = checks[-1] if len(checks) > before else None
        seen += assert_kept(newest, kiosk.shown)
        assert len(checks) - before <= 1
        before = len(checks)
        assert "open" not in [check.row.state for check in checks[:-1]]
        for check in checks:
            assert_not_half_made(check)
    # On a machine that drops many frames a replay may come to its end first.
    assert kills > ROUNDS / 2
    assert seen > ROUNDS


def test_a_kill_while_the_results_are_shown_keeps_them(
    tmp_path: Path, demo_recording: Path
) -> None:
    """Killed at the very first state with results, the check is complete with that report."""
    path = tmp_path / "results.db"
    with running(path, demo_recording, "--speed", "20") as kiosk:
        page = Page(kiosk.url)
        kiosk.shown.append(next(state for state in page.states() if state["results"]))
        kiosk.end(signal.SIGKILL)
        page.close()
    (check,) = stored(path)
    assert check.row.state == "complete"
    assert_kept(check, kiosk.shown)
    assert_not_half_made(check)


def test_the_next_start_abandons_what_a_kill_left_open(
    tmp_path: Path, demo_recording: Path
) -> None:
    """A check that was open at the kill is abandoned, with its reason, once a kiosk runs again."""
    path = tmp_path / "results.db"
    with running(path, demo_recording, "--speed", "20") as kiosk:
        page = Page(kiosk.url)
        next(state for state in page.states() if state["counted"] and state["stage"] == "reps")
        kiosk.end(signal.SIGKILL)
        page.close()
    (left_open,) = stored(path)
    assert left_open.row.state == "open"
    with running(path, demo_recording) as kiosk:
        assert kiosk.end(signal.SIGTERM)[0] == 0
    ended = stored(path)[0]
    assert (ended.row.state, ended.row.reason) == ("abandoned", "the kiosk stopped")
    assert ended.reps == left_open.reps


def test_a_kill_of_the_whole_thing_with_real_inference(tmp_path: Path) -> None:
    """The same on the demo clip with the real network: the shown reps are there."""
    path = tmp_path / "results.db"
    with running(path, paths.DEMO_CLIP, "--speed", "2") as kiosk:
        page = Page(kiosk.url)
        for state in page.states():
            kiosk.shown.append(state)
            if state["stage"] == "reps" and state["counted"] >= 1:
                break
        kiosk.end(signal.SIGKILL)
        page.close()
    (check,) = stored(path)
    assert assert_kept(check, kiosk.shown) >= 1
    assert_whole(path)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_in_good_order(
    tmp_path: Path, demo_recording: Path, number: signal.Signals
) -> None:
    """With a check under way: code 0, LED and buzzer off, the check abandoned, the store free."""
    path = tmp_path / "results.db"
    program = [sys.executable, str(PINS_AT_EXIT)]
    with running(path, demo_recording, "--speed", "20", program=program) as kiosk:
        page = Page(kiosk.url)
        next(state for state in page.states() if state["counted"] and state["stage"] == "reps")
        code, said, complained = kiosk.end(number)
        page.close()
    assert code == 0
    assert said.splitlines()[-1] == "pins 0.0 0.0 0.0 0.0"
    assert "Traceback" not in complained
    (check,) = stored(path)
    assert (check.row.state, check.row.reason) == (
        "abandoned",
        "the recording or the program ended",
    )
    assert check.report is not None
    assert not path.with_name(path.name + "-wal").exists()


def test_a_stop_while_waiting_for_the_camera(tmp_path: Path) -> None:
    """A kiosk without its camera shows its page, says so there, and stops when told."""
    path = tmp_path / "results.db"
    words = ["--config", str(no_pins(tmp_path)), "run", "--source", "usb:9", "--store", str(path)]
    with subprocess.Popen(
        [*command(), *words, "--port", "0", "--wait-for-camera"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(),
    ) as process:
        try:
            assert process.stdout is not None
            address = ADDRESS.search(process.stdout.readline())
            assert address is not None
            kiosk = Kiosk(process, address[0])
            page = Page(kiosk.url)
            missing = next(s for s in page.states() if s["camera"]["state"] == "missing")
            code, _, complained = kiosk.end(signal.SIGTERM)
            page.close()
        finally:
            process.kill()
    assert "/dev/video9" in missing["camera"]["message"]
    assert code == 0
    assert "Traceback" not in complained


def no_pins(folder: Path) -> Path:
    toml = folder / "kiosk.toml"
    toml.write_text("[gpio]\nenabled = false\n", encoding="utf-8")
    return toml


def test_a_replay_that_ends_by_itself_is_complete(tmp_path: Path, demo_recording: Path) -> None:
    """Left alone, the run ends with code 0 after the last frame, the check complete as shown."""
    path = tmp_path / "results.db"
    with running(path, demo_recording, "--speed", "8") as kiosk:
        kiosk.watch(reps=sys.maxsize)
        assert kiosk.process.wait(STOP_WITHIN_S) == 0
    (check,) = stored(path)
    assert check.row.state == "complete"
    assert check.row.kind == "replay"
    assert {state["banner"] for state in kiosk.shown} == {"Replay: not kept with real results"}
    results = next(state["results"] for state in reversed(kiosk.shown) if state["results"])
    assert [leg["counted"] for leg in results["legs"]] == ["5 reps counted"] * 2
