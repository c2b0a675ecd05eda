"""A desk over a real store, and pictures of a mat."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kiosk.camera.frame import SourceInfo
from kiosk.live import Live
from kiosk.pictures import Pictures
from kiosk.results import ResultStore
from kiosk.setup.desk import SetupDesk
from tests.setup.rig import CAMERA, MAT, MakeDesk, mailbox, moment


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "results.db"


@pytest.fixture
def store(path: Path) -> Iterator[ResultStore]:
    with ResultStore.open(path, "kiosk", moment()) as store:
        yield store


@pytest.fixture
def box() -> Pictures:
    return mailbox(MAT)


@pytest.fixture
def make_desk(store: ResultStore, box: Pictures) -> Iterator[MakeDesk]:
    """A desk as after a start of the kiosk, on the same store."""
    desks: list[SetupDesk] = []

    def make(info: SourceInfo = CAMERA, **options: Any) -> SetupDesk:
        live = options.pop("live", None) or Live()
        desk = SetupDesk(store, moment, box.newest_rgb, live, **options)
        desks.append(desk)
        desk.opened(info)
        return desk

    yield make
    for desk in desks:
        desk.close()


@pytest.fixture
def desk(make_desk: MakeDesk) -> SetupDesk:
    return make_desk()
