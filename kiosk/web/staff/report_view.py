"""The member's report on one sheet: what it says, in the member's language. Pure.

Decides what fits and in which words. What the check found is the stored report's, what changed
since is `kiosk.trend`'s.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from kiosk.trend import Change, Side, Visit, line
from kiosk.web import wording
from kiosk.web.exercises import exercises_for
from kiosk.web.phone import not_counted
from kiosk.web.ports import CheckDetail, CheckRow
from kiosk.web.results_view import CLOSING, check_view, meaning, results_view
from kiosk.web.staff.report_scale import scale_view
from kiosk.web.staff.trend_view import MEASURES, number
from kiosk.words import long_date, say

MOST_MEANINGS = 2
"""Of each leg. The phone and the staff's page have all of them."""


def report_view(
    check: CheckDetail, report: Mapping[str, Any], visits: Sequence[Visit], language: str
) -> dict[str, Any]:
    """All that the sheet says. `visits`: this check and older ones of its label, or none."""
    advice = report.get("advice") or ()
    closing = [each["text"] for each in advice if each["finding"] == CLOSING]
    return {
        "check": say(language, "Check {number}", number=str(check.row.number)),
        "label": check.row.label,
        "day": day(check.row.started_utc, check.row.clock_sure, language),
        "notes": _notes(check.row, report, language),
        "legs": [_leg(side, report, language) for side in wording.LEG_NAMES],
        "symmetry": results_view(report, language)["symmetry"],
        **changes(visits, check.row.check_id, language),
        "meanings": [meaning(text, language) for text in _meanings(advice)],
        "exercises": exercises_for(report, language),
        "trainer": [say(language, text) for text in closing],
        "not_counted": not_counted(check.reps, check.other, language),
        "measured_with": _measured_with(check.software, language),
    }


def _notes(row: CheckRow, report: Mapping[str, Any], language: str) -> list[str]:
    """What sets this check apart from a usual one."""
    notes = {
        say(language, "A replay, not a real check."): row.kind == "replay",
        say(language, "This check was not finished."): row.state != "complete",
        say(language, "Easier target: smaller squats counted."): bool(report.get("eased")),
    }
    return [words for words, holds in notes.items() if holds]


def _meanings(advice: Sequence[Mapping[str, str]]) -> list[str]:
    """The first ones of each leg, and of both, in their order: a sheet holds no more. What to
    repeat stands beside the check itself."""
    kept: Counter[str] = Counter()
    texts = []
    for each in advice:
        whose = each["finding"].rpartition("_")[2]
        beside = each["finding"] == CLOSING or each["finding"].startswith("repeat")
        if not beside and kept[whose] < MOST_MEANINGS:
            kept[whose] += 1
            texts.append(each["text"])
    return texts


def day(started_utc: str, clock_sure: bool, language: str) -> str | None:
    """The day where the box stands; None when it did not know the time."""
    if not clock_sure:
        return None
    return long_date(language, datetime.fromisoformat(started_utc).astimezone().date())


def changes(visits: Sequence[Visit], check_id: str, language: str) -> dict[str, Any]:
    """`changes`: one row for each measure, a cell for each side, since the first check that is
    like this one; none where this check is compared with no other. `since`: which one that is,
    where it is the same for all; else each cell says it."""
    found = {name: [_change(visits, check_id, name, side) for side in Side] for name in MEASURES}
    earlier = {
        each.earlier.visit.number: each.earlier.visit
        for row in found.values()
        for each in row
        if each
    }
    alone = len(earlier) == 1
    return {
        "since": _since(next(iter(earlier.values())), language) if alone else None,
        "changes": [
            {
                "name": say(language, wording.SYMMETRY_NAMES[MEASURES[name]]),
                "cells": [
                    _cell(each, side, language, dated=not alone)
                    for each, side in zip(row, Side, strict=True)
                ],
            }
            for name, row in found.items()
            if any(row)
        ],
    }


def _change(visits: Sequence[Visit], check_id: str, name: str, side: Side) -> Change | None:
    """From the first check to this one; None where this one is not compared."""
    found = line(visits, name, side).since_first
    return found if found and found.later.visit.check_id == check_id else None


def _cell(change: Change | None, side: Side, language: str, *, dated: bool) -> tuple[str, str]:
    """What changed, and since when."""
    if change is None:
        return "", ""
    since = say(language, "since {day}", day=_since(change.earlier.visit, language))
    return _changed(change, side, language), since if dated else ""


def _changed(change: Change, side: Side, language: str) -> str:
    amount = number(abs(change.difference_deg))
    if not change.measurable:
        return say(language, "No measurable change")
    if side is Side.GAP:
        return say(language, "Changed by {amount}", amount=amount)
    if change.difference_deg > 0:
        return say(language, "{amount} more", amount=amount)
    return say(language, "{amount} less", amount=amount)


def _since(visit: Visit, language: str) -> str:
    known = day(visit.started_utc, visit.clock_sure, language)
    return known or say(language, "check {number}", number=str(visit.number))


def _leg(side: str, report: Mapping[str, Any], language: str) -> dict[str, Any]:
    leg = (report.get("legs") or {}).get(side) or {}
    checks = leg.get("checks") or {}
    return {
        "side": side,
        "name": say(language, wording.LEG_NAMES[side]),
        "counted": say(language, f"{leg.get('counted', 0)} reps counted"),
        "checks": [
            _check(name, checks[name], language) for name in wording.CHECK_NAMES if checks.get(name)
        ],
    }


def _check(name: str, check: Mapping[str, Any], language: str) -> dict[str, Any]:
    view = check_view(name, check, language)
    amount = view["amount"] or say(language, wording.NOT_MEASURED)
    return {**view, "amount": amount, "scale": scale_view(name, check)}


def _measured_with(software: Mapping[str, str | None], language: str) -> str:
    networks = [software[key] for key in ("model_name", "second_model_name") if software.get(key)]
    return say(
        language,
        "Kiosk {version}, protocol {protocol}, measured with {networks}.",
        version=software.get("kiosk_version") or "–",
        protocol=software.get("protocol_version") or "–",
        networks=" + ".join(each or "" for each in networks) or "–",
    )
