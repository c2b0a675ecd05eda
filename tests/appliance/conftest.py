"""The box of the proofs, made once for a run. `make test` collects nothing here: see ASKED."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk import paths

from . import clips, gym, rig
from .box import Box, wait
from .host import BUILD, CannotTryError
from .roots import HERE, fresh_root
from .shop import Shop

ASKED = "KIOSK_APPLIANCE_WHEELS"
"""Set by `python -m tests.appliance` to the folder of wheels; without it no test is collected."""
collect_ignore_glob = [] if ASKED in os.environ else ["test_*.py"]
JOURNALS = BUILD / "appliance" / "journals"


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "short: part of the short form, which CI runs")


@pytest.fixture(scope="session")
def bare() -> Iterator[Box]:
    """A booted Debian with the clone and its wheels, nothing installed, no network."""
    root = fresh_root(HERE / f"kiosk-box-{os.getpid()}", Path(os.environ[ASKED]))
    clips.frozen(paths.DEMO_CLIP, root / rig.CLIPS.lstrip("/") / "frozen.mkv")
    box = Box(root)
    try:
        try:
            box.wait_booted()
        except AssertionError as error:
            raise CannotTryError(f"a container does not boot here ({error}).") from error
        yield box
    finally:
        box.remove()


@pytest.fixture(scope="session")
def installed(bare: Box) -> Box:
    """The kiosk installed as the README says, as it starts on a box without camera and pins."""
    rig.install(bare)
    return bare


@pytest.fixture
def box(installed: Box, request: pytest.FixtureRequest) -> Iterator[Box]:
    """The same, its journal kept when a test ends."""
    yield installed
    _keep_journal(installed, request.node.name)


def _keep_journal(box: Box, name: str) -> None:
    JOURNALS.mkdir(parents=True, exist_ok=True)
    if box.first:
        said = box.run("journalctl", "--no-pager", "-o", "short-monotonic", check=False)
        (JOURNALS / f"{name}.txt").write_text(said, encoding="utf-8")


@pytest.fixture
def playing(box: Box) -> Box:
    """The kiosk on the demo's recording, its page showing what it sees."""
    rig.configure(box, rig.NO_PINS)
    rig.play(box, *rig.DEMO)
    rig.wait_seeing(box)
    return box


@pytest.fixture(scope="session")
def maintainer() -> Shop:
    """Keys made for this run, and a repository in which nothing is published."""
    return Shop(HERE / "desk", Path(os.environ[ASKED]))


@pytest.fixture(scope="session")
def opened(maintainer: Shop) -> Iterator[Box]:
    """A box with version 1.0.0 and results of earlier days, which takes updates."""
    root = HERE / f"kiosk-box-{os.getpid()}-gym"
    box = Box(gym.prepare(root, Path(os.environ[ASKED]), maintainer))
    try:
        box.wait_booted()
        gym.open_up(box)
        yield box
    finally:
        box.remove()


@pytest.fixture
def gym_box(opened: Box, request: pytest.FixtureRequest) -> Iterator[Box]:
    """The same, its journal kept when a test ends."""
    yield opened
    _keep_journal(opened, request.node.name)


@pytest.fixture
def visited(gym_box: Box) -> Box:
    """Nobody on the spot, after a check that was played into the store."""
    if not gym_box.path(rig.STORE).exists() or rig.kept(gym_box).checks == 0:
        rig.play(gym_box, *gym.VISITED, speed=4)
        wait(lambda: rig.kept(gym_box).checks, 120, "a check in the store")
        gym_box.path(rig.REPLAY).unlink()
    if not gym_box.path(rig.REPLAY).exists():
        rig.play(gym_box, *gym.EMPTY)
    rig.wait_seeing(gym_box)
    return gym_box
