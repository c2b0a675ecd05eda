"""The kiosk's parts from its configuration, each opened and closed in one place.

Decides how a part is made; in which order they start is `service`'s.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from kiosk.config import Config, GpioConfig
from kiosk.errors import KioskError
from kiosk.expiring import Caretaker
from kiosk.feedback.espeak import Espeak
from kiosk.feedback.outputs import GpioOutputs, Outputs, SilentOutputs, Wiring
from kiosk.feedback.player import PlayerThread
from kiosk.feedback.sounds import sounds
from kiosk.feedback.speech import SpokenPrompts
from kiosk.healing import Healing
from kiosk.health import journal
from kiosk.health.facts import Host
from kiosk.health.watch import HealthWatch, Sources
from kiosk.lan import Lan, everywhere
from kiosk.language import LanguageChooser
from kiosk.live import Live, Snapshot
from kiosk.moment import Clock
from kiosk.pictures import Pictures
from kiosk.rating.desk import RatingDesk
from kiosk.results import ResultStore
from kiosk.results.token_gate import TokenGate
from kiosk.settings_desk import SettingsDesk
from kiosk.setup.desk import SetupDesk
from kiosk.sharing import SharingLinks, share_address
from kiosk.updating import Updating
from kiosk.vitals import VitalsBoard
from kiosk.words import say

if TYPE_CHECKING:
    from kiosk.web.given import Given
    from kiosk.web.server import WebServer


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
    rating: RatingDesk


def health_watch(host: Host, vitals: VitalsBoard, hot_c: float, clock: Clock) -> HealthWatch:
    """Watches the box on a thread of its own; what changes goes to the journal of an installed
    one."""
    return HealthWatch(
        Sources(host, lambda: vitals.newest, clock.now),
        hot_c,
        (lambda news: journal.tell(news, journal.CHANGED)) if host.runtime_dir else None,
    )


def caretaker(months: int, store: ResultStore, clock: Clock, vitals: VitalsBoard) -> Caretaker:
    """Deletes what is old and sweeps the store, on a thread of its own, while nobody is there."""
    return Caretaker(
        store.care,
        months,
        clock.now,
        lambda: vitals.newest.busy,
        lambda count, now: store.audit.note("the kiosk itself", "expired", {"count": count}, now),
    )


@dataclass(frozen=True, slots=True)
class Asked:
    """Whom the pages ask, beside the store and what is shown."""

    health: Healing
    tokens: TokenGate
    updates: Updating
    settings: SettingsDesk


@contextmanager
def pages(config: Config, store: ResultStore, shown: Shown, asked: Asked) -> Iterator[str]:
    """The web server on its own threads; yields the address of the member screen."""
    from kiosk.web.app import create_app
    from kiosk.web.server import WebServer

    web, lan = config.web, _lan(config, store, Clock())
    app = create_app(shown.live, store, _given(config, shown, asked, lan))
    server = WebServer(app, web.host, web.port)
    host, port = server.start()
    try:
        with let_in(lan, partial(WebServer, app), web.lan_port):
            yield f"http://{host}:{port}/"
    finally:
        shown.live.close()
        server.stop()


def _lan(config: Config, store: ResultStore, clock: Clock) -> Lan:
    """The door to the network; a new certificate is noted in the log."""
    return Lan(
        config.web,
        config.store.path.parent,
        clock.now,
        made=lambda: store.audit.note("the kiosk itself", "certificate.made", {}, clock.now()),
    )


def _given(config: Config, shown: Shown, asked: Asked, lan: Lan) -> Given:
    from kiosk.web.given import Given

    return Given(
        host_names=config.web.host_names,
        session_hours=config.web.session_hours,
        idle_minutes=config.web.idle_minutes,
        network=lan,
        pictures=shown.pictures,
        language=shown.language,
        shares=shown.shares,
        setup=shown.setup,
        rating=shown.rating,
        cue_sounds=sounds(),
        health=asked.health,
        tokens=asked.tokens,
        updates=asked.updates,
        settings=asked.settings,
        keep_months=config.store.keep_months,
    )


@contextmanager
def let_in(lan: Lan, server_at: Callable[..., WebServer], port: int) -> Iterator[None]:
    """Answers the network over TLS where that is switched on. What is wrong with it is said on the
    page and by the self-check, and never keeps members from their checks.

    `server_at` makes the server from an address, a port and a TLS context.
    """
    from kiosk.web.tls import context_of

    server = None
    try:
        files = lan.files()
        if files is not None:
            server = server_at(everywhere(), port, context_of(*files))
            lan.opened(server.start()[1])
    except (KioskError, OSError, ValueError) as error:
        lan.closed(error)
    try:
        yield
    finally:
        lan.closed()
        if server is not None:
            server.stop()
