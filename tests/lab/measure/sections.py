"""The sections of the measurement page: which figures stand together, and the words around them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from .agreement import agreement
from .clips import MEASURES
from .effects import effects
from .pairing import FALSE, MISSED, WRONG_LEG, WRONG_REASON, Judged
from .results import Results
from .running import SETUPS
from .tables import (
    NONE,
    VERDICTS,
    agreement_row,
    matrix_rows,
    plain,
    rate_rows,
    repeat_row,
    signed,
    split_rows,
    table,
)
from .targets import (
    in_words,
    is_wrong_and_sure,
    of_check,
    of_measure,
    rate_families,
    share,
    tally,
)

CHECKS = ("knee_valgus", "pelvic_drop", "trunk_lean", "depth", "balance")


def values_section(judged: Sequence[Judged]) -> str:
    head = ["Degrees", "legs", "bias", "SD", "95 % limits of agreement"]
    parts = [
        "## Error of a value",
        "Measured less true. A leg's value is the one that is shown, held against the median of"
        " the same reps' truth.",
    ]
    for measure in MEASURES:
        values = of_measure(judged, measure.field)
        parts.append(f"**{measure.label}**\n\n" + table(head, split_rows(values)))
    reps = [value for each in judged for value in each.reps]
    rows = [
        agreement_row(m.label, agreement(v.error_deg for v in reps if v.measure is m))
        for m in MEASURES
    ]
    parts.append("**A single rep**\n\n" + table(["Degrees", "reps", *head[2:]], rows))
    rows = [repeat_row(m.label, of_measure(judged, m.field)) for m in MEASURES]
    head = ["Degrees", "persons", "renders", "SEM", "smallest detectable change"]
    parts.append(
        "**Repeated renders** (the same body and wanted angles; sway, room, colours and noise"
        " anew): SEM is the SD within a person, the smallest detectable change 1.96 · √2 · SEM."
        "\n\n" + table(head, rows)
    )
    parts.append(
        "![Error of every leg over its size, with bias and limits](measurements/bland-altman.png)"
    )
    return "\n\n".join(parts)


def reps_section(shipped: Results) -> str:
    judged = shipped.judged
    kinds = Counter(error.kind for each in judged for error in each.errors)
    wrong = [each for each in judged if each.errors]
    grey = sum(rep.grey for each in judged for rep in each.clip.reps)
    head = ["Clips", "all right", "squats that count", MISSED, FALSE, WRONG_LEG, WRONG_REASON]
    row = [
        str(len(judged)), share(len(judged) - len(wrong), len(judged)),
        str(sum(each.clip.counted for each in judged)),
        *(str(kinds[kind]) for kind in (MISSED, FALSE, WRONG_LEG, WRONG_REASON)),
    ]  # fmt: skip
    lines = [f"- `{each.clip.name}` {error.text}." for each in wrong for error in each.errors]
    lines += [f"- `{name}` no report: {why}" for name, why in shipped.failed.items()]
    extra = [f"`{each.clip.name}` {text}" for each in judged for text in each.extra]
    named = f"Named, counted nowhere, and not in the truth: {'; '.join(extra)}." if extra else ""
    return "\n\n".join(
        filter(None, [
            "## Reps",
            table(head, [row]),
            f"A rep of 40 to 45° of true flexion ({grey} here) is a grey zone: the truth calls it"
            " shallow, counting it is right too. A wrong reason is also a refused rep, a squat on"
            " both feet or a knee lift that is not named at all.",
            "\n".join(lines) or "No clip is wrong.",
            named,
        ])
    )  # fmt: skip


def verdicts_section(judged: Sequence[Judged]) -> str:
    rows, matrix, wrong = [], [], []
    for check in CHECKS:
        said = of_check(judged, check)
        told = tally(said)
        rows.append([check, str(told.legs), share(told.right, told.legs),
                     share(told.wrong_and_sure, told.legs),
                     share(told.unsure_in_good_scene, told.good_scene)])  # fmt: skip
        matrix += matrix_rows(check, told)
        wrong += [f"- {in_words(each)}." for each in said if is_wrong_and_sure(each)]
    head = ["Check", "legs", "right", "wrong and sure", "unsure, good scene, clear of cuts"]
    return "\n\n".join(
        [
            "## Verdicts",
            table(head, rows),
            "Wrong and sure:\n\n" + "\n".join(wrong) if wrong else "None is wrong and sure.",
            table(["Band of the truth (down), verdict (across)", *VERDICTS], matrix),
        ]
    )


def disturbed_section(judged: Sequence[Judged]) -> str:
    found = effects(judged)
    if not found:
        return ""
    rows = [
        [e.label, f"`{e.clip}`",
         *(signed(e.errors.get(m.field)) for m in MEASURES),
         e.verdict, "yes" if e.counts_right else "**no**"]
        for e in found
    ]  # fmt: skip
    head = ["Disturbance", "clip", *(m.label for m in MEASURES), "knee verdict", "reps right"]
    return "\n\n".join(
        [
            "## What each disturbance does alone",
            "Change of the error against the same person, script and room undisturbed, degrees.",
            table(head, rows),
            "![Change of the error by each disturbance](measurements/disturbances.png)",
        ]
    )


def displaced_section(judged: Sequence[Judged]) -> str:
    knees = [said for said in of_check(judged, "knee_valgus") if said.clip.displaced]
    if not knees:
        return ""
    values = {(v.clip.name, v.leg): v for v in of_measure(judged, "knee_fppa_deg")}
    rows = []
    for said in sorted(knees, key=lambda s: (s.clip.turn_deg, s.clip.off_centre_m)):
        value = values.get((said.clip.name, said.leg))
        rows.append([
            said.clip.name, said.leg, f"{said.clip.turn_deg:+g}°",
            f"{said.clip.off_centre_m:+g} m", plain(said.clip.own_fppa_deg(said.leg)),
            plain(said.truth_deg), plain(value.value_deg if value else None), said.verdict,
        ])  # fmt: skip
    head = ["Clip", "leg", "turned", "off-centre", "own FPPA", "as the camera sees it",
            "measured", "verdict"]  # fmt: skip
    return "\n\n".join(
        [
            "## Turned or off-centre",
            "What the camera sees is not the person's own angle then: the kiosk measures the one,"
            " and must not call the other a fault.",
            table(head, rows),
        ]
    )


def rates_section(judged: Sequence[Judged]) -> str:
    families = rate_families(judged)
    if not families:
        return ""
    head = ["Clip", "rate", "counted", "refused", "as at the highest, and right",
            "knee FPPA differs by"]  # fmt: skip
    rows = []
    levels = sorted({each.clip.fps for family in families for each in family}, reverse=True)
    for fps in levels:
        some = [each for family in families for each in family if each.clip.fps == fps]
        found = agreement(v.error_deg for v in of_measure(some, "knee_fppa_deg"))
        rows.append([f"{fps:.0f}", *agreement_row("", found)[1:]])
    return "\n\n".join(
        [
            "## Frame rate",
            "The same pictures, thinned.",
            table(head, rate_rows(families)),
            table(["Frames a second, knee FPPA", "legs", "bias", "SD", "limits"], rows),
        ]
    )


def setups_section(results: Mapping[str, Results]) -> str:
    rows = []
    for setup in SETUPS:
        if setup.name not in results:
            continue
        each = results[setup.name]
        knee = agreement(v.error_deg for v in of_measure(each.judged, "knee_fppa_deg"))
        told = tally(of_check(each.judged, "knee_valgus"))
        rows.append([
            f"{setup.name}: {setup.what}",
            signed(knee.bias_deg if knee else None), plain(knee.sd_deg if knee else None),
            *(_sd(each.judged, field) for field in
              ("pelvic_drop_deg", "trunk_lean_deg", "knee_flexion_deg")),
            share(sum(not j.errors for j in each.judged), len(each.judged)),
            str(told.right), str(told.wrong_and_sure), str(told.legs),
            f"{each.cpu_ms_per_frame:.1f}",
        ])  # fmt: skip
    head = ["Setup", "knee bias", "knee SD", "pelvis SD", "trunk SD", "flexion SD", "clips right",
            "knee verdicts right", "wrong and sure", "of", "CPU ms a frame"]  # fmt: skip
    note = "CPU is that of the whole command: start, decoding, networks, scoring."
    return f"## Models\n\n{table(head, rows)}\n\n{note}"


def _sd(judged: Sequence[Judged], field: str) -> str:
    found = agreement(v.error_deg for v in of_measure(judged, field))
    return NONE if found is None else plain(found.sd_deg)
