"""From the parameters of an address to a `Selection`, and back for links. Pure.

The list, its export and the API read the same parameters: from, to (days as on the box's clock,
both inclusive), leg, check, verdict, state, labelled, label and q. No other is looked at.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any

from kiosk.errors import KioskError
from kiosk.selection import Selection
from kiosk.web import wording

STATE_NAMES = {"complete": "Complete", "abandoned": "Abandoned", "open": "Under way"}
LONGEST_TEXT = 60

CHOICES: Mapping[str, Mapping[str, str]] = {
    "leg": wording.LEG_NAMES,
    "check": wording.CHECK_NAMES,
    "verdict": wording.VERDICT_NAMES,
    "state": STATE_NAMES,
    "labelled": {"yes": "With a label", "no": "Without a label"},
}
"""Parameter: the words that it may have, and how pages say them."""
PARAMETERS = ("from", "to", *CHOICES, "label", "q")


_LABELLED = {None: None, "yes": True, "no": False}


class SelectionError(KioskError):
    """A parameter that selects nothing that could be stored."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field
        """The parameter."""


def parameters_of(args: Mapping[str, str]) -> dict[str, str]:
    """The parameters of a selection that say something, for links to the same one."""
    return {name: args[name].strip() for name in PARAMETERS if args.get(name, "").strip()}


def selection_of(args: Mapping[str, str], tz: tzinfo | None = None) -> Selection:
    """The selection that an address asks for. `tz`: where its days are; None for the box's zone.

    Raises SelectionError with one sentence for the first parameter that cannot be meant.
    """
    given = parameters_of(args)
    first, last = _day(given, "from"), _day(given, "to")
    if first and last and first > last:
        raise SelectionError("from", "The first day is after the last one: swap them.")
    chosen: dict[str, Any] = {name: _word(given, name) for name in CHOICES}
    return Selection(
        since_utc=start_of(first, tz) if first else None,
        until_utc=start_of(last + timedelta(days=1), tz) if last else None,
        **{**chosen, "labelled": _LABELLED[chosen["labelled"]]},
        label=_text(given, "label"),
        text=_text(given, "q"),
    )


def _day(given: Mapping[str, str], name: str) -> date | None:
    if name not in given:
        return None
    try:
        day = date.fromisoformat(given[name])
    except ValueError:
        day = None
    # One way to write it, in years that a kiosk's clock can show and that have a next day.
    if day is None or day.isoformat() != given[name] or not 1970 <= day.year <= 9000:
        raise SelectionError(name, f"“{name}” is a day such as 2026-03-14.")
    return day


def start_of(day: date, tz: tzinfo | None = None) -> str:
    """The first moment of a day, as the store writes moments."""
    moment = datetime.combine(day, time.min, tz).astimezone(UTC)
    return moment.isoformat(timespec="microseconds").replace("+00:00", "Z")


def _word(given: Mapping[str, str], name: str) -> str | None:
    word = given.get(name)
    if word is None or word in CHOICES[name]:
        return word
    raise SelectionError(name, f"“{name}” is one of {', '.join(CHOICES[name])}.")


def _text(given: Mapping[str, str], name: str) -> str | None:
    text = given.get(name)
    if text is not None and len(text) > LONGEST_TEXT:
        raise SelectionError(name, f"“{name}” has at most {LONGEST_TEXT} letters.")
    return text
