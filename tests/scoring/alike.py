"""Whether two answers say the same, the names of the legs and rounding aside."""

from __future__ import annotations

from dataclasses import fields

import pytest

from kiosk.pose.keypoints import Leg
from kiosk.scoring.findings import LegReport, Rep, Report, Symmetry

EXACT = 1e-6
"""Degrees, shares or seconds: nothing but the rounding of numbers."""


def reps_alike(a: Rep, b: Rep, *, mirrored: bool = False) -> None:
    """The same rep in every field; of a mirrored one the other leg, on the other side."""
    assert b.leg is (a.leg.other if mirrored else a.leg)
    for field in fields(Rep):
        own, other = getattr(a, field.name), getattr(b, field.name)
        if field.name == "off_centre" and mirrored and own is not None:
            own = -own
        if isinstance(own, float) and isinstance(other, float):
            assert other == pytest.approx(own, rel=0.0, abs=EXACT), field.name
        elif field.name != "leg":
            assert other == own, field.name


def reports_alike(a: Report, b: Report, *, mirrored: bool = False) -> None:
    """The same report; in a mirror each leg has what the other had, and the gap turns round."""
    for leg in Leg:
        own, other = a.leg(leg), b.leg(leg.other if mirrored else leg)
        _checks_alike(own, other)
        for rep, another_rep in zip(own.reps, other.reps, strict=True):
            reps_alike(rep, another_rep, mirrored=mirrored)
    for name, gap in a.symmetry.items():
        _gaps_alike(gap, b.symmetry[name], mirrored)
    for one, another in zip(a.other, b.other, strict=True):
        assert another.refused_because is one.refused_because
        assert another.start_s == pytest.approx(one.start_s, abs=EXACT)
        assert another.end_s == pytest.approx(one.end_s, abs=EXACT)
    findings = [advice.finding for advice in a.advice]
    swapped = sorted(_other_side(finding) for finding in findings)
    assert sorted(advice.finding for advice in b.advice) == (
        swapped if mirrored else sorted(findings)
    )


def _checks_alike(a: LegReport, b: LegReport) -> None:
    """The same counts and the same checks, to the word."""
    assert (a.counted, a.refused, a.free_leg) == (b.counted, b.refused, b.free_leg)
    assert a.checks.keys() == b.checks.keys()
    for name, own in a.checks.items():
        other = b.checks[name]
        assert (own.verdict, own.events, own.in_doubt) == (
            other.verdict,
            other.events,
            other.in_doubt,
        ), name
        assert own.reason == other.reason
        _alike(own.value_deg, other.value_deg)
        _alike(own.spread_deg, other.spread_deg)


def _alike(a: float | None, b: float | None) -> None:
    assert b == (a if a is None else pytest.approx(a, rel=0.0, abs=EXACT))


def _gaps_alike(a: Symmetry, b: Symmetry, mirrored: bool) -> None:
    """The same difference; in a mirror it has the other sign and names the other leg."""
    assert b.verdict is a.verdict
    sign = -1.0 if mirrored else 1.0
    _alike(None if a.difference_deg is None else sign * a.difference_deg, b.difference_deg)
    _alike(a.spread_deg, b.spread_deg)
    assert b.reason == (_other_side(a.reason) if mirrored else a.reason)


def _other_side(words: str) -> str:
    """The words with left for right, and right for left."""
    if words == "left_right_difference":
        return words
    return words.replace("left", "\0").replace("right", "left").replace("\0", "right")
