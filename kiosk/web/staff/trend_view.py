"""The trend of one label in words: what changed, by how much, and what was not compared. Pure.

Decides the sentences; which checks are compared and what a change is, is `kiosk.trend`'s, and
how it is drawn `trend_chart.py`'s.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from math import trunc
from types import MappingProxyType
from typing import Any

from kiosk.trend import Change, LeftOut, Line, Point, Side, Visit
from kiosk.web import wording

MEASURES: Mapping[str, str] = MappingProxyType(
    {"knee_valgus": "knee_fppa", "pelvic_drop": "pelvic_drop", "trunk_lean": "trunk_lean"}
)
"""The checks that have a trend, in the order of the page, and the name of what they judge."""
SIDES: Mapping[Side, str] = MappingProxyType(
    {Side.LEFT: "Left leg", Side.RIGHT: "Right leg", Side.GAP: "Left against right"}
)
WHY: Mapping[LeftOut, str] = MappingProxyType(
    {
        LeftOut.NOT_MEASURED: "not measured",
        LeftOut.FEW_REPS: "seen in fewer than three counted reps",
        LeftOut.IN_DOUBT: "in doubt: off the spot, turned, hips hidden, too few pictures a second",
        LeftOut.EASED: "easier target, smaller squats",
        LeftOut.PROTOCOL: "another version of the protocol",
        LeftOut.NETWORK: "measured by another network",
        LeftOut.FREE_LEG: "the free leg was held differently, or not seen",
        LeftOut.DEPTH: "the squats were more than 10° deeper or less deep",
    }
)
MOST_DAYS = 3
"""Named of the days on which the spot was set; the newest say enough."""
NO_CHANGE = "No measurable change"


def measure_view(name: str, lines: Mapping[Side, Line]) -> dict[str, Any]:
    """One measure: its name, a cell for each side, and the table of every check, newest first."""
    return {
        "id": name,
        "name": wording.SYMMETRY_NAMES[MEASURES[name]],
        "sides": [side_view(lines[side]) for side in SIDES],
        "rows": [_row(points) for points in zip(*(lines[s].points for s in SIDES), strict=True)][
            ::-1
        ],
    }


def side_view(line: Line) -> dict[str, Any]:
    """One side of a measure: the answer first, then what it rests on."""
    found = line.since_first
    return {
        "side": line.side.value,
        "name": SIDES[line.side],
        "state": _state(line),
        "words": _too_few(line) if found is None else change_words(found, line.side),
        "told": "" if found is None else _told(found, line.side),
        "last": "" if line.since_last is None else _since_last(line.since_last, line.side),
        "compared": len(line.compared),
    }


def change_words(change: Change, side: Side) -> str:
    """What a change is, without its figures: a lower angle is not called a better one."""
    if not change.measurable:
        return NO_CHANGE
    if side is Side.GAP:
        return f"Changed by {number(abs(change.difference_deg))}"
    way = "Higher" if change.difference_deg > 0 else "Lower"
    return f"{way} by {number(abs(change.difference_deg))}"


def point_words(point: Point, side: Side) -> str:
    """A value with its ±; of a gap also which leg is higher."""
    if point.value_deg is None:
        return "–"
    spread = wording.give_or_take(point.spread_deg)
    if side is not Side.GAP or round(point.value_deg) == 0:
        return f"{wording.degrees(point.value_deg)} {spread}"
    higher = "left" if point.value_deg > 0 else "right"
    return f"{higher} {wording.degrees(abs(point.value_deg))} {spread} higher"


def day(visit: Visit) -> str:
    """The day of a check where the box stands; its number where the clock was not set."""
    if not visit.clock_sure:
        return f"check {visit.number}"
    return _day(visit.started_utc)


def moved_words(set_utc: Sequence[str]) -> str:
    """That the spot was set between the checks, with the newest days; "" when it was not."""
    days = list(dict.fromkeys(_day(each) for each in set_utc))[-MOST_DAYS:]
    if not days:
        return ""
    return (
        f"The spot was set anew between these checks ({', '.join(days)}): "
        "a camera that stands elsewhere sees other angles."
    )


def _day(moment_utc: str) -> str:
    moment = datetime.fromisoformat(moment_utc).astimezone()
    return f"{moment.day} {moment:%b %Y}"


def number(value_deg: float) -> str:
    """`9.0` -> "9°", `12.79` -> "12.7°": what is left of the tenths is left away, so that a change
    under the detectable one never reads like it."""
    return f"{trunc(round(100 * value_deg) / 10) / 10:.1f}".removesuffix(".0") + "°"


def in_short(measures: Sequence[Mapping[str, Any]]) -> str:
    """The answer of the whole page in one sentence."""
    sides = [(each["name"], side) for each in measures for side in each["sides"]]
    changed = [
        f"{name.lower()}, {side['name'].lower()}: {side['words'].lower()}"
        for name, side in sides
        if side["state"] == "changed"
    ]
    if changed:
        return f"Measurably changed: {'; '.join(changed)}."
    if any(side["state"] == "same" for _, side in sides):
        return "No measurable change in anything that can be compared."
    return "Nothing to compare yet: it takes two checks that were measured alike."


def _state(line: Line) -> str:
    if line.since_first is None:
        return "alone"
    return "changed" if line.since_first.measurable else "same"


def _too_few(line: Line) -> str:
    return "One check so far" if line.compared else "Not measured well yet"


def _told(change: Change, side: Side) -> str:
    ends = [
        f"{point_words(point, side)} ({day(point.visit)})"
        for point in (change.earlier, change.later)
    ]
    return (
        f"From {ends[0]} to {ends[1]}: {_amount(change, side)}. "
        f"Measurable from {number(change.detectable_deg)} on; less can be the error of two checks."
    )


def _amount(change: Change, side: Side) -> str:
    """A gap has no sign that a reader knows: the words on its ends say which leg is higher."""
    sign = "−" if change.difference_deg < 0 else "+"
    size = number(abs(change.difference_deg))
    return size if side is Side.GAP or size == number(0.0) else sign + size


def _since_last(change: Change, side: Side) -> str:
    words = change_words(change, side).lower()
    if not change.measurable:
        words = f"{words} ({_amount(change, side)})"
    return f"Since {day(change.earlier.visit)}: {words}."


def _row(points: Sequence[Point]) -> dict[str, Any]:
    visit = points[0].visit
    return {
        "id": visit.check_id,
        "day": day(visit),
        "number": visit.number,
        "cells": [
            {
                "name": SIDES[side],
                "value": point_words(point, side),
                "why": "" if point.left_out is None else WHY[point.left_out],
            }
            for side, point in zip(SIDES, points, strict=True)
        ],
    }
