"""How well the camera is placed: rows in plain words, each with what to do about it. Pure.

Decides what is good, poor and bad about a placement. Leaves measuring it to `kiosk.spot` (scale,
level, lens) and `kiosk.camera.picture_quality` (light, sharpness). What nobody measured is
`unknown`, never good. Limits: our choice, 2026-11-22, from the placements that the lab measured
(docs/measurements.md: 0.65 to 1.2 m high, 2.4 to 3.5 m away, roll to 2 degrees, k1 to -0.15).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import atan, degrees
from typing import Literal

from kiosk.scoring.spot import Spot
from kiosk.spot.calibration import Calibration

State = Literal["good", "poor", "bad", "unknown"]

NOT_CALIBRATED = "not calibrated"
CALIBRATE = "Lay the mat and press “Calibrate with the mat”."

LOOK_AGAIN = "Wait for the camera's picture and look again."

LEVEL_DEG = (1.0, 2.0)
"""Roll is good to the first, poor to the second: it adds itself to hips and trunk."""
HEIGHT_M = ((0.7, 1.2), (0.5, 1.5))
"""Of the lens above the floor: good within the first, poor within the second."""
DISTANCE_M = ((2.5, 3.5), (2.2, 4.2))
MAT_TURN_DEG = (2.0, 4.0)
"""A member who stands as the mat says is turned by this; about one degree of knee for each."""
AIM_SHARE = (0.06, 0.15)
"""The spot off the picture's middle line, part of the width: at the edge the lens bends most."""
ROOM_SHARE = 0.03
"""Of the picture's height over a head of 2 m and under the spot."""
LENS_K1 = (0.16, 0.3)
DISTANCE_SD_SHARE = (0.03, 0.06)
"""How far the distance may be off, in parts of it; beyond the second no calibration is taken."""
RATE_HZ = (10.0, 7.0)
"""Frames a second that are judged: counts and angles held at 10 in the lab."""
BLOWN_SHARE = (0.1, 0.3)
"""Part of the picture without any drawing because it is too bright."""


@dataclass(frozen=True, slots=True)
class Row:
    """One thing about the placement."""

    name: str
    state: State
    seen: str
    """What was found, with figures."""
    mend: str | None = None
    """What to do; None where all is well."""


@dataclass(frozen=True, slots=True)
class Placement:
    """All that is known about it. None is not measured."""

    width_px: int
    height_px: int
    spot: Spot | None = None
    calibration: Calibration | None = None
    head_px: tuple[float, float] | None = None
    """Where a head 2 m above the middle of the spot is in the picture."""
    rate_hz: float | None = None
    light: float | None = None
    """Brightness that nine tenths of the picture stay under, 0 to 1."""
    dark: bool | None = None
    blurred: bool | None = None
    blown_share: float | None = None


def score(placement: Placement) -> tuple[Row, ...]:
    """Every row, in the order in which somebody at the camera would mend them."""
    return (
        *_by_scale(placement),
        _aim(placement),
        _room(placement),
        _light(placement),
        _sharpness(placement.blurred),
        _rate(placement.rate_hz),
    )


def overall(rows: Sequence[Row]) -> tuple[State, str]:
    """The whole in one state and one sentence."""
    by_state = {state: [row for row in rows if row.state == state] for state in _WORST_FIRST}
    bad, poor, unknown = (by_state[state] for state in ("bad", "poor", "unknown"))
    if bad:
        return "bad", f"Do not measure yet: {_names(bad)} must be mended."
    if poor:
        return "poor", f"It works; better with {_names(poor)} mended."
    if unknown:
        return "unknown", f"No fault found; not known: {_names(unknown)}."
    return "good", "The camera is well placed."


_WORST_FIRST: tuple[State, ...] = ("bad", "poor", "unknown", "good")


def _names(rows: Sequence[Row]) -> str:
    return ", ".join(row.name.lower() for row in rows)


def _by_scale(placement: Placement) -> Iterator[Row]:
    """The rows that only a calibration can tell."""
    seen = placement.calibration
    if seen is None:
        for name in ("Level", "Height", "Distance", "Mat", "Lens", "Calibration"):
            yield Row(name, "unknown", NOT_CALIBRATED, CALIBRATE)
        return
    yield _level(seen.roll_deg)
    yield _height(seen.camera_height_m)
    yield _distance(seen.distance_m)
    yield _mat(seen.mat_turn_deg)
    yield _lens(seen.k1)
    yield _fit(seen)


def _level(roll_deg: float) -> Row:
    seen = f"{abs(roll_deg):.1f}° off level" if abs(roll_deg) >= 0.05 else "level"
    way = "clockwise" if roll_deg > 0 else "counter-clockwise"
    mend = f"Turn the camera {abs(roll_deg):.1f}° {way}, seen from behind it."
    return _row("Level", _upto(abs(roll_deg), LEVEL_DEG), seen, mend)


def _height(height_m: float) -> Row:
    (low, high), _ = HEIGHT_M
    way = "Raise" if height_m < low else "Lower"
    mend = f"{way} the camera to between {low:.1f} and {high:.1f} m."
    return _row("Height", _within(height_m, HEIGHT_M), f"{height_m:.2f} m high", mend)


def _distance(distance_m: float) -> Row:
    (low, high), _ = DISTANCE_M
    way = "farther from" if distance_m < low else "nearer to"
    mend = f"Move the camera {way} the spot: {low:.1f} to {high:.1f} m along the floor."
    return _row("Distance", _within(distance_m, DISTANCE_M), f"{distance_m:.2f} m away", mend)


