"""Would a configuration from afar be taken, and how the running kiosk is."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from kiosk.moment import Clock
from kiosk.results import ResultStore

from .conftest import Try, no, yes


def from_afar(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "settings-north.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_settings_that_hold(ask: Try, tmp_path: Path) -> None:
    """A file that this version takes whole is counted."""
    path = from_afar(tmp_path, "[check]\nreps = 4\n[idle]\nafter_s = 30\n")
    assert "2 of 2 values from afar would hold" in yes(ask("settings", path))


def test_local_values_stand_above(ask: Try, tmp_path: Path, config_file: Path) -> None:
    """A key that the local file sets too is no mistake; the local value holds."""
    config_file.write_text("[check]\nreps = 3\n", encoding="utf-8")
    path = from_afar(tmp_path, "[check]\nreps = 4\nwelcome_s = 5\n")
    assert "1 of 2 values from afar would hold" in yes(ask("settings", path))


def test_every_mistake_is_named(ask: Try, tmp_path: Path) -> None:
    """Unknown keys, wrong values and what may not come from afar are in one sentence."""
    path = from_afar(tmp_path, '[check]\nreps = 99\n[camera]\nsource = "usb:0"\n[new]\nkey = 1\n')
    said = no(ask("settings", path))
    assert "3 mistakes" in said
    assert "check.reps = 99" in said
    assert "camera.source (from afar" in said
    assert "may not be set from afar" in said
    assert "new.key" in said


@pytest.mark.parametrize("text", ["[check", "a = " + "[" * 5000, "\xff"])
def test_what_is_no_settings_file(ask: Try, tmp_path: Path, text: str) -> None:
    """Damaged text is one sentence, and so is a missing file."""
    path = tmp_path / "damaged.toml"
    path.write_bytes(text.encode("latin-1"))
    assert "damaged.toml" in no(ask("settings", path))
    assert "no file" in no(ask("settings", tmp_path / "none.toml"))


def test_a_broken_local_file_is_not_held_against_it(
    ask: Try, tmp_path: Path, config_file: Path
) -> None:
    """What is wrong with kiosk.toml by itself does not refuse a good file from afar."""
    config_file.write_text("[check]\nreps = 99\n", encoding="utf-8")
    assert "1 of 1" in yes(ask("settings", from_afar(tmp_path, "[idle]\nafter_s = 30\n")))


class Kiosk(HTTPServer):
    """A server on this box that says `said` to GET /ready."""

    said: bytes = b""
    status = 200


class _Answer(BaseHTTPRequestHandler):
    server: Kiosk

    def do_GET(self) -> None:
        self.send_response(self.server.status)
        self.end_headers()
        self.wfile.write(self.server.said if self.path == "/ready" else b"")

    def log_message(self, *_said: object) -> None:
        """Silent."""


@pytest.fixture
def kiosk(config_file: Path) -> Iterator[Kiosk]:
    """A kiosk that runs where the configuration says."""
    server = Kiosk(("127.0.0.1", 0), _Answer)
    text = config_file.read_text(encoding="utf-8")
    config_file.write_text(f"{text}[web]\nport = {server.server_address[1]}\n", encoding="utf-8")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join(timeout=10.0)
    server.server_close()


WELL = {"version": "1.4.0", "camera": True, "store": True, "busy": False, "held": True}


def test_the_running_kiosk_is_asked(ask: Try, kiosk: Kiosk) -> None:
    """Its answer is handed on, also when it cannot begin a check and says so with a status."""
    kiosk.said = json.dumps({"ready": False, "words": "Held.", **WELL}).encode()
    kiosk.status = 503
    said = json.loads(yes(ask("ready")))
    assert said == {"answers": True, "words": "Held.", **WELL}


def test_an_older_kiosk_says_less(ask: Try, kiosk: Kiosk) -> None:
    """What another version does not say is no, never a mistake."""
    kiosk.said = b'{"ready": true, "why": "", "camera": "yes", "version": 3}'
    said = json.loads(yes(ask("ready")))
    assert said["answers"] is True
    assert (said["version"], said["camera"], said["store"]) == (None, False, False)


@pytest.mark.parametrize("said", [b"<html>", b"[1]", b"{}", b"\xff\xfe", b"[" * 100_000])
def test_another_program_is_no_kiosk(ask: Try, kiosk: Kiosk, said: bytes) -> None:
    """Whatever else answers there, the question itself never fails."""
    kiosk.said = said
    answer = json.loads(yes(ask("ready")))
    assert answer["answers"] is False
    assert "is no kiosk" in answer["words"]


def test_nobody_answers(ask: Try, config_file: Path) -> None:
    """A kiosk that does not run is an answer too."""
    config_file.write_text("[web]\nport = 9\n", encoding="utf-8")
    answer = json.loads(yes(ask("ready")))
    assert (answer["answers"], answer["version"]) == (False, None)
    assert "does not answer on port 9" in answer["words"]


def test_the_port_that_an_admin_set_is_asked(
    ask: Try, kiosk: Kiosk, store_path: Path, config_file: Path
) -> None:
    """What runs follows the admin's setting in the results, so the question does too."""
    kiosk.said = json.dumps({"ready": True, "words": "", **WELL}).encode()
    config_file.write_text(f'[store]\npath = "{store_path}"\n[web]\nport = 9\n', encoding="utf-8")
    store_path.parent.mkdir()
    now = Clock().now()
    with ResultStore.open(store_path, "kiosk", now) as store:
        store.change_settings({"web.port": kiosk.server_address[1]}, "ann", now)
    assert json.loads(yes(ask("ready")))["version"] == "1.4.0"
