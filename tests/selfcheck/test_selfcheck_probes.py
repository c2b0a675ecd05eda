"""Each probe of the self-check, forced into each of its outcomes."""

from __future__ import annotations

import errno
import hashlib
import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

from kiosk.config import ADMIN, FILE, Layer, Resolved, resolve
from kiosk.errors import ConfigError, GpioError, ModelError, StoreError
from kiosk.feedback.outputs import GpioOutputs, Outputs, Wiring
from kiosk.moment import Moment
from kiosk.selfcheck import Finding, State
from kiosk.selfcheck.camera import list_pi_cameras, list_usb_cameras, probe_camera
from kiosk.selfcheck.configuration import probe_configuration
from kiosk.selfcheck.lights import probe_lights
from kiosk.selfcheck.machine import probe_clock, probe_python
from kiosk.selfcheck.model import probe_model, probe_model_file, probe_runtime
from kiosk.selfcheck.page import probe_port
from kiosk.selfcheck.store import probe_folder, probe_space, probe_store

Judge = Callable[[Finding, State, str], None]


@pytest.fixture
def expect() -> Judge:
    """Compare a finding with the state and the words it must have.

    A finding that is not well must say what to do: in `mend`, or in an error's sentence.
    """

    def judge(finding: Finding, state: State, words: str) -> None:
        told = f"{finding.what} {finding.mend or ''}"
        assert finding.state is state, told
        assert words in told
        assert (finding.state is State.OK) <= (finding.mend is None)
        assert finding.state is State.OK or finding.mend or ": " in finding.what

    return judge


@pytest.mark.parametrize(
    ("version", "bits", "state", "words"),
    [
        ((3, 11, 2), 64, State.OK, "Python 3.11.2 on aarch64, 64-bit"),
        ((3, 10, 9), 64, State.WRONG, "install Python 3.11"),
        ((3, 11, 2), 32, State.WRONG, "64-bit Raspberry Pi OS"),
    ],
)
def test_python(
    version: tuple[int, int, int], bits: int, state: State, words: str, expect: Judge
) -> None:
    """An old or a 32-bit Python is wrong."""
    expect(probe_python(version, "aarch64", bits), state, words)


@pytest.mark.parametrize(
    ("year", "sure", "state", "words"),
    [
        (2026, True, State.OK, "2026-05-04 03:02 UTC, synchronised"),
        (2026, False, State.WARN, "unsure time"),
        (1970, False, State.WRONG, "timedatectl set-time"),
    ],
)
def test_clock(year: int, sure: bool, state: State, words: str, expect: Judge) -> None:
    """A clock of 1970 is wrong, one that nobody set a warning."""
    now = Moment(datetime(year, 5, 4, 3, 2, tzinfo=UTC), 1.0, "boot", sure)
    expect(probe_clock(now), state, words)


@pytest.mark.parametrize(
    ("choice", "litert", "tflite", "state", "words"),
    [
        ("auto", "2.3.0", "2.14.0", State.OK, "ai-edge-litert 2.3.0"),
        ("auto", None, "2.14.0", State.OK, "tflite-runtime 2.14.0"),
        ("auto", None, None, State.MISSING, "install ai-edge-litert or tflite-runtime"),
        ("litert", None, "2.14.0", State.MISSING, "ai-edge-litert is not installed"),
        ("tflite-runtime", "2.3.0", None, State.MISSING, "install tflite-runtime"),
    ],
)
def test_runtime(
    choice: str, litert: str | None, tflite: str | None, state: State, words: str, expect: Judge
) -> None:
    """What is configured must be there; `auto` takes the better of what is there."""
    versions = {"ai-edge-litert": litert, "tflite-runtime": tflite}
    expect(probe_runtime(choice, versions), state, words)


def test_model_file(tmp_path: Path, expect: Judge) -> None:
    """Our own files are compared with their sums, others are taken as they are."""
    own, other = tmp_path / "own.tflite", tmp_path / "other.tflite"
    expect(probe_model_file(own), State.MISSING, "is not there")
    own.write_bytes(b"model")
    other.write_bytes(b"model")
    sums = tmp_path / "SHA256SUMS"
    sums.write_text(f"{hashlib.sha256(b'model').hexdigest()}  own.tflite\n", encoding="utf-8")
    expect(probe_model_file(own), State.OK, "as shipped")
    expect(probe_model_file(other), State.OK, "not one of the kiosk's own")
    own.write_bytes(b"modem")
    expect(probe_model_file(own), State.WRONG, "sha256 differs")


@pytest.mark.parametrize(
    ("which", "key"),
    [("model", "model.name_or_path"), ("second model", "model.second_name_or_path")],
)
def test_each_model_is_told_by_its_name(tmp_path: Path, which: str, key: str) -> None:
    """The finding says which of the two models it is about, and where that one is configured."""
    finding = probe_model_file(tmp_path / "none.tflite", which)
    assert finding.name == f"{which} file"
    assert finding.mend is not None
    assert key in finding.mend.replace(",", " ").split()
    assert probe_model(lambda: "runs", which) == Finding(which, State.OK, "runs")


