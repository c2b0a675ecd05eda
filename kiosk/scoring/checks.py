"""From the reps of one leg to its five checks. Pure; the numbers are in `protocol`.

Decides which reps speak for the leg (the middle ones), their common value with its spread,
and the verdict by the bands. A value is never hidden because the verdict is unsure.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from math import ceil, sqrt
from statistics import fmean, median, pstdev

from kiosk.pose.keypoints import Leg
from kiosk.scoring import protocol
from kiosk.scoring.findings import CheckResult, FreeLeg, LegReport, PelvisBy, Rep, Verdict
from kiosk.scoring.judge import judged, judged_high_is_good
from kiosk.scoring.protocol import Band

Measure = Callable[[Rep], float | None]

BY_ANGLE = frozenset({"knee_valgus", "pelvic_drop", "trunk_lean"})
"""The checks whose angle grows with the depth of the squat."""


NOT_JUDGED = "this box is too slow to judge: it counts squats and does not judge them"


def leg_report(
    leg: Leg, reps: Sequence[Rep], *, small_squats: bool = False, judging: bool = True
) -> LegReport:
    """The report of one stance leg from all its reps, counted and refused, in order.

    `judging` False: the board is too slow for the live stage, and every check is unsure.
    """
    own = tuple(rep for rep in reps if rep.leg is leg)
    counted = [rep for rep in own if rep.counted]
    checks = {
        "knee_valgus": _knee_valgus(counted),
        "pelvic_drop": _pelvic_drop(counted),
        "trunk_lean": _trunk_lean(counted),
        "depth": _depth(counted),
        "balance": _balance(own),
    }
    if small_squats:
        checks = _good_only_when_deep(checks)
    return LegReport(
        counted=len(counted),
        refused=len(own) - len(counted),
        free_leg=_commonest([rep.free_leg for rep in counted or own]),
        reps=own,
        checks=_unless_too_slow(checks, counted) if judging else _doubted(checks, NOT_JUDGED),
    )


def _good_only_when_deep(checks: Mapping[str, CheckResult]) -> dict[str, CheckResult]:
    """A small squat shows a fault, but it cannot show that a deeper one has none."""
    depth = checks["depth"].value_deg
    if depth is None or depth >= protocol.DEPTH_SCORED_MIN_DEG:
        return dict(checks)
    why = "nothing stood out, but the squats were small: a deeper one may show more"
    return {
        name: replace(result, verdict=Verdict.UNSURE, reason=why)
        if name in BY_ANGLE and result.verdict is Verdict.GOOD
        else result
        for name, result in checks.items()
    }


def _unless_too_slow(
    checks: Mapping[str, CheckResult], reps: Sequence[Rep]
) -> Mapping[str, CheckResult]:
    """Too few frames a second count reps and judge nothing."""
    rates = [rep.frames_per_s for rep in reps if rep.frames_per_s is not None]
    if not rates or median(rates) >= protocol.MIN_FRAMES_PER_S:
        return checks
    why = (
        f"this board is too slow: {median(rates):.0f} frames a second, at least "
        f"{ceil(protocol.MIN_FRAMES_PER_S)} are needed"
    )
    return _doubted(checks, why)


def _doubted(checks: Mapping[str, CheckResult], why: str) -> Mapping[str, CheckResult]:
    """Every check unsure, its value kept and compared with nothing."""
    return {
        name: replace(result, verdict=Verdict.UNSURE, reason=why, in_doubt=True)
        for name, result in checks.items()
    }


def middle_reps(reps: Sequence[Rep]) -> Sequence[Rep]:
    """Of five or more without the first and last; fewer speak all (too few are judged unsure)."""
    return reps[1:-1] if len(reps) >= protocol.REPS_WANTED else reps


def value_of(reps: Sequence[Rep], measure: Measure) -> float | None:
    """Median of the middle reps that have the measure."""
    values = [value for rep in middle_reps(reps) if (value := measure(rep)) is not None]
    return median(values) if values else None


def spread_of(reps: Sequence[Rep], measure: Measure, lab_sd_deg: float) -> float:
    """One standard deviation: frame jitter, rep to rep, and the lab's error, in quadrature."""
    middle = middle_reps(reps)
    values = [value for rep in middle if (value := measure(rep)) is not None]
    between = pstdev(values) / sqrt(len(values)) if len(values) > 1 else 0.0
    jitter = fmean(rep.jitter_deg for rep in middle) / sqrt(len(middle)) if middle else 0.0
    return sqrt(lab_sd_deg**2 + between**2 + jitter**2)


