"""The whole kiosk from a configuration: starts each part in order, stops them in reverse.

The one place that wires adapters together for `kiosk run` and `kiosk demo`.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path

from kiosk import __version__, parts, sources
from kiosk.board.telling import measuring
from kiosk.box import Box
from kiosk.config import Config, Layer, Resolved
from kiosk.errors import ConfigError
from kiosk.eyes import Eyes
from kiosk.feedback.cues import Cue
from kiosk.feedback.player import PlayerThread
from kiosk.gearbox import Gearbox
from kiosk.healing import Healing
from kiosk.health.facts import Host
from kiosk.holding import Hold
from kiosk.keeper import Keeper
from kiosk.language import LanguageChooser
from kiosk.live import Live, Snapshot
from kiosk.loop import CameraLoop
from kiosk.moment import Clock
from kiosk.outlets import Outlets
from kiosk.parts import Shown
from kiosk.pictures import Pictures
from kiosk.pose.recording import is_recording
from kiosk.rating.desk import RatingDesk
from kiosk.resting import Rest
from kiosk.results import Kind, ResultReader, ResultStore, Software
from kiosk.results.token_gate import TokenGate
from kiosk.scoring import protocol
from kiosk.scoring.check_state import Session
from kiosk.senses import Senses
from kiosk.settings_desk import Again, SettingsDesk, in_use, with_admin
from kiosk.settings_fit import misfits
from kiosk.setup.desk import SetupDesk
from kiosk.sources import is_replay
from kiosk.spot.record import SpotRecord
from kiosk.updating import Updating
from kiosk.upkeep import Upkeep
from kiosk.vitals import VitalsBoard
from kiosk.watching import UPKEEP_S, CameraWatch, Plan

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
    box: Box = field(default_factory=Box)
    read_layers: Callable[[], list[Layer]] | None = None
    """The configuration's layers as a start would find them now; None: those of this run."""
    begin_again: Callable[[], None] | None = None
    """Ends this run so that the kiosk is started again; None where nothing would start it."""


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
    return with_admin(layers, store.settings())


def serve(layers: list[Layer], config: Config, options: RunOptions, stop: threading.Event) -> None:
    """Run the kiosk until `stop` is set or a recorded source has ended. Raises KioskError."""
    clock = Clock()
    kind = store_kind(config, options)
    with ResultStore.open(config.store.path, kind, clock.now()) as store:
        store.close_interrupted()
        resolved = with_admin_settings(layers, store)
        config = resolved.config
        box, vitals = options.box, VitalsBoard()
        host = Host(config.store.path, box.state_dir, box.run_dir)
        with closing(parts.health_watch(host, vitals, config.health.hot_c, clock)) as watch:
            healing = Healing(lambda: watch.newest, lambda: vitals.newest, store.trouble)
            shown = _shown(config, options, store, clock)
            tokens = TokenGate(store, clock.now)
            updates = Updating(config.update, box.run_dir, clock.now)
            settings = SettingsDesk(
                store,
                options.read_layers or (lambda: layers),
                resolved,
                clock.now,
                misfits,
                Again(options.begin_again, lambda: in_use(shown.live.newest, vitals.newest)),
            )
            asked = parts.Asked(healing, tokens, updates, settings)
            with (
                closing(shown.setup),
                closing(parts.caretaker(config.store.keep_months, store, clock, vitals)),
                parts.pages(config, store, shown, asked) as url,
            ):
                box.notifier.ready()
                run = Run(config, options, store, clock, vitals, healing, url)
                watch_the_spot(run, shown, stop)
                box.notifier.stopping()


def _shown(config: Config, options: RunOptions, store: ResultStore, clock: Clock) -> Shown:
    live, pictures = Live(Snapshot(banner=banner(config, options))), Pictures()
    desk = SetupDesk(
        store,
        clock.now,
        pictures.newest_rgb,
        live,
        rotation_deg=config.camera.rotation_deg,
        given=options.spot,
    )
    language = LanguageChooser(config.screen.language, config.screen.offered_languages)
    shares, rating = parts.shares_of(config), RatingDesk(store, clock.now)
    return Shown(live, pictures, language, shares, desk, rating)