def _mat(turn_deg: float) -> Row:
    away = abs(turn_deg)
    seen = "points at the camera" if away < 0.5 else f"points {away:.0f}° past the camera"
    way = "clockwise" if turn_deg > 0 else "counter-clockwise"
    mend = f"Turn the mat {away:.0f}° {way}, seen from above, and calibrate again."
    return _row("Mat", _upto(away, MAT_TURN_DEG), seen, mend)


def _lens(k1: float) -> Row:
    kind = "barrel" if k1 < 0 else "pincushion"
    seen = "straight" if abs(k1) < 0.01 else f"bends straight lines ({kind}, k1 {k1:+.2f})"
    mend = "Use a lens with a narrower view: this one bends the body near the picture's edge."
    return _row("Lens", _upto(abs(k1), LENS_K1), seen, mend)


def _fit(calibration: Calibration) -> Row:
    sd_m = calibration.distance_sd_m
    mend = "Lay the mat flat with nobody near it, light it well and calibrate again."
    seen = f"markers fit to {calibration.error_px:.1f} pixels, distance to ± {2 * sd_m:.2f} m"
    return _row("Calibration", _upto(sd_m / calibration.distance_m, DISTANCE_SD_SHARE), seen, mend)


def _aim(placement: Placement) -> Row:
    spot = placement.spot
    if spot is None:
        return Row("Aim", "unknown", "no spot is set", "Set the spot first.")
    aside_px = spot.x_px - placement.width_px / 2
    share = aside_px / placement.width_px
    side = "right" if share > 0 else "left"
    about = (
        f" by {_angle_deg(aside_px, placement.calibration):.0f}°" if placement.calibration else ""
    )
    seen = (
        "the spot is in the middle"
        if abs(share) < 0.01
        else (f"the spot is {abs(share):.0%} of the picture to the {side} of the middle")
    )
    mend = f"Turn the camera to the {side}{about}, seen from behind it; then set the spot again."
    return _row("Aim", _upto(abs(share), AIM_SHARE), seen, mend)


def _angle_deg(aside_px: float, calibration: Calibration) -> float:
    return abs(degrees(atan(aside_px / calibration.focal_px)))


def _room(placement: Placement) -> Row:
    """Head and feet of a tall member in the picture."""
    name = "Head and feet"
    spot, height_px = placement.spot, placement.height_px
    if spot is None:
        return Row(name, "unknown", "no spot is set", "Set the spot first.")
    below = (height_px - spot.y_px - spot.half_height_px) / height_px
    if below < 0:
        return Row(name, "bad", "the spot is cut off", "Tilt the camera down.")
    if placement.head_px is None:
        return Row(name, "unknown", f"feet in view; head {NOT_CALIBRATED}", CALIBRATE)
    above = placement.head_px[1] / height_px
    seen = f"room over a head at 2 m {_percent(above)}, under the spot {_percent(below)}"
    worst = min(above, below)
    state: State = "good" if worst >= ROOM_SHARE else "poor" if worst >= 0 else "bad"
    return _row(name, state, seen, _tilt(above, below))


def _tilt(above: float, below: float) -> str:
    if above + below < 2 * ROOM_SHARE:
        return "Move the camera back: a tall member does not fit the picture."
    return "Tilt the camera up." if above < below else "Tilt the camera down."


def _percent(share: float) -> str:
    return f"{share:.0%}" if share >= 0 else "none"


def _light(placement: Placement) -> Row:
    light, blown = placement.light, placement.blown_share
    if light is None or blown is None:
        return Row("Light", "unknown", "no picture yet", LOOK_AGAIN)
    seen = f"brightness {light:.0%}"
    if placement.dark:
        return Row("Light", "bad", f"too dark, {seen}", "Light the member from the front.")
    if blown >= 0.01:
        seen += f", {blown:.0%} of the picture too bright"
    mend = "Shade what the camera looks into, window or lamp, or light the member from the front."
    return _row("Light", _upto(blown, BLOWN_SHARE), seen, mend)


def _sharpness(blurred: bool | None) -> Row:
    if blurred is None:
        return Row("Sharpness", "unknown", "no picture yet", LOOK_AGAIN)
    mend = "Wipe the lens, then focus it on the spot."
    return _row("Sharpness", "bad" if blurred else "good", "blurred" if blurred else "sharp", mend)


def _rate(rate_hz: float | None) -> Row:
    if rate_hz is None:
        return Row("Frame rate", "unknown", "not measured yet", LOOK_AGAIN)
    good, poor = RATE_HZ
    state: State = "good" if rate_hz >= good else "poor" if rate_hz >= poor else "bad"
    mend = "Use the smaller model, close other programs, or use a faster board."
    return _row("Frame rate", state, f"{rate_hz:.0f} frames a second judged", mend)


def _row(name: str, state: State, seen: str, mend: str) -> Row:
    return Row(name, state, seen, None if state == "good" else mend)


def _upto(value: float, limits: tuple[float, float]) -> State:
    good, poor = limits
    return "good" if value <= good else "poor" if value <= poor else "bad"


def _within(value: float, ranges: tuple[tuple[float, float], tuple[float, float]]) -> State:
    for state, (low, high) in zip(("good", "poor"), ranges, strict=True):
        if low <= value <= high:
            return "good" if state == "good" else "poor"
    return "bad"
