"""A stick person in the frontal plane: where the joints are for a wanted posture.

Decides the shape of the body and how a posture looks to the camera. Leaves movement over
time to `script`. Lengths are fractions of the leg (hip to knee to ankle), x to the image's
right, heights above the floor; the person faces the camera, so the left side is on the
image's right.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from math import cos, radians, sin, sqrt, tan

from kiosk.pose.keypoints import JOINT_COUNT, Joint, Leg, Point, Pose
from kiosk.scoring import depth
from kiosk.scoring.findings import FreeLeg

Place = tuple[float, float]
"""x and height."""

SIDE = {Leg.LEFT: 1, Leg.RIGHT: -1}
"""Where the person's own sides lie in the image."""
HIP_HALF, FOOT_HALF, SHOULDER_HALF, ELBOW_HALF = 0.11, 0.13, 0.20, 0.36
TRUNK = 0.6
OVER_FOOT = 0.10
"""How far the hips shift toward the stance foot on one leg: rendered people have 0.08 to 0.11."""
FREE_KNEE = {FreeLeg.MIDDLE: 0.5, FreeLeg.BEHIND: 0.6, FreeLeg.FRONT: 0.5}
FREE_FOOT = {FreeLeg.MIDDLE: 0.46, FreeLeg.BEHIND: 0.58}
"""Heights of the held leg's knee and ankle as the camera sees them, hip at 1."""

CENTRE_PX, FLOOR_PX, LEG_PX = 240.0, 560.0, 160.0
WIDTH_PX = 480


@dataclass(frozen=True, slots=True)
class Posture:
    """What the person does at one moment; 0 everywhere is standing on both feet."""

    stance: Leg | None = None
    x: float = 0.0
    """Middle of the feet."""
    weight: float = 0.0
    """0 on both feet, 1 over the stance foot."""
    lift: float = 0.0
    """0 the free foot stands, 1 it is held."""
    free: FreeLeg = FreeLeg.MIDDLE
    lower: float = 0.08
    """How much lower than the stance foot a foot held in front is in the image."""
    knee_up: float = 0.0
    descent: float = 0.0
    fppa_deg: float = 0.0
    drop_deg: float = 0.0
    lean_deg: float = 0.0
    hop: float = 0.0
    """Stance foot away from its place."""
    hand_off: float = 0.0
    """Stance-side hand away from its hip."""
    feet: tuple[Place, Place] | None = None
    """Left and right ankle when walking; x of the hips is their middle."""


@cache
def descent_for(flexion_deg: float) -> float:
    """The descent that the kiosk's own calibration reads as `flexion_deg`, fraction of leg."""
    low, high = 0.0, 0.6
    for _ in range(40):
        mid = (low + high) / 2
        low, high = (mid, high) if depth.knee_flexion_deg(mid) < flexion_deg else (low, mid)
    return low


def pose_of(posture: Posture, t_s: float = 0.0) -> Pose:
    """The posture as pixels of a 480 by 640 image, every point surely seen."""
    places = _walking(posture) if posture.feet else _standing(posture)
    points: list[Point | None] = [None] * JOINT_COUNT
    for joint, (x, height) in places.items():
        points[joint] = Point(CENTRE_PX + LEG_PX * x, FLOOR_PX - LEG_PX * height, 0.9)
    return Pose(t_s, tuple(points))


def mirrored(pose: Pose, width_px: float = WIDTH_PX) -> Pose:
    """The same person seen in a mirror: x reversed, left and right names swapped."""
    points = [p and Point(width_px - p.x_px, p.y_px, p.score) for p in pose.points]
    for left in range(Joint.LEFT_EYE, JOINT_COUNT, 2):
        points[left], points[left + 1] = points[left + 1], points[left]
    return replace(pose, points=tuple(points))


def moved(pose: Pose, *, scale: float = 1.0, dx_px: float = 0.0, dy_px: float = 0.0) -> Pose:
    """The person bigger, smaller or elsewhere in the image."""
    points = (
        p and Point(scale * p.x_px + dx_px, scale * p.y_px + dy_px, p.score) for p in pose.points
    )
    return replace(pose, points=tuple(points))


def shifted(pose: Pose, joints: tuple[Joint, ...], dx_px: float) -> Pose:
    """The pose with these joints further to the image's right."""
    points = [
        p._replace(x_px=p.x_px + dx_px) if p and i in joints else p
        for i, p in enumerate(pose.points)
    ]
    return replace(pose, points=tuple(points))


def rolled(pose: Pose, roll_deg: float) -> Pose:
    """The pose as a camera turned about its own axis sees it."""
    c, s = cos(radians(roll_deg)), sin(radians(roll_deg))

    def turned(p: Point) -> Point:
        dx, dy = p.x_px - CENTRE_PX, p.y_px - FLOOR_PX
        return Point(CENTRE_PX + c * dx - s * dy, FLOOR_PX + s * dx + c * dy, p.score)

    return replace(pose, points=tuple(p and turned(p) for p in pose.points))


def without(pose: Pose, *joints: Joint) -> Pose:
    """The pose with some joints not seen."""
    return replace(
        pose, points=tuple(None if i in joints else p for i, p in enumerate(pose.points))
    )


