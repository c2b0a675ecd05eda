"""Remote updates as the update page shows them: marks, words, readable times. Pure.

What became of an update is said by the updater, whose sentences stand here as they are.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from kiosk.web.staff.check_view import when

_OUTCOMES = {
    "good": ("good", "Updated"),
    "failed": ("fault", "Failed"),
    "fell-back": ("fault", "Went back"),
    "current": ("good", "Up to date"),
    "waiting": ("unsure", "Waits"),
    "refused": ("fault", "Refused"),
    "unreachable": ("borderline", "Not reached"),
    "off": ("unsure", "Off"),
}
"""Outcome: the mark that it wears, and its word. One of a later version is unsure, as it is."""
_TRIED = {
    "base": "The base of {} (units and updater)",
    "settings": "A new configuration from afar",
}
"""What is on trial where it is no version of the kiosk."""
_PHASES = {
    "waiting": "{what} is ready to be tried: the kiosk begins no check until that is over.",
    "switched": "{what} is being tried. If it is not well, the kiosk goes back{to} by itself.",
    "back": "{what} was not well, and the kiosk goes back{to}.",
}
_UNCLEAR = "An update is being tried, and the kiosk begins no check until that is over."


def update_view(view: Mapping[str, Any]) -> dict[str, Any]:
    """The whole page from `ports.Updates.view()`."""
    return {
        "version": view["version"],
        "off": view["off"],
        "unreadable": view["unreadable"],
        "facts": facts(view),
        "trial": trial_words(view["trial"]),
        "asked": asked_words(view["asked"]),
        "look": entry(view["last_look"]) if view["last_look"] else None,
        "history": [entry(each) for each in view["history"]],
        "troubles": list(troubles(view["base"], view["settings"])),
    }


def troubles(base: Mapping[str, Any] | None, settings: Mapping[str, Any] | None) -> Iterator[str]:
    """What came with an update and was not taken, a sentence each."""
    if base and base["trouble"]:
        of = f" of {base['version']}" if base["version"] else ""
        yield f"The units and the updater{of} were not taken, those before stay: " + (
            f"{base['trouble'].rstrip('.')}."
        )
    if settings and settings["trouble"]:
        yield f"The configuration from afar was not taken: {settings['trouble'].rstrip('.')}."


def facts(view: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Name and value of what is set; the rest of it where there is something."""
    found = [
        ("Channel", view["channel"]),
        ("Group", view["group"] or "none"),
        ("Updates", _by_itself(view)),
    ]
    base = view["base"]
    taken = base is not None and base["version"] and not base["trouble"]
    return [*found, ("Units and updater", base["version"])] if taken else found


def _by_itself(view: Mapping[str, Any]) -> str:
    if not view["automatic"]:
        return "only when asked for"
    begin, _, end = view["quiet_hours"].partition("-")
    return f"by themselves, from {begin} to {end}" if end else "by themselves, at any time"


def entry(held: Mapping[str, Any]) -> dict[str, Any]:
    """One look, or one update that was tried."""
    mark, words = _OUTCOMES.get(held["outcome"], ("unsure", held["outcome"] or "Not known"))
    return {
        "mark": mark,
        "words": words,
        "version": held.get("version"),
        "from": held.get("from"),
        "sentence": held["sentence"] or "Nothing was noted about it.",
        "at": held["at"],
        "when": when(held["at"]),
        "clock_sure": held["clock_sure"],
    }


def trial_words(trial: Mapping[str, Any] | None) -> str | None:
    """What is being tried now, in one or two sentences; None when nothing is."""
    if trial is None:
        return None
    sentence = _PHASES.get(trial["phase"])
    if sentence is None or not trial["version"]:
        return _UNCLEAR
    back_to = trial["from_version"]
    to = f" to {back_to}" if back_to and back_to != trial["version"] else ""
    what = _TRIED.get(trial["of"] or "", "{}").format(trial["version"])
    said = sentence.format(what=what, to=to)
    return f"{said} {trial['reason']}" if trial["reason"] else said


def asked_words(asked: Mapping[str, Any] | None) -> str | None:
    """What becomes of a request that nothing has come of yet."""
    if asked is None:
        return None
    by = f" by {asked['by']}" if asked["by"] else ""
    at = f", {when(asked['at'])}" if asked["at"] else ""
    said = f"Asked for{by}{at}."
    if asked["taken"]:
        return f"{said} The kiosk is looking now, and fetches what is new; that can take a while."
    if asked["late"]:
        return f"{said} Nothing has taken it up yet: `systemctl status kiosk-update` tells why."
    return f"{said} The kiosk looks for an update in a moment; nobody may be on the spot."


def busy(view: Mapping[str, Any]) -> bool:
    """Whether something new may be told soon."""
    return view["trial"] is not None or view["asked"] is not None


def mark_of(view: Mapping[str, Any]) -> str:
    """Another one for every view that differs in anything."""
    return hashlib.sha256(json.dumps(view, sort_keys=True).encode()).hexdigest()[:16]
