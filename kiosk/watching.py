"""Watches the camera for the loop: opens it, hands over its frames, notices when it is blind.

Feeds systemd's watchdog with fresh frames alone, and climbs the ladder when none come: open
again, restart the kiosk, restart the box. What a frame means is the loop's; when a source is
stalled and which rung comes next is decided in `kiosk.health`.
"""

from __future__ import annotations

import gc
import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from math import inf
from pathlib import Path

from kiosk.camera.fingerprint import fingerprint
from kiosk.camera.frame import AnyFrame, FrameSource
from kiosk.camera.newest import NewestFrame
from kiosk.errors import CameraError
from kiosk.feedback.cues import Cue
from kiosk.health import freshness, ladder
from kiosk.health.freshness import Freshness, Mark, Stall
from kiosk.health.ladder import Ladder, Powers, Rung, Trouble
from kiosk.health.notify import Notifier
from kiosk.holding import HELD, Hold
from kiosk.loop import CameraLoop
from kiosk.meter import Meter
from kiosk.scoring.flow import Stage
from kiosk.upkeep import Upkeep
from kiosk.vitals import VitalsBoard

TAKE_S = 0.5
TELL_EVERY_S = 1.0
"""How often the watchdog is fed and the vitals are written anew."""
WATCHDOG_S = 30.0
"""The watchdog's time while frames come; the same as WatchdogSec= of the unit."""
ATTEMPT_S = 90.0
"""And for one try to open the camera: libcamera may take its time, a driver that hangs may not."""
UPKEEP_S = 600.0
"""And while the board is measured or networks are loaded."""
WATCHING = "Watching the spot."
LIFTED = "The update is over: checks begin again."
EARLY = 0.9
"""A frame that comes this share of its time after the one before is in time."""
REBOOT_WANTED = "reboot-wanted"
"""A file of this name in the run folder asks for a restart of the box (kiosk-reboot.path)."""

_log = logging.getLogger(__name__)


class StalledError(CameraError):
    """Frames come, or none, but nothing fresh."""

    def __init__(self, name: str, stall: Stall) -> None:
        self.stall = stall
        mend = "uncover its lens" if stall is Stall.BLACK else "check its cable"
        super().__init__(
            f"The camera {name} {stall.value} for {freshness.STALLED_S:.0f} seconds: {mend}."
        )


@dataclass(frozen=True, slots=True)
class Plan:
    """How a source is treated."""

    wait_for_camera: bool = False
    """Keep trying when the camera is missing or lost, instead of ending with the error."""
    repeat_after_s: float | None = None
    """Play a recorded source again after this pause; None ends with its last frame."""


