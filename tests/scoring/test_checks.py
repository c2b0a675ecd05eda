"""From the reps of one leg to its checks: which reps speak, their spread, each verdict."""

from __future__ import annotations

from dataclasses import replace
from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.pose.keypoints import Leg
from kiosk.scoring import protocol
from kiosk.scoring.checks import leg_report, middle_reps, spread_of, value_of
from kiosk.scoring.findings import CheckResult, FreeLeg, PelvisBy, Refusal, Rep, Verdict

from .properties import bounded
from .reps import GOOD, KNEE_IN, knees, on, refused

CHECKS = ("knee_valgus", "pelvic_drop", "trunk_lean", "depth", "balance")
MEASURED = {
    "knee_valgus": "knee_fppa_deg",
    "pelvic_drop": "pelvic_drop_deg",
    "trunk_lean": "trunk_lean_deg",
    "depth": "knee_flexion_deg",
}


def check(name: str, *reps: Rep) -> CheckResult:
    return leg_report(Leg.LEFT, on(Leg.LEFT, *reps)).checks[name]


def five(**values: float | None) -> list[Rep]:
    """Five reps alike."""
    return [replace(GOOD, **values)] * 5  # type: ignore[arg-type]


def test_a_leg_without_reps_is_not_measured() -> None:
    """No reps: every check is there, unsure, without a value, with its reason."""
    report = leg_report(Leg.LEFT, [])
    assert tuple(report.checks) == CHECKS
    assert (report.counted, report.refused, report.free_leg) == (0, 0, FreeLeg.UNKNOWN)
    for result in report.checks.values():
        assert result.verdict is Verdict.UNSURE
        assert result.value_deg is None
        assert "Not measured" in result.reason


def test_a_good_leg() -> None:
    """Five clean reps are good in every check."""
    report = leg_report(Leg.LEFT, on(Leg.LEFT, *five()))
    assert (report.counted, report.refused) == (5, 0)
    assert {result.verdict for result in report.checks.values()} == {Verdict.GOOD}


def test_each_leg_has_its_own_reps() -> None:
    """Reps of the other leg and refused ones do not speak for this one."""
    spoilt = refused(replace(KNEE_IN, knee_fppa_deg=60.0), Refusal.FOOT_DOWN)
    reps = [*knees(Leg.LEFT, 2, 2, 2), spoilt, *knees(Leg.RIGHT, 20, 20, 20)]
    left, right = leg_report(Leg.LEFT, reps), leg_report(Leg.RIGHT, reps)
    assert (left.counted, left.refused, right.counted, right.refused) == (3, 1, 3, 0)
    assert left.checks["knee_valgus"].value_deg == 2
    assert right.checks["knee_valgus"].value_deg == 20
    assert [rep.leg for rep in left.reps] == [Leg.LEFT] * 4


@pytest.mark.parametrize(
    ("fppa", "value"),
    [
        ([30, 1, 2, 3, 40], 2),
        ([30, 1, 2, 3, 4, 40], 2.5),
        ([30, 1, 2, 40], 16),
        ([30, 1, 2], 2),
        ([1, 3], 2),
        ([7], 7),
    ],
)
def test_middle_reps_speak(fppa: list[float], value: float) -> None:
    """Of five or more without the first and the last; of fewer all; the median of those."""
    reps = knees(Leg.LEFT, *fppa)
    assert value_of(reps, lambda rep: rep.knee_fppa_deg) == value
    assert len(middle_reps(reps)) == (len(fppa) - 2 if len(fppa) >= 5 else len(fppa))


@pytest.mark.parametrize("count", [1, 2])
@pytest.mark.parametrize("name", list(MEASURED))
def test_under_three_reps_are_unsure_and_keep_their_value(count: int, name: str) -> None:
    """One or two reps are measured but not judged, and the reason says how many are needed."""
    result = check(name, *[KNEE_IN] * count)
    assert result.verdict is Verdict.UNSURE
    assert result.value_deg == getattr(KNEE_IN, MEASURED[name])
    assert result.spread_deg is not None
    assert f"{count} counted" in result.reason
    assert f"at least {protocol.MIN_REPS}" in result.reason


