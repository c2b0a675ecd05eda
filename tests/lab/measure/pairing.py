"""What the kiosk said of a clip beside what is true: counts, values and verdicts. Pure.

Decides which rep of the report is which rep of the truth (the nearest bottom), what counts as
missed, false, on the wrong leg or refused for the wrong reason, and which truth a value is
held against. Leaves all figures over many clips to `agreement` and `targets`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from .clips import MEASURES, MIN_REPS, Clip, Measure, TrueRep, middle_of

SAME_REP_S = 1.2
"""Bottoms further apart are not those of one squat."""
NEAR_EVENT_S = 1.0
LEGS = ("left", "right")
MISSED, FALSE, WRONG_LEG, WRONG_REASON = "missed", "false", "wrong leg", "wrong reason"


@dataclass(frozen=True, slots=True)
class CountError:
    """One thing that was counted or refused otherwise than in truth."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Value:
    """One measured value beside its truth, degrees."""

    clip: Clip
    leg: str
    measure: Measure
    value_deg: float
    truth_deg: float
    spread_deg: float | None = None

    @property
    def error_deg(self) -> float:
        """Measured less true."""
        return self.value_deg - self.truth_deg


@dataclass(frozen=True, slots=True)
class Said:
    """The kiosk's verdict on one check of one leg beside the band of the truth."""

    clip: Clip
    leg: str
    check: str
    truth: str
    verdict: str
    truth_deg: float | None
    """None for balance."""
    measure: Measure | None


@dataclass(frozen=True, slots=True)
class Judged:
    """One clip, all that is to be said of it."""

    clip: Clip
    errors: tuple[CountError, ...]
    extra: tuple[str, ...]
    """Movements that the kiosk named, counted nowhere, and that did not take place."""
    counted: Mapping[str, int]
    refused: Counter[tuple[str, str]]
    legs: tuple[Value, ...]
    reps: tuple[Value, ...]
    said: tuple[Said, ...]


Found = tuple[str, Mapping[str, Any]]
"""Leg and rep of the report."""


def judge(clip: Clip, report: Mapping[str, Any]) -> Judged:
    """Hold one report of `kiosk analyze --json` against the truth of its clip."""
    found = [(leg, rep) for leg in LEGS for rep in report["legs"][leg]["reps"]]
    pairs = paired(found, clip.reps)
    errors, extra = count_errors(clip, found, pairs, report["other"])
    return Judged(
        clip=clip,
        errors=tuple(errors),
        extra=tuple(extra),
        counted={leg: sum(rep["counted"] for side, rep in found if side == leg) for leg in LEGS},
        refused=Counter((leg, rep["refused_because"]) for leg, rep in found if not rep["counted"]),
        legs=tuple(leg_values(clip, report, pairs)),
        reps=tuple(rep_values(clip, pairs)),
        said=tuple(_said(clip, report)),
    )


def paired(found: Sequence[Found], true: Sequence[TrueRep]) -> list[tuple[Found, TrueRep]]:
    """Report's reps with the truth's, nearest bottoms first, each used once."""
    near = sorted(
        (abs(rep["bottom_s"] - real.bottom_s), i, j)
        for i, (_, rep) in enumerate(found)
        for j, real in enumerate(true)
        if abs(rep["bottom_s"] - real.bottom_s) <= SAME_REP_S
    )
    taken: list[tuple[int, int]] = []
    for _, i, j in near:
        if all(i != a and j != b for a, b in taken):
            taken.append((i, j))
    return [(found[i], true[j]) for i, j in sorted(taken)]


def count_errors(
    clip: Clip,
    found: Sequence[Found],
    pairs: Sequence[tuple[Found, TrueRep]],
    other: Sequence[Mapping[str, Any]],
) -> tuple[list[CountError], list[str]]:
    """What is wrong, and what was named without cause."""
    errors, extra = [], []
    known = {id(rep): real for (_, rep), real in pairs}
    for leg, rep in found:
        real = known.get(id(rep))
        wrong = _wrong_pair(leg, rep, real) if real else None
        if wrong:
            errors.append(wrong)
        elif real is None and rep["counted"]:
            errors.append(CountError(FALSE, f"{_at(leg, rep['bottom_s'])}: nothing there"))
        elif real is None and not _near_hop(clip, rep):
            extra.append(f"{_at(leg, rep['bottom_s'])}: refused as {rep['refused_because']}")
    errors += _unseen(clip, [real for _, real in pairs], other)
    extra += _extra_others(clip, other)
    return errors, extra


def _at(leg: str, when_s: float) -> str:
    return f"{leg} at {when_s:.1f} s"


