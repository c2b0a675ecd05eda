"""About once a second: what the camera sees besides the one body that is followed.

Decides: when it is time to look, where a body on the spot would be, and when a second body is in
the way: it stands on the spot too, or it hides part of the member. One who passes behind is not.
Leaves to others: how a second body is found (`pose.second_body`), how light and sharpness are
measured (`camera.picture_quality`), and what follows for the check.

The numbers are our choice, measured on rendered people (docs/decisions/0009-who-is-on-the-spot.md).
"""

from __future__ import annotations

from math import inf

from kiosk.camera.frame import Frame
from kiosk.camera.picture_quality import measured
from kiosk.pose.estimator import PoseEstimator
from kiosk.pose.framing import Box
from kiosk.pose.keypoints import Joint, Point, Pose
from kiosk.pose.movenet import MoveNet
from kiosk.pose.second_body import ANKLES, SecondBody
from kiosk.scoring.placement import OFF_SPOT, leg_length_px
from kiosk.scoring.spot import SOLE_BELOW_ANKLE, Spot, sole
from kiosk.scoring.surroundings import Surroundings

EVERY_S = 1.0
PASSER_EVERY_S = 0.4
"""While somebody is behind or beside the member: they move."""
CLEAR_LOOKS = 2
"""Looks one after another without a second body until it is taken to be gone."""
SPOT_M = 0.35
"""Radius that a spot is taken to have where the floor is not calibrated."""
HOME_TALL_M = 2.3
"""Height of the box that a body on the spot is looked for in, and how much of that is above the
middle of the spot."""
HOME_ABOVE = 0.9
LEG_FORGOTTEN = 0.9
"""A squat shortens the leg in the picture: from one look to the next it shrinks by no more."""
BODY_SPOT = (0.42, 0.15)
"""Half width and half height, parts of the leg, of the place that a body takes where there is no
spot."""
NEARER = 0.05
"""A sole lower in the picture by more than this part of the leg is nearer to the camera."""

_HIPS = (Joint.LEFT_HIP, Joint.RIGHT_HIP)
_KNEES = (Joint.LEFT_KNEE, Joint.RIGHT_KNEE)
_TRUNK = (Joint.LEFT_SHOULDER, Joint.RIGHT_SHOULDER, Joint.LEFT_HIP, Joint.RIGHT_HIP)


def home_box(spot: Spot | None) -> Box | None:
    """Where a body on the spot is in the picture: for `PoseEstimator.look_at`."""
    if spot is None:
        return None
    height_px = HOME_TALL_M * spot.half_width_px / SPOT_M
    width_px = 2 * spot.half_width_px
    return Box(spot.x_px - width_px / 2, spot.y_px - HOME_ABOVE * height_px, width_px, height_px)


class LookAround:
    """Looks with the network that also follows the member, between two frames. Of one thread."""

    def __init__(self, model: MoveNet, estimator: PoseEstimator | None = None) -> None:
        """`estimator` is told whom to overlook: a body near the member that is not in the way."""
        self._second = SecondBody(model)
        self._estimator = estimator
        self._looked_s = -inf
        self._leg_px = 0.0
        self._clear_looks = CLEAR_LOOKS
        self._passer = False

    def due(self, t_s: float) -> bool:
        """Whether the frame of this time should be looked at; time going back is a new source."""
        return not 0 <= t_s - self._looked_s < (PASSER_EVERY_S if self._passer else EVERY_S)

    def look(self, frame: Frame, pose: Pose | None, spot: Spot | None) -> Surroundings:
        """What is around, in the frame in which `pose` was seen."""
        if frame.t_s < self._looked_s:
            self._leg_px, self._clear_looks = 0.0, CLEAR_LOOKS
        self._looked_s = frame.t_s
        if pose is None:
            self._overlook(None)
        crowded = pose is not None and self.crowded(frame, pose, spot)
        self._clear_looks = 0 if crowded else self._clear_looks + 1
        quality = measured(frame.rgb, _body_place(pose, spot))
        return Surroundings(
            crowded=self._clear_looks < CLEAR_LOOKS,
            dark=quality is not None and quality.dark,
            blurred=quality is not None and quality.blurred,
        )

    def crowded(self, frame: Frame, pose: Pose, spot: Spot | None) -> bool:
        """Whether this one look finds a second body in the way; one that is not is overlooked."""
        leg_px = leg_length_px(pose, None) or 0.0
        self._leg_px = leg_px = max(leg_px, LEG_FORGOTTEN * self._leg_px)
        place = spot or own_place(pose, leg_px)
        other = self._second_body(frame, pose, place) if place and leg_px else None
        if place is None or other is None:
            self._overlook(None)
            return False
        on_it = stands_on(other, place, leg_px)
        passes = not on_it and behind(other, place, leg_px)
        self._overlook(other if passes else None)
        return stands_on(pose, place, leg_px) and (on_it or hides(other, pose, leg_px))

    def _second_body(self, frame: Frame, pose: Pose, place: Spot) -> Pose | None:
        """Near the one on the spot, also where that one's feet seem to be elsewhere."""
        if stands_on(pose, place, self._leg_px):
            return self._second.look(frame, pose, self._leg_px)
        if not over(pose, place):
            return None
        return self._second.look(frame, footed(pose, place, self._leg_px), self._leg_px)

    def _overlook(self, passer: Pose | None) -> None:
        self._passer = passer is not None
        if self._estimator is not None:
            self._estimator.overlook(passer, self._leg_px)


