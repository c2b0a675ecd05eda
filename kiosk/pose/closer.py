"""A closer look at a few moments: their crops, kept in memory, through a larger network.

Decides: what is kept of a frame (the part of the picture with the person, at the size of the
second network's input, and that with the pelvis) and how a pose comes out of it: the mean of the
crop's pose and that of its mirror image, whose errors partly cancel. Leaves to others: which
moments are worth it (`scoring.moments`) and when there is time for it. Nothing is ever written to a
disk.
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass

import numpy as np

from kiosk.camera.frame import Frame
from kiosk.pose.framing import Box, Canvas, Painter, box_around
from kiosk.pose.keypoints import Joint, Point, Pose
from kiosk.pose.movenet import MoveNet, Rows
from kiosk.pose.pelvis_crops import PelvisKeeper
from kiosk.pose.presence import pose_from_rows


@dataclass(frozen=True, slots=True)
class Crop:
    """One moment: what `box` of the picture showed, at the network's input size."""

    t_s: float
    box: Box
    canvas: Canvas


@dataclass(frozen=True, slots=True)
class Sight:
    """What was kept of one moment: the person, the pelvis, or both; as far as either is wanted."""

    t_s: float
    person: Crop | None = None
    pelvis: Canvas | None = None


class CropKeeper:
    """Crops of the latest moments, `height_px` by `width_px` each. Used by one thread.

    With `pelvis`, the pelvis of each frame is kept there.
    """

    def __init__(self, height_px: int, width_px: int, pelvis: PelvisKeeper | None = None) -> None:
        self.pelvis = pelvis
        self._size_px = height_px, width_px
        self._painter = Painter()
        self._crops: dict[float, Crop] = {}

    def keep(self, frame: Frame, box: Box, seen: Canvas) -> None:
        """Keep what `box` shows of the frame. `seen` is that, at the live network's input size:
        copied where both sizes are the same, else cut out anew and widened to the own aspect."""
        if seen.shape[:2] == self._size_px:
            self._crops[frame.t_s] = Crop(frame.t_s, box, seen.copy())
            return
        height_px, width_px = self._size_px
        wide = box_around(
            box.centre_x_px, box.centre_y_px, box.width_px, box.height_px, width_px / height_px
        )
        canvas = np.empty((height_px, width_px, 3), dtype=np.uint8)
        self._painter.paint(frame.rgb, wide, canvas)
        self._crops[frame.t_s] = Crop(frame.t_s, wide, canvas)

    def keep_only(self, times_s: Container[float]) -> None:
        """Forget every crop whose time is not named."""
        for t_s in [t_s for t_s in self._crops if t_s not in times_s]:
            del self._crops[t_s]

    def crops(self, times_s: Iterable[float]) -> tuple[Crop, ...]:
        """The crops of these moments; those not kept are left out."""
        return tuple(self._crops[t_s] for t_s in times_s if t_s in self._crops)

    def __len__(self) -> int:
        """How many crops are in memory."""
        return len(self._crops)


def look_closer(model: MoveNet, crop: Crop) -> Pose:
    """The person of one crop, in image pixels: two runs of the network, plain and mirrored."""
    model.look_at(crop.canvas)
    plain = pose_from_rows(model.read(), crop.box, crop.t_s)
    model.look_at(crop.canvas[:, ::-1])
    turned = mirrored(model.read())
    return mean_pose(plain, pose_from_rows(turned, crop.box, crop.t_s))


def _opposite(joint: Joint) -> Joint:
    """The same joint of the other side of the body."""
    side, _, name = joint.name.partition("_")
    return Joint[f"{'RIGHT' if side == 'LEFT' else 'LEFT'}_{name}"] if name else joint


_OPPOSITE = tuple(int(_opposite(joint)) for joint in Joint)


def mirrored(rows: Rows) -> Rows:
    """The rows of a mirrored picture as those of the picture itself: sides and x turned back."""
    return [[rows[i][0], 1.0 - rows[i][1], rows[i][2]] for i in _OPPOSITE]


def mean_pose(first: Pose, second: Pose) -> Pose:
    """Each point half way between both; a point that only one has is that one's."""
    pairs = zip(first.points, second.points, strict=True)
    return Pose(first.t_s, tuple(_mean_point(a, b) for a, b in pairs))


def _mean_point(a: Point | None, b: Point | None) -> Point | None:
    if a is None or b is None:
        return a or b
    return Point((a.x_px + b.x_px) / 2, (a.y_px + b.y_px) / 2, (a.score + b.score) / 2)