def test_model_loads(expect: Judge) -> None:
    """A model that loads says what it is; one that does not has its sentence."""

    def damaged() -> str:
        raise ModelError("The model file x is damaged: copy it again.")

    def no_numpy() -> str:
        raise ImportError("No module named 'numpy'")

    expect(probe_model(lambda: "lightning runs"), State.OK, "lightning runs")
    expect(probe_model(damaged), State.WRONG, "is damaged: copy it again")
    expect(probe_model(no_numpy), State.WRONG, "numpy")


def raising(error: Exception) -> list[str]:
    raise error


CLASH = "numpy.dtype size changed, may indicate binary incompatibility"
NO_LIBRARY = ModuleNotFoundError("No module named 'picamera2'", name="picamera2")


@pytest.mark.parametrize(
    ("error", "state", "words"),
    [
        (NO_LIBRARY, State.MISSING, "picamera2 is not in this Python environment"),
        (ValueError(CLASH), State.WRONG, "install simplejpeg"),
        (OSError("libcamera.so.0.3"), State.WRONG, "sudo apt install python3-picamera2"),
    ],
)
def test_pi_camera_library(error: Exception, state: State, words: str, expect: Judge) -> None:
    """A library that is missing, or in a clash with numpy, is named with its own mend."""
    expect(probe_camera("picamera", lambda: raising(error), {}), state, words)


def test_pi_camera(expect: Judge) -> None:
    """The Pi camera is there by its name, or its ribbon is to be looked at."""
    expect(probe_camera("picamera", lambda: ["imx708"], {}), State.OK, "imx708")
    expect(probe_camera("picamera", list, {}), State.MISSING, "ribbon")


@pytest.mark.parametrize("cameras", [list, lambda: raising(NO_LIBRARY)])
def test_usb_camera_is_the_other_way_out(cameras: type[list[str]], expect: Judge) -> None:
    """Without a Pi camera, a USB camera that is plugged in is offered."""
    expect(
        probe_camera("picamera", cameras, {2: "HD Webcam"}), State.MISSING, '"usb:2" (HD Webcam)'
    )


def test_usb_camera(expect: Judge, monkeypatch: pytest.MonkeyPatch) -> None:
    """A USB camera must be plugged in and open to this user."""
    seen = {0: "HD Webcam"}
    expect(probe_camera("usb:1", list, seen), State.MISSING, "usb:0 is HD Webcam")
    expect(probe_camera("usb:1", list, {}), State.MISSING, "plug it in")
    monkeypatch.setattr(os, "access", lambda _path, _mode: False)
    expect(probe_camera("usb:0", list, seen), State.WRONG, "usermod -aG video")
    monkeypatch.setattr(os, "access", lambda _path, _mode: True)
    expect(probe_camera("usb:0", list, seen), State.OK, "HD Webcam")


def test_replay(tmp_path: Path, expect: Judge) -> None:
    """A replay instead of a camera is a warning, and missing where the file is not there."""
    clip = tmp_path / "clip.mp4"
    expect(probe_camera(str(clip), list, {}), State.MISSING, "is not there")
    clip.touch()
    expect(probe_camera(str(clip), list, {}), State.WARN, "no camera")


