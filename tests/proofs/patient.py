"""The `kiosk` command whose replays wait for the loop: no frame is dropped, however busy the box.

    python -m tests.proofs.patient run --source FILE ...

A replay keeps its own pace and a kiosk takes the newest frame, as with a camera. Twenty times
faster than life a machine's short pause would be a person's long absence, so here the source
waits until the loop asks. Everything else is the program itself.
"""

from __future__ import annotations

import threading

from kiosk import watching
from kiosk.camera.frame import AnyFrame, FrameSource, SourceInfo
from kiosk.camera.newest import NewestFrame
from kiosk.cli import main


class AskedSource:
    """A source that reads when it is asked to, once each time."""

    def __init__(self, source: FrameSource) -> None:
        self._source = source
        self._asked = threading.Semaphore(0)
        self._over = False

    @property
    def info(self) -> SourceInfo:
        """The source's own."""
        return self._source.info

    def ask(self) -> None:
        """One more frame may be read."""
        self._asked.release()

    def end(self) -> None:
        """Let a reader go that waits to be asked."""
        self._over = True
        self._asked.release()

    def read(self) -> AnyFrame | None:
        """The next frame, once asked for; None at the end."""
        self._asked.acquire()
        return None if self._over else self._source.read()

    def close(self) -> None:
        """Close the source."""
        self._source.close()


class EveryFrame(NewestFrame):
    """Takes the newest frame, which is every frame: the source waits for the loop."""

    def __init__(self, source: FrameSource) -> None:
        self._waiting = AskedSource(source)
        self._due = False
        super().__init__(self._waiting)

    def take(self, timeout_s: float) -> AnyFrame | None:
        """As NewestFrame; the frame before this one has been looked at."""
        if not self._due:
            self._due = True
            self._waiting.ask()
        frame = super().take(timeout_s)
        self._due = frame is None
        return frame

    def close(self) -> None:
        """As NewestFrame."""
        self._waiting.end()
        super().close()


def be_patient() -> None:
    """From now on every replay of this process waits for its loop."""
    vars(watching)["NewestFrame"] = EveryFrame


if __name__ == "__main__":
    be_patient()
    main(prog_name="kiosk")
