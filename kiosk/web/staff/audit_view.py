"""The audit log as staff read it: each entry in words. Pure."""

from __future__ import annotations

import json
from string import Formatter
from typing import Any

from kiosk.web.ports import AuditEntry
from kiosk.web.staff.check_view import when

_WORDS = {
    "agreement.begun": "Rating of a check begun",
    "agreement.cancelled": "Rating of a check called off",
    "agreement.consent-withdrawn": "Consent to keep movements withdrawn",
    "agreement.exported": "Ratings taken away",
    "agreement.released": "Ratings of check {check} closed",
    "all.deleted": "All checks deleted",
    "backup.made": "Backup made",
    "certificate.made": "Certificate of the kiosk made anew",
    "check.deleted": "Check {check} deleted",
    "expired": "Old checks deleted by themselves",
    "export.made": "Results taken away",
    "kiosk.restarted": "New start of the kiosk asked for",
    "label.deleted": "Every check of one label deleted",
    "label.set": "Label of check {check} set or taken off",
    "locked-out": "Too many wrong PINs",
    "pin.changed": "PIN changed",
    "pin.chosen": "First PIN chosen",
    "sessions.ended": "Everybody else signed out",
    "settings.changed": "Setting {key} changed",
    "settings.restored": "Setting {key} put back",
    "signed-in": "Signed in",
    "spot.set": "Spot set",
    "store.kept-deleted": "The results before a restore deleted",
    "store.restored": "Results restored from a backup",
    "token.made": "Token made for a program",
    "token.revoked": "Token of a program revoked",
    "update.asked": "Update asked for",
}
"""Action to its words. One that is not here, perhaps of a later version, is shown as it is."""
_LONGEST = 200
"""Characters of one value of a detail."""


def line(entry: AuditEntry) -> dict[str, Any]:
    """One entry for the page."""
    words = _WORDS.get(entry.action, "{action}")
    rest = dict(entry.detail)
    named = {name for _, name, _, _ in Formatter().parse(words) if name}
    used = {name: rest.pop(name, "?") for name in named - {"action"}}
    return {
        "number": entry.number,
        "what": words.format(action=entry.action, **used),
        "details": [*_change(rest), *(f"{name} {value}" for name, value in rest.items())],
        "by": entry.by_whom,
        "at": entry.at_utc.isoformat(),
        "when": when(entry.at_utc.isoformat()),
        "clock_sure": entry.clock_sure,
    }


def _change(rest: dict[str, int | str | None]) -> list[str]:
    """What a setting was and is; takes both out of `rest`."""
    if not {"old", "new"} <= rest.keys():
        return []
    return [f"{_value(rest.pop('old'))} → {_value(rest.pop('new'))}"]


def _value(kept: int | str | None) -> str:
    """A value as the store keeps it (JSON), for people; None was not set."""
    if kept is None:
        return "not set here"
    try:
        value = json.loads(str(kept))
    except ValueError:
        value = kept
    words = {True: "on", False: "off", "": "empty"}
    if isinstance(value, list):
        text = ", ".join(str(item) for item in value) or "none"
    else:
        text = words[value] if isinstance(value, bool) or value == "" else str(value)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
