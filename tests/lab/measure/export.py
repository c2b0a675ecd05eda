"""The figures of the setup as shipped, in the form that the kiosk shows on its own pages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from .agreement import agreement, sem_deg, smallest_change_deg
from .clips import MEASURES, Measure
from .pairing import FALSE, MISSED, WRONG_LEG, WRONG_REASON, Judged
from .results import Made, Results
from .tables import repeat_errors
from .targets import of_check, of_measure, tally

VALIDATED_ON = "rendered people only"


def figures(shipped: Results, made: Made, model: str, second_model: str | None) -> dict[str, Any]:
    """What `kiosk/measured.json` holds."""
    judged = shipped.judged
    knees = of_measure(judged, "knee_fppa_deg")
    bodies = {each.clip.person for each in judged if each.clip.woman is not None}
    return {
        "made": made.date,
        "kiosk_version": made.kiosk_version,
        "protocol_version": made.protocol_version,
        "model": model,
        "second_model": second_model,
        "validated_on": VALIDATED_ON,
        "clips": len(judged),
        "legs": len(knees),
        "bodies": len(bodies),
        "measures": {measure.field: _measure(judged, measure) for measure in MEASURES},
        "counts": _counts(judged),
        "verdicts": {m.check: _verdicts(judged, m.check) for m in MEASURES},
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 2)


def _measure(judged: Sequence[Judged], measure: Measure) -> dict[str, Any]:
    values = of_measure(judged, measure.field)
    found = agreement(value.error_deg for value in values)
    sem = sem_deg(repeat_errors(values))
    low, high = (found.limits_deg if found else None) or (None, None)
    return {
        "legs": len(values),
        "bias_deg": _rounded(found.bias_deg if found else None),
        "sd_deg": _rounded(found.sd_deg if found else None),
        "sem_deg": _rounded(sem),
        "loa_low_deg": _rounded(low),
        "loa_high_deg": _rounded(high),
        "sdc_deg": _rounded(smallest_change_deg(sem)),
    }


def _counts(judged: Sequence[Judged]) -> dict[str, int]:
    kinds = Counter(error.kind for each in judged for error in each.errors)
    return {
        "clips": len(judged),
        "clips_right": sum(not each.errors for each in judged),
        "reps": sum(each.clip.counted for each in judged),
        "missed": kinds[MISSED],
        "false": kinds[FALSE],
        "wrong_leg": kinds[WRONG_LEG],
        "wrong_reason": kinds[WRONG_REASON],
    }


def _verdicts(judged: Sequence[Judged], check: str) -> dict[str, int]:
    told = tally(of_check(judged, check))
    return {
        "legs": told.legs,
        "right": told.right,
        "wrong_and_sure": told.wrong_and_sure,
        "unsure_in_good_scene": told.unsure_in_good_scene,
        "good_scene": told.good_scene,
    }
