"""Video files as a frame source, decoded with PyAV (FFmpeg).

Decides: what counts as a readable video. Frames carry the stream's own timestamps, so a
variable frame rate is kept. Leaves to others: pacing; the picture itself (`decoding`).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from kiosk.camera.decoding import PYAV_MISSING, decode_frames
from kiosk.camera.frame import Frame, SourceInfo
from kiosk.errors import InputError

SMALLEST_SIDE_PX = 32
"""Smaller pictures cannot show a person."""
WHOLE_FRACTION = 0.9
"""Fewer frames than this part of what the file's index promises: a copy that broke off. Our
choice; an edit list hides a few frames, and a file without an index promises none."""


class VideoSource:
    """Every frame of a video file, in order. Raises InputError when it is not readable."""

    def __init__(self, path: Path) -> None:
        try:
            import av
        except ImportError as error:
            raise InputError(PYAV_MISSING) from error
        self._av = av
        self._path = path
        self._container: Any = self._open()
        try:
            self._stream: Any = self._picture_stream()
            self._frames = self._decoded()
            self._pending: Frame | None = self._first_frame()
            self._info = self._describe(self._pending)
        except BaseException:
            self.close()
            raise

    @property
    def info(self) -> SourceInfo:
        """The size of the upright picture; rate and count as the file states them."""
        return self._info

    def read(self) -> Frame | None:
        """The next frame; None at the end. Raises InputError where the file is damaged."""
        frame, self._pending = self._pending, None
        return frame if frame is not None else next(self._frames, None)

    def close(self) -> None:
        """Close the file; nothing can be read after."""
        self._frames = iter(())
        self._pending = None
        self._container.close()

    def _open(self) -> Any:
        try:
            return self._av.open(str(self._path))
        except FileNotFoundError as error:
            raise InputError(f"{self._path} does not exist: check the path.") from error
        except IsADirectoryError as error:
            raise InputError(f"{self._path} is a folder: give a video file.") from error
        except PermissionError as error:
            raise InputError(f"{self._path} may not be read: check its permissions.") from error
        except (self._av.FFmpegError, OSError) as error:
            raise InputError(
                f"{self._path} is not a video that can be read: give a video file such as MP4."
            ) from error

    def _picture_stream(self) -> Any:
        streams = self._container.streams.video
        if not streams:
            raise InputError(f"{self._path} has no pictures in it: give a video file.")
        streams[0].thread_type = "AUTO"
        return streams[0]

    def _first_frame(self) -> Frame:
        frame = next(self._frames, None)
        if frame is None:
            raise InputError(
                f"{self._path} holds no frame that can be decoded: record or copy it again."
            )
        if min(frame.rgb.shape[:2]) < SMALLEST_SIDE_PX:
            raise InputError(
                f"{self._path} is smaller than {SMALLEST_SIDE_PX} pixels: give a video on which "
                f"a person can be seen."
            )
        return frame

    def _decoded(self) -> Iterator[Frame]:
        t_s: float | None = None
        given = 0
        try:
            for frame in decode_frames(self._container, self._stream):
                t_s = frame.t_s
                given += 1
                yield frame
        except self._av.FFmpegError as error:
            where = "at its start" if t_s is None else f"after {t_s:.1f} s"
            raise InputError(
                f"{self._path} is damaged {where} ({error.strerror}): record or copy it again."
            ) from error

        if t_s is not None and given < WHOLE_FRACTION * self._stream.frames:
            raise InputError(
                f"{self._path} is damaged after {t_s:.1f} s (the rest of it is missing): record "
                f"or copy it again."
            )

    def _describe(self, first: Frame) -> SourceInfo:
        height_px, width_px = first.rgb.shape[:2]
        rate = self._stream.average_rate
        return SourceInfo(
            kind="video",
            name=self._path.name,
            width_px=width_px,
            height_px=height_px,
            fps=float(rate) if rate else None,
            frame_count=self._stream.frames or None,
        )
