"""The measured error of this version as the page "How sure is this?" shows it. Pure.

Decides words, tenths of degrees and the geometry of the bars; the figures are `measured.py`'s.
A figure that nobody has measured says so and has no bar. All of it is English, in sentences
that `kiosk.words.say` knows; the page's template says them in the reader's language.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import ceil
from typing import Any

from kiosk.agreement import FEWEST_CHECKS, Limits, Site, Verdicts
from kiosk.measured import Measured, MeasureError, VerdictError
from kiosk.scoring import protocol
from kiosk.web import wording

CHANGE_BETWEEN_DAYS_DEG = {"knee_fppa_deg": 9, "pelvic_drop_deg": 8, "trunk_lean_deg": 6}
"""A smaller change between two days is none (docs/scoring.md, "Between sessions"; the knee's is
the smallest detectable change of Munro 2012, 7.5 to 8.9, the others are our choice)."""

OTHER_WAYS = (
    ("By hand: a person marks the joints in a video", 2.7, 3.0, "Munro 2012"),
    ("By a kiosk with a depth camera", 9.0, 10.7, "a study of 2020"),
)
"""Single-leg squat, standard error of measurement in degrees, least and most, and its source."""

_LINES = (
    ("Knee", protocol.KNEE_FPPA_DEG),
    ("Hips", protocol.PELVIC_DROP_DEG),
    ("Upper body", protocol.TRUNK_LEAN_DEG),
)
_LEAST = {"min_reps": protocol.MIN_REPS, "min_frames": ceil(protocol.MIN_FRAMES_PER_S)}
_FOR_TRAINERS = (
    ("Legs measured", "legs"),
    ("Bias", "bias"),
    ("SD", "sd"),
    ("SEM", "sem"),
    ("Limits", "limits"),
    ("SDC", "change"),
)
_SITE = ("Same as the trainer", "Beyond chance", "Kiosk unsure", "Limits, by hand")
_SOFTWARE = ("Kiosk", "Protocol", "Model", "Second look")
_NO_ERROR = MeasureError(None, None, None, None, None, None, None)
_NO_VERDICTS = VerdictError(None, None, None, None, None)


def how_sure_view(
    measured: Measured, kiosk_version: str, site: Site | None = None
) -> dict[str, Any]:
    """All that the page says; `kiosk_version` is the one that runs, `site` what trainers found
    here."""
    errors = {name: measured.measures.get(name, _NO_ERROR) for name in wording.MEASURE_NAMES}
    reach_deg = _reach_deg(errors.values())
    measures = [_measure(name, error) for name, error in errors.items()]
    return {
        "validated_on": measured.validated_on,
        "on_rendered": "rendered" in measured.validated_on,
        "made": measured.made,
        "whom": _whom(measured),
        "reach": reach_deg,
        "has_limits": any(error.loa_high_deg is not None for error in errors.values()),
        "measures": measures,
        "columns": [title for title, _ in _FOR_TRAINERS],
        "rows": [(measure["name"], _for_trainers(measure)) for measure in measures],
        "others": [
            {"name": name, "figure": _from_to(least, most), "source": source}
            | {"least": _band(-least, least), "most": _band(-most, most)}
            for name, least, most, source in OTHER_WAYS
        ],
        "counts": _counts(measured),
        "verdicts": [
            _verdict(title, measured.verdicts.get(name, _NO_VERDICTS))
            for name, title in wording.CHECK_NAMES.items()
            if name in measured.verdicts or name in ("knee_valgus", "pelvic_drop")
        ],
        "lines": [
            f"{name}: good to {band.good_max:.0f}°, fault over {band.fault_min:.0f}°"
            for name, band in _LINES
        ],
        "unsure": [(why, what.format(**_LEAST)) for why, what in wording.UNSURE_WHEN],
        "software": _software(measured),
        "stale": _stale(measured, kiosk_version),
        "site": site_view(site) if site and site.squats else None,
    }


def site_view(site: Site) -> dict[str, Any]:
    """How far trainers and this kiosk agree; no rows where too few checks were rated to tell."""
    enough = site.checks >= FEWEST_CHECKS
    parts = (("Knee", site.knee, site.knee_angle), ("Hips", site.pelvis, site.pelvis_angle))
    return {
        "squats": str(site.squats),
        "checks": str(site.checks),
        "fewest": str(FEWEST_CHECKS),
        "columns": _SITE,
        "rows": [_site_row(*each) for each in parts] if enough else [],
    }


def _site_row(name: str, found: Verdicts, by_hand: Limits) -> tuple[str, list[tuple[str, str]]]:
    """Same answers, kappa, unsure ones, and the limits against an angle measured by hand."""
    limits = (by_hand.low_deg, by_hand.high_deg)
    cells = [
        wording.share(found.alike, found.judged or None),
        wording.NOT_MEASURED if found.kappa is None else _kappa(found.kappa.value),
        wording.share(found.unsure, found.rated),
        wording.NOT_MEASURED if None in limits else _between(*limits),
    ]
    return name, list(zip(_SITE, cells, strict=True))


def _kappa(value: float) -> str:
    return f"Kappa {value:z.2f}".replace("-", "−")


def _from_to(least: float, most: float) -> str:
    return f"± {least:.1f} to {most:.1f}°"


def _reach_deg(errors: Iterable[MeasureError]) -> int:
    """Half the width of the bars' scale: what the widest of them needs."""
    edges = [most for _, _, most, _ in OTHER_WAYS]
    for error in errors:
        if error.sd_deg is not None:
            edges.append(abs(error.bias_deg or 0.0) + error.sd_deg)
        edges += [abs(edge) for edge in (error.loa_low_deg, error.loa_high_deg) if edge is not None]
    return ceil(max(edges))


