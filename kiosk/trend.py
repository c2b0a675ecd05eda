"""What has changed from check to check of one person, and what only seems so. Pure.

Decides which stored checks may be compared, and whether a difference is larger than the error
of two measurements. Where checks come from is the store's, the words are the pages'. Sources of
the numbers: docs/trend.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import ceil, hypot, sqrt
from types import MappingProxyType

from kiosk.scoring import protocol

DETECTABLE_DEG: Mapping[str, float] = MappingProxyType(
    {"knee_valgus": 9.0, "pelvic_drop": 8.0, "trunk_lean": 6.0}
)
"""By check: a smaller change between two sessions of one leg is no measurable change. Knee: Munro
2012 (smallest detectable change 7.5 to 8.9); the others are our choice, 2026-11-22."""
SAME_DEPTH_DEG = 10.0
"""The angles grow with the squat: legs that went deeper or less deep by more are not compared."""
SURE_95 = 1.96
"""Standard deviations that 95 of 100 normal errors stay within."""


class Side(StrEnum):
    """What a line of the trend shows: one leg, or left minus right."""

    LEFT = "left"
    RIGHT = "right"
    GAP = "gap"


class LeftOut(StrEnum):
    """Why a check is shown and not compared."""

    NOT_MEASURED = "not_measured"
    FEW_REPS = "few_reps"
    IN_DOUBT = "in_doubt"
    EASED = "eased"
    PROTOCOL = "protocol"
    NETWORK = "network"
    FREE_LEG = "free_leg"
    DEPTH = "depth"


@dataclass(frozen=True, slots=True)
class Reading:
    """One measure of one leg."""

    value_deg: float | None
    spread_deg: float | None
    """One standard deviation."""
    in_doubt: bool
    """The value itself may be false (off the spot, turned, hips hardly seen, too slow), or nobody
    noted if it is."""
    reps: int
    """Counted reps in which it was seen."""


@dataclass(frozen=True, slots=True)
class Stance:
    """One leg of one check."""

    free_leg: str | None
    """Where the lifted leg was held; None where it could not be told."""
    depth_deg: float | None
    """Knee flexion of the leg's reps."""
    readings: Mapping[str, Reading]
    """By check: knee_valgus, pelvic_drop, trunk_lean."""


@dataclass(frozen=True, slots=True)
class Visit:
    """One stored check, as far as a trend asks."""

    check_id: str
    number: int
    """Grows with every check of the store, whatever the clock says."""
    label: str
    """As it was typed."""
    started_utc: str
    clock_sure: bool
    protocol_version: str
    networks: tuple[str | None, ...]
    """What tells the networks that measured it apart, first and second."""
    eased: bool
    """The easier target held: smaller squats were counted."""
    legs: Mapping[str, Stance]
    """left, right; one that was not reported is not in it."""


@dataclass(frozen=True, slots=True)
class Point:
    """One visit on a line of the trend."""

    visit: Visit
    value_deg: float | None
    spread_deg: float | None
    left_out: LeftOut | None
    """None: compared."""


@dataclass(frozen=True, slots=True)
class Change:
    """From one visit to a later one."""

    earlier: Point
    later: Point
    difference_deg: float
    """Later minus earlier, to 0.01 degrees, as finely as values are stored."""
    detectable_deg: float
    """A difference from here up is larger than the error of two measurements."""

    @property
    def measurable(self) -> bool:
        """False: no measurable change."""
        return abs(self.difference_deg) >= self.detectable_deg


@dataclass(frozen=True, slots=True)
class Line:
    """One measure of one side over all visits, oldest first."""

    check: str
    side: Side
    points: tuple[Point, ...]
    since_first: Change | None
    """From the first visit that is compared to the newest; None where there is only one."""
    since_last: Change | None
    """From the one before the newest; None where that is the first, or there is none."""

    @property
    def compared(self) -> tuple[Point, ...]:
        """The points that are, oldest first."""
        return tuple(point for point in self.points if point.left_out is None)


