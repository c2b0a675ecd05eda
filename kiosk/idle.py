"""When the kiosk rests for want of people, how often it looks meanwhile, when it wakes. Pure.

Decides: rest after a while with nobody near the spot; while resting, look with the network once a
second, at every frame when something begins to move, and four times a second while it goes on
moving; wake as soon as a look finds somebody near. Movement alone never wakes: what moves far
behind all evening costs a few looks and nothing else. Leaves to others what movement is
(`camera.motion`), what is not done while resting (the loop), and how resting looks (page, light).

All numbers are our choice, measured on rendered people, 2026-11-22 (tests/e2e/waking.py).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import inf

from kiosk.pose.keypoints import Pose
from kiosk.scoring.spot import Spot

LOOK_EVERY_S = 1.0
"""While nothing moves: somebody who stands very still is found too."""
WATCH_S = 2.0
"""From the beginning of a movement every frame is looked at for so long: a body that walks in is
found with the first frame that shows enough of it."""
MOVING_EVERY_S = 0.15
"""While a movement goes on after that with nobody near: the two places that the search looks at in
turn, the spot and the whole picture, have both had their look in 0.3 s."""
CALM_S = 1.5
"""Without movement for so long, the next one is a new one."""
NEAR = 4.0
"""Somebody is near whose lowest point is at most this many half axes of the spot beside or behind
its middle: 1.4 m to the side and about 2 m behind. Whoever is nearer to the camera is near."""
SEEN_HIGH = 6.0
"""Half widths of the spot that a body near it reaches above the middle: 2.1 m."""

Box = tuple[float, float, float, float]
"""Left, top, width and height in pixels."""


@dataclass(frozen=True, slots=True)
class Idle:
    """What is remembered between frames; times are the frames' own, in seconds."""

    after_s: float = 60.0
    """Rest after so long with nobody near; 0 is never."""
    resting: bool = False
    t_s: float = -inf
    """Of the newest frame."""
    nobody_since_s: float | None = None
    looked_s: float = -inf
    """When the network last looked."""
    moved_s: float = -inf
    """When something last moved, and since when it goes on."""
    moving_since_s: float = -inf

    def look(self, t_s: float, moved: bool = False) -> bool:
        """Whether this frame goes through the network: every one while awake."""
        if not self.resting or not 0 <= t_s - self.looked_s < LOOK_EVERY_S:
            return True
        if not moved and t_s - self.moved_s >= CALM_S:
            return False
        return t_s - self._began_s(t_s) < WATCH_S or t_s - self.looked_s >= MOVING_EVERY_S

    def _began_s(self, t_s: float) -> float:
        """Since when the movement of this moment goes on."""
        return self.moving_since_s if 0 <= t_s - self.moved_s < CALM_S else t_s


def step(state: Idle, t_s: float, *, somebody: bool | None, moved: bool = False) -> Idle:
    """Take one frame in. `somebody`: near the spot or in a check; None where nobody looked.

    A time that goes back is another source: the count begins anew.
    """
    if t_s < state.t_s:
        state = awake(state)
    if moved:
        state = replace(state, moving_since_s=state._began_s(t_s), moved_s=t_s)
    if somebody is None:
        return replace(state, t_s=t_s)
    if somebody:
        return replace(awake(state), t_s=t_s, looked_s=t_s)
    since_s = t_s if state.nobody_since_s is None else state.nobody_since_s
    rests = state.resting or 0 < state.after_s <= t_s - since_s
    return replace(state, t_s=t_s, looked_s=t_s, nobody_since_s=since_s, resting=rests)


def awake(state: Idle) -> Idle:
    """Awake from now on: somebody is there, or another source is open."""
    return Idle(state.after_s)


def near(pose: Pose | None, spot: Spot | None) -> bool:
    """Whether this body is near the spot; where nobody has set one, anywhere in the picture."""
    points = [point for point in pose.points if point] if pose else []
    if spot is None or not points:
        return bool(points)
    lowest = max(points, key=lambda point: point.y_px)
    beside = abs(lowest.x_px - spot.x_px) / spot.half_width_px
    behind = (spot.y_px - lowest.y_px) / spot.half_height_px
    return beside <= NEAR and behind <= NEAR


def neighbourhood(spot: Spot | None) -> Box | None:
    """The part of the picture in which a body near the spot moves; None is all of it."""
    if spot is None:
        return None
    beside_px, high_px = NEAR * spot.half_width_px, SEEN_HIGH * spot.half_width_px
    return spot.x_px - beside_px, spot.y_px - high_px, 2 * beside_px, 2 * high_px