@dataclass
class CameraWatch:
    """Runs on the thread that calls `run`, which is the loop's too."""

    loop: CameraLoop
    notifier: Notifier = field(default_factory=lambda: Notifier({}))
    vitals: VitalsBoard = field(default_factory=VitalsBoard)
    run_dir: Path | None = None
    """Where the ladder's memory and requests to the system lie; None when not run as a service."""
    reboot_allowed: bool = False
    upkeep: Upkeep | None = None
    """What may be changed between two checks; None changes nothing."""
    hold: Hold = field(default_factory=Hold)
    """Tells when no check may begin."""
    now_s: Callable[[], float] = time.monotonic
    _ladder: Ladder = field(init=False)
    _meter: Meter = field(default_factory=Meter)
    _dropped: int = 0
    """Of the sources that are closed."""
    _taken_s: float = -inf
    """Time of the newest frame that was looked at."""
    _patient: bool = False
    """The watchdog has the time of a try to open; the first fresh frame ends that."""
    _told_s: float | None = None
    _said: str | None = None

    def __post_init__(self) -> None:
        """Take up the ladder where the last process left it."""
        self._ladder = Ladder(memory=ladder.remembered(self.run_dir))

    def run(
        self, open_source: Callable[[], FrameSource], plan: Plan, stop: threading.Event
    ) -> None:
        """Watch until `stop` is set or the source has ended. Raises CameraError unless waiting,
        and when a restart of the kiosk is the next rung."""
        self.loop.player.play(Cue.WAITING)
        gc.freeze()  # what lives as long as the kiosk is never searched for garbage again
        while not stop.is_set():
            self._patient = True
            self.heed_hold()
            self.notifier.patience(ATTEMPT_S)
            try:
                self._watch(NewestFrame(open_source()), stop)
            except CameraError as error:
                if not plan.wait_for_camera:
                    raise
                self._climb(error)
                stop.wait(ladder.pause_s(self._ladder))
                continue
            if plan.repeat_after_s is None:
                break
            self.loop.ended()
            stop.wait(plan.repeat_after_s)
        if not stop.is_set():
            self.loop.ended()

    def _watch(self, frames: NewestFrame, stop: threading.Event) -> None:
        try:
            self.loop.begin(frames.info)
            self._meter.reopened()
            seen = freshness.opened(self.now_s())
            while not stop.is_set() and not frames.ended:
                frame = frames.take(TAKE_S)
                if stop.is_set():
                    break  # a replay no longer keeps its pace: this may be a frame of much later
                self.heed_hold()
                if frame is not None:
                    seen = self._seen(seen, frame, frames)
                self._check(seen, frames)
                if self._kept_up(frames):
                    seen = freshness.opened(self.now_s())
        finally:
            frames.close()
            self._dropped += frames.dropped
            self.loop.lost_source()

    def heed_hold(self) -> None:
        """Whether a check may begin with the next frame, told to all before that frame."""
        before, now_s = self.loop.held, self.now_s()
        wanted = self.hold.held(now_s)
        if before and not wanted:
            # Told first, looked once more then: who still read that no check can begin has written
            # the file before, so it is seen now.
            self._show_held(False)
            wanted = self.hold.look(now_s)
        held = self.loop.hold(wanted)
        self._show_held(held)
        if held is not before:
            self._say(HELD if held else LIFTED)

    def _show_held(self, held: bool) -> None:
        if held is not self.vitals.newest.held:
            self.vitals.show(replace(self.vitals.newest, held=held, busy=self.loop.busy))

    def _seen(self, seen: Freshness, frame: AnyFrame, frames: NewestFrame) -> Freshness:
        """A frame goes all the way through; only then is it held against the one before."""
        started_s = self.now_s()
        if self._too_soon(frame.t_s):
            return seen
        self.loop.tick(frame)
        now_s = self.now_s()
        self._meter.add(now_s, now_s - started_s)
        seen, is_fresh = freshness.step(seen, Mark(*fingerprint(frame)), now_s)
        if is_fresh:
            self._fresh(now_s, frames)
        return seen

    def _too_soon(self, t_s: float) -> bool:
        """A hot board looks at fewer frames."""
        most_hz = self.upkeep.eyes.gear.most_hz if self.upkeep else None
        if most_hz and 0 <= t_s - self._taken_s < EARLY / most_hz:
            return True
        self._taken_s = t_s
        return False

    def _kept_up(self, frames: NewestFrame) -> bool:
        """While nobody is there: take other networks, or measure the board, where that is due."""
        if self.upkeep is None:
            return False
        self.upkeep.feel(self.now_s())
        if self.loop.stage is not Stage.WAITING or not self.upkeep.due():
            return False
        self.notifier.patience(UPKEEP_S)
        self.upkeep.do(self.loop)
        self.loop.begin(frames.info)
        self.notifier.patience(WATCHDOG_S)
        return True

    def _fresh(self, now_s: float, frames: NewestFrame) -> None:
        first, self._patient = self._patient, False
        before = self._ladder.memory
        self._ladder = ladder.fresh(self._ladder, now_s)
        if self._ladder.memory != before:
            ladder.remember(self.run_dir, self._ladder.memory)
        if first:
            self.notifier.patience(WATCHDOG_S)
            self._say(HELD if self.loop.held else WATCHING)
        if first or self._told_s is None or now_s - self._told_s >= TELL_EVERY_S:
            self._told_s = now_s
            self.notifier.seeing()
            self._show(camera="ok", message=None, fresh_s=now_s, dropped=frames.dropped)

    def _check(self, seen: Freshness, frames: NewestFrame) -> None:
        if frames.ended:
            return
        stall = freshness.stalled(seen, self.now_s())
        if stall is not None:
            raise StalledError(frames.info.name, stall)

    def _climb(self, error: CameraError) -> None:
        """The next rung: said on the page, by the light and in the journal, then done."""
        trouble = _trouble(error, has_seen=self._ladder.has_seen)
        powers = Powers(restart=self.run_dir is not None, reboot=self.reboot_allowed)
        self._ladder = ladder.climb(self._ladder, trouble, powers)
        rung = self._ladder.rung
        words = f"{error} {ladder.SAID[rung]}"
        self._say(words, level=logging.WARNING)
        self.loop.camera_trouble(trouble.value, words)
        self._show(camera=trouble.value, message=words, fresh_s=None, dropped=0)
        ladder.remember(self.run_dir, self._ladder.memory)
        if rung is Rung.RESTARTING:
            raise error
        if rung is Rung.REBOOTING and self.run_dir is not None:
            self._ask_for_reboot(self.run_dir / REBOOT_WANTED, error)

    def _ask_for_reboot(self, request: Path, error: CameraError) -> None:
        """Nothing to write on is no reason to stop trying."""
        try:
            request.write_text(f"{error}\n", encoding="utf-8")
        except OSError as refused:
            _log.warning("The box cannot be asked to restart: %s", refused)

    def _say(self, words: str, level: int = logging.INFO) -> None:
        """To the service manager each time, in the log only when it is news."""
        self.notifier.status(words)
        if words != self._said:
            self._said = words
            _log.log(level, "%s", words)

    def _show(
        self, *, camera: str, message: str | None, fresh_s: float | None, dropped: int
    ) -> None:
        before = self.vitals.newest
        self.vitals.show(
            replace(
                before,
                camera=camera,
                camera_message=message,
                rung=self._ladder.rung.value,
                fresh_s=before.fresh_s if fresh_s is None else fresh_s,
                frame_rate_hz=self._meter.rate_hz if camera == "ok" else None,
                frames=self._meter.frames,
                dropped=self._dropped + dropped,
                tick_ms=self._meter.tick_ms,
                busy=self.loop.busy,
                held=self.loop.held,
                idle=self.loop.rest.resting,
            )
        )


def _trouble(error: CameraError, *, has_seen: bool) -> Trouble:
    if isinstance(error, StalledError):
        if error.stall is Stall.BLACK:
            return Trouble.COVERED
        return Trouble.LOST if error.stall is Stall.SILENT else Trouble.FROZEN
    return Trouble.LOST if has_seen else Trouble.MISSING