def test_three_reps_are_judged() -> None:
    """From three on there is a verdict."""
    assert check("knee_valgus", *[KNEE_IN] * 3).verdict is Verdict.FAULT


def test_spread_is_jitter_reps_and_lab_in_quadrature() -> None:
    """By hand: middle reps 4, 6, 8 with jitter 3 each, and a lab error of 2."""
    reps = [replace(rep, jitter_deg=3.0) for rep in knees(Leg.LEFT, 50, 4, 6, 8, 50)]
    between = sqrt(8 / 3) / sqrt(3)
    jitter = 3 / sqrt(3)
    expected = sqrt(2**2 + between**2 + jitter**2)
    assert spread_of(reps, lambda rep: rep.knee_fppa_deg, 2.0) == pytest.approx(expected)


@given(
    fppa=st.lists(st.floats(-20, 30), min_size=1, max_size=8),
    jitter_deg=st.floats(0, 8),
    lab_deg=st.floats(0.1, 5),
)
@bounded(100)
def test_spread_never_falls_below_the_lab_error(
    fppa: list[float], jitter_deg: float, lab_deg: float
) -> None:
    """More reps and calmer frames cannot make it better than the measured error."""
    reps = [replace(rep, jitter_deg=jitter_deg) for rep in knees(Leg.LEFT, *fppa)]
    assert spread_of(reps, lambda rep: rep.knee_fppa_deg, lab_deg) >= lab_deg


@pytest.mark.parametrize(
    ("name", "lab_deg"),
    [
        ("knee_valgus", GOOD.knee_error_deg),
        ("pelvic_drop", 2.0),
        ("trunk_lean", protocol.LAB_TRUNK_SD_DEG),
        ("depth", protocol.LAB_FLEXION_SD_DEG),
    ],
)
def test_each_measure_carries_its_own_lab_error(name: str, lab_deg: float) -> None:
    """Reps all alike without jitter leave the lab's error of that measure."""
    assert check(name, *five()).spread_deg == pytest.approx(lab_deg)


@pytest.mark.parametrize(
    ("fppa_deg", "verdict"),
    [
        (-20, Verdict.GOOD),
        (2, Verdict.GOOD),
        (7.9, Verdict.UNSURE),
        (11, Verdict.BORDERLINE),
        (14.1, Verdict.UNSURE),
        (20, Verdict.FAULT),
    ],
)
def test_knee_bands(fppa_deg: float, verdict: Verdict) -> None:
    """Knee FPPA with all signals rising alike."""
    result = leg_report(Leg.LEFT, knees(Leg.LEFT, *[fppa_deg] * 5)).checks["knee_valgus"]
    assert result.verdict is verdict
    assert result.value_deg == fppa_deg


@pytest.mark.parametrize(
    ("values", "verdict"),
    [
        ({"knee_over_ankle_change_percent": 0.0}, Verdict.FAULT),
        ({"hip_adduction_change_deg": 0.0}, Verdict.FAULT),
        (
            {"knee_over_ankle_change_percent": 0.0, "hip_adduction_change_deg": 0.0},
            Verdict.BORDERLINE,
        ),
        (
            {"knee_over_ankle_change_percent": None, "hip_adduction_change_deg": None},
            Verdict.BORDERLINE,
        ),
        ({"knee_fppa_change_deg": 8.0}, Verdict.BORDERLINE),
        ({"knee_fppa_change_deg": 8.1}, Verdict.FAULT),
        ({"knee_fppa_change_deg": 4.9}, Verdict.UNSURE),
        ({"knee_fppa_change_deg": None}, Verdict.UNSURE),
    ],
)
def test_a_knee_fault_needs_a_second_signal(
    values: dict[str, float | None], verdict: Verdict
) -> None:
    """A high angle alone is no fault: it must have risen, and a second sign with it."""
    result = check("knee_valgus", *[replace(KNEE_IN, **values)] * 5)  # type: ignore[arg-type]
    assert result.verdict is verdict
    assert result.value_deg == 20.0
    assert result.spread_deg is not None


