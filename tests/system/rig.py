"""The camera loop among its real parts: SQLite store, cues on gpiozero's mock pins, live state.

Each part also keeps what it was told, so that a test can compare them.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kiosk.camera.frame import AnyFrame, FrameSource
from kiosk.closer_looks import LookingThread
from kiosk.feedback.cues import Cue, Rgb
from kiosk.feedback.outputs import GpioOutputs, Wiring
from kiosk.feedback.player import PlayerThread
from kiosk.keeper import Keeper
from kiosk.live import Live, Snapshot
from kiosk.loop import CameraLoop
from kiosk.moment import Clock
from kiosk.pose.estimator import PoseEstimator
from kiosk.pose.framing import Box
from kiosk.results import CheckDetail, ResultStore, Software
from kiosk.results.database import Database
from kiosk.scoring.check_state import Session
from kiosk.scoring.events import Event
from kiosk.watching import CameraWatch, Plan

from .fakes import INFO, LIMIT_S, FakeSource, ManualClock, PatientStop, until

WIRING = Wiring()
SOFTWARE = Software("0.1.0", "1", None, None, "keypoints")
Told = tuple[str, Any]
"""Who was told (`store`, `cue`, `page`) and what."""


def begins_at_once(**given: Any) -> Session:
    """A check without the time that its welcome takes."""
    return Session(welcome_s=0.0, stand_s=0.0, **given)


class NoPictures(PoseEstimator):
    """For sources whose poses are known: no network is loaded, and none may be asked."""

    def __init__(self) -> None:
        self.resets = 0

    def reset(self) -> None:
        """Counted."""
        self.resets += 1

    def look_at(self, home: Box | None) -> None:
        """There is no picture to look at."""
        self.home = home

    def go_home(self) -> None:
        """As PoseEstimator."""
        self.reset()


class TellingKeeper(Keeper):
    """The real keeper; says what it has stored once it is stored."""

    told: list[Told]

    def take(self, event: Event) -> None:
        """As Keeper."""
        super().take(event)
        self.told.append(("store", event))


class TellingPlayer(PlayerThread):
    """The real player; keeps every cue that it was asked for."""

    told: list[Told]

    def play(self, cue: Cue) -> None:
        """As PlayerThread."""
        self.told.append(("cue", cue))
        super().play(cue)


class TellingOutputs(GpioOutputs):
    """gpiozero's mock pins; says when the light or the buzzer has changed."""

    def __init__(self) -> None:
        self.news = threading.Condition()
        self.shown: list[tuple[Rgb, bool]] = []
        super().__init__(WIRING, mock=True)

    def show(self, rgb: Rgb, buzzer_on: bool) -> None:
        """As GpioOutputs."""
        super().show(rgb, buzzer_on)
        with self.news:
            self.shown.append((rgb, buzzer_on))
            self.news.notify_all()

    def until_lit(self, rgb: Rgb) -> None:
        """Wait until the light shows this colour."""
        until(self.news, lambda: rgb in [shown for shown, _ in self.shown], f"light {rgb}")


class TellingLive(Live):
    """The real live state; keeps every snapshot it was given, as a page that misses none."""

    told: list[Told]

    def __init__(self) -> None:
        super().__init__()
        self.news = threading.Condition()
        self.published: list[Snapshot] = []
        self.look: Callable[[Snapshot], None] = lambda _snapshot: None
        """Called with every snapshot before anybody can see it."""

    def publish(self, snapshot: Snapshot) -> None:
        """As Live."""
        self.look(snapshot)
        super().publish(snapshot)
        with self.news:
            self.told.append(("page", snapshot))
            self.published.append(snapshot)
            self.news.notify_all()


@dataclass
class Running:
    """The loop on a thread of its own."""

    thread: threading.Thread
    stop: PatientStop
    raised: list[BaseException]

    def finish(self) -> None:
        """Wait until the loop has ended; what it raised is raised here."""
        self.thread.join(LIMIT_S)
        assert not self.thread.is_alive(), "the loop did not end"
        if self.raised:
            raise self.raised[0]


