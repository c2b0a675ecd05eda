"""The list of checks in words: days, today in numbers, quick choices. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from kiosk.web import wording
from kiosk.web.ports import CheckRow, Summary
from kiosk.web.staff import check_view

MOST_COUNTED = 1000
"""Beyond it the list says "more than": a trainer wants to know whether it is few or many."""


def lines(rows: Iterable[CheckRow], today: date | None) -> list[dict[str, Any]]:
    """The checks of a page; the first of each day says which (`day`). A check whose time is unsure
    begins no day: it stands where it happened, whatever the clock said."""
    shown, day = [], None
    for row in rows:
        began = datetime.fromisoformat(row.started_utc).astimezone()
        new_day = row.clock_sure and began.date() != day
        day = began.date() if row.clock_sure else day
        line = {
            **check_view.line(row),
            "label": row.label,
            "day": day_name(began.date(), today) if new_day else None,
            "time": f"{began:%H:%M}" if row.clock_sure else None,
        }
        shown.append(line)
    return shown


def day_name(day: date, today: date | None) -> str:
    """A day as people call it; without today's date no day is near."""
    near = {0: "Today, ", 1: "Yesterday, "}.get((today - day).days, "") if today else ""
    return f"{near}{day:%a} {day.day} {day:%b %Y}"


def how_many(count: int) -> str:
    """How many checks a filter found, when nothing was counted beyond the limit."""
    if count > MOST_COUNTED:
        return f"More than {MOST_COUNTED} checks"
    return "1 check" if count == 1 else f"{count} checks"


def today_view(summary: Summary, today: date) -> list[dict[str, Any]]:
    """The day in numbers: words, and the parameters of the list behind them; no zeros."""
    day = {"from": today.isoformat(), "to": today.isoformat()}
    faults = ", ".join(
        f"{name.lower()} {summary.faults_by_check[check]}"
        for check, name in wording.CHECK_NAMES.items()
        if summary.faults_by_check.get(check)
    )
    found = [
        (summary.checks, "check" if summary.checks == 1 else "checks", "", {}),
        (summary.open, "under way", "", {"state": "open"}),
        (summary.abandoned, "abandoned", "", {"state": "abandoned"}),
        (summary.faults, "with a fault", faults, {"verdict": "fault"}),
        (summary.unsure, "unsure in part", "", {"verdict": "unsure"}),
        (summary.checks - summary.labelled, "without a label", "", {"labelled": "no"}),
    ]
    return [
        {"number": number, "words": words, "detail": detail, "to": {**day, **chosen}}
        for number, words, detail, chosen in found
        if number
    ]


def choices(today: date | None, given: Mapping[str, str]) -> list[dict[str, Any]]:
    """What is asked for most, one touch each; `now` where the list shows it."""
    week = [*_days(today, "Today", 0, 0), *_days(today, "Yesterday", 1, 1)]
    week += _days(today, "Last 7 days", 6, 0)
    asked = [*week, ("Faults", {"verdict": "fault"}), ("Unsure", {"verdict": "unsure"})]
    return [{"word": word, "to": to, "now": to == dict(given)} for word, to in asked]


def _days(
    today: date | None, word: str, first_ago: int, last_ago: int
) -> list[tuple[str, dict[str, str]]]:
    """None while the box does not know which day it is."""
    if today is None:
        return []
    first, last = (today - timedelta(days=ago) for ago in (first_ago, last_ago))
    return [(word, {"from": first.isoformat(), "to": last.isoformat()})]
