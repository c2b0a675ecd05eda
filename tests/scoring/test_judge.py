"""A value and its spread against a band: sure only when it clears the cut."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.scoring import protocol
from kiosk.scoring.findings import Verdict
from kiosk.scoring.judge import judged, judged_high_is_good, nearest_cut
from kiosk.scoring.protocol import Band

from .properties import bounded

BAND = Band(8.0, 14.0)
DEPTH = Band(60.0, 45.0)
value = st.floats(-90, 120)
spread = st.floats(0, 20)


@pytest.mark.parametrize(
    ("value_deg", "spread_deg", "verdict"),
    [
        (2.0, 3.0, Verdict.GOOD),
        (6.0, 2.0, Verdict.GOOD),
        (6.1, 2.0, Verdict.UNSURE),
        (8.0, 0.0, Verdict.GOOD),
        (8.1, 2.0, Verdict.UNSURE),
        (11.0, 2.0, Verdict.BORDERLINE),
        (11.0, 6.0, Verdict.BORDERLINE),
        (11.0, 6.1, Verdict.UNSURE),
        (9.0, 2.0, Verdict.BORDERLINE),
        (14.0, 0.0, Verdict.BORDERLINE),
        (13.5, 2.0, Verdict.UNSURE),
        (14.1, 2.0, Verdict.UNSURE),
        (16.0, 2.0, Verdict.FAULT),
        (15.9, 2.0, Verdict.UNSURE),
        (-30.0, 5.0, Verdict.GOOD),
    ],
)
def test_small_is_good(value_deg: float, spread_deg: float, verdict: Verdict) -> None:
    """One spread from the cut is sure; half a spread is enough inside the borderline band."""
    assert judged(value_deg, spread_deg, BAND).verdict is verdict


@pytest.mark.parametrize(
    ("value_deg", "spread_deg", "verdict"),
    [
        (66.0, 5.0, Verdict.GOOD),
        (64.0, 5.0, Verdict.UNSURE),
        (60.0, 0.0, Verdict.GOOD),
        (52.5, 5.0, Verdict.BORDERLINE),
        (59.0, 5.0, Verdict.UNSURE),
        (45.0, 0.0, Verdict.BORDERLINE),
        (44.9, 0.0, Verdict.FAULT),
        (39.0, 5.0, Verdict.FAULT),
        (42.0, 5.0, Verdict.UNSURE),
    ],
)
def test_high_is_good(value_deg: float, spread_deg: float, verdict: Verdict) -> None:
    """Depth is judged the other way round, its cuts the right way named."""
    result = judged_high_is_good(value_deg, spread_deg, DEPTH)
    assert result.verdict is verdict
    if verdict is Verdict.UNSURE:
        cut = 45 if value_deg < 52.5 else 60
        assert f"line at {cut}°" in result.reason


@given(value_deg=value, spread_deg=spread)
@bounded(200)
def test_a_value_is_never_hidden(value_deg: float, spread_deg: float) -> None:
    """Whatever the verdict, value and spread are handed on and the reason is a sentence."""
    for result in (
        judged(value_deg, spread_deg, BAND),
        judged_high_is_good(value_deg, spread_deg, DEPTH),
    ):
        assert (result.value_deg, result.spread_deg) == (value_deg, spread_deg)
        assert result.reason
        assert result.events is None


@given(value_deg=value, spread_deg=spread)
@bounded(300)
def test_sure_means_clear_of_every_cut(value_deg: float, spread_deg: float) -> None:
    """Good and fault keep one spread from the cuts and are on their side of them."""
    verdict = judged(value_deg, spread_deg, BAND).verdict
    clear = min(abs(value_deg - BAND.good_max), abs(value_deg - BAND.fault_min))
    if verdict in (Verdict.GOOD, Verdict.FAULT):
        assert clear >= spread_deg
        assert (value_deg <= BAND.good_max) is (verdict is Verdict.GOOD)
        assert (value_deg > BAND.fault_min) is (verdict is Verdict.FAULT)
    if verdict is Verdict.UNSURE:
        assert clear < spread_deg
    if verdict is Verdict.BORDERLINE:
        assert BAND.good_max < value_deg <= BAND.fault_min
        assert clear >= protocol.BORDERLINE_CLEARANCE * spread_deg


@given(value_deg=value, spread_deg=spread, more=st.floats(0, 20))
@bounded(200)
def test_a_wider_spread_never_makes_it_sure(
    value_deg: float, spread_deg: float, more: float
) -> None:
    """Less certain measurement changes a verdict to unsure or not at all."""
    narrow = judged(value_deg, spread_deg, BAND).verdict
    wide = judged(value_deg, spread_deg + more, BAND).verdict
    assert wide in (narrow, Verdict.UNSURE)


@given(value_deg=st.floats(-20, 40), spread_deg=spread)
@bounded(200)
def test_both_directions_agree(value_deg: float, spread_deg: float) -> None:
    """High-is-good is small-is-good of the negative value."""
    there = judged(value_deg, spread_deg, BAND).verdict
    back = judged_high_is_good(-value_deg, spread_deg, Band(-8.0, -14.0)).verdict
    assert there is back


@pytest.mark.parametrize(("value_deg", "cut"), [(-5, 8), (10.9, 8), (11.1, 14), (30, 14)])
def test_nearest_cut(value_deg: float, cut: float) -> None:
    """The cut that is closest decides how sure a value is."""
    assert nearest_cut(value_deg, BAND) == cut
