"""The self-check on the machine that runs the tests: real model, store, sockets and server."""

from __future__ import annotations

import errno
import socket
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import cast

import pytest

from kiosk import paths
from kiosk.config import FILE, Layer, Resolved, resolve
from kiosk.live import Live
from kiosk.moment import Clock
from kiosk.results import ResultStore
from kiosk.selfcheck import Finding, State, examine, exit_code, table
from kiosk.selfcheck.box import ROWS
from kiosk.selfcheck.page import kiosk_answers, try_port
from kiosk.web.app import create_app
from kiosk.web.ports import ResultsReader
from kiosk.web.server import WebServer


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """Another program's socket that is listening."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening


def test_port_in_use(listener: socket.socket) -> None:
    """A port that another program listens on is refused, and is free when it has gone."""
    port = listener.getsockname()[1]
    refusal = try_port("127.0.0.1", port)
    assert refusal is not None
    assert refusal.errno == errno.EADDRINUSE
    listener.close()
    assert try_port("127.0.0.1", port) is None


def test_address_of_another_machine() -> None:
    """An address that this machine does not have cannot be listened on."""
    assert try_port("192.0.2.1", 8080) is not None


def test_nobody_answers() -> None:
    """Where nothing listens there is no running kiosk."""
    assert not kiosk_answers("127.0.0.1", 9)


def test_other_web_server_is_no_kiosk() -> None:
    """A program that answers on the page's port, but is not the kiosk, is not taken for it."""
    with ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as server:
        thread = threading.Thread(target=server.handle_request)
        thread.start()
        assert not kiosk_answers("127.0.0.1", server.server_address[1])
        thread.join(timeout=10.0)


def test_running_kiosk_is_recognised() -> None:
    """The kiosk's own server is told from any other program on its port."""
    no_results = cast(ResultsReader, None)  # the member page reads none
    server = WebServer(create_app(Live(), no_results), "127.0.0.1", 0)
    host, port = server.start()
    try:
        assert kiosk_answers(host, port)
        assert kiosk_answers("0.0.0.0", port)
    finally:
        server.stop()


def settings(tmp_path: Path, **values: object) -> Resolved:
    """The shipped configuration, with the store and the page where a test may have them."""
    ours = {"store.path": str(tmp_path / "results.db"), "web.port": 0, **values}
    return resolve([Layer(FILE, where="kiosk.toml", values=ours)])


def by_name(findings: list[Finding]) -> dict[str, Finding]:
    return {finding.name: finding for finding in findings}


def test_whole_check(tmp_path: Path) -> None:
    """Everything is looked at; on a machine without camera and pins each is told, not raised."""
    findings = examine(lambda: settings(tmp_path))
    found = by_name(findings)
    assert len(found) == len(findings) == 21 + len(ROWS)
    well = ["python", "configuration", "runtime", "model file", "model"]
    well += ["second model file", "second model", "pelvis model file", "pelvis model"]
    well += ["store folder", "store"]
    assert {name: found[name].state for name in well} == dict.fromkeys(well, State.OK)
    assert "lightning-portrait runs: 192 by 320 pixels" in found["model"].what
    assert "thunder-portrait runs: 192 by 320 pixels" in found["second model"].what
    assert "1 thread(s)" in found["second model"].what
    assert not (tmp_path / "results.db").exists()
    assert exit_code(findings) == int("cannot work" in table(findings))


def test_whole_check_of_a_laptop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the Pi's libraries the check says what to install and fails."""
    monkeypatch.setitem(sys.modules, "picamera2", None)
    monkeypatch.setitem(sys.modules, "gpiozero", None)
    monkeypatch.setitem(sys.modules, "gpiozero.pins.lgpio", None)
    findings = examine(lambda: settings(tmp_path))
    told = table(findings, width=200)
    assert exit_code(findings) == 1
    assert "sudo apt install python3-picamera2" in told
    assert "sudo apt install python3-gpiozero python3-lgpio" in told