def _near_hop(clip: Clip, rep: Mapping[str, Any]) -> bool:
    """A hop is a movement of its own in the truth; the kiosk may refuse it as a rep."""
    low_s, high_s = rep["start_s"] - NEAR_EVENT_S, rep["end_s"] + NEAR_EVENT_S
    return any(low_s <= t_s <= high_s for t_s in clip.hops_s)


def _wrong_pair(leg: str, rep: Mapping[str, Any], real: TrueRep) -> CountError | None:
    where, why = _at(leg, rep["bottom_s"]), rep["refused_because"]
    if real.leg not in (leg, "both"):
        return CountError(WRONG_LEG, f"{where}: in truth {real.leg}")
    if rep["counted"]:
        right = real.counted or real.grey
        told = "/".join(sorted(real.reasons))
        return None if right else CountError(FALSE, f"{where}: counted, in truth {told}")
    if real.counted:
        return CountError(MISSED, f"{where}: refused as {why}")
    if why in real.reasons:
        return None
    told = "/".join(sorted(real.reasons))
    return CountError(WRONG_REASON, f"{where}: refused as {why}, in truth {told}")


def _unseen(
    clip: Clip, seen: Sequence[TrueRep], other: Sequence[Mapping[str, Any]]
) -> Iterator[CountError]:
    """What took place and is not in the report; squats on both legs and knee lifts in `other`."""
    for real in clip.reps:
        if real in seen or (real.leg == "both" and _named(real.bottom_s, "two_legs", other)):
            continue
        kind = MISSED if real.counted else WRONG_REASON
        told = "/".join(sorted(real.reasons)) or "to be counted"
        yield CountError(kind, f"{_at(real.leg, real.bottom_s)}: not named, in truth {told}")
    for t_s, word in clip.others:
        if not _named(t_s, word, other):
            yield CountError(WRONG_REASON, f"{word} at {t_s:.1f} s: not named")


def _named(t_s: float, word: str, other: Sequence[Mapping[str, Any]]) -> bool:
    return any(
        each["refused_because"] == word
        and each["start_s"] - NEAR_EVENT_S <= t_s <= each["end_s"] + NEAR_EVENT_S
        for each in other
    )


def _extra_others(clip: Clip, other: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    true = [(rep.bottom_s, "two_legs") for rep in clip.reps if rep.leg == "both"]
    true += clip.others
    for each in other:
        word = each["refused_because"]
        if not any(w == word and _named(t_s, word, [each]) for t_s, w in true):
            yield f"{word} at {each['start_s']:.1f} s"


def rep_values(clip: Clip, pairs: Sequence[tuple[Found, TrueRep]]) -> Iterator[Value]:
    """Every angle of every rep counted by the kiosk on the leg that did it."""
    for (leg, rep), real in pairs:
        if rep["counted"] and real.leg == leg:
            for measure in MEASURES:
                if rep[measure.field] is not None:
                    truth_deg = real.values[measure.field]
                    yield Value(clip, leg, measure, rep[measure.field], truth_deg)


def leg_values(
    clip: Clip, report: Mapping[str, Any], pairs: Sequence[tuple[Found, TrueRep]]
) -> Iterator[Value]:
    """Every leg's value as it is shown, against the median of the same middle reps' truth."""
    real_of = {id(rep): real for (leg, rep), real in pairs if real.leg == leg}
    for leg in LEGS:
        told = report["legs"][leg]
        counted = [rep for rep in told["reps"] if rep["counted"]]
        real = [real_of[id(rep)] for rep in middle_of(counted) if id(rep) in real_of]
        for measure in MEASURES:
            check = told["checks"].get(measure.check, {})
            value_deg = check.get("value_deg")
            if len(counted) >= MIN_REPS and real and value_deg is not None:
                truth_deg = float(median(each.values[measure.field] for each in real))
                yield Value(clip, leg, measure, value_deg, truth_deg, check["spread_deg"])


def _said(clip: Clip, report: Mapping[str, Any]) -> Iterator[Said]:
    """Verdicts of the legs that the truth has verdicts for."""
    by_check = {measure.check: measure for measure in MEASURES}
    for leg, bands in clip.verdicts.items():
        checks = report["legs"][leg]["checks"]
        for check, truth in bands.items():
            measure = by_check.get(check)
            truth_deg = clip.leg_truth_deg(leg, measure.field) if measure else None
            verdict = checks[check]["verdict"] if check in checks else "unsure"
            yield Said(clip, leg, check, truth, verdict, truth_deg, measure)
