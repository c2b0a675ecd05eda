"""The kiosk's parts from its configuration, each opened and closed in one place.

Decides how a part is made; in which order they start is `service`'s.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from kiosk.config import Config, GpioConfig
from kiosk.feedback.espeak import Espeak
from kiosk.feedback.outputs import GpioOutputs, Outputs, SilentOutputs, Wiring
from kiosk.feedback.player import PlayerThread
from kiosk.feedback.sounds import sounds
from kiosk.feedback.speech import SpokenPrompts
from kiosk.healing import Healing
from kiosk.health import journal
from kiosk.health.facts import Host
from kiosk.health.watch import HealthWatch, Sources
from kiosk.language import LanguageChooser
from kiosk.live import Live, Snapshot
from kiosk.moment import Clock
from kiosk.pictures import Pictures
from kiosk.results import ResultStore
from kiosk.results.token_gate import TokenGate
from kiosk.setup.desk import SetupDesk
from kiosk.sharing import SharingLinks, share_address
from kiosk.updating import Updating
from kiosk.vitals import VitalsBoard
from kiosk.words import say


@contextmanager
def light_and_buzzer(gpio: GpioConfig, *, mock: bool, quiet: bool) -> Iterator[PlayerThread]:
    """The player of cues on its pins."""
    player = PlayerThread(_outputs(gpio, mock), quiet=quiet)
    try:
        yield player
    finally:
        player.close()


def _outputs(gpio: GpioConfig, mock: bool) -> Outputs:
    if not gpio.enabled and not mock:
        return SilentOutputs()
    return GpioOutputs(wiring_of(gpio), mock=mock)


def wiring_of(gpio: GpioConfig) -> Wiring:
    """The configured pins."""
    return Wiring(
        led_red_pin=gpio.led_red_pin,
        led_green_pin=gpio.led_green_pin,
        led_blue_pin=gpio.led_blue_pin,
        buzzer_pin=gpio.buzzer_pin,
        led_active_high=gpio.led_active_high,
    )


@contextmanager
def voice(config: Config) -> Iterator[Callable[[Snapshot], None]]:
    """What follows the screen with spoken words; nothing where that is off or all is quiet."""
    if not config.speech.enabled or config.cues.quiet:
        yield lambda _shown: None
        return
    speaker = Espeak(config.speech.words_per_minute)
    try:
        yield SpokenPrompts(speaker, say).follow
    finally:
        speaker.close()


def shares_of(config: Config) -> SharingLinks | None:
    """Links to results, where staff have switched them on and phones can reach this box."""
    address = share_address(config.share, config.web)
    return SharingLinks(address, config.share.minutes, time.monotonic) if address else None


@dataclass(frozen=True, slots=True)
class Shown:
    """What the camera's side and the pages share."""

    live: Live
    pictures: Pictures
    language: LanguageChooser
    shares: SharingLinks | None
    setup: SetupDesk


def health_watch(host: Host, vitals: VitalsBoard, hot_c: float, clock: Clock) -> HealthWatch:
    """Watches the box on a thread of its own; what changes goes to the journal of an installed
    one."""
    return HealthWatch(
        Sources(host, lambda: vitals.newest, clock.now),
        hot_c,
        (lambda news: journal.tell(news, journal.CHANGED)) if host.runtime_dir else None,
    )


@contextmanager
def pages(
    config: Config,
    store: ResultStore,
    shown: Shown,
    health: Healing,
    tokens: TokenGate,
    updates: Updating,
) -> Iterator[str]:
    """The web server on its own threads; yields the address of the member screen."""
    from kiosk.web.app import create_app
    from kiosk.web.given import Given
    from kiosk.web.server import WebServer

    web = config.web
    app = create_app(
        shown.live,
        store,
        Given(
            host_names=web.host_names,
            session_hours=web.session_hours,
            pictures=shown.pictures,
            language=shown.language,
            shares=shown.shares,
            setup=shown.setup,
            cue_sounds=sounds(),
            health=health,
            tokens=tokens,
            updates=updates,
        ),
    )
    server = WebServer(app, web.host, web.port)
    host, port = server.start()
    try:
        yield f"http://{host}:{port}/"
    finally:
        shown.live.close()
        server.stop()