def test_leg_shape_asks_for_another_look_at_the_foot() -> None:
    """High with hardly any change: unsure, and the reason names the foot's direction."""
    result = check("knee_valgus", *[replace(KNEE_IN, knee_fppa_change_deg=1.0)] * 5)
    assert "foot's direction" in result.reason


@pytest.mark.parametrize("side", [-1, 1])
@pytest.mark.parametrize("fppa_deg", [2.0, 11.0, 20.0])
def test_off_centre_makes_every_knee_unsure(side: int, fppa_deg: float) -> None:
    """A foot too far from the middle of the picture: never a sure knee, with its instruction."""
    off = side * (protocol.OFF_CENTRE + 0.01)
    reps = [replace(rep, off_centre=off) for rep in knees(Leg.LEFT, *[fppa_deg] * 5)]
    result = leg_report(Leg.LEFT, reps).checks["knee_valgus"]
    assert result.verdict is Verdict.UNSURE
    assert result.value_deg == fppa_deg
    assert "stand on the spot" in result.reason


def test_near_the_centre_is_fine() -> None:
    """Up to the limit, and where the picture's size is unknown, the knee is judged."""
    near = [replace(GOOD, off_centre=protocol.OFF_CENTRE - 0.01)] * 5
    assert check("knee_valgus", *near).verdict is Verdict.GOOD
    assert check("knee_valgus", *[replace(GOOD, off_centre=None)] * 5).verdict is Verdict.GOOD


@pytest.mark.parametrize(
    ("drops", "verdict"),
    [
        ([1] * 5, Verdict.GOOD),
        ([9] * 5, Verdict.BORDERLINE),
        ([16] * 5, Verdict.FAULT),
        ([1, 30, 30, 30, 1], Verdict.FAULT),
        ([5.5] * 5, Verdict.UNSURE),
        ([13] * 5, Verdict.UNSURE),
    ],
)
def test_pelvic_bands(drops: list[float], verdict: Verdict) -> None:
    """The change of the pelvis by its own band."""
    reps = [replace(GOOD, pelvic_drop_deg=drop) for drop in drops]
    assert check("pelvic_drop", *reps).verdict is verdict


def test_a_pelvic_fault_needs_three_reps() -> None:
    """High in two reps only is borderline, though the median of the middle ones is high."""
    reps = [replace(GOOD, pelvic_drop_deg=drop) for drop in (1.0, 40.0, 40.0, 1.0, 1.0)]
    result = check("pelvic_drop", *reps)
    assert result.verdict is Verdict.BORDERLINE
    assert result.value_deg == 40.0


def test_the_pelvis_carries_the_error_of_its_signal() -> None:
    """Each rep says how sure its pelvis is; where none does, the worse signal is assumed."""
    sure = [replace(GOOD, pelvic_error_deg=error) for error in (9.0, 2.0, 3.0, 4.0, 9.0)]
    assert check("pelvic_drop", *sure).spread_deg == pytest.approx(3.0)
    unsaid = [replace(GOOD, pelvic_error_deg=None)] * 5
    worst = protocol.PELVIS_BY_HIPS.error_deg
    assert check("pelvic_drop", *unsaid).spread_deg == pytest.approx(worst)


angle = st.floats(-20, 40)
error = st.floats(0.1, 12)


def pelvis(drop_deg: float, error_deg: float, by: PelvisBy = PelvisBy.LOOKS) -> CheckResult:
    """Five reps alike, so that the leg's spread is the error of its signal."""
    seen = replace(GOOD, pelvic_drop_deg=drop_deg, pelvic_error_deg=error_deg, pelvis_by=by)
    return check("pelvic_drop", *[seen] * 5)


