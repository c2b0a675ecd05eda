"""Standing still on two feet: the baseline that everything else is measured against.

Decides when a person stands still on both feet and what they look like then. Leaves to
others what moves afterwards.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import dist
from statistics import fmean, median

from kiosk.pose.keypoints import Joint, Leg, Point, Pose
from kiosk.scoring import geometry, protocol
from kiosk.scoring.akimbo import mostly_on_hip
from kiosk.scoring.turned import Aside, aside

BOTH_LEGS = (Leg.LEFT, Leg.RIGHT)
SEEN_SHARE = 0.6
"""Both legs must be seen whole in this share of the window's frames (our choice)."""
MOMENTS_KEPT = 12
"""Moments of a stand that a closer look may go to; a picture of each is in memory."""
WILD_SHARE = 0.2
"""Share of the window's frames left out at either end before its range is taken."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A person on two feet: medians over a still moment. Lines: degrees, right side lower +."""

    t_s: float
    leg_px: Mapping[Leg, float]
    """Hip-knee-ankle length of each leg."""
    hip_height_px: float
    """Middle of the hips above the middle of the ankles."""
    step_px: tuple[float, float]
    """From the left to the right ankle (x, y)."""
    ankles_px: tuple[float, float]
    """Middle of the ankles (x, y)."""
    body_x_px: float
    """The body's middle (of hips and shoulders), sideways."""
    weight: float
    """Where the body's middle was between the ankles: 0 over the left, 1 over the right foot."""
    knees_px: float
    """How much lower the right knee is than the left."""
    medial: Mapping[Leg, int]
    hip_line_deg: float | None
    wrist_line_deg: float | None
    torso_px: float | None = None
    """From the middle of the hips to that of the shoulders."""
    aside: Aside | None = None
    """Whether the body is turned, with the hands on the hips; None where that cannot be told."""
    times_s: tuple[float, ...] = ()
    """Moments of this stand, in order, at most MOMENTS_KEPT, spread over all of it."""
    windows: int = 1
    """How many still windows of this stand the lines are averaged over."""
    centre_px: float | None = None
    """x of the line on which the person should stand, where it is known."""

    def line_deg(self, line_right_lower_deg: float, stance: Leg) -> float:
        """A baseline line as seen from the stance leg: positive when the free side is lower."""
        return line_right_lower_deg if stance is Leg.LEFT else -line_right_lower_deg


def ankles(pose: Pose) -> tuple[Point, Point] | None:
    """Left and right ankle, or None when either is missing."""
    left, right = (pose.points[geometry.ANKLE[leg]] for leg in BOTH_LEGS)
    return (left, right) if left and right else None


def weight_shift(pose: Pose, least_gap_px: float = 1.0) -> float | None:
    """Where the body's middle stands between the ankles: 0 over the left, 1 over the right foot.

    None where a point is missing, or where the ankles are closer together than `least_gap_px`.
    """
    feet, body_px = ankles(pose), body_middle_px(pose)
    if feet is None or body_px is None:
        return None
    left, right = feet
    gap = right.x_px - left.x_px
    return (body_px - left.x_px) / gap if abs(gap) >= least_gap_px else None


def body_middle_px(pose: Pose) -> float | None:
    """The body's middle sideways: half way between the middles of hips and shoulders."""
    hips = geometry.middle(pose, geometry.HIP)
    shoulders = geometry.middle(pose, geometry.SHOULDER)
    return (hips[0] + shoulders[0]) / 2 if hips and shoulders else None


def torso_px(pose: Pose) -> float | None:
    """From the middle of the hips to that of the shoulders: how large the body is, squat or not."""
    hips = geometry.middle(pose, geometry.HIP)
    shoulders = geometry.middle(pose, geometry.SHOULDER)
    return dist(hips, shoulders) if hips and shoulders else None