def line(visits: Sequence[Visit], check: str, side: Side) -> Line:
    """The trend of one measure over visits in any order. The newest that was measured well is the
    pattern: what is not like it is left out, with the first reason that holds."""
    ordered = sorted(visits, key=lambda visit: visit.number)
    unfit = [_unfit(visit, check, side) for visit in ordered]
    well = [visit for visit, why in zip(ordered, unfit, strict=True) if why is None]
    points = tuple(
        _point(visit, check, side, why or _unlike(visit, well[-1], side))
        for visit, why in zip(ordered, unfit, strict=True)
    )
    compared = [point for point in points if point.left_out is None]
    first = change(check, side, compared[0], compared[-1]) if len(compared) > 1 else None
    last = change(check, side, compared[-2], compared[-1]) if len(compared) > 2 else None
    return Line(check, side, points, first, last)


def change(check: str, side: Side, earlier: Point, later: Point) -> Change:
    """From one point to a later one. ValueError for a point without a value."""
    values = (earlier.value_deg, later.value_deg, earlier.spread_deg, later.spread_deg)
    before, after, spread_before, spread_after = values
    if before is None or after is None or spread_before is None or spread_after is None:
        raise ValueError("a change is between two measured values")
    detectable = detectable_deg(check, side, spread_before, spread_after)
    return Change(earlier, later, round(after - before, 2), detectable)


def detectable_deg(check: str, side: Side, spread_before: float, spread_after: float) -> float:
    """The smallest change that is more than error: what is known of such measurements, and never
    less than what the two values themselves say. A gap is of two legs, each with its error.
    Rounded up to a tenth, so that pages can say it as it is."""
    known = DETECTABLE_DEG[check] * (sqrt(2) if side is Side.GAP else 1.0)
    least = max(known, SURE_95 * hypot(spread_before, spread_after))
    return ceil(round(10 * least, 6)) / 10


def _point(visit: Visit, check: str, side: Side, left_out: LeftOut | None) -> Point:
    value_deg, spread_deg = _value(visit, check, side) or (None, None)
    return Point(visit, value_deg, spread_deg, left_out)


def _value(visit: Visit, check: str, side: Side) -> tuple[float, float] | None:
    """The value of a leg, or left minus right, with its spread; None where one is missing."""
    readings = _readings(visit, check, side)
    values = [each.value_deg for each in readings if each.value_deg is not None]
    spreads = [each.spread_deg for each in readings if each.spread_deg is not None]
    if not len(values) == len(spreads) == len(_legs(side)):
        return None
    return (values[0] - values[1] if side is Side.GAP else values[0]), hypot(*spreads)


def _legs(side: Side) -> tuple[str, ...]:
    return (Side.LEFT, Side.RIGHT) if side is Side.GAP else (side,)


def _stances(visit: Visit, side: Side) -> list[Stance]:
    """Of the legs that the side is of, those that were reported."""
    return [visit.legs[leg] for leg in _legs(side) if leg in visit.legs]


def _readings(visit: Visit, check: str, side: Side) -> list[Reading]:
    stances = _stances(visit, side)
    return [stance.readings[check] for stance in stances if check in stance.readings]


def _unfit(visit: Visit, check: str, side: Side) -> LeftOut | None:
    """Why a visit can be compared with no other one; None when it can."""
    readings, stances = _readings(visit, check, side), _stances(visit, side)
    holds = {
        LeftOut.NOT_MEASURED: _value(visit, check, side) is None,
        LeftOut.FEW_REPS: any(each.reps < protocol.MIN_REPS for each in readings),
        LeftOut.IN_DOUBT: any(each.in_doubt for each in readings),
        LeftOut.EASED: visit.eased,
        LeftOut.FREE_LEG: any(each.free_leg is None for each in stances),
        LeftOut.DEPTH: any(each.depth_deg is None for each in stances),
    }
    return next((why for why, so in holds.items() if so), None)


def _unlike(visit: Visit, pattern: Visit, side: Side) -> LeftOut | None:
    """Why a visit cannot be compared with this one, both measured well; None when it can."""
    pairs = list(zip(_stances(visit, side), _stances(pattern, side), strict=True))
    holds = {
        LeftOut.PROTOCOL: visit.protocol_version != pattern.protocol_version,
        LeftOut.NETWORK: visit.networks != pattern.networks,
        LeftOut.FREE_LEG: any(one.free_leg != other.free_leg for one, other in pairs),
        LeftOut.DEPTH: any(_far_apart(one, other) for one, other in pairs),
    }
    return next((why for why, so in holds.items() if so), None)


def _far_apart(one: Stance, other: Stance) -> bool:
    if one.depth_deg is None or other.depth_deg is None:
        return True
    return abs(one.depth_deg - other.depth_deg) > SAME_DEPTH_DEG