@dataclass
class Rig:
    """Everything around one loop."""

    store: ResultStore
    database: Database
    outputs: TellingOutputs
    player: TellingPlayer
    live: TellingLive
    loop: CameraLoop
    watch: CameraWatch
    clock: ManualClock
    told: list[Told] = field(default_factory=list)

    @classmethod
    @contextmanager
    def built(
        cls,
        path: Path,
        session: Session | None = None,
        estimator: PoseEstimator | None = None,
        looking: LookingThread | None = None,
    ) -> Iterator[Rig]:
        """Build it on a new store; closed in good order. Without an estimator for known poses."""
        told: list[Told] = []
        clock, real = ManualClock(), Clock()
        database = Database.open(path, "replay", real.now())
        with ResultStore(database) as store:
            keeper = TellingKeeper(store, SOFTWARE, real.now)
            outputs, live = TellingOutputs(), TellingLive()
            player = TellingPlayer(outputs)
            keeper.told = live.told = player.told = told
            loop = CameraLoop(
                estimator or NoPictures(),
                keeper,
                player,
                live,
                session or begins_at_once(),
                looking=looking,
            )
            watch = CameraWatch(loop, now_s=clock.now_s)
            try:
                yield cls(store, database, outputs, player, live, loop, watch, clock, told)
            finally:
                player.close()

    def feed(self, frames: Iterable[AnyFrame]) -> None:
        """Every frame through the loop, none dropped, on this thread."""
        self.loop.begin(INFO)
        self.go_on(frames)

    def go_on(self, frames: Iterable[AnyFrame]) -> None:
        """More frames of the same source."""
        for frame in frames:
            self.loop.tick(frame)

    def play(self, camera: FakeSource, frames: Iterable[AnyFrame]) -> None:
        """Let the camera see these frames, each once the page has shown the one before."""
        for frame in frames:
            camera.give(frame)
            self.until_page(_shows(frame), f"frame {frame.t_s}")

    def run(self, open_source: Callable[[], FrameSource], plan: Plan) -> Running:
        """Start the loop as the service does."""
        stop, raised = PatientStop(), []  # type: tuple[PatientStop, list[BaseException]]

        def work() -> None:
            try:
                self.watch.run(open_source, plan, stop)
            except BaseException as error:
                raised.append(error)

        thread = threading.Thread(target=work, name="loop under test", daemon=True)
        thread.start()
        return Running(thread, stop, raised)

    def until_page(self, wanted: Callable[[Snapshot], bool], what: str) -> Snapshot:
        """Wait until the newest snapshot is as wanted."""
        published = self.live.published
        until(self.live.news, lambda: bool(published) and wanted(published[-1]), what)
        return published[-1]

    def all_told(self, whom: str) -> list[Any]:
        """Everything that `whom` was told, in order."""
        return [what for who, what in self.told if who == whom]

    def checks(self) -> list[CheckDetail]:
        """All that is stored, oldest first."""
        rows = self.store.list_checks(1000)
        details = [self.store.check(row.check_id) for row in reversed(rows)]
        return [detail for detail in details if detail is not None]

    @contextmanager
    def store_in_use(self) -> Iterator[None]:
        """Another program holds the database: nothing can be written, reading goes on."""
        with self.database.writing() as connection:
            connection.execute("PRAGMA busy_timeout = 0")
        with closing(sqlite3.connect(self.store.path, isolation_level=None)) as neighbour:
            neighbour.execute("BEGIN IMMEDIATE")
            yield
            neighbour.execute("ROLLBACK")


def _shows(frame: AnyFrame) -> Callable[[Snapshot], bool]:
    return lambda shown: shown.camera == "ok" and shown.t_s == frame.t_s