def _measure(name: str, error: MeasureError) -> dict[str, Any]:
    between_days = CHANGE_BETWEEN_DAYS_DEG.get(name)
    limits = (error.loa_low_deg, error.loa_high_deg)
    return {
        "name": wording.MEASURE_NAMES[name],
        "figure": f"± {wording.tenths(error.sd_deg)}" if error.sd_deg is not None else None,
        "leans": _leans(error.bias_deg),
        "bar": _bar(error),
        "agreement": _band(*limits),
        "legs": wording.NOT_MEASURED if error.legs is None else str(error.legs),
        "bias": wording.tenths(error.bias_deg, sign=True),
        "sd": wording.tenths(error.sd_deg),
        "sem": wording.tenths(error.sem_deg),
        "limits": wording.NOT_MEASURED if None in limits else _between(*limits),
        "change": wording.tenths(error.sdc_deg),
        "between_days": None if between_days is None else f"{between_days}°",
    }


def _for_trainers(measure: dict[str, Any]) -> list[tuple[str, str]]:
    """Name and value of each figure, or none where not one of them was measured."""
    cells = [(title, str(measure[key])) for title, key in _FOR_TRAINERS]
    return cells if _unless_all_missing([value for _, value in cells]) else []


def _unless_all_missing(cells: list[str]) -> list[str]:
    """The cells of a row, or none where not one of them was measured."""
    return [] if set(cells) == {wording.NOT_MEASURED} else cells


def _between(low_deg: float | None, high_deg: float | None) -> str:
    low, high = wording.tenths(low_deg, sign=True), wording.tenths(high_deg, sign=True)
    return f"{low} to {high}"


def _leans(bias_deg: float | None) -> str:
    """Which way the kiosk errs on average; nothing where it does not."""
    if bias_deg is None or abs(bias_deg) < 0.05:
        return ""
    size = f"{abs(bias_deg):.1f}"
    return f"reads {size}° too {'high' if bias_deg > 0 else 'low'}"


def _bar(error: MeasureError) -> tuple[float, float] | None:
    if error.sd_deg is None:
        return None
    middle = error.bias_deg or 0.0
    return _band(middle - error.sd_deg, middle + error.sd_deg)


def _band(low_deg: float | None, high_deg: float | None) -> tuple[float, float] | None:
    """Left edge and width on the scale, in degrees from no error."""
    if low_deg is None or high_deg is None:
        return None
    return round(low_deg, 2), round(high_deg - low_deg, 2)


def _whom(measured: Measured) -> list[str]:
    """On how many: "40 legs", "35 bodies", "38 clips", as far as it is known."""
    legs, bodies, clips = measured.legs, measured.bodies, measured.clips
    said = [] if legs is None else [f"{legs} legs"]
    said += [] if bodies is None else [f"{bodies} bodies"]
    return said + ([] if clips is None else [f"{clips} clips"])


def _counts(measured: Measured) -> list[tuple[str, str]]:
    counts = measured.counts
    return [
        ("Clips counted right", wording.share(counts.clips_right, counts.clips)),
        ("Squats missed", wording.share(counts.missed, counts.reps)),
        ("Counted where there was none", _number(counts.invented)),
        ("Put on the wrong leg", _number(counts.wrong_leg)),
        ("Refused for the wrong reason", _number(counts.wrong_reason)),
    ]


def _number(count: int | None) -> str:
    return wording.NOT_MEASURED if count is None else str(count)


def _verdict(title: str, error: VerdictError) -> tuple[str, list[str]]:
    cells = [
        wording.share(error.right, error.legs),
        wording.share(error.wrong_and_sure, error.legs),
        wording.share(error.unsure_in_good_scene, error.good_scene),
    ]
    return title, _unless_all_missing(cells)


def _software(measured: Measured) -> list[tuple[str, str]]:
    taken = (measured.kiosk_version, measured.protocol_version, measured.model)
    found = [*taken, measured.second_model]
    return [(title, said) for title, said in zip(_SOFTWARE, found, strict=True) if said is not None]


def _stale(measured: Measured, kiosk_version: str) -> dict[str, str] | None:
    """Both versions and protocols, when the figures are another version's."""
    taken = {"version": measured.kiosk_version, "protocol": measured.protocol_version}
    own = {"version": kiosk_version, "protocol": protocol.VERSION}
    return None if taken == own else taken | {f"own_{name}": said for name, said in own.items()}