@given(drop_deg=angle, error_deg=error)
@bounded(200)
def test_a_sure_pelvis_clears_its_cut_by_its_spread(drop_deg: float, error_deg: float) -> None:
    """Fault only with the whole spread over 12 degrees, good only with all of it under 6; hardly
    seen never a fault, and good only with twice the spread."""
    result = pelvis(drop_deg, error_deg)
    blind = error_deg >= protocol.PELVIS_BLIND_DEG
    spread_deg, least = result.spread_deg or 0.0, 1e-9
    assert spread_deg == pytest.approx(error_deg)
    if result.verdict is Verdict.FAULT:
        assert not blind
        assert drop_deg - spread_deg >= 12 - least
    if result.verdict is Verdict.GOOD:
        assert drop_deg + (2 if blind else 1) * spread_deg <= 6 + least
    assert result.in_doubt is blind


@given(error_deg=error, off=st.floats(-1, 1))
@bounded(200)
def test_level_is_no_sure_fault_and_a_drop_no_sure_good(error_deg: float, off: float) -> None:
    """However unsure the signal says it is: level read up to 12 degrees and a spread too high is
    no fault, 12 degrees read up to 6 and a spread too low is not good."""
    assert pelvis(off * (12 + error_deg) * 0.999, error_deg).verdict is not Verdict.FAULT
    assert pelvis(12 + off * (6 + error_deg) * 0.999, error_deg).verdict is not Verdict.GOOD


@pytest.mark.parametrize(
    ("drop_deg", "verdict"),
    [
        (40.0, Verdict.UNSURE),
        (9.0, Verdict.UNSURE),
        (2.0, Verdict.UNSURE),
        (-2.0, Verdict.GOOD),
    ],
)
def test_a_pelvis_hardly_seen_accuses_nobody(drop_deg: float, verdict: Verdict) -> None:
    """Far over the cut or between the cuts it is unsure with the instruction; good where it is so
    by twice its spread; and its value is kept."""
    result = pelvis(drop_deg, 3.5)
    assert (result.verdict, result.value_deg) == (verdict, drop_deg)
    told = "tuck in a loose top and repeat" in result.reason
    assert told is (verdict is Verdict.UNSURE)
    assert result.in_doubt


def test_without_the_network_the_hands_are_asked_for() -> None:
    """By the hip points alone the hands were not on the hips, and that is what to change."""
    by_hips = protocol.PELVIS_BY_HIPS.error_deg
    assert by_hips >= protocol.PELVIS_BLIND_DEG > protocol.PELVIS_BY_WRISTS.error_deg
    reason = pelvis(9.0, by_hips, PelvisBy.HIPS).reason
    assert reason == "the hands were not seen on the hips: put both hands on your hips and repeat"


def test_hips_that_the_network_could_not_see_say_what_to_do() -> None:
    """Too few squats with a value because it saw nothing: unsure, with the instruction."""
    hidden = replace(GOOD, pelvic_drop_deg=None, pelvic_error_deg=None, pelvis_by=PelvisBy.LOOKS)
    seen = replace(GOOD, pelvis_by=PelvisBy.LOOKS)
    for reps in ([hidden] * 5, [seen, hidden, hidden, hidden, seen]):
        result = check("pelvic_drop", *reps)
        assert result.verdict is Verdict.UNSURE
        assert "tuck in a loose top and repeat" in result.reason
        assert result.in_doubt
    assert check("pelvic_drop", seen, seen, hidden, seen, seen).verdict is Verdict.GOOD


def test_a_pelvis_well_seen_keeps_its_own_reason() -> None:
    """Near a cut with a small error: too close to tell, nothing to change, and comparable."""
    result = pelvis(12.5, 2.0)
    assert result.verdict is Verdict.UNSURE
    assert "too close to the line" in result.reason
    assert not result.in_doubt


@pytest.mark.parametrize(
    ("lean_deg", "verdict"),
    [(2, Verdict.GOOD), (10.5, Verdict.BORDERLINE), (18, Verdict.FAULT), (13.1, Verdict.UNSURE)],
)
def test_trunk_bands(lean_deg: float, verdict: Verdict) -> None:
    """Trunk lean by its own band."""
    assert check("trunk_lean", *five(trunk_lean_deg=lean_deg)).verdict is verdict


