"""The watch: its beats on a clock of the test's own, what it keeps, and what never ends it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kiosk.health import latch, vitals_note
from kiosk.health import watch as watching
from kiosk.health.absent import Absent
from kiosk.health.card import WriteTest
from kiosk.health.report import Level, Reading, Trouble
from kiosk.health.watch import HealthWatch, Sources
from kiosk.moment import Moment
from kiosk.vitals import Vitals, VitalsBoard

from .pi import Pi, laptop, moment

FIRMWARE_FILE = "sys/bus/platform/drivers/raspberrypi-firmware/soc:firmware/get_throttled"


class Hand:
    """A clock whose hand the test turns; the watch sleeps on it."""

    def __init__(self) -> None:
        self.now_s = 0.0
        self.boot = "boot-1"
        self._go = threading.Semaphore(0)
        self._came = threading.Semaphore(0)
        self._over = False

    def now(self) -> Moment:
        return moment(self.now_s, self.boot)

    def wait(self, seconds: float) -> bool:
        self._came.release()
        assert self._go.acquire(timeout=20.0)
        self.now_s += seconds
        return self._over

    def first(self) -> None:
        """Until the first round is over."""
        assert self._came.acquire(timeout=20.0)

    def turn(self, rounds: int) -> None:
        """Let these rounds happen."""
        for _ in range(rounds):
            self._go.release()
            assert self._came.acquire(timeout=20.0)

    def end(self) -> None:
        self._over = True
        self._go.release()


class Bench:
    """A watch on a Pi, with everything it told and how often it tried the card."""

    def __init__(self, pi: Pi, monkeypatch: pytest.MonkeyPatch) -> None:
        self.pi, self.hand, self.board = pi, Hand(), VitalsBoard()
        self.board.show(Vitals(camera="ok", frame_rate_hz=20.0, frames=10))
        self.told: list[Reading] = []
        self.asked = 0
        self.writes: list[float] = []
        self.write: WriteTest | Absent = WriteTest(None, 0.01)
        monkeypatch.setattr(watching, "try_write", self._try_write)
        self.watch: HealthWatch | None = None

    def _try_write(self, _folder: Path) -> WriteTest | Absent:
        self.writes.append(self.hand.now_s)
        return self.write

    def firmware(self) -> int | None:
        self.asked += 1
        return 0x2

    def start(self, on_change: Callable[[tuple[Reading, ...]], None] | None = None) -> HealthWatch:
        sources = Sources(self.pi.host(), lambda: self.board.newest, self.hand.now, self.firmware)
        self.watch = HealthWatch(sources, 78.0, on_change or self.told.extend, self.hand.wait)
        return self.watch

    def close(self) -> None:
        if self.watch:
            self.hand.end()
            self.watch.close()


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    made = Bench(Pi(tmp_path), monkeypatch)
    yield made
    made.close()


def test_a_report_is_there_at_once(bench: Bench) -> None:
    """Before the thread's first look all is known but the write test, which may take its time."""
    report = bench.start().newest
    assert report.level_of("temperature") is Level.OK
    assert report.worst is Level.OK


def test_power_is_looked_at_every_second(bench: Bench) -> None:
    """A dip of two seconds is seen, said by the light and kept on the card."""
    watch = bench.start()
    bench.hand.first()
    bench.pi.alarm(1)
    bench.hand.turn(1)
    assert watch.newest.level_of("under_voltage") is Level.BAD
    bench.pi.alarm(0)
    bench.hand.turn(1)
    assert watch.newest.level_of("under_voltage") is Level.WARN
    assert watch.newest.trouble is Trouble.LOW_POWER
    kept = latch.load(bench.pi.state / "health.json")
    assert kept is not None
    assert kept.under_voltage is not None


def test_a_restart_of_the_kiosk_forgets_no_dip(bench: Bench) -> None:
    """What the last run kept holds on in this one, within the same boot."""
    seen = latch.Seen(moment().utc_text, moment().monotonic_s, moment().monotonic_s)
    latch.save(bench.pi.state / "health.json", latch.Latch("boot-1", under_voltage=seen))
    assert bench.start().newest.level_of("under_voltage") is Level.WARN


def test_after_a_boot_the_dip_is_of_before(bench: Bench) -> None:
    """The next boot says that the one before it had a weak supply, and lights nothing."""
    seen = latch.Seen(moment().utc_text, 5.0, 5.0)
    latch.save(bench.pi.state / "health.json", latch.Latch("boot-0", under_voltage=seen))
    report = bench.start().newest
    assert report.level_of("under_voltage") is Level.WARN
    assert report.trouble is None


def test_the_card_is_written_for_the_latch_seldom(bench: Bench) -> None:
    """A supply that dips every second for five minutes costs one write."""
    bench.start()
    bench.hand.first()
    bench.pi.alarm(1)
    bench.hand.turn(1)
    file = bench.pi.state / "health.json"
    written = file.stat().st_mtime_ns, file.stat().st_ino
    bench.hand.turn(300)
    assert (file.stat().st_mtime_ns, file.stat().st_ino) == written