def knee_x(hip: Place, ankle: Place, knee_height: float, fppa_deg: float, medial: int) -> float:
    """Where the knee must be for this FPPA: tan of the sum of thigh and shank tilt, solved."""
    above, below = hip[1] - knee_height, knee_height - ankle[1]
    offset, wanted = medial * (ankle[0] - hip[0]), tan(radians(fppa_deg))
    b = wanted * offset + above + below
    c = below * offset - wanted * above * below
    return ankle[0] + medial * (-2.0 * c / (b + sqrt(b * b - 4.0 * wanted * c)))


def _standing(p: Posture) -> dict[Joint, Place]:
    stance = p.stance or Leg.LEFT
    side = SIDE[stance]
    mid_x = p.x + side * OVER_FOOT * p.weight
    hip = (mid_x + side * HIP_HALF, 1.0 - p.descent)
    free_hip = (mid_x - side * HIP_HALF, hip[1] - 2 * HIP_HALF * tan(radians(p.drop_deg)))
    ankle = (p.x + side * (FOOT_HALF + p.hop), 0.0)
    knee_height = hip[1] / 2
    if p.weight > 0:
        knee = (knee_x(hip, ankle, knee_height, p.fppa_deg, -side), knee_height)
    else:
        knee = ((hip[0] + ankle[0]) / 2, knee_height)
    free_knee, free_ankle = _free_leg(p, free_hip, p.x - side * FOOT_HALF)
    own = _of_side(stance, hip, knee, ankle)
    return own | _of_side(stance.other, free_hip, free_knee, free_ankle) | _upper(p, hip, free_hip)


def _free_leg(p: Posture, hip: Place, floor_x: float) -> tuple[Place, Place]:
    """Knee and ankle of the free leg, between standing (lift 0) and held (lift 1)."""
    sunk = 1.0 - hip[1]
    held_knee = (hip[0], FREE_KNEE[p.free] - sunk + p.knee_up)
    if p.free is FreeLeg.FRONT:
        held_ankle = (hip[0], -p.lower + p.knee_up)
    else:
        held_ankle = (hip[0], FREE_FOOT[p.free] - sunk + p.knee_up)
    down_knee, down_ankle = ((hip[0] + floor_x) / 2, hip[1] / 2), (floor_x, 0.0)
    return _between(down_knee, held_knee, p.lift), _between(down_ankle, held_ankle, p.lift)


def _walking(p: Posture) -> dict[Joint, Place]:
    assert p.feet is not None
    left, right = p.feet
    mid_x = (left[0] + right[0]) / 2
    hips = {leg: (mid_x + SIDE[leg] * HIP_HALF, 1.0 - p.descent) for leg in Leg}
    places: dict[Joint, Place] = {}
    for leg, ankle in zip((Leg.LEFT, Leg.RIGHT), p.feet, strict=True):
        knee = ((hips[leg][0] + ankle[0]) / 2, (hips[leg][1] + ankle[1]) / 2)
        places |= _of_side(leg, hips[leg], knee, ankle)
    return places | _upper(p, hips[Leg.LEFT], hips[Leg.RIGHT])


def _upper(p: Posture, hip: Place, free_hip: Place) -> dict[Joint, Place]:
    """Shoulders, elbows, and hands that ride on the pelvis; `hip` is the stance side's."""
    stance = p.stance or Leg.LEFT
    lean = radians(p.lean_deg)
    x = (hip[0] + free_hip[0]) / 2 + SIDE[stance] * TRUNK * sin(lean)
    height = (hip[1] + free_hip[1]) / 2 + TRUNK * cos(lean)
    places: dict[Joint, Place] = {}
    for leg, own_hip in ((stance, hip), (stance.other, free_hip)):
        side, left = SIDE[leg], leg is Leg.LEFT
        away = p.hand_off if leg is stance else 0.0
        tilt = (hip[1] - free_hip[1]) / (2 * HIP_HALF) * (1 if leg is stance else -1)
        wrist = (own_hip[0] + side * (0.05 + away), own_hip[1] + 0.06 + 0.05 * tilt)
        places[Joint.LEFT_SHOULDER if left else Joint.RIGHT_SHOULDER] = (
            x + side * SHOULDER_HALF,
            height,
        )
        places[Joint.LEFT_ELBOW if left else Joint.RIGHT_ELBOW] = (x + side * ELBOW_HALF, height)
        places[Joint.LEFT_WRIST if left else Joint.RIGHT_WRIST] = wrist
    return places


def _of_side(leg: Leg, hip: Place, knee: Place, ankle: Place) -> dict[Joint, Place]:
    if leg is Leg.LEFT:
        return {Joint.LEFT_HIP: hip, Joint.LEFT_KNEE: knee, Joint.LEFT_ANKLE: ankle}
    return {Joint.RIGHT_HIP: hip, Joint.RIGHT_KNEE: knee, Joint.RIGHT_ANKLE: ankle}


def _between(a: Place, b: Place, part: float) -> Place:
    return a[0] + part * (b[0] - a[0]), a[1] + part * (b[1] - a[1])
