"""Reads a source on a thread of its own and keeps only the newest frame: newest wins.

Decides nothing about pictures. A slow reader misses frames, it never falls behind.
"""

from __future__ import annotations

import threading

from kiosk.camera.frame import AnyFrame, FrameSource, SourceInfo

STOP_WAIT_S = 2.0


class NewestFrame:
    """Starts reading at once. Closing stops the thread and closes the source."""

    def __init__(self, source: FrameSource) -> None:
        self._source = source
        self._condition = threading.Condition()
        self._frame: AnyFrame | None = None
        self._ended = False
        self._failure: BaseException | None = None
        self._stopping = False
        self.dropped = 0
        self._thread = threading.Thread(target=self._read_on, name="camera", daemon=True)
        self._thread.start()

    @property
    def info(self) -> SourceInfo:
        """What the source says of itself."""
        return self._source.info

    @property
    def ended(self) -> bool:
        """The source came to its end and the last frame was taken; a broken one has not ended."""
        with self._condition:
            return self._ended and self._frame is None and self._failure is None

    def take(self, timeout_s: float) -> AnyFrame | None:
        """The newest frame not yet taken; None at the end or when none came in time.

        Raises what broke the source (CameraError, InputError, a bug), after its last good frame.
        """
        with self._condition:
            self._condition.wait_for(lambda: self._frame is not None or self._ended, timeout_s)
            frame, self._frame = self._frame, None
            if frame is None and self._failure is not None:
                raise self._failure
            return frame

    def close(self) -> None:
        """Stop reading and release the device; a reader stuck in its driver is left behind."""
        self._stopping = True
        self._thread.join(STOP_WAIT_S)
        self._source.close()

    def _read_on(self) -> None:
        try:
            while not self._stopping:
                frame = self._source.read()
                if frame is None:
                    break
                self._offer(frame)
        except BaseException as error:  # raised again by `take`, a bug with its traceback too
            self._failure = error
        finally:
            with self._condition:
                self._ended = True
                self._condition.notify_all()

    def _offer(self, frame: AnyFrame) -> None:
        with self._condition:
            self.dropped += self._frame is not None
            self._frame = frame
            self._condition.notify_all()
