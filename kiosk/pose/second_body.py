"""A second body: one more pass of the same network with the followed body hidden.

Decides: what is hidden (thick lines along the bones, filled with the mean of what is around), where
it looks, and when what the network then answers is another body. Leaves to others what a second
body means (`kiosk.looking_around`). MoveNet sees one body, the one nearest the middle; hidden, it
leaves the next one. Also a ghost of itself, at its own place: hence the least distance.

The numbers are our choice, measured on rendered people, 2026-11-22
(docs/decisions/0009-who-is-on-the-spot.md). `leg_px` is the followed body's hip-knee-ankle length.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass
from math import hypot

from kiosk.camera.frame import Frame
from kiosk.pose.crop import body_box
from kiosk.pose.framing import Box, Canvas, Painter, Stroke, box_around
from kiosk.pose.keypoints import BONES, FACE_JOINTS, Joint, Point, Pose
from kiosk.pose.movenet import MoveNet
from kiosk.pose.presence import person_score, pose_from_rows

SECOND_MIN_SCORE = 0.38
"""Mean score of the core joints. Less than for a first body: half of it is hidden."""
APART = 0.12
"""A pose whose joints are nearer than this to the followed body's (`apart`), parts of its leg, is
the ghost of that body. Of people alone the ghost came to 0.105."""
LIMB = 0.16
"""Width of what is hidden along a bone, parts of the leg; wider hides too much of the other."""
HEAD = 0.21
HEAD_ABOVE = 0.3
FOOT_BELOW = 0.12
TALL = 2.6
"""Height of the picture that is looked at."""
RAISED = 0.1
"""Its middle is this much above the hips."""
MEAN_WITHIN = 0.35
SAME = 0.2
"""Ankles nearer together than this are one."""
SPARED = 1.3
"""The wanted body is taken to be this much thicker than what is hidden of another."""

ANKLES = (Joint.LEFT_ANKLE, Joint.RIGHT_ANKLE)
_SHOULDERS = (Joint.LEFT_SHOULDER, Joint.RIGHT_SHOULDER)
_PAIRS = tuple((Joint(left), Joint(left + 1)) for left in range(Joint.LEFT_SHOULDER, len(Joint), 2))
_BONES = (*BONES, (Joint.LEFT_SHOULDER, Joint.RIGHT_HIP), (Joint.RIGHT_SHOULDER, Joint.LEFT_HIP))


class SecondBody:
    """Looks for a second body with the given network. Used by the network's one thread."""

    def __init__(self, model: MoveNet) -> None:
        self._model = model
        self._painter = Painter()
        self._aspect = model.input_width_px / model.input_height_px

    def look(self, frame: Frame, body: Pose, leg_px: float) -> Pose | None:
        """The body beside, behind or before `body` in its frame, in image pixels; else None."""
        box = looked_at(body, leg_px, self._aspect)
        if box is None:
            return None

        def fill(canvas: Canvas) -> None:
            self._painter.paint(frame.rgb, box, canvas)
            self._painter.cover(canvas, box, strokes(body, leg_px), mean_px=MEAN_WITHIN * leg_px)

        self._model.prepare(fill)
        self._model.invoke()
        rows = self._model.read()
        found = pose_from_rows(rows, box, frame.t_s)
        if person_score(rows) < SECOND_MIN_SCORE or apart(found, body) < APART * leg_px:
            return None
        return found


@dataclass(frozen=True, slots=True)
class Passer:
    """A body that is not wanted in the picture, with the leg's length of the wanted one."""

    body: Pose
    leg_px: float

    def hide(self, painter: Painter, canvas: Canvas, box: Box, wanted: Pose) -> None:
        """Cover it in a canvas that shows `box`, where the wanted body is not."""
        own = without(wanted, self._taken(wanted))
        painter.cover(
            canvas,
            box,
            strokes(self.body, self.leg_px),
            but=strokes(own, SPARED * self.leg_px),
            mean_px=MEAN_WITHIN * self.leg_px,
        )

    def _taken(self, wanted: Pose) -> list[Joint]:
        """Ankles of the wanted body that are where this one's are: not its own, then."""
        theirs = [point for joint in ANKLES if (point := self.body.points[joint])]
        return [
            joint
            for joint in ANKLES
            if (own := wanted.points[joint])
            and any(
                hypot(own.x_px - each.x_px, own.y_px - each.y_px) < SAME * self.leg_px
                for each in theirs
            )
        ]


def without(pose: Pose, joints: Container[Joint]) -> Pose:
    """The pose with these points missing."""
    points = pose.points
    return Pose(pose.t_s, tuple(None if Joint(i) in joints else p for i, p in enumerate(points)))


def looked_at(body: Pose, leg_px: float, aspect: float) -> Box | None:
    """The part of the picture around a body; None when no hip is seen."""
    own = body_box(body, aspect)
    if own is None:
        return None
    centre_y_px = own.centre_y_px - RAISED * leg_px
    return box_around(own.centre_x_px, centre_y_px, own.width_px, TALL * leg_px, aspect)


def strokes(body: Pose, leg_px: float) -> Iterator[Stroke]:
    """What hides a body: its bones, trunk, head and feet."""
    for first, second in _BONES:
        start, end = body.points[first], body.points[second]
        if start and end:
            yield Stroke(start[:2], end[:2], LIMB * leg_px)
    yield from _head(body, leg_px)
    for joint in ANKLES:
        ankle = body.points[joint]
        if ankle:
            toes = (ankle.x_px, ankle.y_px + FOOT_BELOW * leg_px)
            yield Stroke(ankle[:2], toes, LIMB * leg_px)


def _head(body: Pose, leg_px: float) -> Iterator[Stroke]:
    """From between the shoulders to the top of the head, where the face is, if it is seen."""
    shoulders = [point for joint in _SHOULDERS if (point := body.points[joint])]
    if not shoulders:
        return
    face: list[Point] = [point for joint in FACE_JOINTS if (point := body.points[joint])]
    neck_px = _middle(shoulders)
    top_px = (_middle(face or shoulders)[0], neck_px[1] - HEAD_ABOVE * leg_px)
    yield Stroke(neck_px, top_px, HEAD * leg_px)


def _middle(points: list[Point]) -> tuple[float, float]:
    return (
        sum(point.x_px for point in points) / len(points),
        sum(point.y_px for point in points) / len(points),
    )


def apart(first: Pose, second: Pose) -> float:
    """Mean distance of the pairs of joints, pixels, without the farthest pair: a ghost has a limb
    gone astray. Left and right of a pair are taken as they fit best: it often looks the other way.
    0 where there is nothing to compare."""
    distances = [
        distance for pair in _PAIRS if (distance := _apart(first, second, pair)) is not None
    ]
    nearest = sorted(distances)[:-1]
    return sum(nearest) / len(nearest) if nearest else 0.0


def _apart(first: Pose, second: Pose, pair: tuple[Joint, Joint]) -> float | None:
    """Of one pair of joints; None where they have no point to compare."""
    means = []
    for turned in (pair, pair[::-1]):
        points = [(first.points[a], second.points[b]) for a, b in zip(pair, turned, strict=True)]
        both = [hypot(a.x_px - b.x_px, a.y_px - b.y_px) for a, b in points if a and b]
        if both:
            means.append(sum(both) / len(both))
    return min(means, default=None)
