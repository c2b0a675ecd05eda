"""Small real implementations of the loop's parts, with hands on them.

Decides nothing about the kiosk: a source of frames whose device can be made to fail, time and
waiting that pass when the test says so, and streams of recorded poses. Nothing here sleeps:
every wait is for a condition, with a limit that only a broken test reaches.
"""

from __future__ import annotations

import gzip
import threading
from collections import deque
from collections.abc import Callable, Iterable
from pathlib import Path

from kiosk.camera.frame import AnyFrame, FrameSource, RecordedFrame, SourceInfo
from kiosk.camera.recording_source import RecordingSource
from kiosk.errors import KioskError

LIMIT_S = 20.0
"""No wait of a test takes this long unless something is broken."""
RECORDINGS = Path(__file__).resolve().parents[1] / "recordings"
INFO = SourceInfo("keypoints", "fake camera", 480, 640, 15.0, None)


class FakeSource:
    """A camera in the test's hands: `give` it frames, then `freeze`, `unplug` or `end` it.

    Like a real one `read` waits for the next frame, a frozen device says nothing at all, and a
    read under way comes back when the device is closed.
    """

    def __init__(self, frames: Iterable[AnyFrame] = (), info: SourceInfo = INFO) -> None:
        self.info = info
        self.idle = threading.Event()
        """All frames given so far are read and the next one is asked for."""
        self.closed = threading.Event()
        self._news = threading.Condition()
        self._frames = deque(frames)
        self._failure: Exception | None = None
        self._frozen = False
        self._ended = False

    def give(self, *frames: AnyFrame) -> None:
        """The camera has taken these pictures."""
        with self._news:
            self._frames.extend(frames)
            self.idle.clear()
            self._news.notify_all()

    def freeze(self) -> None:
        """The driver stalls: no frame any more and no error either."""
        self._tell(frozen=True)

    def unplug(self, failure: Exception) -> None:
        """The device fails with `failure` after the frames it has given."""
        self._tell(failure=failure)

    def end(self) -> None:
        """There is no frame after those given."""
        self._tell(ended=True)

    def read(self) -> AnyFrame | None:
        """As FrameSource."""
        with self._news:
            if not self._something():
                self.idle.set()
            if not self._news.wait_for(self._something, LIMIT_S):
                raise AssertionError("nobody gave this source a frame or an end")
            if self.closed.is_set():
                return None
            if self._frames:
                return self._frames.popleft()
            if self._failure is not None:
                raise self._failure
            self.idle.set()
            return None

    def close(self) -> None:
        """As FrameSource."""
        with self._news:
            self.closed.set()
            self._news.notify_all()

    def _something(self) -> bool:
        if self.closed.is_set():
            return True
        if self._frozen:
            return False
        return bool(self._frames) or self._ended or self._failure is not None

    def _tell(
        self, *, frozen: bool = False, ended: bool = False, failure: Exception | None = None
    ) -> None:
        with self._news:
            self._frozen |= frozen
            self._ended |= ended
            self._failure = self._failure or failure
            self._news.notify_all()


class Socket:
    """Where cameras are plugged in: each `open` gives the next outcome, the last one for ever."""

    def __init__(self, *outcomes: FrameSource | KioskError) -> None:
        self._outcomes = deque(outcomes)
        self.opened = 0

    def plug_in(self, outcome: FrameSource | KioskError) -> None:
        """From now on opening gives this."""
        self._outcomes = deque([outcome])

    def open(self) -> FrameSource:
        """Open the camera or raise what keeps it from opening."""
        self.opened += 1
        outcome = self._outcomes.popleft() if len(self._outcomes) > 1 else self._outcomes[0]
        if isinstance(outcome, KioskError):
            raise outcome
        return outcome


class ManualClock:
    """Seconds that pass by hand; waiting passes them too."""

    def __init__(self) -> None:
        self.s = 0.0
        self.waits: list[float] = []
        self.read = 0
        """How often somebody has looked at the clock."""
        self.looked = threading.Condition()

    def now_s(self) -> float:
        """The present."""
        with self.looked:
            self.read += 1
            self.looked.notify_all()
            return self.s

    def until_looked_at(self, times: int) -> None:
        """Wait until somebody has looked so many times more."""
        wanted = self.read + times
        until(self.looked, lambda: self.read >= wanted, "somebody looks at the clock")

    def wait_s(self, seconds: float) -> None:
        """Be in the future."""
        self.waits.append(seconds)
        self.s += seconds


class PatientStop(threading.Event):
    """A stop signal whose waits end when the test says so, never by the clock."""

    def __init__(self) -> None:
        super().__init__()
        self.waiting = threading.Semaphore(0)
        """Released once for every wait that has begun."""
        self._passes = threading.Semaphore(0)

    def wait(self, timeout: float | None = None) -> bool:
        """As Event, but `timeout` passes by `let_time_pass`."""
        del timeout
        self.waiting.release()
        if not self._passes.acquire(timeout=LIMIT_S):
            raise AssertionError("nobody let the time pass")
        return self.is_set()

    def let_time_pass(self) -> None:
        """End one wait, the running one or the next."""
        self._passes.release()

    def set(self) -> None:
        """As Event; ends the running wait."""
        super().set()
        self.let_time_pass()


def unpacked(name: str, folder: Path) -> Path:
    """A recording of tests/recordings as a plain file in `folder`."""
    path = folder / name
    path.write_bytes(gzip.decompress((RECORDINGS / f"{name}.gz").read_bytes()))
    return path


def frames_of(recording: Path) -> list[RecordedFrame]:
    """Every frame of a recording."""
    source = RecordingSource(recording)
    try:
        return list(iter(source.read, None))
    finally:
        source.close()


def between(frames: Iterable[RecordedFrame], start_s: float, end_s: float) -> list[RecordedFrame]:
    """The frames of a stretch of time."""
    return [frame for frame in frames if start_s <= frame.t_s < end_s]


def empty_frames(count: int, fps: float = 15.0, start_s: float = 0.0) -> list[RecordedFrame]:
    """So many frames in which nobody is seen."""
    return [RecordedFrame(start_s + number / fps, None) for number in range(count)]


def until(news: threading.Condition, wanted: Callable[[], bool], what: str) -> None:
    """Wait within `news` until `wanted` holds."""
    with news:
        assert news.wait_for(wanted, LIMIT_S), f"did not happen: {what}"