def _measured(
    reps: Sequence[Rep],
    measure: Measure,
    lab_sd_deg: float,
    judge: Callable[[float, float], CheckResult],
) -> CheckResult:
    """Value, spread and verdict of one measure; unsure where there are too few reps."""
    value = value_of(reps, measure)
    if value is None:
        seen = "no counted rep" if not reps else "the joints it needs were not seen"
        return CheckResult(Verdict.UNSURE, f"Not measured: {seen}")
    result = judge(value, spread_of(reps, measure, lab_sd_deg))
    measured = sum(measure(rep) is not None for rep in reps)
    if measured < protocol.MIN_REPS:
        why = f"seen in {measured} counted rep(s), at least {protocol.MIN_REPS} are needed"
        return replace(result, verdict=Verdict.UNSURE, reason=why)
    return result


def _knee_valgus(reps: Sequence[Rep]) -> CheckResult:
    def judge(value: float, spread: float) -> CheckResult:
        return _knee_doubts(judged(value, spread, protocol.KNEE_FPPA_DEG), reps)

    lab_sd_deg = max((rep.knee_error_deg for rep in middle_reps(reps)), default=0.0)
    return _measured(reps, lambda rep: rep.knee_fppa_deg, lab_sd_deg, judge)


def _knee_doubts(result: CheckResult, reps: Sequence[Rep]) -> CheckResult:
    """A fault needs a second signal; a foot off the centre line makes every knee unsure."""
    if _off_centre(reps):
        why = "the standing foot was too far from the middle of the picture: stand on the spot"
        return replace(result, verdict=Verdict.UNSURE, reason=why, in_doubt=True)
    if _turned(result, reps):
        why = "the body was turned aside: point toes, hips and chest at the camera and repeat"
        return replace(result, verdict=Verdict.UNSURE, reason=why, in_doubt=True)
    if result.verdict is not Verdict.FAULT:
        return result
    change = value_of(reps, lambda rep: rep.knee_fppa_change_deg)
    if change is None or change < protocol.LEG_SHAPE_MAX_CHANGE_DEG:
        why = "the angle hardly changed from standing: check the foot's direction and repeat"
        return replace(result, verdict=Verdict.UNSURE, reason=why, in_doubt=True)
    if change <= protocol.KNEE_FAULT_MIN_CHANGE_DEG or not _second_signal(reps):
        why = "the angle is high, but a second sign of the knee moving in is missing"
        return replace(result, verdict=Verdict.BORDERLINE, reason=why)
    return result


def _off_centre(reps: Sequence[Rep]) -> bool:
    offsets = [rep.off_centre for rep in reps if rep.off_centre is not None]
    return bool(offsets) and abs(median(offsets)) > protocol.OFF_CENTRE


def _turned(result: CheckResult, reps: Sequence[Rep]) -> bool:
    """A turn that makes much of the angle, or enough of it to change the verdict."""
    false_deg = value_of(reps, lambda rep: rep.false_fppa_deg)
    if false_deg is None or abs(false_deg) < protocol.TURN_NOTICED_DEG:
        return False
    value, spread = result.value_deg, result.spread_deg
    if abs(false_deg) > protocol.TURNED_DEG or value is None or spread is None:
        return True
    return judged(value - false_deg, spread, protocol.KNEE_FPPA_DEG).verdict is not result.verdict


def _second_signal(reps: Sequence[Rep]) -> bool:
    """Knee-over-ankle or hip adduction rose too."""
    over = value_of(reps, lambda rep: rep.knee_over_ankle_change_percent)
    adduction = value_of(reps, lambda rep: rep.hip_adduction_change_deg)
    return (over or 0.0) > protocol.SECOND_SIGNAL_MIN_PERCENT or (
        adduction or 0.0
    ) > protocol.SECOND_SIGNAL_MIN_DEG


