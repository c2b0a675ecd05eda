"""Steadies what the network sees: causally for the live picture, with zero lag for the verdict.

Decides how much of the trembling of keypoints is taken out, and that nothing is invented for a
moment in which a point was not seen. Leaves to others which signals are filtered and what is
measured on them. Two filters, both from the literature:

- One-Euro (Casiez, Roussel and Vogel 2012) looks back only, so it can serve the live picture:
  steady while the person is still, quick while they move. It lags, so it never judges.
- Butterworth of second order, run forward and backward (Winter 2009), needs the whole rep and
  delays nothing: the bottom of the squat stays where it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import isfinite, pi, sqrt, tan
from typing import NamedTuple

from kiosk.pose.keypoints import FACE_JOINTS, JOINT_COUNT, Point, Pose

# First lab findings, 2026-11-22: 1.2 Hz and 0.02 Hz per pixel a second, for people whose
# shoulders are 230 px above their ankles. Here that size is taken out.
STEADY_CUTOFF_HZ = 1.2
"""One-Euro: cutoff while the person is still."""
STEADY_BETA_HZ = 4.6
"""One-Euro: added to the cutoff per body height (shoulder to ankle) a second of speed."""
STEADY_SPEED_CUTOFF_HZ = 1.0
"""One-Euro: cutoff of the speed itself, Casiez 2012."""
STEADY_GAP_S = 0.5
"""One-Euro: after a longer gap it begins anew: our choice."""

# 6 Hz at 30 frames a second and 4 Hz at 15: measurement sheet.
ZERO_LAG_CUTOFF_HZ = 6.0
ZERO_LAG_CUTOFF_OF_RATE = 4.0 / 15.0
"""The cutoff is at most this share of the frame rate."""
FILL_S = 0.1
"""A gap of up to this, or of one frame where frames are slower, is bridged by a straight line."""
EDGE_FRAMES = 9
"""A piece is continued by so many frames at both ends, three times the filter's length, as usual;
a piece that is no longer than this stays as it is."""


class Track(NamedTuple):
    """State of one One-Euro filter: its time, what it said then, its speed in units a second."""

    t_s: float
    value: float
    speed: float


def step(
    state: Track | None, t_s: float, value: float | None, size: float
) -> tuple[Track | None, float | None]:
    """One value in, the steadied one out; `state` is None at first.

    `value` may have any unit; `size` is a length in that unit by which speed is told (for
    keypoints the body's height), so that people near and far are steadied alike. A value that
    is None or no number was not seen: None comes out. Time that stands still changes nothing.
    """
    if value is None or not isfinite(value):
        return state, None
    state = _followed(state, t_s, value, size)
    return state, state.value


def _followed(state: Track | None, t_s: float, value: float, size: float) -> Track:
    """The One-Euro filter after one more value: Casiez 2012, algorithm 1."""
    if state is None or t_s - state.t_s > STEADY_GAP_S:
        return Track(t_s, value, 0.0)
    seconds = t_s - state.t_s
    if seconds <= 0.0:
        return state
    speed = (value - state.value) / seconds
    if not isfinite(speed) or size <= 0.0:
        return Track(t_s, value, 0.0)
    speed = state.speed + _share(STEADY_SPEED_CUTOFF_HZ, seconds) * (speed - state.speed)
    cutoff_hz = STEADY_CUTOFF_HZ + STEADY_BETA_HZ * abs(speed) / size
    share = _share(cutoff_hz, seconds)
    return Track(t_s, share * value + (1.0 - share) * state.value, speed)


def _share(cutoff_hz: float, seconds: float) -> float:
    """How much of a new value a low pass of first order takes."""
    return 1.0 / (1.0 + 1.0 / (2.0 * pi * cutoff_hz * seconds))


Tracks = tuple[tuple[Track, Track] | None, ...]
"""The filters of x and y of each joint; None where it was not seen in the last pose."""

NO_TRACKS: Tracks = (None,) * JOINT_COUNT


def steadied(state: Tracks, pose: Pose) -> tuple[Tracks, Pose]:
    """The pose for the live picture, each point by its own filters; begin with `NO_TRACKS`.

    A joint that is not seen stays unseen, and its filter begins anew when it is back.
    """
    height_px = _height_px(pose)
    tracks = tuple(
        _of_joint(before, pose.t_s, point, height_px)
        for before, point in zip(state, pose.points, strict=True)
    )
    points = (
        Point(track[0].value, track[1].value, point.score) if track and point else None
        for track, point in zip(tracks, pose.points, strict=True)
    )
    return tracks, Pose(pose.t_s, tuple(points))


def _of_joint(
    before: tuple[Track, Track] | None, t_s: float, point: Point | None, height_px: float
) -> tuple[Track, Track] | None:
    if point is None or not _is_number(point):
        return None
    x, y = before or (None, None)
    return _followed(x, t_s, point.x_px, height_px), _followed(y, t_s, point.y_px, height_px)


def _height_px(pose: Pose) -> float:
    """Highest to lowest point below the face: nearly the same in standing and in a squat."""
    body = pose.points[len(FACE_JOINTS) :]
    heights = [point.y_px for point in body if point and _is_number(point)]
    return max(heights) - min(heights) if heights else 0.0


def _is_number(point: Point) -> bool:
    return isfinite(point.x_px) and isfinite(point.y_px)


Samples = Sequence[tuple[float, float | None]]
"""Time in seconds, rising, and the value at it; None where it was not seen."""


def zero_lag(samples: Samples) -> list[float | None]:
    """The values of one rep without their trembling, as many as came in; None stays None.

    Short gaps are bridged for the filter's sake, long ones split the series. Frames may also be
    missing altogether; those that are there are taken to come evenly.
    """
    values = [value if value is not None and isfinite(value) else None for _, value in samples]
    frame_s = _frame_s([t_s for t_s, _ in samples])
    if frame_s is None:
        return values
    low_pass = _low_pass(1.0 / frame_s)
    for piece in _pieces(samples, values, frame_s):
        smooth = _both_ways(_filled(piece), low_pass)
        for index, slot, _ in piece:
            values[index] = smooth[slot]
    return values


def _frame_s(times_s: Sequence[float]) -> float | None:
    """The camera's time from frame to frame, also where up to two of three were dropped."""
    intervals = sorted(b - a for a, b in pairwise(times_s) if b > a)
    return intervals[len(intervals) // 3] if intervals else None


Piece = list[tuple[int, int, float]]
"""Values without a long gap: index in the samples, frame counted from the first one, value."""


def _pieces(samples: Samples, values: Sequence[float | None], frame_s: float) -> list[Piece]:
    """The values split where more frames are missing than may be filled."""
    fillable = max(1, int(FILL_S / frame_s + 0.1))
    pieces: list[Piece] = []
    last_s, slot = 0.0, 0
    for index, value in enumerate(values):
        if value is None:
            continue
        t_s = samples[index][0]
        frames = max(1, round((t_s - last_s) / frame_s))
        last_s = t_s
        if pieces and frames - 1 <= fillable:
            slot += frames
            pieces[-1].append((index, slot, value))
        else:
            slot = 0
            pieces.append([(index, slot, value)])
    return pieces


def _filled(piece: Piece) -> list[float]:
    """One value per frame: straight lines over what is missing."""
    filled = [piece[0][2]]
    for (_, slot, value), (_, next_slot, next_value) in pairwise(piece):
        frames = next_slot - slot
        filled += [value + (next_value - value) * k / frames for k in range(1, frames)]
        filled.append(next_value)
    return filled


LowPass = tuple[float, float, float]
"""a0, b1 and b2 of y = a0 (x + 2 x' + x'') + b1 y' + b2 y''; a1 is 2 a0 and a2 is a0."""


def _low_pass(rate_hz: float) -> LowPass:
    """One pass of the Butterworth filter for this frame rate: Winter 2009, chapter 2.

    Two passes would narrow the cutoff, so each is made wider by 1 / 0.802, as Winter does: the
    cutoff asked for is where both together let 0.71 of a movement through.
    """
    cutoff_hz = min(ZERO_LAG_CUTOFF_HZ, ZERO_LAG_CUTOFF_OF_RATE * rate_hz)
    omega = tan(pi * cutoff_hz / rate_hz) / (sqrt(2.0) - 1.0) ** 0.25
    a0 = omega**2 / (1.0 + sqrt(2.0) * omega + omega**2)
    k3 = 2.0 * a0 / omega**2
    return a0, k3 - 2.0 * a0, 1.0 - 2.0 * a0 - k3


def _both_ways(series: list[float], low_pass: LowPass) -> list[float]:
    """Forward and backward, so that nothing is delayed, with the ends continued point-mirrored."""
    if len(series) <= EDGE_FRAMES:
        return series
    before = [2.0 * series[0] - value for value in series[EDGE_FRAMES:0:-1]]
    after = [2.0 * series[-1] - value for value in series[-2 : -EDGE_FRAMES - 2 : -1]]
    there = _pass([*before, *series, *after], low_pass)
    back = _pass(there[::-1], low_pass)[::-1]
    return back[EDGE_FRAMES:-EDGE_FRAMES]


def _pass(series: list[float], low_pass: LowPass) -> list[float]:
    """One pass, as if the first value had stood for ever: what is constant stays exactly."""
    a0, b1, b2 = low_pass
    start = series[0]
    x1 = x2 = y1 = y2 = 0.0
    smooth = []
    for value in series:
        x = value - start
        y = a0 * (x + 2.0 * x1 + x2) + b1 * y1 + b2 * y2
        smooth.append(start + y)
        x2, x1, y2, y1 = x1, x, y1, y
    return smooth