@pytest.mark.parametrize(
    ("flexion_deg", "verdict"),
    [
        (70, Verdict.GOOD),
        (85, Verdict.GOOD),
        (61, Verdict.UNSURE),
        (52, Verdict.BORDERLINE),
        (46, Verdict.UNSURE),
    ],
)
def test_depth_bands(flexion_deg: float, verdict: Verdict) -> None:
    """Depth counts the other way; deeper than the norms is good, with a note."""
    result = check("depth", *five(knee_flexion_deg=flexion_deg))
    assert result.verdict is verdict
    noted = f"up to {protocol.DEPTH_NORM_MAX_DEG:.0f}°" in result.reason
    assert noted is (flexion_deg > protocol.DEPTH_NORM_MAX_DEG)


@pytest.mark.parametrize(
    ("events", "verdict"),
    [
        ([0] * 5, Verdict.GOOD),
        ([0, 1, 0, 0, 0], Verdict.BORDERLINE),
        ([1, 0, 0, 0, 1], Verdict.FAULT),
        ([3], Verdict.FAULT),
    ],
)
def test_balance_counts_events_of_all_reps(events: list[int], verdict: Verdict) -> None:
    """None is good, one borderline, two a fault; there is no angle."""
    result = check("balance", *[replace(GOOD, balance_events=n) for n in events])
    assert result.verdict is verdict
    assert result.events == sum(events)
    assert result.value_deg is None


def test_balance_counts_refused_reps_too() -> None:
    """A touch-down refuses the rep and is still an event of balance."""
    touched = refused(replace(GOOD, balance_events=1), Refusal.FOOT_DOWN)
    assert check("balance", GOOD, touched, GOOD).verdict is Verdict.BORDERLINE


@pytest.mark.parametrize("name", list(MEASURED))
def test_a_measure_missing_in_every_rep_is_not_measured(name: str) -> None:
    """Null only where points are missing, with the reason."""
    result = check(name, *five(**{MEASURED[name]: None}))
    assert result.verdict is Verdict.UNSURE
    assert result.value_deg is None
    assert "not seen" in result.reason


def test_one_measured_rep_of_five_is_not_enough() -> None:
    """A fault seen in one rep of five, the others without the joints, is not sure."""
    reps = [replace(GOOD, trunk_lean_deg=None)] * 5
    reps[2] = replace(GOOD, trunk_lean_deg=30.0)
    assert check("trunk_lean", *reps).verdict is Verdict.UNSURE


def test_free_leg_is_the_commonest() -> None:
    """Most of the counted reps say where the leg was; refused ones speak if there are no others."""
    reps = [replace(GOOD, free_leg=FreeLeg.BEHIND)] * 3 + [GOOD] * 2
    assert leg_report(Leg.LEFT, on(Leg.LEFT, *reps)).free_leg is FreeLeg.BEHIND
    alone = refused(replace(GOOD, free_leg=FreeLeg.FRONT), Refusal.HOP)
    assert leg_report(Leg.LEFT, [alone]).free_leg is FreeLeg.FRONT
    assert leg_report(Leg.LEFT, [alone, GOOD]).free_leg is FreeLeg.MIDDLE


@pytest.mark.parametrize(("rate", "sure"), [(30.0, True), (9.9, True), (9.0, False), (5.0, False)])
def test_too_few_frames_count_and_judge_nothing(rate: float, sure: bool) -> None:
    """Below the lab's least frame rate every check is unsure and says why; the count stays."""
    report = leg_report(Leg.LEFT, on(Leg.LEFT, *[replace(KNEE_IN, frames_per_s=rate)] * 5))
    assert report.counted == 5
    for name, result in report.checks.items():
        assert ("this board is too slow" in result.reason) is not sure, name
        assert sure or result.verdict is Verdict.UNSURE
    assert report.checks["knee_valgus"].value_deg == KNEE_IN.knee_fppa_deg
