"""The thread that watches the box: power every second, the rest less often, changes told.

Decides the beats alone. It never ends by an error and never touches the camera loop: a card that
takes a minute for a write holds up this thread and nothing else.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from kiosk.health import changes, latch, vitals_note
from kiosk.health.card import try_write
from kiosk.health.facts import Host, gather
from kiosk.health.judge import NOT_TRIED, Evidence, is_hot, judge
from kiosk.health.limits import HOT_C
from kiosk.health.power import NO_FLAGS, ask_firmware, firmware_file_missing, read_power
from kiosk.health.report import HealthReport, Reading
from kiosk.moment import Clock, Moment
from kiosk.vitals import Vitals

POWER_BEAT_S = 1.0
"""The driver forgets an under-voltage after two seconds."""
SLOW_BEAT_S = 30.0
WRITE_BEAT_S = 600.0

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Sources:
    """What the watch looks at and what time it is; tests replace each."""

    host: Host
    vitals: Callable[[], Vitals]
    now: Callable[[], Moment] = field(default_factory=lambda: Clock().now)
    firmware: Callable[[], int | None] = ask_firmware


class HealthWatch:
    """Measures once when made, then in its own thread until `close`.

    `on_change` gets the readings whose level has changed and lasted, in the watch's thread.
    `wait` sleeps the given seconds and says whether to end; tests give a clock's hand.
    """

    def __init__(
        self,
        sources: Sources,
        hot_c: float = HOT_C,
        on_change: Callable[[tuple[Reading, ...]], None] | None = None,
        wait: Callable[[float], bool] | None = None,
    ) -> None:
        self._sources = sources
        self._on_change = on_change
        self._stop = threading.Event()
        self._wait = wait or self._stop.wait
        self._told = changes.Told()
        self._failed: str | None = None
        self._firmware_bits: int | None = None
        self._next_slow_s = self._next_write_s = 0.0
        now = sources.now()
        file = sources.host.latch_file
        self._written = latch.load(file) if file else None
        held = self._written or latch.Latch(now.boot_id)
        self._seen = Evidence(
            gather(sources.host), NO_FLAGS, latch.step(held, NO_FLAGS, now), NOT_TRIED, hot_c=hot_c
        )
        self._look_at_power(now)
        self._newest = self._judged(now)
        self._thread = threading.Thread(target=self._run, name="health", daemon=True)
        self._thread.start()

    @property
    def newest(self) -> HealthReport:
        """The report of the last second. Any thread."""
        return self._newest

    def close(self, timeout_s: float = 5.0) -> None:
        """Stop watching. A write that hangs is left behind; the thread ends with the process."""
        self._stop.set()
        self._thread.join(timeout_s)

    def _run(self) -> None:
        while True:
            try:
                self._round(self._sources.now())
                self._failed = None
            except Exception as error:
                self._note_failure(error)
            if self._wait(POWER_BEAT_S):
                return

    def _note_failure(self, error: Exception) -> None:
        """Once for each different error: a broken look goes on every second."""
        if str(error) != self._failed:
            _log.exception("The health watch could not look at something; it goes on.")
        self._failed = str(error)

    def _round(self, now: Moment) -> None:
        self._look_at_power(now)
        if now.monotonic_s >= self._next_slow_s:
            self._next_slow_s = now.monotonic_s + SLOW_BEAT_S
            self._look_at_all(now)
        if now.monotonic_s >= self._next_write_s:
            self._next_write_s = now.monotonic_s + WRITE_BEAT_S
            self._seen = replace(self._seen, write=try_write(self._sources.host.writable))
        self._newest = self._judged(now)
        self._told, news = changes.step(self._told, self._newest, now.monotonic_s)
        if news and self._on_change:
            self._on_change(news)

    def _look_at_power(self, now: Moment) -> None:
        flags = read_power(self._sources.host.root, self._firmware_bits)
        self._seen = replace(
            self._seen, flags=flags, latch=latch.step(self._seen.latch, flags, now)
        )
        file = self._sources.host.latch_file
        if file and latch.worth_writing(self._written, self._seen.latch):
            self._written = self._seen.latch  # also where it fails: not again every second
            try:
                latch.save(file, self._seen.latch)
            except OSError as error:
                _log.warning("What the power supply did cannot be kept in %s: %s", file, error)

    def _look_at_all(self, now: Moment) -> None:
        host = self._sources.host
        if firmware_file_missing(host.root):
            self._firmware_bits = self._sources.firmware()
        self._seen = replace(self._seen, facts=gather(host))
        if host.runtime_dir:
            vitals_note.write_note(host.runtime_dir, self._sources.vitals(), now)

    def _judged(self, now: Moment) -> HealthReport:
        report = judge(replace(self._seen, vitals=self._sources.vitals()), now)
        self._seen = replace(self._seen, was_hot=is_hot(report))
        return report