def stands_still(poses: Sequence[Pose]) -> Standing | None:
    """The baseline when all of `poses` (a window of time) show one person still on both feet."""
    if not poses or not _stands_on_both(poses[-1]):
        return None  # told from one frame: saves the rest on one leg, which is most of a check
    legs = [shape for pose in poses if (shape := _legs(pose)) is not None]
    if len(legs) < SEEN_SHARE * len(poses) or not legs:
        return None
    length = {
        leg: median(geometry.leg_length_px(shape[leg]) for shape in legs) for leg in BOTH_LEGS
    }
    limit_px = protocol.STILL_RANGE * fmean(length.values())
    if any(_range(track) > limit_px for track in _tracks(legs)):
        return None
    middles = [middle for pose in poses if (middle := body_middle_px(pose)) is not None]
    if not middles or _range(middles) > protocol.BODY_STILL * fmean(length.values()):
        return None
    if not _on_both_feet(poses, fmean(length.values())):
        return None
    return _baseline(poses, legs, length)


def _stands_on_both(pose: Pose) -> bool:
    """Whether the newest frame alone could be standing; None of the points decides nothing."""
    shift = weight_shift(pose)
    low, high = protocol.WEIGHT_CENTRED
    return shift is None or low < shift < high


def _legs(pose: Pose) -> dict[Leg, geometry.LegPoints] | None:
    left, right = (geometry.leg_points(pose, leg) for leg in BOTH_LEGS)
    return {Leg.LEFT: left, Leg.RIGHT: right} if left and right else None


def _tracks(legs: list[dict[Leg, geometry.LegPoints]]) -> list[list[float]]:
    """The coordinates that must hold still: both ankles, and the height of the hips."""
    tracks = []
    for leg in BOTH_LEGS:
        tracks.append([shape[leg][2].x_px for shape in legs])
        tracks.append([shape[leg][2].y_px for shape in legs])
    tracks.append([(shape[Leg.LEFT][0].y_px + shape[Leg.RIGHT][0].y_px) / 2 for shape in legs])
    return tracks


def _range(track: Sequence[float]) -> float:
    """Highest less lowest, without the wildest frames on either side."""
    wild = int(WILD_SHARE * len(track))
    steady = sorted(track)[wild : len(track) - wild]
    return steady[-1] - steady[0]


def _on_both_feet(poses: Sequence[Pose], length_px: float) -> bool:
    shifts = [shift for pose in poses if (shift := weight_shift(pose)) is not None]
    feet = [pair for pose in poses if (pair := ankles(pose)) is not None]
    if not shifts or not feet:
        return False
    low, high = protocol.WEIGHT_CENTRED
    step = median(right.y_px - left.y_px for left, right in feet)
    return low < median(shifts) < high and abs(step) < protocol.FEET_LEVEL * length_px


def _baseline(
    poses: Sequence[Pose], legs: list[dict[Leg, geometry.LegPoints]], length: Mapping[Leg, float]
) -> Standing | None:
    medial = {leg: geometry.medial_sign(poses[-1], leg) for leg in BOTH_LEGS}
    left, right = medial[Leg.LEFT], medial[Leg.RIGHT]
    if left is None or right is None:
        return None
    middles = [middle for pose in poses if (middle := body_middle_px(pose)) is not None]
    hip_y = median((shape[Leg.LEFT][0].y_px + shape[Leg.RIGHT][0].y_px) / 2 for shape in legs)
    ankle = {
        leg: (median(s[leg][2].x_px for s in legs), median(s[leg][2].y_px for s in legs))
        for leg in BOTH_LEGS
    }
    (left_x, left_y), (right_x, right_y) = ankle[Leg.LEFT], ankle[Leg.RIGHT]
    torsos = [size_px for pose in poses if (size_px := torso_px(pose)) is not None]
    hands_up = all(mostly_on_hip(poses, leg, length[leg]) for leg in BOTH_LEGS)
    return Standing(
        t_s=poses[-1].t_s,
        leg_px=length,
        hip_height_px=(left_y + right_y) / 2 - hip_y,
        step_px=(right_x - left_x, right_y - left_y),
        ankles_px=((left_x + right_x) / 2, (left_y + right_y) / 2),
        body_x_px=median(middles),
        weight=median(shift for pose in poses if (shift := weight_shift(pose)) is not None),
        knees_px=median(s[Leg.RIGHT][1].y_px - s[Leg.LEFT][1].y_px for s in legs),
        medial={Leg.LEFT: left, Leg.RIGHT: right},
        hip_line_deg=_median_line(poses, geometry.HIP),
        wrist_line_deg=_median_line(poses, geometry.WRIST),
        torso_px=median(torsos) if torsos else None,
        aside=aside(poses, fmean(length.values())) if hands_up else None,
        times_s=thinned_out([pose.t_s for pose in poses]),
    )


