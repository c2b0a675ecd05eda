"""A check's report in words, for the screen, the phone and the staff's page.

Pure. Decides what of a report fits on a screen that cannot scroll; the words themselves are
`wording.py`, their translations the catalogues'.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from kiosk.web import wording
from kiosk.web.exercises import exercises_for
from kiosk.words import say

MOST_MEANINGS = 2
MOST_LETTERS = 380
"""Advice on the member's screen beside the closing one: two findings are enough to begin with, one
where two are more than can be read from 3 m. The phone and the staff's page have all of them."""
CLOSING = "next_step"
"""The finding of the advice that ends every report: the trainer."""
HELPS = re.compile(" May help: ")
"""Where the list of exercises begins, always the last sentence of an advice."""
_DIFFERS = ("borderline", "fault")


def screen_results(report: Mapping[str, Any], language: str = "en") -> dict[str, Any]:
    """The results as far as a screen holds them: what differs, and the advice to begin with."""
    found = results_view(report, language)
    gaps, advice = found["symmetry"], report.get("advice") or ()
    meanings = [meaning(a["text"], language) for a in advice if a["finding"] != CLOSING]
    return {
        "legs": found["legs"],
        "symmetry": [gap for gap in gaps if gap["verdict"] in _DIFFERS][:1] or gaps[:1],
        "meanings": _readable(meanings),
        "exercises": exercises_for(report, language),
        "trainer": next(
            (say(language, a["text"]) for a in advice if a["finding"] == CLOSING), None
        ),
    }


def meaning(advice: str, language: str) -> str:
    """An advice without its last sentence where that lists exercises: the screen draws those."""
    said = say(language, advice)
    return said.rsplit(". ", 1)[0] + "." if HELPS.search(advice) else said


def _readable(texts: list[str]) -> list[str]:
    """The first one, and the next as long as all are no more than a screen holds."""
    most = next(
        (n for n in range(MOST_MEANINGS, 1, -1) if sum(map(len, texts[:n])) <= MOST_LETTERS), 1
    )
    return texts[:most]


def results_view(report: Mapping[str, Any], language: str = "en") -> dict[str, Any]:
    """A report (legs, symmetry, advice of `kiosk analyze --json`) in words."""
    legs = report.get("legs") or {}
    return {
        "legs": [
            leg_view(side, legs[side], language) for side in wording.LEG_NAMES if legs.get(side)
        ],
        "symmetry": [
            _symmetry(name, found, language)
            for name, found in (report.get("symmetry") or {}).items()
            if name in wording.SYMMETRY_NAMES
        ],
        "advice": [
            {"finding": advice["finding"], "text": say(language, advice["text"])}
            for advice in report.get("advice") or ()
        ],
    }


def leg_view(side: str, leg: Mapping[str, Any], language: str = "en") -> dict[str, Any]:
    """One leg: its name, how many reps counted, its checks."""
    checks = leg.get("checks") or {}
    counted = f"{leg.get('counted', 0)} reps counted"
    return {
        "side": side,
        "name": say(language, wording.LEG_NAMES.get(side, "")),
        "counted": say(language, counted),
        "checks": [
            _measured(check_view(name, checks[name], language), language)
            for name in wording.CHECK_NAMES
            if checks.get(name)
        ],
    }


def _measured(check: dict[str, Any], language: str) -> dict[str, Any]:
    """The check with an amount in any case: that there is none is said too."""
    return {**check, "amount": check["amount"] or say(language, wording.NOT_MEASURED)}


def check_view(name: str, check: Mapping[str, Any], language: str = "en") -> dict[str, Any]:
    """One check of one leg: name, verdict, words, amount, reason."""
    verdict = check.get("verdict") or "unsure"
    reason = check.get("reason") or ""
    return {
        "name": say(language, wording.CHECK_NAMES[name]),
        "verdict": verdict,
        "verdict_name": say(language, wording.VERDICT_NAMES.get(verdict, verdict)),
        "words": say(language, wording.seen(name, verdict)),
        "amount": say(language, wording.amount(check)),
        "reason": say(language, reason),
    }


def _symmetry(name: str, found: Mapping[str, Any], language: str) -> dict[str, Any]:
    verdict = found.get("verdict") or "unsure"
    difference = found.get("difference_deg")
    size_deg = None if difference is None else abs(difference)
    amount = wording.about(size_deg, found.get("spread_deg")) or found.get("reason") or ""
    return {
        "name": say(language, wording.SYMMETRY_NAMES[name]),
        "verdict": verdict,
        "words": say(language, wording.symmetry_seen(verdict)),
        "amount": say(language, amount),
    }
