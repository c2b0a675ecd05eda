"""kill -9 at any moment: what was told to be stored is stored."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from kiosk.results import ResultStore

from .rep_writer import CLOSER_DEG

WRITER = Path(__file__).with_name("rep_writer.py")
ROOT = Path(__file__).resolve().parents[2]
ROUNDS = 20


def killed_after(path: Path, lines: int, *words: str) -> list[list[str]]:
    """Run the writer, kill it after so many lines; every whole line that it had printed."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        [sys.executable, WRITER, path, *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment,
    ) as writer:
        assert writer.stdout is not None
        head = [writer.stdout.readline() for _ in range(lines)]
        writer.send_signal(signal.SIGKILL)
        printed = b"".join(head) + writer.stdout.read()
    assert writer.returncode == -signal.SIGKILL
    return [line.split() for line in printed.decode().splitlines(keepends=True) if line[-1] == "\n"]


def assert_stored(store: ResultStore, said: Iterable[list[str]]) -> None:
    for what, *words in said:
        if what in ("opening", "interrupted"):
            continue
        detail = store.check(words[0])
        assert detail is not None
        if what == "rep":
            stored = detail.reps[int(words[1]) - 1]
            assert stored.number == int(words[1])
            first_deg = int(words[1]) / 7
            assert stored.values["knee_fppa_deg"] in (first_deg, first_deg + CLOSER_DEG)
        if what == "again":
            stored = detail.reps[int(words[1]) - 1]
            assert stored.values["knee_fppa_deg"] == int(words[1]) / 7 + CLOSER_DEG
        if what == "complete":
            assert detail.row.state == "complete"
            assert detail.report is not None
            assert detail.row.verdicts["left"] == {"knee_valgus": "good"}


def assert_whole(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("PRAGMA foreign_key_check").fetchone() is None


@pytest.mark.slow
def test_every_rep_that_was_told_survives_a_kill(path: Path, at: Any) -> None:
    """One store, killed twenty times at random moments: all told reps and endings are there."""
    dice = random.Random(20260102)
    said: list[list[str]] = []
    for _ in range(ROUNDS):
        said += killed_after(path, dice.randrange(3, 60))
        with ResultStore.open(path, "kiosk", at(0)) as store:
            assert_stored(store, said)
            store.close_interrupted()
            assert store.counts().open == 0
        assert_whole(path)
    assert sum(words[0] == "rep" for words in said) > ROUNDS
    assert sum(words[0] == "again" for words in said) > ROUNDS
    assert sum(words[0] == "complete" for words in said) > 0


def test_a_kill_before_the_closer_look_leaves_the_first_values(path: Path, at: Any) -> None:
    """The rep is stored as the live view measured it; nothing of the look is there."""
    said = killed_after(path, 4, "--halt")
    assert [words[0] for words in said] == ["opening", "interrupted", "started", "rep"]
    with ResultStore.open(path, "kiosk", at(0)) as store:
        detail = store.check(said[-1][1])
        assert detail is not None
        (rep,) = detail.reps
        assert rep.values["knee_fppa_deg"] == 1 / 7
        assert rep.values["looked_closer"] is False


def test_a_kill_while_the_store_is_made_leaves_no_trap(tmp_path: Path, at: Any) -> None:
    """Killed anywhere during the first opening, the next opening works."""
    for number in range(10):
        path = tmp_path / f"{number}.db"
        killed_after(path, 1)
        ResultStore.open(path, "kiosk", at(0)).close()
        assert_whole(path)


def test_the_next_start_abandons_what_the_kill_left_open(path: Path, at: Any) -> None:
    """A writer killed within a check leaves it open until the next start, lock or no lock."""
    said = killed_after(path, 5)
    with ResultStore.open(path, "kiosk", at(0)) as store:
        (check_id,) = {words[1] for words in said[2:3]}
        before = store.check(check_id)
        assert before is not None
        open_before = store.counts().open
        assert store.close_interrupted() == open_before
        after = store.check(check_id)
        assert after is not None
        assert after.reps == before.reps
