"""Whether the camera sees the member well enough, and the one thing to change if not. Pure.

Decides which fault of placement is said first, and whether the feet are on the spot. Leaves to
`flow` when it is asked (nobody squats then) and how long an answer must hold before it is said.
`L` is the leg's length hip-knee-ankle in the picture. Numbers: our choice, measured on rendered
people (docs/decisions/0009-who-is-on-the-spot.md), 2026-11-22.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from statistics import fmean

from kiosk.pose.keypoints import Leg, Point, Pose
from kiosk.scoring import geometry, protocol
from kiosk.scoring.spot import Floor, Spot, sole
from kiosk.scoring.standing import Standing
from kiosk.scoring.surroundings import Surroundings


class Hint(Enum):
    """One thing that the member (or staff) can change, from the most to the least urgent."""

    FEET_HIDDEN = "feet_hidden"
    HEAD_HIDDEN = "head_hidden"
    TOO_DARK = "too_dark"
    TOO_BLURRED = "too_blurred"
    TOO_NEAR = "too_near"
    TOO_FAR = "too_far"
    MOVE_LEFT = "move_left"
    """To the member's own left."""
    MOVE_RIGHT = "move_right"
    TURNED = "turned"


Xy = tuple[float, float]

EASED = 0.8
"""A hint that was given is taken back when what caused it is under this part of its limit."""
LEG_PER_TORSO = 1.5
"""A leg over the distance from the middle of the shoulders to that of the hips, where ankles are
not seen."""
TOES_BELOW_ANKLE = 0.09
"""Part of L that must be seen of the picture under an ankle."""
NOSE_ABOVE_SHOULDERS = 0.24
"""The nose over the shoulders' middle, part of L."""
SPOT_RIM = 1.0
"""Nearer or farther than this part of the spot's half height (floor seen from the side)."""
ALONG_M = 0.35
"""The same where the floor is calibrated, metres."""
FILLS_HEIGHT = 0.4
"""L over the picture's height above which head or feet are soon cut: a body is 2.2 L tall."""
LEG_LEAST_PX = 60.0
"""Under this a body has 130 pixels, less than half of what the live network could look at."""
LEG_LEAST_SHARE = 0.12
"""The same as a part of the picture's longer side: about 5 m with a lens of 66 degrees."""
ASIDE_OF_DISTANCE = 0.2 / 3.0
"""Stance foot beside the centre line over its distance: 0.2 m at 3 m make 4.7 degrees of false
knee angle (protocol.OFF_CENTRE)."""
ASIDE_OF_SPOT = 0.57
"""The same as a part of the spot's half width, where it is not calibrated: 0.2 of 0.35 m."""
OF_BOTH = 0.6
"""The middle of both feet may be off by this part of it, for each foot is another 0.1 m out."""
OFF_SPOT = 1.3
"""A sole farther out than this is off the spot; one within 1 is on it; between, it stays what it
was."""


def hint(
    pose: Pose,
    *,
    spot: Spot | None,
    standing: Standing | None,
    around: Surroundings,
    picture_px: tuple[int, int],
    stance: Leg | None = None,
    before: Hint | None = None,
) -> Hint | None:
    """The most urgent thing to change for `pose` in a picture of (width, height) pixels.

    `standing` is the baseline once there is one; `stance` the leg whose foot alone counts while
    the other is lifted; `before` what was said at the frame before, so that it does not flicker.
    """
    found = _found(pose, spot, standing, around, picture_px, stance, before)
    return next(found, None)


def on_spot(
    pose: Pose, spot: Spot, stance: Leg | None, leg_px: float, *, before: bool | None = None
) -> bool | None:
    """Whether both soles, or the stance sole while on one leg, are on the spot.

    None when no ankle of them is seen and none is off; `before` is the answer for the frame
    before: between the rim and `OFF_SPOT` nothing changes.
    """
    legs = (Leg.LEFT, Leg.RIGHT) if stance is None else (stance,)
    ankles = [pose.points[geometry.ANKLE[leg]] for leg in legs]
    reaches = [spot.reach(*sole(ankle, leg_px)) for ankle in ankles if ankle is not None]
    if any(reach > OFF_SPOT for reach in reaches):
        return False
    if len(reaches) < len(ankles):
        return None
    return True if max(reaches) <= SPOT_RIM else bool(before)


def leg_length_px(pose: Pose, standing: Standing | None) -> float | None:
    """L in pixels: of the baseline, else of the legs in view, else of the trunk."""
    if standing is not None:
        return fmean(standing.leg_px.values())
    legs = [points for leg in Leg if (points := geometry.leg_points(pose, leg)) is not None]
    if legs:
        return max(geometry.leg_length_px(points) for points in legs)
    hips = geometry.middle(pose, geometry.HIP)
    shoulders = geometry.middle(pose, geometry.SHOULDER)
    return None if hips is None or shoulders is None else LEG_PER_TORSO * (hips[1] - shoulders[1])


