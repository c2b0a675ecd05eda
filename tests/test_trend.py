"""The trend compares like with like, and calls no error a change."""

from __future__ import annotations

from dataclasses import replace
from math import hypot, sqrt
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.results.history import MOST
from kiosk.trend import (
    DETECTABLE_DEG,
    SAME_DEPTH_DEG,
    SURE_95,
    LeftOut,
    Line,
    Side,
    Visit,
    change,
    detectable_deg,
    line,
)
from tests.trend_visits import stance, visit

ROOT = Path(__file__).resolve().parents[1]

degrees = st.floats(-40, 60).map(lambda value: round(value, 2))
spreads = st.floats(0.1, 6).map(lambda value: round(value, 2))
checks = st.sampled_from(sorted(DETECTABLE_DEG))
sides = st.sampled_from(list(Side))
legs = st.builds(
    lambda value, **given: stance(value, **given),
    degrees,
    spread_deg=spreads,
    in_doubt=st.booleans(),
    reps=st.integers(0, 6),
    free_leg=st.sampled_from(["middle", "front", None]),
    depth_deg=st.none() | st.floats(30, 90),
)
visits = st.lists(
    st.tuples(legs, legs, st.booleans(), st.sampled_from(["2", "3"])), min_size=0, max_size=8
).map(
    lambda found: [
        visit(number, left, right, eased=eased, protocol_version=version)
        for number, (left, right, eased, version) in enumerate(found, 1)
    ]
)

quick = settings(max_examples=40)


def left_out(points: Line) -> list[LeftOut | None]:
    return [point.left_out for point in points.points]


def knee(*found: Visit, side: Side = Side.LEFT) -> Line:
    return line(found, "knee_valgus", side)


def test_nothing_is_compared_with_nothing() -> None:
    """No check, or a single one, has no change."""
    assert knee().points == ()
    alone = knee(visit(1, stance()))
    assert (alone.since_first, alone.since_last, left_out(alone)) == (None, None, [None])


@pytest.mark.parametrize(("check", "detectable"), sorted(DETECTABLE_DEG.items()))
def test_a_change_begins_at_the_detectable_one(check: str, detectable: float) -> None:
    """Under 9 degrees of the knee, 8 of the pelvis and 6 of the trunk there is no change."""
    for difference, measurable in ((detectable - 0.01, False), (detectable, True)):
        for sign in (1, -1):
            found = line(
                [visit(1, stance(10.1)), visit(2, stance(10.1 + sign * difference))],
                check,
                Side.RIGHT,
            )
            assert found.since_first is not None
            assert found.since_first.measurable is measurable
            assert found.since_first.detectable_deg == detectable


def test_a_gap_has_the_error_of_both_legs() -> None:
    """Left minus right needs a change √2 times as large, and its ± is that of both."""
    before, after = (
        visit(number, stance(left), stance(4.0)) for number, left in ((1, 4.0), (2, 16.0))
    )
    gap = knee(before, after, side=Side.GAP)
    assert [point.value_deg for point in gap.points] == [0.0, 12.0]
    assert gap.points[0].spread_deg == pytest.approx(hypot(1.5, 1.5))
    assert gap.since_first is not None
    assert gap.since_first.detectable_deg == 12.8
    assert 9 * sqrt(2) == pytest.approx(12.8, abs=0.1)
    assert not gap.since_first.measurable
    alone = knee(before, after).since_first
    assert alone is not None
    assert alone.measurable


def test_values_that_are_less_sure_need_a_larger_change() -> None:
    """Two values with a large ± of their own are not called changed by the usual 9 degrees."""
    found = knee(visit(1, stance(4.0, spread_deg=4.0)), visit(2, stance(14.0, spread_deg=4.0)))
    assert found.since_first is not None
    assert found.since_first.detectable_deg == 11.1
    assert SURE_95 * hypot(4.0, 4.0) == pytest.approx(11.09, abs=0.01)
    assert not found.since_first.measurable


UNLIKE: list[tuple[dict[str, Any], dict[str, Any], LeftOut]] = [
    ({"reps": 2}, {}, LeftOut.FEW_REPS),
    ({"in_doubt": True}, {}, LeftOut.IN_DOUBT),
    ({"spread_deg": None}, {}, LeftOut.NOT_MEASURED),
    ({"free_leg": None}, {}, LeftOut.FREE_LEG),
    ({"free_leg": "front"}, {}, LeftOut.FREE_LEG),
    ({"depth_deg": None}, {}, LeftOut.DEPTH),
    ({"depth_deg": 51.9}, {}, LeftOut.DEPTH),
    ({"depth_deg": 72.1}, {}, LeftOut.DEPTH),
    ({}, {"eased": True}, LeftOut.EASED),
    ({}, {"protocol_version": "1"}, LeftOut.PROTOCOL),
    ({}, {"networks": ("ab" * 32, None)}, LeftOut.NETWORK),
    ({}, {"networks": ("ef" * 32, "cd" * 32)}, LeftOut.NETWORK),
]


