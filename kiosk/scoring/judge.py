"""A value and its spread against a band: good, borderline, fault, or an honest unsure. Pure."""

from __future__ import annotations

from kiosk.scoring.findings import CheckResult, Verdict
from kiosk.scoring.protocol import BORDERLINE_CLEARANCE, Band

_REASON = {
    Verdict.GOOD: "{value:z.0f}° is within the good range, up to {good:.0f}°",
    Verdict.BORDERLINE: "{value:z.0f}° is between {good:.0f}° (good) and {fault:.0f}° (high)",
    Verdict.FAULT: "{value:z.0f}° is over {fault:.0f}°",
    Verdict.UNSURE: "{value:z.0f}° is too close to the line at {cut:.0f}° to tell",
}


def judged(value_deg: float, spread_deg: float, band: Band) -> CheckResult:
    """Sure when the value clears the nearest cut by one spread, else unsure.

    Inside the borderline band half a spread is enough: the band itself already says
    "neither". Small values are good.
    """
    verdict = _verdict(value_deg, spread_deg, band)
    reason = _REASON[verdict].format(
        value=value_deg, good=band.good_max, fault=band.fault_min, cut=nearest_cut(value_deg, band)
    )
    return CheckResult(verdict, reason, value_deg, spread_deg)


def nearest_cut(value_deg: float, band: Band) -> float:
    """The cut of the band that the value is closest to."""
    return min((band.good_max, band.fault_min), key=lambda cut: abs(value_deg - cut))


def _verdict(value_deg: float, spread_deg: float, band: Band) -> Verdict:
    clearance = abs(value_deg - nearest_cut(value_deg, band))
    if band.good_max < value_deg <= band.fault_min:
        sure, verdict = clearance >= BORDERLINE_CLEARANCE * spread_deg, Verdict.BORDERLINE
    else:
        good = value_deg <= band.good_max
        sure, verdict = clearance >= spread_deg, Verdict.GOOD if good else Verdict.FAULT
    return verdict if sure else Verdict.UNSURE


def judged_high_is_good(value_deg: float, spread_deg: float, band: Band) -> CheckResult:
    """As `judged` for a measure where more is better: `good_max` is the least good value."""
    mirrored = Band(-band.good_max, -band.fault_min)
    verdict = _verdict(-value_deg, spread_deg, mirrored)
    words = {
        Verdict.GOOD: f"{value_deg:z.0f}° reaches the target of {band.good_max:.0f}°",
        Verdict.BORDERLINE: f"{value_deg:z.0f}° counts; the target is {band.good_max:.0f}°",
        Verdict.FAULT: f"{value_deg:z.0f}° is less than {band.fault_min:.0f}°",
        Verdict.UNSURE: f"{value_deg:z.0f}° is too close to the line at "
        f"{-nearest_cut(-value_deg, mirrored):.0f}° to tell",
    }
    return CheckResult(verdict, words[verdict], value_deg, spread_deg)
