"""What the service makes of a configuration: which store, banner and source; start to end."""

from __future__ import annotations

import json
import socket
import tempfile
import threading
import urllib.error
import urllib.request
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kiosk import service
from kiosk.board import record as records
from kiosk.board.identity import this_board
from kiosk.board.record import Record
from kiosk.box import Box
from kiosk.camera.pacing import PacedSource
from kiosk.config import COMMAND_LINE, FILE, Config, Layer, resolve
from kiosk.errors import ConfigError, StoreError
from kiosk.health.notify import Notifier
from kiosk.moment import Clock
from kiosk.results import ResultStore
from kiosk.service import RunOptions
from kiosk.sources import frames_of
from tests.board.boards import PI_3

from .fakes import LIMIT_S

MOCK = RunOptions(mock_gpio=True, store_given=True)


def configured(**values: Any) -> tuple[list[Layer], Config]:
    layers = [Layer(COMMAND_LINE, {key.replace("__", "."): v for key, v in values.items()})]
    return layers, resolve(layers).config


def on_source(source: str) -> Config:
    return configured(camera__source=source)[1]


SIMULATED = [
    ("picamera", True),
    ("usb:0", True),
    ("a/film.mp4", False),
    ("a/film.mp4", True),
    ("a/squat.jsonl", False),
]


@pytest.mark.parametrize(("source", "mock"), SIMULATED)
def test_whatever_is_simulated_has_a_banner_and_a_store_of_its_own(source: str, mock: bool) -> None:
    """A replay or mock pins: the kind of the store is replay, and the page says so."""
    options = RunOptions(mock_gpio=mock, store_given=True)
    assert service.store_kind(on_source(source), options) == "replay"
    assert service.banner(on_source(source), options) is not None


@pytest.mark.parametrize(("source", "mock"), SIMULATED)
def test_nothing_simulated_starts_without_a_named_store(source: str, mock: bool) -> None:
    """The kiosk's own store is never the one that a simulation gets by leaving it out."""
    with pytest.raises(ConfigError, match="--store PATH"):
        service.store_kind(on_source(source), RunOptions(mock_gpio=mock, store_given=False))


@pytest.mark.parametrize("source", ["picamera", "usb:0"])
@pytest.mark.parametrize("store_given", [False, True])
def test_a_real_run_has_no_banner_and_the_members_store(source: str, store_given: bool) -> None:
    """With a camera and real pins nothing is simulated."""
    options = RunOptions(store_given=store_given)
    assert service.store_kind(on_source(source), options) == "kiosk"
    assert service.banner(on_source(source), options) is None


def test_the_banners_differ() -> None:
    """A replay says replay, a real camera with mock pins says mock."""
    assert service.banner(on_source("a/film.mp4"), MOCK) == service.REPLAY_BANNER
    assert service.banner(on_source("picamera"), MOCK) == service.MOCK_BANNER


def test_a_recording_is_paced(demo_recording: Path) -> None:
    """A file as source comes at its own time."""
    source = frames_of(on_source(str(demo_recording)).camera, 1.0, threading.Event())
    try:
        assert isinstance(source, PacedSource)
        assert source.info.kind == "keypoints"
    finally:
        source.close()


def test_an_admin_s_setting_lies_between_file_and_command_line(tmp_path: Path) -> None:
    """What an admin has set wins over kiosk.toml and loses to this run's own options."""
    file = Layer(FILE, {"check.reps": 3, "check.practice_reps": 2})
    line = Layer(COMMAND_LINE, {"check.practice_reps": 0})
    with ResultStore.open(tmp_path / "r.db", "kiosk", Clock().now()) as store:
        store.change_settings({"check.reps": 4, "check.practice_reps": 1}, "Ann", Clock().now())
        config = service.with_admin_settings([file, line], store).config
    assert (config.check.reps, config.check.practice_reps) == (4, 0)


def asked(url: str) -> dict[str, Any]:
    with urllib.request.urlopen(url + "healthz", timeout=LIMIT_S) as answer:
        found: dict[str, Any] = json.load(answer)
        return found


@pytest.mark.slow
def test_serving_a_replay_from_start_to_end(tmp_path: Path, demo_recording: Path) -> None:
    """Pages are up before the first picture and gone after the last; the store says replay."""
    path = tmp_path / "results.db"
    layers, config = configured(
        camera__source=str(demo_recording), store__path=str(path), web__port=0
    )
    heard: list[tuple[str, dict[str, Any]]] = []
    options = replace(MOCK, speed=6.0, on_listening=lambda url: heard.append((url, asked(url))))
    service.serve(layers, config, options, threading.Event())
    ((url, health),) = heard
    assert health["camera"] == "starting"
    with pytest.raises(urllib.error.URLError):
        asked(url)
    with ResultStore.open(path, "replay", Clock().now()) as store:
        (row,) = store.list_checks(10)
    assert row.state == "complete"
    assert (row.made_by.source_kind, row.made_by.model_name) == ("keypoints", None)


def test_a_stop_before_the_first_frame(tmp_path: Path, demo_recording: Path) -> None:
    """A kiosk that is told to stop while it starts does so at once."""
    layers, config = configured(
        camera__source=str(demo_recording), store__path=str(tmp_path / "r.db"), web__port=0
    )
    stop = threading.Event()
    stop.set()
    service.serve(layers, config, MOCK, stop)


def test_a_second_kiosk_leaves_the_first_alone(tmp_path: Path, demo_recording: Path) -> None:
    """On a store in use it ends before pins, pages or camera are touched, and says by whom."""
    path = tmp_path / "r.db"
    layers, config = configured(
        camera__source=str(demo_recording), store__path=str(path), web__port=0
    )
    with ResultStore.open(path, "replay", Clock().now()) as store:
        store.close_interrupted()
        with pytest.raises(StoreError, match="Another kiosk"):
            service.serve(layers, config, MOCK, threading.Event())


@pytest.mark.slow
def test_an_installed_box_is_told_ready_and_runs_its_boards_choice(
    tmp_path: Path, demo_recording: Path
) -> None:
    """systemd hears READY, and on a board too slow to judge every check of the report is unsure."""
    board = this_board("auto")
    records.write(tmp_path, Record(board, PI_3, "2026-11-22T00:00:00.000000Z", True))
    layers, config = configured(
        camera__source=str(demo_recording), store__path=str(tmp_path / "r.db"), web__port=0
    )
    with (
        tempfile.TemporaryDirectory() as folder,
        socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager,
    ):
        manager.bind(str(Path(folder) / "notify"))
        notifier = Notifier({"NOTIFY_SOCKET": manager.getsockname()})
        options = replace(MOCK, speed=5.0, box=Box(None, tmp_path, notifier))
        service.serve(layers, config, options, threading.Event())
        assert manager.recv(100) == b"READY=1"
    with ResultStore.open(tmp_path / "r.db", "replay", Clock().now()) as store:
        (row,) = store.list_checks(10)
    verdicts = {verdict for leg in row.verdicts.values() for verdict in leg.values()}
    assert verdicts == {"unsure"}
