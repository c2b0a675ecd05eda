"""How methods compare over many clips: errors of single reps, counts, CPU time. Pure.

Leaves to others: which rep of a report is which of the truth (`measure.pairing`) and how the
reports came to be (`compare`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from statistics import fmean, median
from typing import Any

from ..measure.agreement import agreement
from ..measure.clips import Clip
from ..measure.pairing import LEGS, judge, paired

FIELD = "knee_fppa_deg"

Report = Mapping[str, Any]
RepKey = tuple[str, str, float]
"""Clip, leg and the true time of the bottom."""
Errors = Mapping[RepKey, float]


def rep_errors(clip: Clip, report: Report) -> dict[RepKey, float]:
    """Knee FPPA less its truth, of every true rep that was counted on the right leg."""
    found = [(leg, rep) for leg in LEGS for rep in report["legs"][leg]["reps"]]
    return {
        (clip.name, leg, real.bottom_s): rep[FIELD] - real.values[FIELD]
        for (leg, rep), real in paired(found, clip.reps)
        if rep["counted"] and real.leg == leg and real.counted and rep[FIELD] is not None
    }


def of_errors(errors: Errors) -> dict[str, Any]:
    """Number, bias, SD, mean absolute error and 95 % limits of agreement, degrees."""
    found = agreement(errors.values())
    if found is None:
        return {"reps": 0}
    limits = found.limits_deg
    return {
        "reps": found.n,
        "bias_deg": _rounded(found.bias_deg),
        "sd_deg": _rounded(found.sd_deg),
        "mae_deg": _rounded(fmean(map(abs, errors.values()))),
        "loa_deg": [_rounded(limit) for limit in limits] if limits else None,
    }


def of_method(errors: Errors, common: set[RepKey], judged: Sequence[tuple[Clip, Report]]) -> Any:
    """One method's figures over all clips; `common` are the reps that every method measured."""
    kinds = [[error.kind for error in judge(clip, report).errors] for clip, report in judged]
    wrong = Counter(kind for each in kinds for kind in each)
    return {
        **of_errors(errors),
        "common": of_errors({key: errors[key] for key in common}),
        "clips_counted_right": sum(not each for each in kinds),
        "count_errors": dict(sorted(wrong.items())),
    }


def of_cpu(live_ms: Sequence[float], peer_ms: Sequence[float]) -> dict[str, Any]:
    """Milliseconds a frame of both, clip by clip one after the other, and their ratio."""
    ratios = [live / peer for live, peer in zip(live_ms, peer_ms, strict=True)]
    return {
        "live_ms": {"median": _rounded(median(live_ms)), "min": _rounded(min(live_ms))},
        "mediapipe_ms": {"median": _rounded(median(peer_ms)), "min": _rounded(min(peer_ms))},
        "ratio": {
            "median": _rounded(median(ratios), 3),
            "of_minima": _rounded(min(live_ms) / min(peer_ms), 3),
            "worst": _rounded(max(ratios), 3),
        },
    }


def table(figures: Mapping[str, Any]) -> str:
    """The comparison in Markdown; errors are those of the reps that all methods measured."""
    head = "| method | reps | bias | SD | mean error | 95 % of reps | clips counted right |"
    rows = [_row(name, found, figures["clips"]) for name, found in figures["methods"].items()]
    return "\n".join([head, "|---" * 7 + "|", *rows, "", _cpu_sentence(figures["cpu"])])


def _cpu_sentence(cpu: Mapping[str, Any]) -> str:
    live, peer, ratio = cpu["live_ms"], cpu["mediapipe_ms"], cpu["ratio"]
    return (
        f"CPU a frame (median): live stage {live['median']:.1f} ms, MediaPipe "
        f"{peer['median']:.1f} ms; ratio {ratio['median']:.2f} (of the minima "
        f"{ratio['of_minima']:.2f}, worst clip {ratio['worst']:.2f})."
    )


def _row(name: str, found: Mapping[str, Any], clips: int) -> str:
    same = found["common"]
    if not same.get("loa_deg"):
        return f"| {name} | {same['reps']} | | | | | {found['clips_counted_right']} of {clips} |"
    low, high = same["loa_deg"]
    return (
        f"| {name} | {same['reps']} | {same['bias_deg']:+.1f}° | {same['sd_deg']:.1f}° | "
        f"{same['mae_deg']:.1f}° | {low:+.1f} to {high:+.1f}° | "
        f"{found['clips_counted_right']} of {clips} |"
    )


def _rounded(value: float | None, digits: int = 2) -> float | None:
    return None if value is None else round(value, digits)