@pytest.mark.parametrize(("leg", "whole", "why"), UNLIKE)
def test_only_like_is_compared_with_like(
    leg: dict[str, Any], whole: dict[str, Any], why: LeftOut
) -> None:
    """Another protocol, network, free leg or depth, easier squats, a value in doubt: shown only."""
    odd = visit(1, stance(30.0, **leg), stance(5.0), **whole)
    rest = [visit(2, stance(8.0)), visit(3, stance(9.0))]
    found = knee(odd, *rest)
    assert left_out(found) == [why, None, None]
    assert found.since_first is not None
    assert found.since_first.difference_deg == 1.0
    assert left_out(knee(odd, *rest, side=Side.GAP))[0] is why
    if not whole:
        assert left_out(knee(odd, *rest, side=Side.RIGHT)) == [None, None, None]


@pytest.mark.parametrize(
    ("unknown", "why"),
    [({"free_leg": None}, LeftOut.FREE_LEG), ({"depth_deg": None}, LeftOut.DEPTH)],
)
def test_two_unknowns_are_not_alike(unknown: dict[str, Any], why: LeftOut) -> None:
    """Checks whose free leg or depth nobody saw are not compared with each other."""
    found = knee(visit(1, stance(**unknown)), visit(2, stance(**unknown)))
    assert left_out(found) == [why, why]
    assert found.since_first is None


@pytest.mark.parametrize("depth_deg", [52.0, 72.0])
def test_ten_degrees_of_depth_are_alike(depth_deg: float) -> None:
    """Within 10 degrees of depth legs are compared."""
    found = knee(visit(1, stance(depth_deg=depth_deg)), visit(2, stance(depth_deg=62.0)))
    assert left_out(found) == [None, None]


def test_a_leg_that_was_not_reported_is_not_measured() -> None:
    """A check that ended on one leg speaks for that leg alone."""
    half = visit(1, stance())
    half = replace(half, legs={"left": half.legs["left"]})
    whole = visit(2, stance())
    assert left_out(knee(half, whole)) == [None, None]
    for side in (Side.RIGHT, Side.GAP):
        assert left_out(knee(half, whole, side=side)) == [LeftOut.NOT_MEASURED, None]


@pytest.mark.parametrize(
    ("leg", "why"),
    [
        ({"in_doubt": True}, LeftOut.IN_DOUBT),
        ({"depth_deg": None}, LeftOut.DEPTH),
        ({"free_leg": None}, LeftOut.FREE_LEG),
        ({"reps": 2}, LeftOut.FEW_REPS),
    ],
)
def test_a_newest_check_that_measured_badly_is_not_the_pattern(
    leg: dict[str, Any], why: LeftOut
) -> None:
    """What others must be like is the newest check that measured well."""
    found = knee(visit(1, stance(4.0)), visit(2, stance(5.0)), visit(3, stance(**leg)))
    assert left_out(found) == [None, None, why]
    assert found.since_first is not None
    assert found.since_first.later.visit.number == 2


def test_first_and_last_are_told_apart() -> None:
    """With three checks: from the first to the newest, and from the one before."""
    found = knee(*(visit(number, stance(4.0 * number)) for number in (1, 2, 3)))
    assert found.since_first is not None
    assert found.since_last is not None
    assert (found.since_first.difference_deg, found.since_last.difference_deg) == (8.0, 4.0)
    two = knee(visit(1, stance()), visit(2, stance()))
    assert two.since_last is None


def test_a_change_is_between_values() -> None:
    """A point without a value is a mistake of the caller."""
    empty = knee(visit(1, stance(spread_deg=None))).points[0]
    with pytest.raises(ValueError, match="measured"):
        change("knee_valgus", Side.LEFT, empty, empty)


@quick
@given(visits, checks, sides)
def test_every_visit_is_shown_in_order(found: list[Visit], check: str, side: Side) -> None:
    """Whatever is left out of the comparing stays on the page, oldest first, once."""
    points = line(list(reversed(found)), check, side).points
    assert [point.visit for point in points] == found
    assert all(point.value_deg is not None for point in points if point.left_out is None)