def _pelvic_drop(reps: Sequence[Rep]) -> CheckResult:
    def judge(value: float, spread: float) -> CheckResult:
        if lab_sd_deg >= protocol.PELVIS_BLIND_DEG:
            return _hardly_seen(value, spread, reps)
        result = judged(value, spread, protocol.PELVIC_DROP_DEG)
        over = sum(
            (rep.pelvic_drop_deg or 0.0) > protocol.PELVIC_DROP_DEG.fault_min for rep in reps
        )
        if result.verdict is Verdict.FAULT and over < protocol.PELVIC_FAULT_MIN_REPS:
            return replace(result, verdict=Verdict.BORDERLINE, reason="high in too few reps")
        return result

    errors = [rep.pelvic_error_deg for rep in middle_reps(reps) if rep.pelvic_error_deg is not None]
    lab_sd_deg = fmean(errors) if errors else protocol.PELVIS_BY_HIPS.error_deg
    result = _measured(reps, lambda rep: rep.pelvic_drop_deg, lab_sd_deg, judge)
    return replace(result, reason=_how_to_be_seen(reps), in_doubt=True) if _hid(reps) else result


def _hid(reps: Sequence[Rep]) -> bool:
    """Too few squats have a pelvis because the network looked at others and could not see it."""
    seen = [rep.pelvic_drop_deg is not None for rep in reps]
    looked = any(rep.pelvis_by is PelvisBy.LOOKS and rep.pelvic_drop_deg is None for rep in reps)
    return looked and sum(seen) < protocol.MIN_REPS


def _hardly_seen(value: float, spread: float, reps: Sequence[Rep]) -> CheckResult:
    """A blind signal may not accuse: good where that is plain, else unsure with what to change.
    Compared with nothing in either case."""
    result = replace(judged(value, spread, protocol.PELVIC_DROP_DEG), in_doubt=True)
    reach = protocol.PELVIS_BLIND_CLEARANCE * spread
    if judged(value, reach, protocol.PELVIC_DROP_DEG).verdict is Verdict.GOOD:
        return result
    return replace(result, verdict=Verdict.UNSURE, reason=_how_to_be_seen(reps))


def _how_to_be_seen(reps: Sequence[Rep]) -> str:
    """The pelvis network looked and saw little; without it only hands on the hips tell."""
    if any(rep.pelvis_by is PelvisBy.LOOKS for rep in middle_reps(reps)):
        return (
            "the camera could not see the hips well: "
            "put both hands on your hips, tuck in a loose top and repeat"
        )
    return "the hands were not seen on the hips: put both hands on your hips and repeat"


def _trunk_lean(reps: Sequence[Rep]) -> CheckResult:
    return _measured(
        reps,
        lambda rep: rep.trunk_lean_deg,
        protocol.LAB_TRUNK_SD_DEG,
        lambda value, spread: judged(value, spread, protocol.TRUNK_LEAN_DEG),
    )


def _depth(reps: Sequence[Rep]) -> CheckResult:
    band = Band(protocol.DEPTH_GOOD_MIN_DEG, protocol.DEPTH_SCORED_MIN_DEG)

    def judge(value: float, spread: float) -> CheckResult:
        result = judged_high_is_good(value, spread, band)
        if value <= protocol.DEPTH_NORM_MAX_DEG or result.verdict is not Verdict.GOOD:
            return result
        note = f"{result.reason}; the usual range is up to {protocol.DEPTH_NORM_MAX_DEG:.0f}°"
        return replace(result, reason=note)

    return _measured(reps, lambda rep: rep.knee_flexion_deg, protocol.LAB_FLEXION_SD_DEG, judge)


def _balance(reps: Sequence[Rep]) -> CheckResult:
    events = sum(rep.balance_events for rep in reps)
    if not reps:
        return CheckResult(Verdict.UNSURE, "Not measured: no rep", events=0)
    verdict = (Verdict.GOOD, Verdict.BORDERLINE, Verdict.FAULT)[min(events, 2)]
    words = (
        ("steady in every rep", "lost balance once")[events]
        if events < 2
        else (f"lost balance {events} times")
    )
    return CheckResult(verdict, words, events=events)


def _commonest(positions: Sequence[FreeLeg]) -> FreeLeg:
    return max(positions, key=positions.count) if positions else FreeLeg.UNKNOWN
