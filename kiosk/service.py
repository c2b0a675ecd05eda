"""The whole kiosk from a configuration: starts each part in order, stops them in reverse.

The one place that wires adapters together for `kiosk run` and `kiosk demo`.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from kiosk import __version__
from kiosk.camera.frame import FrameSource
from kiosk.camera.opening import open_source
from kiosk.camera.pacing import PacedSource
from kiosk.camera.turning import TurnedSource
from kiosk.closer_looks import CloserLook, LookingThread
from kiosk.config import ADMIN, COMMAND_LINE, Config, Layer, Resolved, resolve
from kiosk.errors import ConfigError
from kiosk.feedback.cues import Cue
from kiosk.feedback.outputs import GpioOutputs, Outputs, SilentOutputs, Wiring
from kiosk.feedback.player import PlayerThread
from kiosk.keeper import Keeper
from kiosk.live import Live, Snapshot
from kiosk.loop import CameraLoop, Plan
from kiosk.moment import Clock
from kiosk.pose.estimator import PoseEstimator
from kiosk.pose.loading import load_model, load_second_model
from kiosk.pose.movenet import MoveNet
from kiosk.pose.recording import is_recording
from kiosk.results import Kind, ResultReader, ResultStore, Software
from kiosk.scoring import protocol
from kiosk.scoring.session import Session

REPLAY_BANNER = "Replay: not kept with real results"
MOCK_BANNER = "Mock GPIO: not kept with real results"


@dataclass(frozen=True, slots=True)
class RunOptions:
    """What `kiosk run` was asked for, beside the configuration."""

    mock_gpio: bool = False
    store_given: bool = False
    """The user named a store for this run."""
    speed: float = 1.0
    plan: Plan = field(default_factory=Plan)
    on_listening: Callable[[str], None] = lambda _url: None


def is_replay(source: str) -> bool:
    """A file instead of a camera."""
    return source != "picamera" and not source.startswith("usb:")


def store_kind(config: Config, options: RunOptions) -> Kind:
    """Anything simulated goes to a store of its own. Raises ConfigError when none was named."""
    simulated = is_replay(config.camera.source) or options.mock_gpio
    if simulated and not options.store_given:
        raise ConfigError(
            "A replay or a mock run never writes into the kiosk's results: "
            "give it a file of its own with --store PATH."
        )
    return "replay" if simulated else "kiosk"


def banner(config: Config, options: RunOptions) -> str | None:
    """What the page says across the top when anything is simulated."""
    if is_replay(config.camera.source):
        return REPLAY_BANNER
    return MOCK_BANNER if options.mock_gpio else None


def with_admin_settings(layers: list[Layer], store: ResultStore | ResultReader) -> Resolved:
    """The configuration once more, with what an admin has set in the store.

    Above the file, below the command line of this very run.
    """
    settings = store.settings()
    admin = Layer(
        ADMIN,
        {key: setting.value for key, setting in settings.items()},
        notes={key: setting.note for key, setting in settings.items()},
        by_admin=True,
    )
    lower = [layer for layer in layers if layer.name != COMMAND_LINE]
    upper = [layer for layer in layers if layer.name == COMMAND_LINE]
    return resolve([*lower, admin, *upper])


def serve(layers: list[Layer], config: Config, options: RunOptions, stop: threading.Event) -> None:
    """Run the kiosk until `stop` is set or a recorded source has ended. Raises KioskError."""
    clock = Clock()
    kind = store_kind(config, options)
    with ResultStore.open(config.store.path, kind, clock.now()) as store:
        store.close_interrupted()
        config = with_admin_settings(layers, store).config
        model, second = load_model(config.model), load_second_model(config.model)
        keeper = Keeper(store, software(config, model, second), clock.now)
        live = Live(Snapshot(banner=banner(config, options)))
        with (
            _player(config, options) as player,
            _pages(config, live, store) as url,
            _looking(second) as looking,
        ):
            options.on_listening(url)
            player.play(Cue.READY)
            loop = CameraLoop(
                PoseEstimator(model, looking.look.keeper if looking else None),
                keeper,
                player,
                live,
                Session(reps_wanted=config.check.reps, practice_wanted=config.check.practice_reps),
                looking=looking,
                banner=banner(config, options),
            )
            loop.run(lambda: frames_of(config, options, stop), options.plan, stop)


def software(config: Config, model: MoveNet, second: MoveNet | None) -> Software:
    """What measures, stored beside every check; no model where the poses are recorded."""
    source = config.camera.source
    recorded = is_replay(source) and is_recording(Path(source))
    kind = "keypoints" if recorded else "video" if is_replay(source) else "camera"
    return Software(
        kiosk_version=__version__,
        protocol_version=protocol.VERSION,
        model_name=None if recorded else model.name,
        model_sha256=None if recorded else model.sha256,
        source_kind=kind,
        second_model_name=second.name if second and not recorded else None,
        second_model_sha256=second.sha256 if second and not recorded else None,
    )


def frames_of(config: Config, options: RunOptions, stop: threading.Event) -> FrameSource:
    """The configured source; a recording plays at the speed at which it happened."""
    camera = config.camera
    turned = camera.rotation_deg in (90, 270)
    size_px = (camera.width_px, camera.height_px)
    width_px, height_px = reversed(size_px) if turned else size_px
    source = open_source(camera.source, width_px=width_px, height_px=height_px, fps=camera.fps)
    if not is_replay(camera.source):
        return TurnedSource(source, camera.rotation_deg) if camera.rotation_deg else source
    return PacedSource(source, time.monotonic, stop.wait, speed=options.speed)


@contextmanager
def _looking(second: MoveNet | None) -> Iterator[LookingThread | None]:
    looking = LookingThread(CloserLook(second)) if second else None
    try:
        yield looking
    finally:
        if looking:
            looking.close()


@contextmanager
def _player(config: Config, options: RunOptions) -> Iterator[PlayerThread]:
    player = PlayerThread(_outputs(config, options), quiet=config.cues.quiet)
    try:
        yield player
    finally:
        player.close()


def _outputs(config: Config, options: RunOptions) -> Outputs:
    gpio = config.gpio
    if not gpio.enabled and not options.mock_gpio:
        return SilentOutputs()
    wiring = Wiring(
        led_red_pin=gpio.led_red_pin,
        led_green_pin=gpio.led_green_pin,
        led_blue_pin=gpio.led_blue_pin,
        buzzer_pin=gpio.buzzer_pin,
        led_active_high=gpio.led_active_high,
    )
    return GpioOutputs(wiring, mock=options.mock_gpio)


@contextmanager
def _pages(config: Config, live: Live, store: ResultStore) -> Iterator[str]:
    """The web server on its own threads; yields the address of the member screen."""
    from kiosk.web.app import create_app
    from kiosk.web.server import WebServer

    web = config.web
    app = create_app(live, store, host_names=web.host_names, session_hours=web.session_hours)
    server = WebServer(app, web.host, web.port)
    host, port = server.start()
    try:
        yield f"http://{host}:{port}/"
    finally:
        live.close()
        server.stop()
