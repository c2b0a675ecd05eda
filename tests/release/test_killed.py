from __future__ import annotations

import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kiosk.release import changing
from kiosk.release.metadata import Days
from tests.release.people import People
from tests.release.reading import Box, served

ROOT = Path(__file__).resolve().parents[2]


def kill_everywhere(scenario: str, start: Path, people: People, out: Path) -> int:
    """How many copies there are; the last one's command came to its end."""
    line = [sys.executable, "-m", "tests.release.victim", scenario]
    done = subprocess.run(
        [*line, str(start), str(people.folder), str(out)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return int(done.stdout)


def state(box: Box) -> tuple[int, frozenset[str]]:
    """What a kiosk knows after a look: its root and what is offered."""
    offered = frozenset(box.look())
    return box.root_version(), offered


def look(repository: Path, url: str, known: Path, folder: Path) -> tuple[int, frozenset[str]]:
    """A kiosk that knew the state before looks now."""
    shutil.copytree(known, folder)
    root = (repository / "metadata" / "1.root.json").read_bytes()
    return state(Box(f"{url}/{repository.name}", folder, root))


@pytest.mark.parametrize(
    ("scenario", "new"),
    [
        ("publish", (1, frozenset({"kiosk-1.4.0.tar"}))),
        ("rotate", (2, frozenset())),
        ("refresh", (1, frozenset())),
    ],
)
def test_kiosks_see_the_old_or_the_new_wherever_it_was_killed(
    people: People, tmp_path: Path, scenario: str, new: tuple[int, frozenset[str]]
) -> None:
    """After a kill -9 at any change of the disk, kiosks that know the old state go on."""
    moment = datetime.now(UTC) - timedelta(days=5)
    hands = people.hands("anna", "ben", "anna-t", "ben-t", moment=moment, days=Days(snapshot=9))
    start = people.repository(tmp_path / "all" / "start", hands)
    old = (1, frozenset[str]())
    count = kill_everywhere(scenario, start, people, tmp_path / "all" / "out")
    with served(tmp_path / "all" / "out") as url:
        known = Box(f"{url}/1", tmp_path / "known", (start / "metadata/1.root.json").read_bytes())
        assert state(known) == old
        for number in range(1, count + 1):
            copy = tmp_path / "all" / "out" / str(number)
            seen = look(copy, url, known.folder, tmp_path / f"box-{number}")
            assert seen in (old, new), number
            assert seen == new or number < count
            changing.refresh(copy, people.hands(online=("online", "spare")))
            after = look(copy, url, tmp_path / f"box-{number}", tmp_path / f"again-{number}")
            assert after in ((seen, new) if seen == old else (new,)), number
    assert count > 4