@quick
@given(visits, checks, sides)
def test_what_is_left_out_changes_nothing(found: list[Visit], check: str, side: Side) -> None:
    """Without the checks that are left out, the changes are the same."""
    whole = line(found, check, side)
    kept = line([point.visit for point in whole.compared], check, side)
    assert (kept.since_first, kept.since_last) == (whole.since_first, whole.since_last)
    assert kept.points == whole.compared


@quick
@given(visits, checks, sides)
def test_compared_checks_are_alike_pairwise(found: list[Visit], check: str, side: Side) -> None:
    """Each compared check has the pattern's protocol, free leg and depth, and is in no doubt."""
    compared = line(found, check, side).compared
    names = ("left", "right") if side is Side.GAP else (side.value,)
    for point in compared:
        pattern = compared[-1].visit
        assert point.visit.protocol_version == pattern.protocol_version
        assert not point.visit.eased
        for name in names:
            leg, other = point.visit.legs[name], pattern.legs[name]
            assert leg.free_leg == other.free_leg is not None
            assert abs((leg.depth_deg or 0) - (other.depth_deg or 0)) <= 10
            assert not leg.readings[check].in_doubt
            assert leg.readings[check].reps >= 3


@quick
@given(visits, checks, sides)
def test_no_change_is_measurable_inside_the_error(
    found: list[Visit], check: str, side: Side
) -> None:
    """A measurable change is never under the detectable one, nor under the values' own error."""
    whole = line(found, check, side)
    for each in (whole.since_first, whole.since_last):
        if each is None:
            continue
        floor = DETECTABLE_DEG[check] * (sqrt(2) if side is Side.GAP else 1)
        own = SURE_95 * hypot(each.earlier.spread_deg or 0, each.later.spread_deg or 0)
        assert max(floor, own) - 1e-6 <= each.detectable_deg <= max(floor, own) + 0.1
        assert each.measurable == (abs(each.difference_deg) >= each.detectable_deg)


@quick
@given(degrees, degrees, spreads, spreads, checks)
def test_back_again_is_the_same_change(
    before: float, after: float, one: float, other: float, check: str
) -> None:
    """The change from B to A is the one from A to B with the other sign."""
    first, second = stance(before, spread_deg=one), stance(after, spread_deg=other)
    there = line([visit(1, first), visit(2, second)], check, Side.LEFT).since_first
    back = line([visit(1, second), visit(2, first)], check, Side.LEFT).since_first
    assert there is not None
    assert back is not None
    assert there.difference_deg == -back.difference_deg
    assert there.measurable == back.measurable


@quick
@given(visits, checks)
def test_a_mirrored_person_has_the_opposite_gap(found: list[Visit], check: str) -> None:
    """With left and right exchanged, the gap and its change have the other sign."""
    mirrored = [
        replace(each, legs={"left": each.legs["right"], "right": each.legs["left"]})
        for each in found
    ]
    gap, other = line(found, check, Side.GAP), line(mirrored, check, Side.GAP)
    for point, opposite in zip(gap.points, other.points, strict=True):
        assert point.left_out == opposite.left_out
        assert (point.value_deg or 0.0) == -(opposite.value_deg or 0.0)
    assert (gap.since_first is None) == (other.since_first is None)


@quick
@given(degrees, spreads, checks, sides)
def test_the_same_again_is_no_change(value: float, spread: float, check: str, side: Side) -> None:
    """The same values measured again are no measurable change."""
    same = stance(value, spread_deg=spread)
    found = line([visit(number, same) for number in (1, 2, 3)], check, side)
    assert found.since_first is not None
    assert not found.since_first.measurable


def test_the_document_says_these_numbers() -> None:
    """docs/trend.md has the detectable changes of a leg and of a gap, the depth and the factor."""
    told = (ROOT / "docs" / "trend.md").read_text("utf-8")
    for check, name in (
        ("knee_valgus", "Knee angle"),
        ("pelvic_drop", "Hip drop"),
        ("trunk_lean", "Upper body lean"),
    ):
        leg, gap = (detectable_deg(check, side, 0.1, 0.1) for side in (Side.LEFT, Side.GAP))
        assert f"| {name} | {leg:.0f}° | {gap}° |" in told
    assert f"more than {SAME_DEPTH_DEG:.0f}° deeper" in told
    assert f"at least {SURE_95} times" in told
    assert f"newest {MOST}\nchecks of a label" in told
    scoring = " ".join((ROOT / "docs" / "scoring.md").read_text("utf-8").split())
    knee, hips, trunk = (f"{value:.0f}" for value in DETECTABLE_DEG.values())
    between = (
        f"a change under {knee} degrees of FPPA, {hips} of pelvic drop or {trunk} of trunk lean"
    )
    assert between in scoring
