"""Plays a recorded source at the speed at which it happened.

Decides when a recorded frame is due. Time and waiting are arguments, so tests need no clock.
"""

from __future__ import annotations

from collections.abc import Callable

from kiosk.camera.frame import AnyFrame, FrameSource, SourceInfo


class PacedSource:
    """The same frames as `source`, each not before its time; `speed` 2.0 plays twice as fast."""

    def __init__(
        self,
        source: FrameSource,
        now_s: Callable[[], float],
        wait_s: Callable[[float], object],
        *,
        speed: float = 1.0,
    ) -> None:
        self._source = source
        self._now_s = now_s
        self._wait_s = wait_s
        self._speed = speed
        self._offset_s: float | None = None

    @property
    def info(self) -> SourceInfo:
        """The source's own."""
        return self._source.info

    def read(self) -> AnyFrame | None:
        """The next frame, once it is due. The first frame is due at once."""
        frame = self._source.read()
        if frame is None:
            return None
        due_s = frame.t_s / self._speed
        if self._offset_s is None:
            self._offset_s = self._now_s() - due_s
        early_s = due_s + self._offset_s - self._now_s()
        if early_s > 0:
            self._wait_s(early_s)
        return frame

    def close(self) -> None:
        """Close the source."""
        self._source.close()
