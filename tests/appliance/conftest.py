"""The box of the proofs, made once for a run. `make test` collects nothing here: see ASKED."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk import paths

from . import clips, rig
from .box import Box
from .host import BUILD, CannotTryError
from .roots import HERE, fresh_root

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
    JOURNALS.mkdir(parents=True, exist_ok=True)
    if installed.first:
        said = installed.run("journalctl", "--no-pager", "-o", "short-monotonic", check=False)
        (JOURNALS / f"{request.node.name}.txt").write_text(said, encoding="utf-8")


@pytest.fixture
def playing(box: Box) -> Box:
    """The kiosk on the demo's recording, its page showing what it sees."""
    rig.configure(box, rig.NO_PINS)
    rig.play(box, *rig.DEMO)
    rig.wait_seeing(box)
    return box