def test_the_rest_is_looked_at_every_half_minute(bench: Bench) -> None:
    """A heat that comes is seen with the next slow beat, not with every second."""
    watch = bench.start()
    bench.hand.first()
    bench.pi.heat(86_000)
    bench.hand.turn(29)
    assert watch.newest.level_of("temperature") is Level.OK
    bench.hand.turn(1)
    assert watch.newest.level_of("temperature") is Level.BAD
    assert watch.newest.trouble is Trouble.HOT


def test_the_card_is_tried_every_ten_minutes(bench: Bench) -> None:
    """Once at the start, then every six hundred seconds."""
    watch = bench.start()
    bench.hand.first()
    bench.write = WriteTest("it is full", 0.1)
    bench.hand.turn(599)
    assert bench.writes == [0.0]
    assert watch.newest.level_of("write_test") is Level.OK
    bench.hand.turn(1)
    assert bench.writes == [0.0, 600.0]
    assert watch.newest.trouble is Trouble.CARD_FAILING


def test_the_loops_vitals_are_always_the_newest(bench: Bench) -> None:
    """A lost camera is seen within the second."""
    watch = bench.start()
    bench.hand.first()
    bench.board.show(Vitals(camera="lost", rung="reopening"))
    bench.hand.turn(1)
    assert watch.newest.trouble is Trouble.CAMERA_LOST


def test_vitals_are_noted_for_others(bench: Bench) -> None:
    """`kiosk health` in another process finds the loop's figures, renewed while the kiosk runs."""
    bench.start()
    bench.hand.first()
    bench.board.show(Vitals(camera="ok", frames=777))
    bench.hand.turn(30)
    noted = vitals_note.read_note(bench.pi.run, bench.hand.now())
    assert noted is not None
    assert noted.frames == 777


def test_the_firmware_is_asked_only_where_the_file_is_gone(bench: Bench) -> None:
    """No process is started on a board whose kernel tells; else one every half minute."""
    watch = bench.start()
    bench.hand.first()
    bench.hand.turn(60)
    assert bench.asked == 0
    bench.pi.without(FIRMWARE_FILE)
    bench.hand.turn(61)
    assert bench.asked == 2
    assert watch.newest.level_of("throttling") is Level.WARN


def test_lasting_changes_are_told(bench: Bench) -> None:
    """Once when it has lasted, in words with the mend, and again when it is over."""
    bench.start()
    bench.hand.first()
    bench.board.show(Vitals(camera="lost"))
    bench.hand.turn(60)
    assert [(each.name, each.level) for each in bench.told] == [("camera", Level.BAD)]
    bench.board.show(Vitals(camera="ok", frame_rate_hz=20.0, frames=10))
    bench.hand.turn(60)
    assert [each.level for each in bench.told] == [Level.BAD, Level.OK]


def test_no_error_ends_the_watch(bench: Bench, caplog: pytest.LogCaptureFixture) -> None:
    """A look that raises is logged once, and the next ones go on."""
    watch = bench.start()
    bench.hand.first()
    good = bench.board
    bench.board = None  # type: ignore[assignment]
    with caplog.at_level(logging.ERROR):
        bench.hand.turn(5)
    assert len(caplog.records) == 1
    bench.board = good
    bench.pi.alarm(1)
    bench.hand.turn(1)
    assert watch.newest.trouble is Trouble.LOW_POWER


def test_a_listener_that_raises_does_not_end_it_either(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    """Whoever is told may fail; the watch goes on."""

    def broken(_news: tuple[Reading, ...]) -> None:
        raise RuntimeError("no journal")

    watch = bench.start(broken)
    bench.hand.first()
    bench.board.show(Vitals(camera="lost"))
    with caplog.at_level(logging.ERROR):
        bench.hand.turn(20)
    assert "no journal" in caplog.text
    bench.pi.alarm(1)
    bench.hand.turn(1)
    assert watch.newest.level_of("under_voltage") is Level.BAD


def test_a_card_that_keeps_nothing(bench: Bench, caplog: pytest.LogCaptureFixture) -> None:
    """A latch that cannot be saved, from the very start, is said once and held in memory."""
    (bench.pi.state / ".health.json.new").mkdir()
    bench.pi.alarm(1)
    with caplog.at_level(logging.WARNING):
        watch = bench.start()
        bench.hand.first()
        bench.hand.turn(20)
    assert [record.levelno for record in caplog.records] == [logging.WARNING]
    bench.pi.alarm(0)
    bench.hand.turn(1)
    assert watch.newest.level_of("under_voltage") is Level.WARN


def test_close_ends_the_thread(tmp_path: Path) -> None:
    """On a laptop with the real clock and the real wait: made, asked and closed at once."""
    watch = HealthWatch(Sources(laptop(tmp_path), Vitals))
    assert watch.newest.level_of("under_voltage") is Level.UNKNOWN
    watch.close()
    assert not any(thread.name == "health" for thread in threading.enumerate())