def stands_on(pose: Pose, spot: Spot, leg_px: float) -> bool:
    """Whether any foot is on the spot."""
    return any(spot.reach(*foot) <= OFF_SPOT for foot in _soles(pose, leg_px))


def behind(pose: Pose, spot: Spot, leg_px: float) -> bool:
    """Whether the feet are no nearer to the camera than the spot."""
    feet = _soles(pose, leg_px)
    return bool(feet) and max(y for _, y in feet) < spot.y_px + spot.half_height_px


def over(pose: Pose, spot: Spot) -> bool:
    """Whether the hips are over the spot: then feet that are not on it may be another body's."""
    hips = [point for joint in _HIPS if (point := pose.points[joint])]
    return any(abs(hip.x_px - spot.x_px) < spot.half_width_px for hip in hips)


def footed(pose: Pose, spot: Spot, leg_px: float) -> Pose:
    """The pose with its ankles under its knees, on the spot."""
    points = list(pose.points)
    ankle_px = spot.y_px - SOLE_BELOW_ANKLE * leg_px
    for knee, ankle in zip(_KNEES, ANKLES, strict=True):
        above = points[knee]
        points[ankle] = above and Point(above.x_px, ankle_px, above.score)
    return Pose(pose.t_s, tuple(points))


def own_place(pose: Pose, leg_px: float) -> Spot | None:
    """The piece of floor that a body takes, where nobody has set a spot."""
    feet = _soles(pose, leg_px)
    if not feet:
        return None
    x_px, y_px = sum(x for x, _ in feet) / len(feet), max(y for _, y in feet)
    return Spot(x_px, y_px, BODY_SPOT[0] * leg_px, BODY_SPOT[1] * leg_px)


def hides(other: Pose, pose: Pose, leg_px: float) -> bool:
    """Whether another body is nearer to the camera than this one, and before it."""
    feet, own = _soles(other, leg_px), _soles(pose, leg_px)
    theirs, mine = _trunk_px(other), _trunk_px(pose)
    if not (feet and own and theirs and mine):
        return False
    nearer = max(y for _, y in feet) > max(y for _, y in own) + NEARER * leg_px
    return nearer and theirs[0] < mine[1] and mine[0] < theirs[1]


def _soles(pose: Pose, leg_px: float) -> list[tuple[float, float]]:
    return [sole(ankle, leg_px) for joint in ANKLES if (ankle := pose.points[joint])]


def _trunk_px(pose: Pose) -> tuple[float, float] | None:
    """From where to where the trunk is, sideways."""
    xs_px = [point.x_px for joint in _TRUNK if (point := pose.points[joint])]
    return (min(xs_px), max(xs_px)) if xs_px else None


def _body_place(pose: Pose | None, spot: Spot | None) -> tuple[float, float, float, float] | None:
    """Left, top, width and height of what matters in the picture; None is all of it."""
    points = [point for point in pose.points if point] if pose else []
    if len(points) > 1:
        xs_px, ys_px = [point.x_px for point in points], [point.y_px for point in points]
        left_px, top_px = min(xs_px), min(ys_px)
        return left_px, top_px, max(xs_px) - left_px, max(ys_px) - top_px
    box = home_box(spot)
    return None if box is None else (box.left_px, box.top_px, box.width_px, box.height_px)
