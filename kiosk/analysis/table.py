"""The analysis as a table for people in a terminal. Plain text, no colour."""

from __future__ import annotations

from kiosk.pose.keypoints import Leg
from kiosk.scoring.findings import CheckResult, LegReport, Rep, Report

CHECK_NAMES = {
    "knee_valgus": "Knee inward",
    "pelvic_drop": "Hip drop",
    "trunk_lean": "Trunk lean",
    "depth": "Depth",
    "balance": "Balance",
}
_HEAD = f"  {'bottom':>8}  {'rep':<24}{'knee in':>9}{'hip drop':>10}{'trunk':>8}{'flexion':>9}"


def report_text(report: Report) -> str:
    """Both legs with reps and checks, then other movements, the gap and the advice."""
    parts = [_leg_text(leg, report.leg(leg)) for leg in Leg]
    if report.other:
        parts.append("Other movements, not counted:")
        parts += [f"  {m.start_s:7.1f} s  {_words(m.refused_because.value)}" for m in report.other]
        parts.append("")
    knee = report.symmetry["knee_fppa"]
    parts.append(f"Left against right, knee: {knee.verdict.value} ({knee.reason})")
    parts.append("")
    parts += [f"- {advice.text}" for advice in report.advice]
    return "\n".join(parts)


def _leg_text(leg: Leg, found: LegReport) -> str:
    title = f"{leg.value.capitalize()} leg: {found.counted} counted, {found.refused} refused"
    if not found.reps:
        return f"{title}\n"
    lines = [f"{title}, free leg {found.free_leg.value}", _HEAD]
    lines += [_rep_line(rep) for rep in found.reps]
    lines += [_check_line(name, result) for name, result in found.checks.items()]
    return "\n".join([*lines, ""])


def _rep_line(rep: Rep) -> str:
    reason = rep.refused_because
    what = f"not counted: {_words(reason.value)}" if reason else "counted"
    angles = (rep.knee_fppa_deg, rep.pelvic_drop_deg, rep.trunk_lean_deg, rep.knee_flexion_deg)
    knee, drop, lean, flexion = (_degrees(angle) for angle in angles)
    return f"  {rep.bottom_s:6.1f} s  {what:<24}{knee:>9}{drop:>10}{lean:>8}{flexion:>9}"


def _check_line(name: str, result: CheckResult) -> str:
    value = ""
    if result.value_deg is not None and result.spread_deg is not None:
        value = f"{result.value_deg:z.1f}° ± {result.spread_deg:.1f}"
    return f"  {CHECK_NAMES[name]:<12} {result.verdict.value:<11} {value:<14} {result.reason}"


def _degrees(value: float | None) -> str:
    return "-" if value is None else f"{value:z.1f}°"


def _words(name: str) -> str:
    return name.replace("_", " ")
