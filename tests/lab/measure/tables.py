"""Text of the tables: rows to Markdown. Decides how figures look, not which."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from .agreement import Agreement, agreement, sem_deg, smallest_change_deg
from .pairing import Judged, Value
from .targets import Tally, Target, rate_gaps, same_counts

NONE = "-"
BANDS = ("good", "borderline", "fault")
VERDICTS = (*BANDS, "unsure")
MET = {True: "met", False: "**not met**", None: "not measured"}


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table; the first column left, all others right."""
    lines = [list(head), ["---", *["---:"] * (len(head) - 1)], *map(list, rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def signed(value: float | None) -> str:
    """`+1.0`; a dash for None."""
    return NONE if value is None else f"{value:+.1f}"


def plain(value: float | None) -> str:
    """`1.0`; a dash for None."""
    return NONE if value is None else f"{value:.1f}"


def target_table(targets: Iterable[Target]) -> str:
    """Wanted, measured, met."""
    rows = [[t.what, t.wanted, t.measured, MET[t.met]] for t in targets]
    return table(["What", "Wanted", "Measured", ""], rows)


def agreement_row(name: str, found: Agreement | None) -> list[str]:
    """Name, number, bias, SD, limits of agreement."""
    if found is None:
        return [name, "0", NONE, NONE, NONE]
    limits = found.limits_deg
    between = f"{limits[0]:+.1f} to {limits[1]:+.1f}" if limits else NONE
    return [name, str(found.n), signed(found.bias_deg), plain(found.sd_deg), between]


def split_rows(values: Sequence[Value]) -> list[list[str]]:
    """Agreement of a measure over all legs and over parts of them."""
    parts = {
        "all": values,
        "good scenes": [v for v in values if v.clip.good_scene],
        "left": [v for v in values if v.leg == "left"],
        "right": [v for v in values if v.leg == "right"],
        "women": [v for v in values if v.clip.woman],
        "men": [v for v in values if v.clip.woman is False],
    }
    return [agreement_row(name, agreement(v.error_deg for v in part)) for name, part in
            parts.items()]  # fmt: skip


def repeat_errors(values: Iterable[Value]) -> list[list[float]]:
    """Errors by person and leg over the clips that differ only in seed: group repeat and its
    base.
    """
    known = list(values)
    bases = {v.clip.base for v in known if v.clip.group == "repeat"}
    families: dict[tuple[str | None, str], list[float]] = {}
    for v in known:
        if v.clip.group == "repeat" or v.clip.name in bases:
            name = v.clip.base if v.clip.group == "repeat" else v.clip.name
            families.setdefault((name, v.leg), []).append(v.error_deg)
    return [errors for errors in families.values() if len(errors) > 1]


def repeat_row(name: str, values: Iterable[Value]) -> list[str]:
    """Persons, renders, SEM and smallest detectable change of one measure."""
    families = repeat_errors(values)
    sem = sem_deg(families)
    renders = sum(map(len, families))
    return [name, str(len(families)), str(renders), plain(sem), plain(smallest_change_deg(sem))]


def matrix_rows(check: str, told: Tally) -> list[list[str]]:
    """Truth down, verdict across."""
    return [
        [f"{check}, truth {truth}", *(str(told.matrix[truth, verdict]) for verdict in VERDICTS)]
        for truth in BANDS
    ]


def rate_rows(families: Iterable[Sequence[Judged]]) -> list[list[str]]:
    """One row a clip and rate: counts, and the largest difference to the fastest rate."""
    rows = []
    for family in families:
        for each in family:
            gaps = [abs(gap) for value, gap in rate_gaps([family[0], each])
                    if value.measure.field == "knee_fppa_deg"]  # fmt: skip
            same = same_counts([family[0], each]) and not each.errors
            rows.append([each.clip.base or "", each.clip.level, str(sum(each.counted.values())),
                         str(sum(each.refused.values())), "yes" if same else "**no**",
                         plain(max(gaps)) if gaps and each is not family[0] else NONE])  # fmt: skip
    return rows
