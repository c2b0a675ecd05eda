"""Agreement mode in words: the squat to rate, both answers side by side, the site's figures. Pure.

Also reads what the page's forms say. ValueError: one sentence for the person who typed it.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

from kiosk.agreement import ANSWERS, FEWEST_ANGLES, FEWEST_CHECKS, Kappa, Limits, Site, Verdicts
from kiosk.web import wording

DONE = {
    "angles": "The angles are kept.",
    "withdrawn": "No movement points of this check are kept.",
}
PARTS = {"knee": "Knee", "pelvis": "Hips"}
FURTHEST_DEG = 90.0
_RATER = re.compile(r"[^\W_][\w .'’-]{0,19}")
_ANGLE = re.compile(r"(left|right)-([1-9][0-9]{0,2})-(knee|pelvis)")
_BUSY = ("armed", "running", "rating")


def mark_of(view: Mapping[str, Any]) -> str:
    """Another text as soon as the page would read otherwise."""
    return hashlib.sha256(json.dumps(view, sort_keys=True).encode()).hexdigest()[:16]


def busy(view: Mapping[str, Any]) -> bool:
    """Something may happen any second."""
    return view["phase"] in _BUSY


def rater_of(typed: str) -> str | None:
    """Who rates, in a few letters; None where nothing was typed."""
    typed = " ".join(typed.split())
    if typed and not _RATER.fullmatch(typed):
        raise ValueError("Initials or a short name: letters, figures and spaces, 20 at most.")
    return typed or None


def said_in(form: Mapping[str, str]) -> dict[str, str]:
    """What a tap says: a part of the squat and its rating; nothing for what is none."""
    return {part: form[part] for part in PARTS if form.get(part) in ANSWERS}


def angles_in(form: Mapping[str, str]) -> dict[tuple[str, int], dict[str, float]]:
    """Angles by hand by leg and number; empty fields say nothing."""
    found: dict[tuple[str, int], dict[str, float]] = {}
    for name, typed in form.items():
        field = _ANGLE.fullmatch(name)
        if field and typed.strip():
            squat = field[1], int(field[2])
            found.setdefault(squat, {})[f"{field[3]}_by_hand_deg"] = _degrees(typed)
    return found


def _degrees(typed: str) -> float:
    try:
        value_deg = float(typed.strip().replace(",", ".").replace("−", "-"))
    except ValueError:
        value_deg = math.nan
    if not abs(value_deg) <= FURTHEST_DEG:
        raise ValueError(f"An angle is a number of degrees from −{FURTHEST_DEG:.0f} to 90.")
    return value_deg


def key_of(leg: str, number: int) -> str:
    """A squat in an address."""
    return f"{leg}-{number}"


def study_view(view: Mapping[str, Any], chosen: str = "") -> dict[str, Any]:
    """The study from `ports.Rating.view()`; `chosen`: the squat that the trainer wants to change.

    One squat is asked for at a time, the earliest that is not rated: nothing moves under a finger
    because the next one has been counted meanwhile.
    """
    squats = [_squat(each) for each in view["squats"]]
    open_to_rate = view["phase"] in ("running", "rating")
    asked = [each for each in squats if each["key"] == chosen] if chosen else []
    waiting = [each for each in squats if not each["done"]]
    card = (asked or waiting)[0] if open_to_rate and (asked or waiting) else None
    return {
        **view,
        "squats": squats,
        "card": card,
        "changing": bool(asked),
        "rated": [each for each in reversed(squats) if each["done"] and each is not card],
        "next": _next(squats),
        "alike": [_alike(squats, place) for place in range(len(PARTS))],
    }


def _alike(squats: Sequence[Mapping[str, Any]], place: int) -> str:
    """`Knee: 7 of 9 as you, 1 unsure`, once the kiosk's answers are there."""
    parts = [squat["parts"][place] for squat in squats]
    told = [part["kiosk"]["same"] for part in parts if part["kiosk"] and part["rated"]]
    sure = [same for same in told if same is not None]
    name = list(PARTS.values())[place]
    if not sure:
        return f"{name}: the kiosk was unsure throughout" if told else f"{name}: not rated"
    unsure = f", {len(told) - len(sure)} unsure" if len(sure) < len(told) else ""
    return f"{name}: {wording.share(sum(sure), len(sure))} as you{unsure}"


