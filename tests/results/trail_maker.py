"""Pieces of a trail as a check leaves them, made up: one squat each."""

from __future__ import annotations

from math import pi, sin

from kiosk.pose.keypoints import Joint, Leg
from kiosk.trail import FRAME_S, Piece, Points, Seen

BODY: Points = {
    Joint.LEFT_SHOULDER: (278.3, 268.1),
    Joint.RIGHT_SHOULDER: (227.8, 261.7),
    Joint.LEFT_ELBOW: (311.6, 298.6),
    Joint.RIGHT_ELBOW: (195.4, 295.7),
    Joint.LEFT_WRIST: (285.2, 326.0),
    Joint.RIGHT_WRIST: (215.9, 328.3),
    Joint.LEFT_HIP: (266.3, 343.0),
    Joint.RIGHT_HIP: (235.1, 342.2),
    Joint.LEFT_KNEE: (250.1, 411.5),
    Joint.RIGHT_KNEE: (232.9, 416.6),
    Joint.LEFT_ANKLE: (257.3, 466.3),
    Joint.RIGHT_ANKLE: (237.6, 414.5),
}
"""A squat on the left leg, knee inward."""


def piece(leg: Leg, start_s: float, end_s: float, knee_deg: float = 20.0) -> Piece:
    """The frames of one squat from `start_s` to `end_s`, and its bottom."""
    frames, t_s = [], start_s
    while t_s < end_s:
        down = sin(pi * (t_s - start_s) / (end_s - start_s)) ** 2
        angles = (knee_deg * down, 4.0 * down if down > 0.2 else None, 2.0, 14.0 + 52.0 * down)
        frames.append(Seen(t_s, leg, angles))
        t_s += FRAME_S
    return Piece(tuple(frames), BODY)