def _found(
    pose: Pose,
    spot: Spot | None,
    standing: Standing | None,
    around: Surroundings,
    picture_px: tuple[int, int],
    stance: Leg | None,
    before: Hint | None,
) -> Iterator[Hint]:
    """Every hint that holds, the most urgent first."""
    leg_px = leg_length_px(pose, standing)
    feet = _soles(pose, stance, leg_px) if leg_px else []
    if _feet_hidden(pose, stance, leg_px, picture_px[1], before):
        yield Hint.FEET_HIDDEN
    if leg_px and _head_hidden(pose, leg_px, before):
        yield Hint.HEAD_HIDDEN
    if around.dark:
        yield Hint.TOO_DARK
    if around.blurred:
        yield Hint.TOO_BLURRED
    if leg_px and feet:
        foot = (fmean(x for x, _ in feet), fmean(y for _, y in feet))
        yield from _along(foot, spot, leg_px, picture_px, before)
        yield from _across(foot, spot, leg_px, picture_px[0], len(feet), before)
    if standing is not None and standing.aside is not None:
        false_deg = abs(standing.aside.false_fppa_deg(Leg.LEFT))
        if false_deg > protocol.TURNED_DEG * _patience(Hint.TURNED, before):
            yield Hint.TURNED


def _patience(kind: Hint, before: Hint | None) -> float:
    return EASED if before is kind else 1.0


def _soles(pose: Pose, stance: Leg | None, leg_px: float) -> list[Xy]:
    legs = (Leg.LEFT, Leg.RIGHT) if stance is None else (stance,)
    ankles = (pose.points[geometry.ANKLE[leg]] for leg in legs)
    return [sole(ankle, leg_px) for ankle in ankles if ankle is not None]


def _feet_hidden(
    pose: Pose, stance: Leg | None, leg_px: float | None, height_px: int, before: Hint | None
) -> bool:
    """An ankle that counts is not seen, or the picture ends under it."""
    legs = (Leg.LEFT, Leg.RIGHT) if stance is None else (stance,)
    ankles = [pose.points[geometry.ANKLE[leg]] for leg in legs]
    if leg_px is None or any(ankle is None for ankle in ankles):
        return True
    room_px = TOES_BELOW_ANKLE * leg_px / _patience(Hint.FEET_HIDDEN, before)
    return any(ankle.y_px + room_px > height_px for ankle in ankles if ankle is not None)


def _head_hidden(pose: Pose, leg_px: float, before: Hint | None) -> bool:
    """The nose is above the picture; told from the shoulders, for a hidden face is guessed."""
    shoulders = [pose.points[joint] for joint in geometry.SHOULDER.values()]
    seen: list[Point] = [point for point in shoulders if point is not None]
    if not seen:
        return True
    room_px = NOSE_ABOVE_SHOULDERS * leg_px / _patience(Hint.HEAD_HIDDEN, before)
    return min(point.y_px for point in seen) < room_px


def _along(
    foot: Xy, spot: Spot | None, leg_px: float, picture_px: tuple[int, int], before: Hint | None
) -> Iterator[Hint]:
    """Too near or too far."""
    near, far = _patience(Hint.TOO_NEAR, before), _patience(Hint.TOO_FAR, before)
    if spot is None:
        width_px, height_px = picture_px
        least_px = max(LEG_LEAST_PX, LEG_LEAST_SHARE * max(width_px, height_px))
        if leg_px > FILLS_HEIGHT * near * height_px:
            yield Hint.TOO_NEAR
        elif leg_px < least_px / far:
            yield Hint.TOO_FAR
        return
    toward = _toward(foot, spot)
    if toward > near:
        yield Hint.TOO_NEAR
    elif toward < -far:
        yield Hint.TOO_FAR


def _toward(foot: Xy, spot: Spot) -> float:
    """How far a foot is from the middle of the spot toward the camera, 1 at the limit."""
    place = spot.floor.place_m(*foot) if spot.floor else None
    if place is not None:
        return place[1] / ALONG_M
    return (foot[1] - spot.y_px) / (SPOT_RIM * spot.half_height_px)


def _across(
    foot: Xy, spot: Spot | None, leg_px: float, width_px: int, feet: int, before: Hint | None
) -> Iterator[Hint]:
    """Beside the centre line; the camera sees the member's left on its right."""
    aside = _aside(foot, spot, leg_px, width_px) / (OF_BOTH if feet == 2 else 1.0)
    if aside > _patience(Hint.MOVE_RIGHT, before):
        yield Hint.MOVE_RIGHT
    elif aside < -_patience(Hint.MOVE_LEFT, before):
        yield Hint.MOVE_LEFT


def _aside(foot: Xy, spot: Spot | None, leg_px: float, width_px: int) -> float:
    """How far a foot is to the picture's right of the centre line, 1 at the limit."""
    if spot is None:
        return (foot[0] - width_px / 2) / (protocol.OFF_CENTRE * leg_px)
    of_distance = _of_distance(foot, spot.floor) if spot.floor else None
    if of_distance is not None:
        return of_distance / ASIDE_OF_DISTANCE
    return (foot[0] - spot.x_px) / (ASIDE_OF_SPOT * spot.half_width_px)


def _of_distance(foot: Xy, floor: Floor) -> float | None:
    """A foot's place beside the centre line over its distance from the camera, which is the focal
    length times what one pixel spans there."""
    place, beside = floor.place_m(*foot), floor.place_m(foot[0] + 1.0, foot[1])
    if place is None or beside is None or beside[0] <= place[0]:
        return None
    return place[0] / (floor.focal_px * (beside[0] - place[0]))