def _next(squats: Sequence[Mapping[str, Any]]) -> str:
    """What the trainer waits for."""
    if not squats:
        return "the first squat"
    return f"the next squat ({len(squats)} so far)"


def _squat(each: Mapping[str, Any]) -> dict[str, Any]:
    kiosk = each["kiosk"]
    return {
        "key": key_of(each["leg"], each["number"]),
        "leg": each["leg"],
        "number": each["number"],
        "name": f"{wording.LEG_NAMES[each['leg']]}, squat {each['number']}",
        "short": f"{each['leg'].capitalize()} {each['number']}",
        "done": each["done"],
        "skipped": each["skipped"],
        "parts": [_part(name, part, each, kiosk) for part, name in PARTS.items()],
    }


def _part(
    name: str, part: str, each: Mapping[str, Any], kiosk: Mapping[str, Any] | None
) -> dict[str, Any]:
    rated = each[part]
    return {
        "part": part,
        "name": name,
        "rated": rated,
        "rated_name": wording.VERDICT_NAMES.get(rated or "", ""),
        "by_hand_deg": each[f"{part}_by_hand_deg"],
        "answers": [
            {"value": answer, "word": wording.VERDICT_NAMES[answer], "chosen": answer == rated}
            for answer in ANSWERS
        ],
        "kiosk": kiosk and _kiosk(kiosk, part, each),
    }


def _kiosk(kiosk: Mapping[str, Any], part: str, each: Mapping[str, Any]) -> dict[str, Any]:
    verdict = kiosk[part]
    return {
        "verdict": verdict,
        "name": wording.VERDICT_NAMES.get(verdict, verdict),
        "amount": wording.about(kiosk[f"{part}_deg"], kiosk[f"{part}_spread_deg"]).removeprefix(
            "about "
        ),
        "same": None if verdict == "unsure" or not each[part] else verdict == each[part],
    }


def site_view(site: Site | None) -> dict[str, Any] | None:
    """The figures of this site; None where they are not known."""
    if site is None:
        return None
    measures = (("knee", site.knee, site.knee_angle), ("pelvis", site.pelvis, site.pelvis_angle))
    return {
        "squats": site.squats,
        "checks": site.checks,
        "rated": f"{counted(site.squats, 'squat')} of {counted(site.checks, 'check')}",
        "left_out": site.left_out,
        "fewest_checks": FEWEST_CHECKS,
        "answers": [wording.VERDICT_NAMES[answer] for answer in ANSWERS],
        "measures": [
            {"name": PARTS[part], **_verdicts(found), "angle_words": angle_words(limits)}
            for part, found, limits in measures
        ],
    }


def _verdicts(found: Verdicts) -> dict[str, Any]:
    return {
        "judged": found.judged,
        "unsure": wording.share(found.unsure, found.rated),
        "alike": wording.share(found.alike, found.judged or None),
        "kappa": kappa_words(found.kappa),
        "weighted": kappa_words(found.weighted),
        "confusion": [
            (wording.VERDICT_NAMES[answer], row)
            for answer, row in zip(ANSWERS, found.confusion, strict=True)
        ],
    }


def kappa_words(kappa: Kappa | None) -> str:
    """`0.71 (0.58 to 0.84)`; without its interval where that is not known."""
    if kappa is None:
        return "cannot be told yet"
    if kappa.low is None or kappa.high is None:
        return _hundredths(kappa.value)
    low, high = _hundredths(kappa.low), _hundredths(kappa.high)
    return f"{_hundredths(kappa.value)} ({low} to {high})"


def _hundredths(value: float) -> str:
    return f"{value:z.2f}".replace("-", "−")


def angle_words(found: Limits) -> str:
    """`+1.2° over 24 squats; …`: kiosk less hand; "" where no angle was measured."""
    if not found.squats:
        return ""
    bias = f"{wording.tenths(found.bias_deg, sign=True)} over {counted(found.squats, 'squat')}"
    if found.low_deg is None:
        return f"{bias}; limits from {FEWEST_ANGLES} squats on"
    low, high = (wording.tenths(edge, sign=True) for edge in (found.low_deg, found.high_deg))
    return f"{bias}; 95 % between {low} and {high}, each ± {wording.tenths(found.error_deg)}"


def counted(number: int, what: str) -> str:
    """`1 squat`, `2 squats`."""
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
