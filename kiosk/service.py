"""The whole kiosk from a configuration: starts each part in order, stops them in reverse.

The one place that wires adapters together for `kiosk run` and `kiosk demo`.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from kiosk import __version__
from kiosk.camera.frame import FrameSource
from kiosk.camera.opening import open_source
from kiosk.camera.pacing import PacedSource
from kiosk.camera.turning import TurnedSource
from kiosk.closer_looks import CloserLook, LookingThread
from kiosk.config import ADMIN, COMMAND_LINE, CameraConfig, Config, Layer, Resolved, resolve
from kiosk.errors import ConfigError
from kiosk.feedback.cues import Cue
from kiosk.feedback.espeak import Espeak
from kiosk.feedback.outputs import GpioOutputs, Outputs, SilentOutputs, Wiring
from kiosk.feedback.player import PlayerThread
from kiosk.feedback.sounds import sounds
from kiosk.feedback.speech import SpokenPrompts
from kiosk.keeper import Keeper
from kiosk.language import LanguageChooser
from kiosk.live import Live, Snapshot
from kiosk.looking_around import LookAround
from kiosk.loop import CameraLoop, Plan
from kiosk.moment import Clock
from kiosk.outlets import Outlets
from kiosk.pictures import Pictures
from kiosk.pose.estimator import PoseEstimator
from kiosk.pose.loading import load_model, load_second_model
from kiosk.pose.movenet import MoveNet
from kiosk.pose.recording import is_recording
from kiosk.results import Kind, ResultReader, ResultStore, Software
from kiosk.scoring import protocol
from kiosk.scoring.check_state import Session
from kiosk.senses import Senses
from kiosk.setup.desk import SetupDesk
from kiosk.sharing import SharingLinks, share_address
from kiosk.spot.record import SpotRecord
from kiosk.words import say

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
    spot: SpotRecord | None = None
    """Where the spot is, for this run alone."""
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
        pictures = Pictures()
        language = LanguageChooser(config.screen.language, config.screen.offered_languages)
        shares = shares_of(config)
        with (
            closing(_desk(config, options, store, clock, live, pictures)) as desk,
            _player(config, options) as player,
            _voice(config) as follow,
            _pages(config, live, store, Extras(pictures, language, shares, desk)) as url,
            _looking(second) as looking,
        ):
            options.on_listening(url)
            player.play(Cue.READY)
            estimator = PoseEstimator(model, looking.look.keeper if looking else None)
            loop = CameraLoop(
                estimator,
                keeper,
                player,
                live,
                Session(
                    reps_wanted=config.check.reps,
                    practice_wanted=config.check.practice_reps,
                    welcome_s=config.check.welcome_s,
                ),
                looking=looking,
                banner=banner(config, options),
                senses=Senses(LookAround(model, estimator), desk, pictures),
                outlets=Outlets(
                    language,
                    shares.link_for if shares else None,
                    follow,
                    picture=config.screen.picture,
                    sound=config.screen.sound and not config.cues.quiet,
                ),
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
    source = camera_of(config.camera)
    if not is_replay(config.camera.source):
        return source
    return PacedSource(source, time.monotonic, stop.wait, speed=options.speed)


def camera_of(camera: CameraConfig) -> FrameSource:
    """The configured source as it is, a camera turned upright. Raises CameraError, InputError."""
    turned = camera.rotation_deg in (90, 270)
    size_px = (camera.width_px, camera.height_px)
    width_px, height_px = reversed(size_px) if turned else size_px
    source = open_source(camera.source, width_px=width_px, height_px=height_px, fps=camera.fps)
    if is_replay(camera.source) or not camera.rotation_deg:
        return source
    return TurnedSource(source, camera.rotation_deg)


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


def _desk(
    config: Config,
    options: RunOptions,
    store: ResultStore,
    clock: Clock,
    live: Live,
    pictures: Pictures,
) -> SetupDesk:
    return SetupDesk(
        store,
        clock.now,
        pictures.newest_rgb,
        live,
        rotation_deg=config.camera.rotation_deg,
        given=options.spot,
    )


def shares_of(config: Config) -> SharingLinks | None:
    """Links to results, where staff have switched them on and phones can reach this box."""
    address = share_address(config.share, config.web)
    return SharingLinks(address, config.share.minutes, time.monotonic) if address else None


@contextmanager
def _voice(config: Config) -> Iterator[Callable[[Snapshot], None]]:
    """What follows the screen with spoken words; nothing where that is off or all is quiet."""
    if not config.speech.enabled or config.cues.quiet:
        yield lambda _shown: None
        return
    speaker = Espeak(config.speech.words_per_minute)
    try:
        yield SpokenPrompts(speaker, say).follow
    finally:
        speaker.close()


@dataclass(frozen=True, slots=True)
class Extras:
    """What the pages have besides the live state and the results."""

    pictures: Pictures
    language: LanguageChooser
    shares: SharingLinks | None
    setup: SetupDesk


@contextmanager
def _pages(config: Config, live: Live, store: ResultStore, extras: Extras) -> Iterator[str]:
    """The web server on its own threads; yields the address of the member screen."""
    from kiosk.web.app import create_app
    from kiosk.web.server import WebServer

    web = config.web
    app = create_app(
        live,
        store,
        host_names=web.host_names,
        session_hours=web.session_hours,
        pictures=extras.pictures,
        language=extras.language,
        shares=extras.shares,
        setup=extras.setup,
        cue_sounds=sounds(),
    )
    server = WebServer(app, web.host, web.port)
    host, port = server.start()
    try:
        yield f"http://{host}:{port}/"
    finally:
        live.close()
        server.stop()
