"""What must hold, each with its figure and whether it does. Pure.

The definitions of right, wrong and sure, and unsure are in `tally`; the limits are those that
the project set before anything was measured.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .agreement import agreement
from .pairing import Judged, Said, Value

NEAR_CUT_DEG, CLEAR_OF_CUTS_DEG = 2.0, 3.0
TURNED_DEG, OFF_CENTRE_M = 8.0, 0.3
MOST_BIAS_DEG, MOST_SD_DEG, MOST_SIDE_GAP_DEG = 1.5, 2.0, 1.0
LEAST_CLIPS_RIGHT, LEAST_RIGHT, MOST_WRONG, MOST_UNSURE = 0.98, 0.90, 0.02, 0.10
ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Target:
    """One line of the list."""

    what: str
    wanted: str
    measured: str
    met: bool | None
    """None where nothing was measured."""


@dataclass(frozen=True, slots=True)
class Tally:
    """Verdicts of one check over legs."""

    legs: int
    right: int
    wrong_and_sure: int
    good_scene: int
    """Legs in good scenes with the truth clear of every cut."""
    unsure_in_good_scene: int
    """Of those."""
    matrix: Counter[tuple[str, str]]
    """By band of the truth and verdict."""


def is_right(said: Said) -> bool:
    """The band of the truth; or unsure, near a cut or with the body turned or off-centre."""
    if said.verdict == said.truth:
        return True
    near = (
        said.measure is not None
        and said.truth_deg is not None
        and said.measure.to_cut_deg(said.truth_deg) <= NEAR_CUT_DEG
    )
    return said.verdict == "unsure" and (near or said.clip.displaced)


def is_wrong_and_sure(said: Said) -> bool:
    """`good` for a fault, `fault` for good, or `fault` with the truth on the good side."""
    if said.verdict == "good":
        return said.truth == "fault"
    if said.verdict != "fault":
        return False
    good_side = (
        said.measure is not None
        and said.truth_deg is not None
        and said.measure.is_good(said.truth_deg)
    )
    return said.truth == "good" or good_side


def in_words(said: Said) -> str:
    """`p07 left knee_valgus: unsure, in truth fault, 21.6°`."""
    truth = "" if said.truth_deg is None else f", {said.truth_deg:.1f}°"
    where = f"{said.clip.name} {said.leg} {said.check}"
    return f"{where}: {said.verdict}, in truth {said.truth}{truth}"


def is_clear(said: Said) -> bool:
    """In a good scene and far from every cut: no reason to be unsure."""
    if not said.clip.good_scene or said.measure is None or said.truth_deg is None:
        return False
    return said.measure.to_cut_deg(said.truth_deg) > CLEAR_OF_CUTS_DEG


def tally(verdicts: Iterable[Said]) -> Tally:
    """Count one check's verdicts."""
    said = list(verdicts)
    clear = [each for each in said if is_clear(each)]
    return Tally(
        legs=len(said),
        right=sum(map(is_right, said)),
        wrong_and_sure=sum(map(is_wrong_and_sure, said)),
        good_scene=len(clear),
        unsure_in_good_scene=sum(each.verdict == "unsure" for each in clear),
        matrix=Counter((each.truth, each.verdict) for each in said),
    )


def of_check(judged: Iterable[Judged], check: str) -> list[Said]:
    """All verdicts of one check."""
    return [said for each in judged for said in each.said if said.check == check]


def of_measure(judged: Iterable[Judged], field: str) -> list[Value]:
    """All legs' values of one measure."""
    return [value for each in judged for value in each.legs if value.measure.field == field]


def share(part: int, whole: int) -> str:
    """`57 of 60 (95.0 %)`."""
    return f"{part} of {whole} ({100 * part / whole:.1f} %)" if whole else "none measured"


def targets(judged: Sequence[Judged]) -> list[Target]:
    """The whole list for one setup, in the order of the project's own list."""
    return [
        *_counts(judged),
        *_knee(of_measure(judged, "knee_fppa_deg")),
        *_verdicts("knee", tally(of_check(judged, "knee_valgus"))),
        *_verdicts("pelvis", tally(of_check(judged, "pelvic_drop"))),
        *_verdicts("all five checks", tally(said for each in judged for said in each.said)),
        _no_false_fault(of_check(judged, "knee_valgus")),
        *_rates(judged),
    ]


