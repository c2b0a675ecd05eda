"""Balance during a rep: the stance foot wandered, the free foot came down, a hand left the hip."""

from __future__ import annotations

from math import dist
from statistics import median

from kiosk.pose.keypoints import Leg, Pose
from kiosk.scoring import geometry, protocol
from kiosk.scoring.free_leg import foot_down_s
from kiosk.scoring.hands import hand_off_s
from kiosk.scoring.movement import Dip
from kiosk.scoring.standing import Standing

LAST_FRAMES = 3


def foot_range(dip: Dip, leg: Leg, standing: Standing) -> float:
    """How far the ankle wandered during the dip, fraction of leg length, wild frames left out."""
    feet = [s.pose.points[geometry.ANKLE[leg]] for s in dip.samples if s.pose]
    seen = [foot for foot in feet if foot]
    if len(seen) < 3:
        return 0.0
    spans = []
    for track in ([f.x_px for f in seen], [f.y_px for f in seen]):
        steady = [median(track[i : i + 3]) for i in range(len(track) - 2)]
        spans.append(max(steady) - min(steady))
    return max(spans) / standing.leg_px[leg]


def foot_shift(dip: Dip, stance: Leg, standing: Standing) -> float:
    """How far the stance ankle stands from where it stood before the dip, fraction of leg length.

    During the dip the ankle's keypoint wanders by itself (up to 6 % of L on a still foot).
    """
    before, after = (_ankle_middle(poses, stance) for poses in (dip.rest, _last_poses(dip)))
    return dist(before, after) / standing.leg_px[stance] if before and after else 0.0


def _last_poses(dip: Dip) -> tuple[Pose, ...]:
    return tuple(s.pose for s in dip.samples[-LAST_FRAMES:] if s.pose)


def _ankle_middle(poses: tuple[Pose, ...], leg: Leg) -> tuple[float, float] | None:
    feet = [foot for p in poses if (foot := p.points[geometry.ANKLE[leg]])]
    return (median(f.x_px for f in feet), median(f.y_px for f in feet)) if feet else None


def balance_events(dip: Dip, stance: Leg, standing: Standing) -> int:
    """Free foot down, stance foot shifted, hand off the hip: each at most once a rep."""
    return sum(
        (
            foot_down_s(dip, stance, standing) >= protocol.FOOT_DOWN_S,
            foot_shift(dip, stance, standing) > protocol.STANCE_SHIFT,
            hand_off_s(dip, standing) >= protocol.HAND_OFF_S,
        )
    )
