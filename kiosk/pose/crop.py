"""Which part of the image the network sees next: search for a person, then stay with them.

Decides: the search pattern (home before everything else, where one is known), and a box whose
centre follows the hips while its size is held, so that a squat does not shrink and swell the
picture. Every joint is inside, not only the torso. Pure: no clock (time is the pose's `t_s`), no
image.
Leaves to others: whether somebody is there (`presence`), the resampling (`framing`).

The numbers are our choice, measured on 2026-11-22 with rendered clips
(docs/decisions/0005-crop.md): a box of 0.9 times the MoveNet authors' (1.9 x torso, 1.2 x
farthest joint, both from the middle of the hips) gave the smallest knee angle errors.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

from kiosk.pose.framing import Box, box_around
from kiosk.pose.keypoints import Joint, Point, Pose

TORSO_REACH = 1.71
"""Half the box is at least this many times the hip-to-shoulder distance (so feet fit too)."""
BODY_REACH = 1.08
"""Half the box is at least this many times the farthest joint's distance from the hips."""
SETTLING_FRAMES = 3
"""Frames after finding a person in which the size may still shrink: the first, coarse look
overestimates it."""
SHRINK_BELOW = 0.8
"""A wanted size under this part of the held one is too roomy; a 70 degree squat asks 0.85."""
SHRINK_AFTER_S = 4.0
"""How long it must be too roomy: longer than a slow bottom of a squat."""
LOST_AFTER_FRAMES = 5
"""Frames without a person until the search starts anew."""
STRIP_OVERLAP = 0.5
"""Neighbouring search strips share this part, so that a person is whole in one of them."""

# Each pair lies side by side in COCO order; slices of plain numbers keep this off the clock.
_SHOULDERS = slice(int(Joint.LEFT_SHOULDER), int(Joint.RIGHT_SHOULDER) + 1)
_HIPS = slice(int(Joint.LEFT_HIP), int(Joint.RIGHT_HIP) + 1)


@dataclass(frozen=True, slots=True)
class View:
    """The fixed facts: image size in pixels and the model's aspect (width / height)."""

    width_px: int
    height_px: int
    aspect: float
    home: Box | None = None
    """Where whoever is wanted stands, in the model's aspect; None: anywhere."""


@dataclass(frozen=True, slots=True)
class Search:
    """Nobody is followed; `box` is one of `search_boxes`, tried in turn."""

    view: View
    step: int = 0

    @property
    def box(self) -> Box:
        """Where to look now."""
        boxes = search_boxes(self.view)
        return boxes[self.step % len(boxes)]


class Roomy(NamedTuple):
    """The held size is too large: since when, and the most that was needed since."""

    since_s: float
    tallest_px: float


@dataclass(frozen=True, slots=True)
class Following:
    """Somebody was found and is looked at in `box`."""

    view: View
    box: Box
    search_step: int
    settling_frames: int = SETTLING_FRAMES
    unseen_frames: int = 0
    roomy: Roomy | None = None

    @property
    def patience_frames(self) -> int:
        """Unseen frames until the search goes on: none for a find that no frame confirmed."""
        return 1 if self.settling_frames == SETTLING_FRAMES else LOST_AFTER_FRAMES


CropState = Search | Following


def next_crop(state: CropState, pose: Pose | None) -> CropState:
    """The state after `pose` was seen in `state.box`; None means that nobody was."""
    wanted = None if pose is None else body_box(pose, state.view.aspect)
    if pose is None or wanted is None:
        return _unseen(state)
    if isinstance(state, Search):
        return Following(state.view, wanted, state.step)
    return _follow(state, wanted, pose.t_s)


def search_boxes(view: View) -> list[Box]:
    """The boxes of `everywhere`; with a home, home comes before each of them."""
    boxes = everywhere(view)
    return boxes if view.home is None else [each for box in boxes for each in (view.home, box)]


def everywhere(view: View) -> list[Box]:
    """The whole image first, then (in an image wider than the model) strips of full height.

    A person far off is too small in the whole of a wide image; a strip shows them larger.
    """
    centre_x_px, centre_y_px = view.width_px / 2, view.height_px / 2
    whole = box_around(centre_x_px, centre_y_px, view.width_px, view.height_px, view.aspect)
    strip_px = view.height_px * view.aspect
    spare_px = view.width_px - strip_px
    if spare_px <= 0:
        return [whole]
    gaps = -int(-spare_px // (strip_px * (1 - STRIP_OVERLAP)))
    lefts = sorted(
        (spare_px * step / gaps for step in range(gaps + 1)),
        key=lambda left_px: abs(left_px - spare_px / 2),
    )
    return [whole, *(Box(left_px, 0.0, strip_px, float(view.height_px)) for left_px in lefts)]


def body_box(pose: Pose, aspect: float) -> Box | None:
    """The box around a body, centred between the hips; None when no hip is seen."""
    hips = _seen(pose.points[_HIPS])
    if not hips:
        return None
    x_px = sum(hip.x_px for hip in hips) / len(hips)
    y_px = sum(hip.y_px for hip in hips) / len(hips)
    body = _seen(pose.points)
    torso = hips + _seen(pose.points[_SHOULDERS])
    torso_x_px, torso_y_px = _reach_px(torso, x_px, y_px)
    body_x_px, body_y_px = _reach_px(body, x_px, y_px)
    width_px = 2 * max(TORSO_REACH * torso_x_px, BODY_REACH * body_x_px)
    height_px = 2 * max(TORSO_REACH * torso_y_px, BODY_REACH * body_y_px)
    return box_around(x_px, y_px, width_px, height_px, aspect)


def _unseen(state: CropState) -> CropState:
    if isinstance(state, Search):
        return replace(state, step=state.step + 1)
    unseen_frames = state.unseen_frames + 1
    if unseen_frames >= state.patience_frames:
        return Search(state.view, state.search_step + 1)
    return replace(state, unseen_frames=unseen_frames)


def _follow(state: Following, wanted: Box, t_s: float) -> Following:
    if state.settling_frames > 0:
        settling_frames = state.settling_frames - 1
        return Following(state.view, wanted, state.search_step, settling_frames)
    height_px, roomy = _held_height(state, wanted.height_px, t_s)
    return Following(state.view, _with_height(wanted, height_px), state.search_step, 0, 0, roomy)


def _held_height(state: Following, wanted_px: float, t_s: float) -> tuple[float, Roomy | None]:
    """The height to hold: it grows at once, and shrinks after a while of too much room."""
    held_px = state.box.height_px
    if wanted_px >= SHRINK_BELOW * held_px:
        return max(held_px, wanted_px), None
    if state.roomy is None:
        return held_px, Roomy(t_s, wanted_px)
    tallest_px = max(state.roomy.tallest_px, wanted_px)
    if t_s - state.roomy.since_s < SHRINK_AFTER_S:
        return held_px, Roomy(state.roomy.since_s, tallest_px)
    return tallest_px, None


def _with_height(box: Box, height_px: float) -> Box:
    aspect = box.width_px / box.height_px
    return box_around(box.centre_x_px, box.centre_y_px, 0.0, height_px, aspect)


def _seen(points: tuple[Point | None, ...]) -> list[Point]:
    return [point for point in points if point is not None]


def _reach_px(points: list[Point], x_px: float, y_px: float) -> tuple[float, float]:
    """How far the farthest point is from a centre, sideways and up or down."""
    xs_px = [point.x_px for point in points]
    ys_px = [point.y_px for point in points]
    return (
        max(max(xs_px) - x_px, x_px - min(xs_px)),
        max(max(ys_px) - y_px, y_px - min(ys_px)),
    )
