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

from kiosk.camera.frame import FrameSource
from kiosk.config import CameraConfig, Config, ModelConfig, Resolved, UpdateConfig
from kiosk.feedback.espeak import trouble_speaking
from kiosk.feedback.outputs import GpioOutputs
from kiosk.health.hosts import host_of
from kiosk.health.once import look_once as look_at_box
from kiosk.moment import Clock, Moment
from kiosk.parts import wiring_of
from kiosk.paths import UPDATE_WANTED_FILE, model_file
from kiosk.pose.wanted import live_network, pelvis_network, second_network
from kiosk.results import ResultReader, ResultStore
from kiosk.selfcheck.box import probe_box
from kiosk.selfcheck.camera import list_pi_cameras, list_usb_cameras, probe_camera
from kiosk.selfcheck.configuration import probe_configuration
from kiosk.selfcheck.finding import Finding, State
from kiosk.selfcheck.lights import probe_lights
from kiosk.selfcheck.machine import probe_clock, probe_python
from kiosk.selfcheck.member import probe_sharing, probe_spot, probe_voice
from kiosk.selfcheck.model import RUNTIMES, probe_model, probe_model_file, probe_runtime
from kiosk.selfcheck.network import probe_network
from kiosk.selfcheck.page import kiosk_answers, probe_port, try_port
from kiosk.selfcheck.store import probe_folder, probe_space, probe_store
from kiosk.selfcheck.updates import probe_updates
from kiosk.setup.check import look_once
from kiosk.setup.history import from_text
from kiosk.sharing import share_address, why_not_shared
from kiosk.sources import camera_of
from kiosk.spot.knocked import Look
from kiosk.spot.record import SpotRecord
from kiosk.updating import Updating
from kiosk.web.port_owner import port_owner

if TYPE_CHECKING:
    from kiosk.pose.image_network import ImageNetwork


def examine(load_config: Callable[[], Resolved]) -> list[Finding]:
    """Every finding about this machine. `load_config` may raise a KioskError."""
    configuration, config = probe_configuration(load_config)
    kiosk_runs = kiosk_answers(config.web.host, config.web.port)
    now = Clock().now()
    return [
        probe_python(sys.version_info[:3], platform.machine(), struct.calcsize("P") * 8),
        configuration,
        *_model(config.model),
        probe_camera(config.camera.source, list_pi_cameras, list_usb_cameras()),
        _lights(config, kiosk_runs),
        *_store(config.store.path),
        _page(config, kiosk_runs),
        probe_network(config.web, config.store.path.parent, now),
        probe_clock(now),
        *_box(config, now),
        _updates(config.update, now),
        *_member(config, kiosk_runs),
    ]


def _model(model: ModelConfig) -> list[Finding]:
    runtime = probe_runtime(
        model.runtime, {package: _version(package) for package in RUNTIMES.values()}
    )
    file = probe_model_file(model_file(live_network(model).model))
    first = [runtime, file, probe_model(lambda: _load_model(model))]
    closer = second_network(model)
    if closer is None:
        return first
    second, pelvis = "second model", "pelvis model"
    return [
        *first,
        probe_model_file(model_file(closer.model), second),
        probe_model(lambda: _load_second_model(model), second),
        probe_model_file(model_file(pelvis_network(closer).model), pelvis),
        probe_model(lambda: _load_pelvis(model), pelvis),
    ]


def _load_model(model: ModelConfig) -> str:
    # Imported here: a numpy that is missing or broken is a finding, not the end of the check.
    from kiosk.pose.loading import load_model

    return _described(load_model(model))


def _load_second_model(model: ModelConfig) -> str:
    from kiosk.pose.loading import load_second_model

    loaded = load_second_model(model)
    return _described(loaded) if loaded else "none"


def _load_pelvis(model: ModelConfig) -> str:
    from kiosk.pose.loading import load_pelvis

    loaded = load_pelvis(model)
    return _described(loaded) if loaded else "none"


def _described(loaded: ImageNetwork) -> str:
    size = f"{loaded.input_width_px} by {loaded.input_height_px} pixels"
    return f"{loaded.name} runs: {size}, {loaded.runtime}, {loaded.threads} thread(s)"


def _version(package: str) -> str | None:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


def _lights(config: Config, kiosk_runs: bool) -> Finding:
    return probe_lights(config.gpio.enabled, kiosk_runs, wiring_of(config.gpio), GpioOutputs)


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


def _box(config: Config, now: Moment) -> list[Finding]:
    host = host_of(config.store.path, os.environ)
    return probe_box(look_at_box(host, config.health.hot_c, now, write=False))


def _updates(update: UpdateConfig, now: Moment) -> Finding:
    updating = Updating(update, UPDATE_WANTED_FILE.parent, lambda: now)
    return probe_updates(updating.view(), bool(update.url))


def _member(config: Config, kiosk_runs: bool) -> list[Finding]:
    speech, screen, share = config.speech, config.screen, config.share
    languages = {screen.language, *screen.offered_languages}
    return [
        probe_spot(
            lambda: _newest_spot(config.store.path),
            None if kiosk_runs else lambda record: _look_at(record, config.camera),
        ),
        probe_voice(speech.enabled, config.cues.quiet, lambda: trouble_speaking(languages)),
        probe_sharing(
            share.enabled,
            share_address(share, config.web),
            why_not_shared(share, config.web),
        ),
    ]


def _newest_spot(path: Path) -> SpotRecord | None:
    if not os.access(path, os.F_OK):
        return None
    spots = ResultReader.open_to_read(path, "kiosk").newest_spots(1)
    return from_text(spots[0].record_json).record if spots else None


def _look_at(record: SpotRecord, camera: CameraConfig) -> Look:
    def opened() -> FrameSource:
        return camera_of(camera)

    return look_once(record, camera.rotation_deg, opened)
