"""One person's points as another tool wrote them, and the pose that they make.

Decides: what is missing (a score below the threshold, a coordinate that is no number, the
point (0, 0) by which tools say "not found") and which coordinates cannot be what they claim.
A pose without a point is nobody. The face is not taken over.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import hypot, isfinite
from typing import NamedTuple

from kiosk.convert.request import ConvertRequest, Coordinates
from kiosk.errors import InputError
from kiosk.pose.keypoints import FACE_JOINTS, Joint, Point, Pose
from kiosk.pose.presence import POINT_MIN_SCORE

BODY_JOINTS = tuple(joint for joint in Joint if joint not in FACE_JOINTS)
"""What is taken over: shoulders to ankles."""

FAR_IMAGES = 10.0
"""No tool sees a point ten images away: the coordinates mean something else."""
SMALL_PX = 3.0
"""Nobody whose points all lie within this can be measured; fractions always do."""
ORIGIN_FRACTION = 1e-3
"""Hips this close around the image's corner are the origin of landmarks in metres."""


class RawPoint(NamedTuple):
    """A point in the file's own coordinates."""

    x: float
    y: float
    score: float


Person = Mapping[Joint, RawPoint]
"""The points that a file holds of one person."""


@dataclass(frozen=True, slots=True)
class Picture:
    """The camera image that the coordinates belong to, and the lowest score that counts."""

    width_px: int
    height_px: int
    coordinates: Coordinates
    min_score: float

    @classmethod
    def of(cls, request: ConvertRequest, size_px: tuple[int, int], usual: Coordinates) -> Picture:
        """As asked for; where nothing is said, `usual` coordinates and our own network's score."""
        given = request.min_score
        least = POINT_MIN_SCORE if given is None else given
        return cls(*size_px, request.coordinates or usual, least)

    def found(self, raw: RawPoint) -> bool:
        """Whether the tool found this point and is sure enough of it."""
        known = all(map(isfinite, raw)) and (raw.x, raw.y) != (0.0, 0.0)
        return known and raw.score >= self.min_score

    def pose(self, t_s: float, person: Person, where: str) -> Pose | None:
        """The pose in pixels; None where no point is left.

        Raises InputError, beginning with `where`, for coordinates that mean something else.
        """
        found = {joint: raw for joint, raw in person.items() if self.found(raw)}
        if not found:
            return None
        if doubt := self._doubt(found):
            raise InputError(f"{where}: {doubt}.")
        points = [self._point(found[joint]) if joint in found else None for joint in Joint]
        return Pose(t_s, tuple(points))

    def _point(self, raw: RawPoint) -> Point:
        score = min(raw.score, 1.0)
        if self.coordinates == "pixels":
            return Point(raw.x, raw.y, score)
        return Point(raw.x * self.width_px, raw.y * self.height_px, score)

    def _doubt(self, found: Person) -> str | None:
        """What else these coordinates must be, with the mend; None where they are plausible."""
        if self.coordinates == "fractions":
            mend = "--coordinates pixels where the file holds pixels"
            return _far(found, 1, 1, mend) or _metres(found)
        mend = "the right --width and --height"
        return _small(found) or _far(found, self.width_px, self.height_px, mend)


def _small(found: Person) -> str | None:
    if len(found) < 3 or _span(found) > SMALL_PX:
        return None
    return (
        "all points lie within three pixels, so they look like fractions of the image: add "
        "--coordinates fractions"
    )


def _far(found: Person, width: float, height: float, mend: str) -> str | None:
    for joint, raw in found.items():
        if abs(raw.x) > FAR_IMAGES * width or abs(raw.y) > FAR_IMAGES * height:
            named = joint.name.lower().replace("_", " ")
            return f"the {named} at ({raw.x:g}, {raw.y:g}) is far outside the image: give {mend}"
    return None


def _metres(found: Person) -> str | None:
    left, right = found.get(Joint.LEFT_HIP), found.get(Joint.RIGHT_HIP)
    if left is None or right is None:
        return None
    if hypot(left.x + right.x, left.y + right.y) / 2 > ORIGIN_FRACTION:
        return None
    return (
        "the hips lie around (0, 0), so these are world landmarks in metres: export the "
        "landmarks of the image instead"
    )


def _span(found: Person) -> float:
    xs, ys = [raw.x for raw in found.values()], [raw.y for raw in found.values()]
    return max(max(xs) - min(xs), max(ys) - min(ys))
