"""Whether the body, or the camera's view of it, is turned: told from standing on both feet.

Hands on the hips put the elbows behind the shoulders. Seen square on, the middle of the elbows is
then in line with the trunk; seen from the side by a few degrees it is shifted, and so is every knee
that bends forward: a false knee angle, opposite on the two legs. A foot beside the picture's middle
line does the same, for the camera then looks at the body from aside. The head tells nothing: it
may look elsewhere. Decides how large that false angle is; `checks` decides what follows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from kiosk.pose.keypoints import Leg, Pose
from kiosk.scoring import geometry, protocol


@dataclass(frozen=True, slots=True)
class Aside:
    """How far one middle is to the image's right of another, fractions of leg length."""

    elbows: float
    """Of the elbows beside that of the shoulders."""
    shoulders: float
    """Of the shoulders beside that of the hips."""

    def averaged(self, newer: Aside, weight: float) -> Aside:
        """This with `weight` of the newer one."""
        return Aside(
            self.elbows + weight * (newer.elbows - self.elbows),
            self.shoulders + weight * (newer.shoulders - self.shoulders),
        )

    def false_fppa_deg(self, stance: Leg) -> float:
        """The knee angle on this leg that only the view makes, degrees, + medial, at the bottom
        of a squat of 52 to 75 degrees; about 2 degrees of error (one standard deviation)."""
        of_left = (
            protocol.TURN_BY_ELBOWS_DEG * self.elbows
            + protocol.TURN_BY_SHOULDERS_DEG * self.shoulders
        )
        return of_left if stance is Leg.LEFT else -of_left


def aside(poses: Sequence[Pose], length_px: float) -> Aside | None:
    """From poses of standing on both feet, hands on the hips; None where elbows were not seen."""
    pairs = [each for pose in poses if (each := _offsets(pose)) is not None]
    if not pairs:
        return None
    elbows, shoulders = (median(column) / length_px for column in zip(*pairs, strict=True))
    return Aside(elbows, shoulders)


def _offsets(pose: Pose) -> tuple[float, float] | None:
    elbows, shoulders, hips = (
        geometry.middle(pose, joints)
        for joints in (geometry.ELBOW, geometry.SHOULDER, geometry.HIP)
    )
    if elbows is None or shoulders is None or hips is None:
        return None
    return elbows[0] - shoulders[0], shoulders[0] - hips[0]
