"""The contract of every frame source. Adapters implement it; loop and analyze use it.

A source gives its frames in order, with their own timestamps. It never mirrors or
squeezes. Pacing (real time or as fast as it goes) is the reader's business.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from kiosk.pose.keypoints import Look, Pose

Rgb = NDArray[np.uint8]
"""An image: shape (height, width, 3), R, G, B, C-contiguous."""

SourceKind = Literal["camera", "video", "keypoints"]


@dataclass(frozen=True, slots=True)
class Frame:
    """One picture with its time in seconds from the source's own clock (never decreasing)."""

    t_s: float
    rgb: Rgb


@dataclass(frozen=True, slots=True)
class RecordedFrame:
    """One moment of a keypoint recording: the pose is known, there is no picture."""

    t_s: float
    pose: Pose | None
    closer: tuple[Look, ...] = ()
    """Closer looks at earlier moments that were taken now, each with the time of its moment."""


AnyFrame = Frame | RecordedFrame


@dataclass(frozen=True, slots=True)
class SourceInfo:
    """What a source says of itself; `fps` and `frame_count` are None where unknown."""

    kind: SourceKind
    name: str
    width_px: int
    height_px: int
    fps: float | None
    frame_count: int | None
    network: str | None = None
    """The model that saw the poses of a keypoint recording, where it says so."""
    second_network: str | None = None
    """And the one of its closer looks."""
    pelvis_network: str | None = None
    """And the one that looked at the pelvis then."""


class FrameSource(Protocol):
    """Open on construction (raising InputError or CameraError), closed by `close()`."""

    @property
    def info(self) -> SourceInfo:
        """What the source says of itself."""
        ...

    def read(self) -> AnyFrame | None:
        """The next frame, waiting for it; None when the source has ended.

        Raises CameraError or InputError (one sentence) when the source broke.
        """
        ...

    def close(self) -> None:
        """Release the device or file. Safe to call twice and from `finally`."""
        ...
