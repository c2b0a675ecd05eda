"""The part of each picture that the pelvis network looks at, kept in memory.

Decides: which square of the picture that is, by the pose seen in it, and that it is cut from the
whole picture. Leaves to others: which moments are kept (`scoring.moments`), and the network.
"""

from __future__ import annotations

from collections.abc import Container
from math import dist
from statistics import fmean

import numpy as np

from kiosk.camera.frame import Frame
from kiosk.pose.framing import Box, Canvas, Painter, box_around
from kiosk.pose.keypoints import Joint, Pose
from kiosk.pose.pelvis_net import SIDE_PX

SIDE = 1.15
"""Side of the square in leg lengths: pelvis, thighs and knees. The network was trained with it."""
BELOW_HIPS = 0.06
"""Its centre is this much of a leg length below the middle of the hips. The same."""

_HIPS = (Joint.LEFT_HIP, Joint.RIGHT_HIP)
_LEGS = (
    (Joint.LEFT_HIP, Joint.LEFT_KNEE, Joint.LEFT_ANKLE),
    (Joint.RIGHT_HIP, Joint.RIGHT_KNEE, Joint.RIGHT_ANKLE),
)


def pelvis_box(pose: Pose, leg_px: float | None = None) -> Box | None:
    """The square around pelvis and thighs, in image pixels; None where a hip is not seen.

    `leg_px` is a leg's length hip-knee-ankle in the image while standing, the mean of both; None:
    not known yet, then those of this very pose are taken.
    """
    left, right = (pose.points[joint] for joint in _HIPS)
    length_px = leg_px or _own_leg_px(pose)
    if left is None or right is None or not length_px:
        return None
    x_px, y_px = (left.x_px + right.x_px) / 2, (left.y_px + right.y_px) / 2
    side_px = SIDE * length_px
    return box_around(x_px, y_px + BELOW_HIPS * length_px, side_px, side_px, 1.0)


def _own_leg_px(pose: Pose) -> float | None:
    """Mean length of the legs that are seen whole."""
    lengths_px = []
    for hip, knee, ankle in (tuple(pose.points[joint] for joint in leg) for leg in _LEGS):
        if hip and knee and ankle:
            lengths_px.append(dist(hip[:2], knee[:2]) + dist(knee[:2], ankle[:2]))
    return fmean(lengths_px) if lengths_px else None


class PelvisKeeper:
    """Pelvis pictures of the latest moments, 49 kB each. Used by one thread."""

    def __init__(self) -> None:
        self.leg_px: float | None = None
        """As in `pelvis_box`; to be told as soon as it is known."""
        self._painter = Painter()
        self._canvases: dict[float, Canvas] = {}

    def keep(self, frame: Frame, pose: Pose | None) -> None:
        """Keep the pelvis of a frame, `pose` being the person seen in it; nobody: nothing."""
        box = None if pose is None else pelvis_box(pose, self.leg_px)
        if box is None:
            return
        canvas = np.empty((SIDE_PX, SIDE_PX, 3), dtype=np.uint8)
        self._painter.paint(frame.rgb, box, canvas)
        self._canvases[frame.t_s] = canvas

    def keep_only(self, times_s: Container[float]) -> None:
        """Forget every picture whose time is not named."""
        for t_s in [t_s for t_s in self._canvases if t_s not in times_s]:
            del self._canvases[t_s]

    def at(self, t_s: float) -> Canvas | None:
        """The picture of a moment; None where it was not kept."""
        return self._canvases.get(t_s)

    def __len__(self) -> int:
        """How many pictures are in memory."""
        return len(self._canvases)