@dataclass(frozen=True, slots=True)
class Run:
    """What belongs to this one run of the kiosk."""

    config: Config
    options: RunOptions
    store: ResultStore
    clock: Clock
    vitals: VitalsBoard
    healing: Healing
    url: str
    """Where the member's screen is."""


def watch_the_spot(run: Run, shown: Shown, stop: threading.Event) -> None:
    """Everything between the camera and the pages, until the end. Raises KioskError."""
    config, options, box = run.config, run.options, run.options.box
    box.notifier.patience(UPKEEP_S)
    gearbox = run.healing.gearbox = _gearbox(run, shown, stop)
    upkeep = Upkeep(gearbox, config.model.runtime, run.vitals)
    with (
        closing(upkeep),
        parts.light_and_buzzer(
            config.gpio, mock=options.mock_gpio, quiet=config.cues.quiet
        ) as player,
        parts.voice(config) as follow,
    ):
        options.on_listening(run.url)  # with networks that serve; a wrong one is told alone
        player.play(Cue.READY)
        keeper = Keeper(run.store, software(config, upkeep.eyes), run.clock.now)
        keeper.opened = shown.rating.opened
        loop = _loop(run, shown, keeper, player, follow, upkeep.eyes)

        def see_with(eyes: Eyes) -> None:
            loop.see_with(eyes)
            keeper.software = software(config, eyes)

        upkeep.see_with = see_with
        watch = CameraWatch(
            loop,
            box.notifier,
            run.vitals,
            run_dir=box.run_dir,
            reboot_allowed=config.health.reboot_allowed,
            upkeep=upkeep,
            hold=Hold(box.trial_file),
        )
        watch.run(lambda: sources.frames_of(config.camera, options.speed, stop), options.plan, stop)


def _gearbox(run: Run, shown: Shown, stop: threading.Event) -> Gearbox:
    """The board's choice; while it is measured the page says how far that is."""

    def told(share: float, words: str) -> None:
        message = measuring(share)
        run.options.box.notifier.status(f"{message} {words}")
        shown.live.publish(replace(shown.live.newest, camera_message=message))

    return Gearbox(
        run.config.model,
        run.options.box.state_dir,
        run.config.health.hot_c,
        run.healing.warmth,
        told,
        stop.is_set,
    )


def _loop(
    run: Run,
    shown: Shown,
    keeper: Keeper,
    player: PlayerThread,
    follow: Callable[[Snapshot], None],
    eyes: Eyes,
) -> CameraLoop:
    config = run.config
    return CameraLoop(
        eyes.estimator,
        keeper,
        player,
        shown.live,
        Session(
            reps_wanted=config.check.reps,
            practice_wanted=config.check.practice_reps,
            welcome_s=config.check.welcome_s,
            judging=eyes.gear.verdicts,
        ),
        looking=eyes.looking,
        banner=banner(config, run.options),
        senses=Senses(eyes.look_around, shown.setup, shown.pictures),
        outlets=Outlets(
            shown.language,
            shown.shares.link_for if shown.shares else None,
            follow,
            run.healing.trouble_light,
            shown.rating,
            picture=config.screen.picture,
            sound=config.screen.sound and not config.cues.quiet,
        ),
        rest=Rest(config.idle.after_s),
    )


def software(config: Config, eyes: Eyes) -> Software:
    """What measures, stored beside every check; no model where the poses are recorded."""
    source = config.camera.source
    recorded = is_replay(source) and is_recording(Path(source))
    kind = "keypoints" if recorded else "video" if is_replay(source) else "camera"
    second = None if recorded else eyes.second
    return Software(
        kiosk_version=__version__,
        protocol_version=protocol.VERSION,
        model_name=None if recorded else eyes.model.name,
        model_sha256=None if recorded else eyes.model.sha256,
        source_kind=kind,
        second_model_name=second.name if second else None,
        second_model_sha256=second.sha256 if second else None,
    )
