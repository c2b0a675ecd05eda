"""What a check looked like over time: angles of its frames, the body at a rep's bottom. Pure.

Decides what of a frame is kept: angles of the leg that carries the body, and of a rep's deepest
moment the body's points. Never a point of the face, never a picture. Leaves to the store how it is
written, and to the pages how it is drawn.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from statistics import median
from typing import Any

from kiosk.pose.keypoints import FACE_JOINTS, Joint, Leg, Pose
from kiosk.scoring.angles import angles_now
from kiosk.scoring.check_state import Session
from kiosk.scoring.depth import knee_flexion_deg
from kiosk.scoring.findings import Rep
from kiosk.scoring.flow import IN_CHECK
from kiosk.scoring.movement import AT_TOP, Movement

FRAME_S = 1 / 15
"""One frame in this time is kept: enough for a movement that takes seconds. Our choice."""
POSES_S = 15.0
"""How long poses are remembered for a rep that has yet to end: longer than any dip may take."""
RISING_S = 1.5
"""So long the hip may take for the last third of its way up. Our choice."""
NEAR_BOTTOM_S = 0.25
"""A pose further from the bottom than this is not shown as it."""
MEASURES = ("knee_fppa_deg", "pelvic_drop_deg", "trunk_lean_deg", "knee_flexion_deg")
"""The columns of angles, by the names that a rep has for them."""
BODY_JOINTS = tuple(joint for joint in Joint if joint not in FACE_JOINTS)
"""The points that are kept of a pose."""

Points = Mapping[Joint, tuple[float, float]]
"""Pixels of the camera picture (x to the right, y down), never mirrored; no face."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One frame. Degrees, positive in the fault direction; None where it was not seen."""

    t_s: float
    stance: Leg | None
    """The leg that carried the body alone; None on both feet or when that cannot be told."""
    angles_deg: tuple[float | None, ...] = (None,) * len(MEASURES)
    """In the order of MEASURES."""


@dataclass(frozen=True, slots=True)
class Piece:
    """What came since the piece before: frames, and the body at the bottom of the rep it ends."""

    frames: tuple[Seen, ...]
    bottom: Points | None = None


@dataclass(frozen=True, slots=True)
class Trail:
    """All of one check. Times in seconds of the source's clock, as its reps have them."""

    frames: tuple[Seen, ...]
    bottoms: Mapping[int, Points] = field(default_factory=dict)
    """By the rep's place among all reps of the check, practice too, from 1."""

    def of(self, leg: Leg) -> tuple[Seen, ...]:
        """The frames in which this leg carried the body."""
        return tuple(frame for frame in self.frames if frame.stance is leg)


class Trailing:
    """Remembers a check under way until the store takes it, piece by piece. For one thread."""

    def __init__(self) -> None:
        self._frames: list[Seen] = []
        self._poses: deque[Pose] = deque()
        self._due_s = 0.0
        self._standing = _Standing()

    def forget(self) -> None:
        """Nothing of anybody is left here."""
        self._frames.clear()
        self._poses.clear()
        self._due_s = 0.0
        self._standing = _Standing()

    def see(self, t_s: float, session: Session) -> None:
        """One frame that the session has taken in; only those of a check are remembered."""
        if session.stage not in IN_CHECK:
            return
        window = session.tracker.window
        pose = window[-1] if window and window[-1].t_s == t_s else None
        if pose is not None:
            self._poses.append(pose)
        while self._poses and self._poses[0].t_s < t_s - POSES_S:
            self._poses.popleft()
        self._standing = _standing(self._standing, t_s, session.tracker.movement)
        if t_s >= self._due_s:
            self._due_s = max(self._due_s, t_s - FRAME_S) + FRAME_S
            self._frames.append(_seen(t_s, session, pose, self._standing))

    def piece(self, rep: Rep | None = None) -> Piece:
        """What came since the piece before, with the bottom of `rep`."""
        frames = tuple(self._frames)
        self._frames.clear()
        return Piece(frames, None if rep is None else bottom_of(rep, self._poses))


def bottom_of(rep: Rep, poses: Sequence[Pose]) -> Points | None:
    """The body at the moment nearest to the rep's bottom; None where nobody was seen then."""
    nearest = min(poses, key=lambda pose: abs(pose.t_s - rep.bottom_s), default=None)
    if nearest is None or abs(nearest.t_s - rep.bottom_s) > NEAR_BOTTOM_S:
        return None
    return {
        joint: (point.x_px, point.y_px) for joint in BODY_JOINTS if (point := nearest.points[joint])
    }


def trail_json(trail: Trail) -> dict[str, Any]:
    """The trail as other programs read it: columns of one length, and the bottoms by rep."""
    return {
        "t_s": [round(frame.t_s, 3) for frame in trail.frames],
        "stance": [frame.stance.value if frame.stance else None for frame in trail.frames],
        **{
            name: [frame.angles_deg[column] for frame in trail.frames]
            for column, name in enumerate(MEASURES)
        },
        "bottoms": list(_bottoms_json(trail.bottoms)),
    }


def _bottoms_json(bottoms: Mapping[int, Points]) -> Iterator[dict[str, Any]]:
    for position, points in sorted(bottoms.items()):
        named = {joint.name.lower(): list(place) for joint, place in points.items()}
        yield {"rep": position, "points_px": named}


@dataclass(frozen=True, slots=True)
class _Standing:
    """The level of the hip from which depth is told, until when that of the last dip holds."""

    top: float | None = None
    until_s: float = 0.0


def _standing(before: _Standing, t_s: float, movement: Movement) -> _Standing:
    """The tracker takes the level anew while the hip still comes up, to see the next squat at once;
    a line over time would jump there, so the dip's own level holds until the hip is back."""
    top = movement.perch.top if movement.perch else 0.0
    if not top:
        return _Standing()
    if movement.dip:
        return _Standing(top, t_s + RISING_S)
    rising = before.top is not None and top < before.top - AT_TOP and t_s < before.until_s
    return before if rising else _Standing(top)


def _seen(t_s: float, session: Session, pose: Pose | None, standing: _Standing) -> Seen:
    angles = angles_now(session.tracker, pose)
    if angles is None:
        return Seen(t_s, None)
    heights = session.tracker.movement.heights
    flexion_deg = None
    if standing.top is not None and len(heights) == 3:
        flexion_deg = knee_flexion_deg(max(0.0, standing.top - median(heights)))
    angles = replace(angles, knee_flexion_deg=flexion_deg)
    return Seen(t_s, angles.stance, tuple(getattr(angles, name) for name in MEASURES))
