"""Poses for the tests: one standing person, to be moved, scaled and cut."""

from __future__ import annotations

from kiosk.pose.keypoints import Joint, Point, Pose

STATURE = 1.0
"""The figure's height; its hips' middle is at (0, 0), x to the right, y down."""

_FIGURE = {
    Joint.NOSE: (0.0, -0.40),
    Joint.LEFT_EYE: (0.02, -0.42),
    Joint.RIGHT_EYE: (-0.02, -0.42),
    Joint.LEFT_EAR: (0.04, -0.41),
    Joint.RIGHT_EAR: (-0.04, -0.41),
    Joint.LEFT_SHOULDER: (0.10, -0.29),
    Joint.RIGHT_SHOULDER: (-0.10, -0.29),
    Joint.LEFT_ELBOW: (0.20, -0.14),
    Joint.RIGHT_ELBOW: (-0.20, -0.14),
    Joint.LEFT_WRIST: (0.11, -0.04),
    Joint.RIGHT_WRIST: (-0.11, -0.04),
    Joint.LEFT_HIP: (0.05, 0.0),
    Joint.RIGHT_HIP: (-0.05, 0.0),
    Joint.LEFT_KNEE: (0.06, 0.25),
    Joint.RIGHT_KNEE: (-0.06, 0.25),
    Joint.LEFT_ANKLE: (0.06, 0.48),
    Joint.RIGHT_ANKLE: (-0.06, 0.48),
}
TORSO = (Joint.LEFT_SHOULDER, Joint.RIGHT_SHOULDER, Joint.LEFT_HIP, Joint.RIGHT_HIP)


def person(
    x_px: float = 240.0,
    y_px: float = 330.0,
    height_px: float = 300.0,
    t_s: float = 0.0,
    *,
    squat: float = 0.0,
    missing: tuple[Joint, ...] = (),
) -> Pose:
    """A person with arms akimbo, hips at (x_px, y_px).

    `squat` is how far the feet come nearer to the hips, as a part of the leg; the trunk leans
    and looks 0.4 times as much shorter.
    """
    points = []
    for joint in Joint:
        x, y = _FIGURE[joint]
        y *= 1 - squat if y > 0 else 1 - 0.4 * squat
        there = Point(x_px + x * height_px, y_px + y * height_px, 0.9)
        points.append(None if joint in missing else there)
    return Pose(t_s, tuple(points))


def with_point(pose: Pose, joint: Joint, x_px: float, y_px: float) -> Pose:
    """The same pose with one joint elsewhere."""
    points = list(pose.points)
    points[joint] = Point(x_px, y_px, 0.9)
    return Pose(pose.t_s, tuple(points))