def thinned_out(times_s: Sequence[float]) -> tuple[float, ...]:
    """At most MOMENTS_KEPT of these, the first and the last among them, far from each other.

    One goes at a time, from where they are closest: so a stand keeps moments of all its length
    though they come one by one, and what has gone never comes back.
    """
    kept = list(dict.fromkeys(times_s))
    while len(kept) > MOMENTS_KEPT:
        del kept[min(range(1, len(kept) - 1), key=lambda i: kept[i + 1] - kept[i - 1])]
    return tuple(kept)


def _median_line(poses: Sequence[Pose], joints: dict[Leg, Joint]) -> float | None:
    """Median tilt of a pair of joints, degrees, right side lower positive."""
    tilts = [
        tilt for p in poses if (tilt := geometry.line_drop_deg(p, joints, Leg.LEFT)) is not None
    ]
    return median(tilts) if tilts else None


def renewed(old: Standing | None, new: Standing) -> Standing:
    """Which baseline holds: the new one, unless it only shows the same person standing lower,
    or still over one foot, the other one held just over its place.

    On the same stand the lines are averaged over all its windows: half a second of one wrist
    is too noisy to measure a pelvis by. So is the body's middle, lest it creep over one foot.
    """
    if old is None or _moved(old, new) or new.hip_height_px > 1.04 * old.hip_height_px:
        return new
    if new.hip_height_px < 0.96 * old.hip_height_px or _over_one_foot(old, new):
        return old
    windows = old.windows + 1
    offset_px = old.body_x_px - old.ankles_px[0]
    offset_px += (new.body_x_px - new.ankles_px[0] - offset_px) / windows
    return replace(
        new,
        windows=windows,
        body_x_px=new.ankles_px[0] + offset_px,
        hip_line_deg=_averaged(old.hip_line_deg, new.hip_line_deg, windows),
        wrist_line_deg=_averaged(old.wrist_line_deg, new.wrist_line_deg, windows),
        aside=_newer_aside(old, new),
        times_s=_moments(old, new),
    )


def _moments(old: Standing, new: Standing) -> tuple[float, ...]:
    """Of all of a stand; who has squatted meanwhile may have turned, or be somebody else."""
    if new.t_s - old.t_s > protocol.STAND_ANEW_S:
        return new.times_s
    return thinned_out((*old.times_s, new.t_s))


def _newer_aside(old: Standing, new: Standing) -> Aside | None:
    """Averaged while the person stands; who has squatted meanwhile may have turned."""
    if old.aside is None or new.aside is None:
        return new.aside or old.aside
    if new.t_s - old.t_s > protocol.STAND_ANEW_S:
        return new.aside
    return old.aside.averaged(new.aside, 1 / (old.windows + 1))


def _over_one_foot(old: Standing, new: Standing) -> bool:
    """The body went aside on the old step while the feet hardly did."""
    aside_px = (new.body_x_px - new.ankles_px[0]) - (old.body_x_px - old.ankles_px[0])
    least, most = protocol.BODY_ON_BOTH
    return not least < 0.5 + aside_px / old.step_px[0] < most if old.step_px[0] else False


def _averaged(old_deg: float | None, new_deg: float | None, windows: int) -> float | None:
    """The running mean after one more window."""
    if old_deg is None or new_deg is None:
        return new_deg if old_deg is None else old_deg
    return old_deg + (new_deg - old_deg) / windows


def _moved(old: Standing, new: Standing) -> bool:
    """Another place or another size: not the same stand."""
    length = fmean(old.leg_px.values())
    shift = abs(new.ankles_px[0] - old.ankles_px[0]) + abs(new.ankles_px[1] - old.ankles_px[1])
    return shift > 0.6 * length or abs(fmean(new.leg_px.values()) / length - 1.0) > 0.12
