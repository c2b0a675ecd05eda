"""Whatever the scoring and the clocks can produce comes back exactly."""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.moment import Moment
from kiosk.pose.keypoints import Leg
from kiosk.results import ResultStore, Software
from kiosk.scoring.findings import FreeLeg, Refusal, Rep

numbers = st.floats(allow_nan=False, allow_infinity=False, width=64)
maybe = st.none() | numbers
reps = st.builds(
    Rep,
    leg=st.sampled_from(Leg),
    start_s=numbers,
    bottom_s=numbers,
    end_s=numbers,
    counted=st.booleans(),
    refused_because=st.none() | st.sampled_from(Refusal),
    knee_fppa_deg=maybe,
    knee_fppa_change_deg=maybe,
    pelvic_drop_deg=maybe,
    trunk_lean_deg=maybe,
    knee_flexion_deg=maybe,
    free_leg=st.sampled_from(FreeLeg),
    jitter_deg=numbers,
    hip_adduction_change_deg=maybe,
    balance_events=st.integers(0, 9),
    why_null=st.dictionaries(st.text(), st.text(), max_size=2),
)
texts = st.text(st.characters(exclude_categories=["Cs"]))
moments = st.builds(
    Moment,
    utc=st.datetimes(timezones=st.just(UTC)),
    monotonic_s=numbers,
    boot_id=texts,
    clock_sure=st.booleans(),
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    rep=reps,
    number=st.none() | st.integers(0, 99),
    practice=st.booleans(),
    started=moments,
    ended=moments,
    reason=texts,
)
def test_whatever_goes_in_comes_out(
    store: ResultStore,
    software: Software,
    rep: Rep,
    number: int | None,
    practice: bool,
    started: Moment,
    ended: Moment,
    reason: str,
) -> None:
    """Any rep, moments and reason come back exactly, number for number."""
    check_id = store.start_check(started, software)
    store.add_rep(check_id, rep, number, practice)
    store.abandon(check_id, reason, None, ended)
    detail = store.check(check_id)
    assert detail is not None
    assert (detail.row.started, detail.row.ended, detail.row.reason) == (started, ended, reason)
    (stored,) = detail.reps
    assert (stored.number, stored.practice, stored.leg) == (number, practice, rep.leg.value)
    assert set(stored.values) == {field.name for field in fields(Rep)}
    for name, value in stored.values.items():
        given_value = getattr(rep, name)
        assert value == getattr(given_value, "value", given_value)
