"""Which of several people in a frame is the one that is measured.

Decides: the first is the surest and largest; after that whoever is nearest to it, joint by joint.
Somebody too far away is somebody else: for `LOST_S` nobody is seen then, and after it the choice
is made anew. All our choice, 2026-11-22.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import hypot, inf
from statistics import fmean

from kiosk.convert.points import Person, Picture, RawPoint
from kiosk.pose.keypoints import Joint

NEAR = 0.5
"""Part of the person's own size that its joints may have moved since they were last seen."""
LOST_S = 1.0


class Follower:
    """Picks one person a frame; remembers where each of its joints was last seen."""

    def __init__(self, picture: Picture) -> None:
        self._picture = picture
        self._joints: dict[Joint, RawPoint] = {}
        self._last_s = -inf

    def pick(self, t_s: float, people: Sequence[Person]) -> Person:
        """The measured person of this frame; without points when it is not among them."""
        found = [seen for person in people if (seen := self._found(person))]
        if t_s - self._last_s > LOST_S:
            self._joints = {}
        chosen = self._nearest(found) if self._joints else max(found, key=_weight, default={})
        if chosen:
            self._joints |= chosen
            self._last_s = t_s
        return chosen

    def _nearest(self, people: Sequence[Person]) -> Person:
        nearest = min(people, key=self._distance, default={})
        near = nearest and self._distance(nearest) <= NEAR * _size(self._joints)
        return nearest if near else {}

    def _distance(self, person: Person) -> float:
        """Mean distance of the joints that this person and the followed one have in common."""
        common = person.keys() & self._joints.keys()
        return fmean([_apart(person[j], self._joints[j]) for j in common]) if common else inf

    def _found(self, person: Person) -> Person:
        return {joint: raw for joint, raw in person.items() if self._picture.found(raw)}


def _apart(one: RawPoint, other: RawPoint) -> float:
    return hypot(one.x - other.x, one.y - other.y)


def _weight(person: Person) -> float:
    """Size times sureness."""
    return _size(person) * fmean(raw.score for raw in person.values())


def _size(person: Person) -> float:
    """Diagonal of the box around the points, in the file's coordinates."""
    xs, ys = [raw.x for raw in person.values()], [raw.y for raw in person.values()]
    return hypot(max(xs) - min(xs), max(ys) - min(ys))