def test_pi_cameras_are_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of picamera2's list (release 0.3.6 and later) the Pi's own cameras count, by model."""
    picamera2 = ModuleType("picamera2")
    info = [
        {"Model": "imx708_wide", "Location": 2, "Rotation": 180, "Id": "/base/i2c/imx708@1a"},
        {"Model": "HD Webcam", "Id": "/base/scb/pcie@7d500000/usb@0,0-1:1.0-046d:0825"},
    ]
    camera_class = SimpleNamespace(global_camera_info=lambda: info)
    monkeypatch.setattr(picamera2, "Picamera2", camera_class, raising=False)
    monkeypatch.setitem(sys.modules, "picamera2", picamera2)
    assert list_pi_cameras() == ["imx708_wide"]


def test_usb_cameras_are_told_from_codecs(tmp_path: Path) -> None:
    """Only the picture node of a device on the USB bus counts as a camera."""
    usb, codec = tmp_path / "devices/usb1/1-1", tmp_path / "devices/platform/codec"
    for number, device, index in ((0, usb, "0"), (1, usb, "1"), (10, codec, "0")):
        device.mkdir(parents=True, exist_ok=True)
        node = tmp_path / "class" / f"video{number}"
        node.mkdir(parents=True)
        (node / "device").symlink_to(device)
        (node / "index").write_text(index, encoding="utf-8")
        (node / "name").write_text(f"camera {number}\n", encoding="utf-8")
    assert list_usb_cameras(tmp_path / "class") == {0: "camera 0"}
    assert list_usb_cameras(tmp_path / "none") == {}


def test_lights(expect: Judge) -> None:
    """The pins are taken and let go of, unless they are off or a running kiosk has them."""
    taken: list[Wiring] = []

    def take(wiring: Wiring) -> Outputs:
        taken.append(wiring)
        return GpioOutputs(wiring, mock=True)

    wiring = Wiring(buzzer_pin=24)
    expect(probe_lights(False, False, wiring, take), State.OK, "switched off")
    expect(probe_lights(True, True, wiring, take), State.OK, "running kiosk")
    assert taken == []
    expect(probe_lights(True, False, wiring, take), State.OK, "17, 27, 22 and 24")
    assert taken == [wiring]


def test_lights_refused(expect: Judge) -> None:
    """No library, no pins, no rights: the sentence of the adapter."""

    def refuse(_wiring: Wiring) -> Outputs:
        raise GpioError("The GPIO library lgpio is not there: install it.")

    expect(probe_lights(True, False, Wiring(), refuse), State.WRONG, "lgpio is not there")


def test_store_folder(tmp_path: Path, expect: Judge, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder must be there and open to this user."""
    expect(probe_folder(tmp_path / "results.db"), State.OK, str(tmp_path))
    expect(probe_folder(tmp_path / "no/results.db"), State.MISSING, f"$USER {tmp_path}/no")
    monkeypatch.setattr(os, "access", lambda _path, mode: mode == os.F_OK)
    expect(probe_folder(tmp_path / "results.db"), State.WRONG, "may not write")


@pytest.mark.parametrize(
    ("free_bytes", "state", "words"),
    [
        (12_340_000_000, State.OK, "12.3 GB free"),
        (400_000_000, State.WARN, "0.4 GB free"),
        (1_000_000, State.WRONG, "larger card"),
    ],
)
def test_space(free_bytes: int, state: State, words: str, expect: Judge) -> None:
    """Little room is a warning, hardly any is wrong."""
    expect(probe_space(free_bytes), state, words)


def test_store(tmp_path: Path, expect: Judge) -> None:
    """A store that is not there yet is fine and not made; one that does not open is wrong."""
    path = tmp_path / "results.db"

    def refuse() -> None:
        raise StoreError("The results database is damaged: put a backup in its place.")

    expect(probe_store(path, refuse), State.OK, "not made yet")
    assert not path.exists()
    path.touch()
    expect(probe_store(path, lambda: None), State.OK, str(path))
    expect(probe_store(path, refuse), State.WRONG, "is damaged")


@pytest.mark.parametrize(
    ("refusal", "runs", "state", "words"),
    [
        (None, False, State.OK, "is free"),
        (OSError(errno.EADDRINUSE, "in use"), True, State.OK, "the running kiosk"),
        (OSError(errno.EADDRINUSE, "in use"), False, State.WRONG, "in use by nginx (process 7)"),
        (OSError(errno.EACCES, "denied"), False, State.WRONG, "1024 or above"),
        (OSError(errno.EADDRNOTAVAIL, "no such"), False, State.WRONG, "correct web.host"),
    ],
)
def test_port(refusal: OSError | None, runs: bool, state: State, words: str, expect: Judge) -> None:
    """The address is free, a kiosk's, somebody else's, or none of this machine's."""
    finding = probe_port("127.0.0.1", 8080, refusal, runs, lambda: "nginx (process 7)")
    expect(finding, state, words)


def test_configuration(expect: Judge) -> None:
    """A wrong configuration is told with all its mistakes and checked on with the defaults."""

    def broken() -> Resolved:
        raise ConfigError("The configuration has a mistake: web.prot is unknown.")

    finding, config = probe_configuration(lambda: resolve([]))
    expect(finding, State.OK, "shipped defaults")
    finding, config = probe_configuration(broken)
    expect(finding, State.WRONG, "web.prot is unknown")
    assert config.web.port == 8080


def test_configuration_layers(expect: Judge) -> None:
    """The places of the settings are named; settings that were left out are a warning."""
    file = Layer(FILE, where="kiosk.toml", values={"web.port": 9000})
    finding, config = probe_configuration(lambda: resolve([file]))
    expect(finding, State.OK, "kiosk.toml")
    assert config.web.port == 9000
    admin = Layer(ADMIN, values={"web.port": 9001}, by_admin=True)
    finding, config = probe_configuration(lambda: resolve([file, admin]))
    expect(finding, State.OK, ADMIN)
    assert config.web.port == 9001
    admin = Layer(ADMIN, values={"web.future": 1}, by_admin=True)
    finding, _ = probe_configuration(lambda: resolve([file, admin]))
    expect(finding, State.WARN, "web.future")
