"""The power goes at every step of an update: the box always comes up with every result."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MEMORY = Path("/dev/shm")
FEWEST = 150
"""Changes of the disk in an update: fewer would mean that they are not seen."""


@pytest.fixture
def folder() -> Iterator[Path]:
    """In memory where that is possible: thousands of real fsyncs take their time."""
    quick = MEMORY if os.access(MEMORY, os.W_OK) else None
    with tempfile.TemporaryDirectory(dir=quick) as name:
        yield Path(name)


def wrong_after(folder: Path, story: str, mode: str, part: int, parts: int) -> object:
    """What was wrong after which cut."""
    line = [sys.executable, "-B", "-m", "tests.update.power_cuts", str(folder), story, mode]
    done = subprocess.run(
        [*line, str(part), str(parts)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=550,
        check=True,
    )
    said = json.loads(done.stdout)
    assert said["count"] > FEWEST
    assert said["cuts"] >= said["count"] // parts
    print(f"{said['cuts']} of {said['count']} steps cut: {story}, {mode}")
    return said["wrong"]


@pytest.mark.slow
@pytest.mark.parametrize("mode", ["kept", "lost"])
@pytest.mark.parametrize(("story", "parts"), [("good", 1), ("camera", 3)])
def test_a_power_cut_at_every_step(folder: Path, story: str, parts: int, mode: str) -> None:
    """Killed at each step of a good update, and at each third of one that is taken back (all of
    them: `python -m tests.update.power_cuts FOLDER camera lost 0 1`), whether unsynced data
    survives or not, the box comes up on a version that runs, with every result, and the next run
    finishes the update.
    """
    assert wrong_after(folder, story, mode, 0, parts) == {}


@pytest.mark.parametrize("mode", ["kept", "lost"])
@pytest.mark.parametrize("story", ["good", "camera", "start", "clip"])
def test_a_power_cut_at_some_steps(folder: Path, story: str, mode: str) -> None:
    """Each fifteenth step of four stories: good, unhealthy, never starting, failing its test."""
    assert wrong_after(folder, story, mode, 7, 15) == {}