def test_whole_check_without_needs(tmp_path: Path) -> None:
    """A replay without light and buzzer needs nothing of a Pi: nothing is missing or wrong."""
    clip = tmp_path / "clip.mp4"
    clip.touch()
    values = {"gpio.enabled": False, "camera.source": str(clip)}
    findings = examine(lambda: settings(tmp_path, **values))
    assert exit_code(findings) == 0, table(findings)


def test_store_without_a_folder(tmp_path: Path) -> None:
    """Where the store's folder is not there, nothing is claimed of the store."""
    values = {"store.path": str(tmp_path / "nowhere" / "results.db")}
    found = by_name(examine(lambda: settings(tmp_path, **values)))
    assert found["store folder"].state is State.MISSING
    assert found["disk space"].state is not State.MISSING
    assert "store" not in found


def test_store_that_is_there(tmp_path: Path) -> None:
    """A store that is there opens, and what it holds stays."""
    path = tmp_path / "results.db"
    ResultStore.open(path, "kiosk", Clock().now()).close()
    found = by_name(examine(lambda: settings(tmp_path)))
    assert found["store"] == Finding("store", State.OK, str(path))


def test_store_of_another_program(tmp_path: Path) -> None:
    """A file that is no store is wrong, and is left as it was."""
    path = tmp_path / "results.db"
    path.write_bytes(b"holiday pictures")
    found = by_name(examine(lambda: settings(tmp_path)))
    assert found["store"].state is State.WRONG
    assert path.read_bytes() == b"holiday pictures"


def test_model_that_is_none(tmp_path: Path) -> None:
    """A file that is no model is wrong, with its sentence."""
    path = tmp_path / "mine.tflite"
    path.write_bytes(b"not a model")
    found = by_name(examine(lambda: settings(tmp_path, **{"model.name_or_path": str(path)})))
    assert found["model"].state is State.WRONG
    assert "not a TensorFlow Lite model" in found["model"].what
    assert found["second model"].state is State.OK


def test_second_model_that_is_none(tmp_path: Path) -> None:
    """The model of the closer looks is looked at too: wrong by its own name, the first one well."""
    path = tmp_path / "mine.tflite"
    path.write_bytes(b"not a model")
    wrong = {"model.second_name_or_path": str(path)}
    findings = examine(lambda: settings(tmp_path, **wrong))
    found = by_name(findings)
    assert found["model"].state is State.OK
    assert found["second model"].state is State.WRONG
    assert "not a TensorFlow Lite model" in found["second model"].what
    assert exit_code(findings) == 1


def test_one_stage_has_no_second_model(tmp_path: Path) -> None:
    """Where there is none, nothing is said of it."""
    one = {"model.second_name_or_path": "none"}
    found = by_name(examine(lambda: settings(tmp_path, **one)))
    assert found["model"].state is State.OK
    assert not any(name.startswith(("second", "pelvis")) for name in found)


def test_a_pelvis_model_that_is_missing_or_broken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Said under its own name with what to do, and the kiosk cannot work; no setting is named, for
    there is none."""
    monkeypatch.setitem(paths.OWN_MODEL_FILES, "pelvis", "nowhere.tflite")
    for broken in (False, True):
        if broken:
            (tmp_path / "nowhere.tflite").write_bytes(b"not a model")
            monkeypatch.setattr(paths, "_MODEL_DIRS", (tmp_path, *paths._MODEL_DIRS))
        findings = examine(lambda: settings(tmp_path))
        found = by_name(findings)
        assert found["second model"].state is State.OK
        assert found["pelvis model"].state is State.WRONG
        assert "nowhere.tflite" in found["pelvis model"].what
        assert found["pelvis model"].what.endswith("copy it again from this version's release.")
        assert (found["pelvis model file"].state is State.MISSING) is not broken
        assert "model." not in str(found["pelvis model file"].mend)
        assert exit_code(findings) == 1
