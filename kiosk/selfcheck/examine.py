"""Looks at the real machine with every probe, in the order in which a person would mend.

The wiring of the self-check: what is judged is left to the probes.
"""

from __future__ import annotations

import os
import platform
import shutil
import struct
import sys
from collections.abc import Callable
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.config import ONE_STAGE, Config, ModelConfig, Resolved
from kiosk.feedback.outputs import GpioOutputs, Wiring
from kiosk.moment import Clock
from kiosk.paths import model_file
from kiosk.results import ResultStore
from kiosk.selfcheck.camera import list_pi_cameras, list_usb_cameras, probe_camera
from kiosk.selfcheck.configuration import probe_configuration
from kiosk.selfcheck.finding import Finding, State
from kiosk.selfcheck.lights import probe_lights
from kiosk.selfcheck.machine import probe_clock, probe_python
from kiosk.selfcheck.model import RUNTIMES, probe_model, probe_model_file, probe_runtime
from kiosk.selfcheck.page import kiosk_answers, probe_port, try_port
from kiosk.selfcheck.store import probe_folder, probe_space, probe_store
from kiosk.web.port_owner import port_owner

if TYPE_CHECKING:
    from kiosk.pose.movenet import MoveNet


def examine(load_config: Callable[[], Resolved]) -> list[Finding]:
    """Every finding about this machine. `load_config` may raise a KioskError."""
    configuration, config = probe_configuration(load_config)
    kiosk_runs = kiosk_answers(config.web.host, config.web.port)
    return [
        probe_python(sys.version_info[:3], platform.machine(), struct.calcsize("P") * 8),
        configuration,
        *_model(config.model),
        probe_camera(config.camera.source, list_pi_cameras, list_usb_cameras()),
        _lights(config, kiosk_runs),
        *_store(config.store.path),
        _page(config, kiosk_runs),
        probe_clock(Clock().now()),
    ]


def _model(model: ModelConfig) -> list[Finding]:
    runtime = probe_runtime(
        model.runtime, {package: _version(package) for package in RUNTIMES.values()}
    )
    file = probe_model_file(model_file(model.name_or_path))
    first = [runtime, file, probe_model(lambda: _load_model(model))]
    if model.second_name_or_path == ONE_STAGE:
        return first
    second = "second model"
    file = probe_model_file(model_file(model.second_name_or_path), second)
    return [*first, file, probe_model(lambda: _load_second_model(model), second)]


def _load_model(model: ModelConfig) -> str:
    # Imported here: a numpy that is missing or broken is a finding, not the end of the check.
    from kiosk.pose.loading import load_model

    return _described(load_model(model))


def _load_second_model(model: ModelConfig) -> str:
    from kiosk.pose.loading import load_second_model

    loaded = load_second_model(model)
    return _described(loaded) if loaded else "none"


def _described(loaded: MoveNet) -> str:
    size = f"{loaded.input_width_px} by {loaded.input_height_px} pixels"
    return f"{loaded.name} runs: {size}, {loaded.runtime}, {loaded.threads} thread(s)"


def _version(package: str) -> str | None:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


def _lights(config: Config, kiosk_runs: bool) -> Finding:
    gpio = config.gpio
    wiring = Wiring(
        gpio.led_red_pin,
        gpio.led_green_pin,
        gpio.led_blue_pin,
        gpio.buzzer_pin,
        gpio.led_active_high,
    )
    return probe_lights(gpio.enabled, kiosk_runs, wiring, GpioOutputs)


def _store(path: Path) -> list[Finding]:
    disk = next(folder for folder in path.absolute().parents if os.access(folder, os.X_OK))

    def open_and_close() -> None:
        ResultStore.open(path, "kiosk", Clock().now()).close()

    folder, space = probe_folder(path), probe_space(shutil.disk_usage(disk).free)
    # Nothing can be told of a database in a folder that is closed to this user or not there.
    store = [probe_store(path, open_and_close)] if folder.state is State.OK else []
    return [folder, space, *store]


def _page(config: Config, kiosk_runs: bool) -> Finding:
    host, port = config.web.host, config.web.port
    return probe_port(host, port, try_port(host, port), kiosk_runs, lambda: port_owner(port))
