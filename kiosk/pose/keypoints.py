"""The 17 COCO keypoints, one person's pose, and what a closer look sees. Pure data; everything
else builds on it.

`left` and `right` are the person's own. Coordinates are pixels of the camera image,
x to the right and y down; the image is never mirrored before inference.
Order: COCO 2017 keypoints, as MoveNet returns them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, IntEnum
from typing import NamedTuple


class Joint(IntEnum):
    """Index of each keypoint in COCO order."""

    NOSE = 0
    LEFT_EYE = 1
    RIGHT_EYE = 2
    LEFT_EAR = 3
    RIGHT_EAR = 4
    LEFT_SHOULDER = 5
    RIGHT_SHOULDER = 6
    LEFT_ELBOW = 7
    RIGHT_ELBOW = 8
    LEFT_WRIST = 9
    RIGHT_WRIST = 10
    LEFT_HIP = 11
    RIGHT_HIP = 12
    LEFT_KNEE = 13
    RIGHT_KNEE = 14
    LEFT_ANKLE = 15
    RIGHT_ANKLE = 16


JOINT_COUNT = 17
FACE_JOINTS = range(5)
"""Nose, eyes and ears: dropped before anything is kept or sent to a page."""

BONES: tuple[tuple[Joint, Joint], ...] = (
    (Joint.LEFT_SHOULDER, Joint.RIGHT_SHOULDER),
    (Joint.LEFT_SHOULDER, Joint.LEFT_ELBOW),
    (Joint.LEFT_ELBOW, Joint.LEFT_WRIST),
    (Joint.RIGHT_SHOULDER, Joint.RIGHT_ELBOW),
    (Joint.RIGHT_ELBOW, Joint.RIGHT_WRIST),
    (Joint.LEFT_SHOULDER, Joint.LEFT_HIP),
    (Joint.RIGHT_SHOULDER, Joint.RIGHT_HIP),
    (Joint.LEFT_HIP, Joint.RIGHT_HIP),
    (Joint.LEFT_HIP, Joint.LEFT_KNEE),
    (Joint.LEFT_KNEE, Joint.LEFT_ANKLE),
    (Joint.RIGHT_HIP, Joint.RIGHT_KNEE),
    (Joint.RIGHT_KNEE, Joint.RIGHT_ANKLE),
)
"""Lines of the stick figure (no face)."""


class Leg(Enum):
    """A leg of the person; as a rep's leg it is the stance leg."""

    LEFT = "left"
    RIGHT = "right"

    __hash__ = object.__hash__
    """By identity: members are single, and Enum's own hash costs more than what is looked up."""

    @property
    def other(self) -> Leg:
        """The leg on the other side."""
        return Leg.RIGHT if self is Leg.LEFT else Leg.LEFT


class Point(NamedTuple):
    """One keypoint: pixels of the camera image and the network's score (0 to 1)."""

    x_px: float
    y_px: float
    score: float


@dataclass(frozen=True, slots=True)
class Pose:
    """One person at one moment: 17 points in COCO order; a missing point is None."""

    t_s: float
    points: tuple[Point | None, ...]

    def without_face(self) -> Pose:
        """The same pose with the five face points dropped (privacy: never kept)."""
        return Pose(self.t_s, (None,) * len(FACE_JOINTS) + self.points[len(FACE_JOINTS) :])


@dataclass(frozen=True, slots=True)
class PelvisTilt:
    """How far the line through the joint centres of the hips is tilted in the image, degrees.

    Positive where the person's right side is lower. `error_deg` is one standard deviation as the
    network itself says it, above 0.
    """

    tilt_deg: float
    error_deg: float


@dataclass(frozen=True, slots=True)
class Look:
    """What a closer look saw of one moment.

    `pose` is None where only the pelvis was looked at: standing on both feet.
    """

    t_s: float
    pose: Pose | None = None
    pelvis: PelvisTilt | None = None
