"""Which part of the image the network sees next: search for a person, then stay with them.

Decides: the search pattern, and a box whose centre follows the hips while its size is held,
so that a squat does not shrink and swell the picture. Every joint is inside, not only the
torso. Pure: no clock (time is the pose's `t_s`), no image.
Leaves to others: whether somebody is there (`presence`), the resampling (`framing`).

The numbers are our choice, measured on 2026-11-22 with rendered clips
(docs/decisions/0005-crop.md): a box of 0.9 times the MoveNet authors' (1.9 x torso, 1.2 x
farthest joint, both from the middle of the hips) gave the smallest knee angle errors.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

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

_HIPS = (int(Joint.LEFT_HIP), int(Joint.RIGHT_HIP))
_TORSO = (int(Joint.LEFT_SHOULDER), int(Joint.RIGHT_SHOULDER), *_HIPS)


@dataclass(frozen=True, slots=True)
class View:
    """The fixed facts: image size in pixels and the model's aspect (width / height)."""

    width_px: int
    height_px: int
    aspect: float


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


@dataclass(frozen=True, slots=True)
class Following:
    """Somebody was found and is looked at in `box`."""

    view: View
    box: Box
    search_step: int
    settling_frames: int = SETTLING_FRAMES
    unseen_frames: int = 0
    roomy_since_s: float | None = None
    roomy_tallest_px: float = 0.0

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
    resized = _resize(replace(state, unseen_frames=0), wanted.height_px, pose.t_s)
    return replace(resized, box=_with_height(wanted, resized.box.height_px))


def search_boxes(view: View) -> list[Box]:
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
    hips = _seen(pose, _HIPS)
    if not hips:
        return None
    x_px = sum(hip.x_px for hip in hips) / len(hips)
    y_px = sum(hip.y_px for hip in hips) / len(hips)
    torso_x_px, torso_y_px = _reach_px(_seen(pose, _TORSO), x_px, y_px)
    body_x_px, body_y_px = _reach_px([point for point in pose.points if point], x_px, y_px)
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


def _resize(state: Following, wanted_px: float, t_s: float) -> Following:
    """The held height: grows at once, shrinks only after a while of too much room."""
    held_px = state.box.height_px
    if state.settling_frames > 0:
        settled = replace(state, settling_frames=state.settling_frames - 1)
        return replace(settled, box=_with_height(state.box, wanted_px))
    if wanted_px >= SHRINK_BELOW * held_px:
        grown_px = max(held_px, wanted_px)
        return replace(state, box=_with_height(state.box, grown_px), roomy_since_s=None)
    if state.roomy_since_s is None:
        return replace(state, roomy_since_s=t_s, roomy_tallest_px=wanted_px)
    tallest_px = max(state.roomy_tallest_px, wanted_px)
    if t_s - state.roomy_since_s < SHRINK_AFTER_S:
        return replace(state, roomy_tallest_px=tallest_px)
    return replace(state, box=_with_height(state.box, tallest_px), roomy_since_s=None)


def _with_height(box: Box, height_px: float) -> Box:
    aspect = box.width_px / box.height_px
    return box_around(box.centre_x_px, box.centre_y_px, 0.0, height_px, aspect)


def _seen(pose: Pose, joints: tuple[int, ...]) -> list[Point]:
    return [point for joint in joints if (point := pose.points[joint]) is not None]


def _reach_px(points: list[Point], x_px: float, y_px: float) -> tuple[float, float]:
    """How far the farthest point is from a centre, sideways and up or down."""
    x_reach_px = max(abs(point.x_px - x_px) for point in points)
    y_reach_px = max(abs(point.y_px - y_px) for point in points)
    return x_reach_px, y_reach_px