def _counts(judged: Sequence[Judged]) -> list[Target]:
    right = sum(not each.errors for each in judged)
    nothing = [each for each in judged if not any(r.counted or r.grey for r in each.clip.reps)]
    invented = sum(sum(each.counted.values()) for each in nothing)
    return [
        Target("Clips with every rep right: counted, leg, reason", "at least 98 %",
               share(right, len(judged)),
               right >= LEAST_CLIPS_RIGHT * len(judged) if judged else None),
        Target("Reps counted in clips without any", "0",
               f"{invented} in {len(nothing)} clips", invented == 0 if nothing else None),
    ]  # fmt: skip


def _knee(values: Sequence[Value]) -> list[Target]:
    whole = agreement(value.error_deg for value in values)
    left, right = (
        agreement(value.error_deg for value in values if value.leg == leg)
        for leg in ("left", "right")
    )
    lines = []
    if whole and whole.sd_deg is not None:
        lines += [
            Target("Knee FPPA of a leg: bias", "at most 1.5°", f"{whole.bias_deg:+.2f}°",
                   abs(whole.bias_deg) <= MOST_BIAS_DEG),
            Target("Knee FPPA of a leg: SD", "at most 2°", f"{whole.sd_deg:.2f}°",
                   whole.sd_deg <= MOST_SD_DEG),
        ]  # fmt: skip
    if left and right:
        gap_deg = left.bias_deg - right.bias_deg
        lines.append(
            Target("Its bias on the left less on the right", "within 1°", f"{gap_deg:+.2f}°",
                   abs(gap_deg) <= MOST_SIDE_GAP_DEG)
        )  # fmt: skip
    return lines


def _verdicts(name: str, told: Tally) -> list[Target]:
    return [
        Target(f"Verdicts, {name}: right", "at least 90 %", share(told.right, told.legs),
               told.right >= LEAST_RIGHT * told.legs if told.legs else None),
        Target(f"Verdicts, {name}: wrong and sure", "at most 2 %",
               share(told.wrong_and_sure, told.legs),
               told.wrong_and_sure <= MOST_WRONG * told.legs if told.legs else None),
        Target(f"Verdicts, {name}: unsure in a good scene, truth clear of cuts", "at most 10 %",
               share(told.unsure_in_good_scene, told.good_scene),
               told.unsure_in_good_scene <= MOST_UNSURE * told.good_scene
               if told.good_scene else None),
    ]  # fmt: skip


def _no_false_fault(knees: Sequence[Said]) -> Target:
    moved = [
        said
        for said in knees
        if abs(said.clip.turn_deg) >= TURNED_DEG - ROUNDING
        or abs(said.clip.off_centre_m) >= OFF_CENTRE_M - ROUNDING
    ]
    faults = sum(said.verdict == "fault" for said in moved)
    return Target("Sure knee faults of bodies turned by 8° or off-centre by 0.3 m", "0",
                  share(faults, len(moved)), faults == 0 if moved else None)  # fmt: skip


def rate_families(judged: Iterable[Judged]) -> list[list[Judged]]:
    """The same pictures at several frame rates, fastest first."""
    families: defaultdict[str, list[Judged]] = defaultdict(list)
    for each in judged:
        if each.clip.group == "rate" and each.clip.base:
            families[each.clip.base].append(each)
    return [
        sorted(family, key=lambda each: -each.clip.fps)
        for family in families.values()
        if len(family) > 1
    ]


def same_counts(family: Sequence[Judged]) -> bool:
    """Counted per leg, and refused by reason."""
    first = family[0]
    return all(each.counted == first.counted and each.refused == first.refused for each in family)


def rate_gaps(family: Sequence[Judged]) -> list[tuple[Value, float]]:
    """Values at the lower rates less that at the highest, for every leg and measure."""
    first = {(v.leg, v.measure.field): v.value_deg for v in family[0].legs}
    return [
        (value, value.value_deg - first[value.leg, value.measure.field])
        for each in family[1:]
        for value in each.legs
        if (value.leg, value.measure.field) in first
    ]


def _rates(judged: Sequence[Judged]) -> list[Target]:
    families = rate_families(judged)
    same = sum(map(same_counts, families))
    gaps = [gap for family in families for gap in rate_gaps(family)]
    within = sum(abs(gap_deg) <= (value.spread_deg or 0.0) for value, gap_deg in gaps)
    return [
        Target("Clips with the same counts at 10, 15 and 30 frames a second", "all",
               share(same, len(families)), same == len(families) if families else None),
        Target("Values at the lower rates within their spread of those at 30", "all",
               share(within, len(gaps)), within == len(gaps) if gaps else None),
    ]  # fmt: skip
