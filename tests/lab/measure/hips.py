"""The pelvic drop on its own judged set (`tests.lab.hips`): its lines of the targets, its section.

The set's drops run from a hike to far beyond the fault, apart from everything else, with the hands
riding, resting or elsewhere; two of three people wear and are shaded as nobody that the network
learnt from. Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from statistics import correlation, fmean, linear_regression, stdev
from typing import Any

from ..hips import hands, seam
from .pairing import Judged, Said, Value
from .results import Results
from .tables import NONE, table
from .targets import Target

CHECK, FIELD = "pelvic_drop", "pelvic_drop_deg"
LEAST_R, MOST_SD_DEG, SLOPES, LEAST_SHARE = 0.8, 2.5, (0.8, 1.2), 0.9
LEVEL_DEG, FAULT_DEG = 3.0, 12.0
LOOSE_TOPS = ("hoodie", "wide_tee", "long_tee", "tee")

Spec = Mapping[str, Any]


GROUPS: Mapping[str, Callable[[Spec], bool]] = {
    "all": lambda _: True,
    "hands ride on the pelvis": lambda spec: hands(spec) == "ride",
    "hands rest on it loosely": lambda spec: hands(spec) == "rest",
    "hands elsewhere": lambda spec: hands(spec) == "off",
    "clothes and shading held back": lambda spec: spec["scene"]["plain"],
    "clothes and shading of the learnt": lambda spec: not spec["scene"]["plain"],
    "bend at the waist": lambda spec: seam(spec) == "waist",
    "bend at the hip joints": lambda spec: seam(spec) == "hinge",
    "loose tops": lambda spec: spec["outfit"]["top"] in LOOSE_TOPS,
}


def _reps(judged: Sequence[Judged]) -> list[Value]:
    return [value for each in judged for value in each.reps if value.measure.field == FIELD]


def _legs(judged: Sequence[Judged]) -> list[Value]:
    return [value for each in judged for value in each.legs if value.measure.field == FIELD]


def _said(judged: Sequence[Judged]) -> list[Said]:
    return [s for each in judged for s in each.said if s.check == CHECK and s.truth_deg is not None]


def _fit(values: Sequence[Value]) -> tuple[float, float]:
    """Correlation with the truth, and the slope on it."""
    true, seen = [v.truth_deg for v in values], [v.value_deg for v in values]
    return correlation(true, seen), linear_regression(true, seen).slope


def hips_targets(shipped: Results) -> list[Target]:
    """What must hold of the pelvic drop; nothing where there are no clips."""
    values, said = _reps(shipped.judged), _said(shipped.judged)
    counted = sum(sum(each.counted.values()) for each in shipped.judged)
    if len(values) < 3:
        return []
    (r, slope), sd = _fit(values), stdev(v.error_deg for v in values)
    share = len(values) / counted
    level = [s for s in said if s.truth_deg is not None and abs(s.truth_deg) <= LEVEL_DEG]
    high = [s for s in said if s.truth_deg is not None and s.truth_deg >= FAULT_DEG]
    accused = sum(s.verdict == "fault" for s in level)
    missed = sum(s.verdict == "good" for s in high)
    what = "Pelvic drop of a rep, own set"
    return [
        Target(f"{what}: correlation", "at least 0.8", f"{r:.2f}", r >= LEAST_R),
        Target(f"{what}: SD", "at most 2.5°", f"{sd:.2f}°", sd <= MOST_SD_DEG),
        Target(f"{what}: slope", "0.8 to 1.2", f"{slope:.2f}", SLOPES[0] <= slope <= SLOPES[1]),
        Target(f"{what}: has a value", "at least 90 %", f"{100 * share:.0f} % of {counted}",
               share >= LEAST_SHARE),
        Target("Level pelvis (within 3°) called a sure fault", "0", f"{accused} of {len(level)}",
               accused == 0),
        Target("Drop of 12° and more called a sure good", "0", f"{missed} of {len(high)}",
               missed == 0),
    ]  # fmt: skip


def hips_section(shipped: Results, specs: Mapping[str, Spec]) -> str:
    """The error by who it is and where the hands are, and the verdicts."""
    values, legs = _reps(shipped.judged), _legs(shipped.judged)
    if not values:
        return "## Pelvic drop, on its own set\n\nNo squat of it was measured."
    rows = []
    for name, holds in GROUPS.items():
        part = [v for v in values if holds(specs[v.clip.name])]
        spreads = [v.spread_deg for v in legs if holds(specs[v.clip.name])]
        rows.append([name, str(len(part)), *_figures(part), _mean(spreads)])
    head = ["People", "reps", "bias", "SD", "correlation", "slope", "the leg's own spread"]
    verdicts = [[f"{name}", *_verdicts(_said(shipped.judged), specs, holds)]
                for name, holds in GROUPS.items()]  # fmt: skip
    return f"""## Pelvic drop, on its own set

{len(shipped.judged)} clips of {len(shipped.judged)} other people (`tests/lab/hips.py`), one leg \
and three squats each, drops of {min(v.truth_deg for v in values):.0f} to \
{max(v.truth_deg for v in values):.0f}°,
through `kiosk analyze` as shipped. Nothing was learnt from or fitted to them; but the last \
settings were chosen after a look at them, so these figures are somewhat too good. The hands are \
on the pelvis, loosely
on it, or elsewhere. How the network was made: models/pelvis/MODEL_CARD.md; what else was tried: \
decisions/0022-pelvic-drop.md.

{table(head, rows)}

| Legs | sure and right | a band off | wrong and sure | unsure |
| --- | ---: | ---: | ---: | ---: |
{chr(10).join("| " + " | ".join(row) + " |" for row in verdicts)}"""


def _figures(values: Sequence[Value]) -> list[str]:
    if len(values) < 3:
        return [NONE] * 4
    r, slope = _fit(values)
    errors = [v.error_deg for v in values]
    return [f"{fmean(errors):+.1f}", f"{stdev(errors):.1f}", f"{r:.2f}", f"{slope:.2f}"]


def _mean(spreads: Sequence[float | None]) -> str:
    known = [spread for spread in spreads if spread is not None]
    return f"{fmean(known):.1f}" if known else NONE


def _verdicts(
    said: Sequence[Said], specs: Mapping[str, Spec], holds: Callable[[Spec], bool]
) -> list[str]:
    mine = [s for s in said if holds(specs[s.clip.name])]
    unsure = sum(s.verdict == "unsure" for s in mine)
    right = sum(s.verdict == s.truth for s in mine)
    wrong = sum({s.verdict, s.truth} == {"good", "fault"} for s in mine)
    return [str(right), str(len(mine) - right - wrong - unsure), str(wrong), str(unsure)]
