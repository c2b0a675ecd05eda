"""One configuration value as a page tells of it: plain values and words, nothing of the page.

Decides what is said of a value and where it is from; which layers there are, and who may change
them, is the caller's.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from kiosk.config.declaring import Value
from kiosk.config.keys import KEYS, Key, flatten
from kiosk.config.layers import ADMIN, COMMAND_LINE, FILE, Origin, Resolved
from kiosk.config.tree import Config
from kiosk.config.values import as_text, wanted

ON_COMMAND_LINE = "It was given on the command line of this run, which wins over every setting."
IN_FILE_ONLY = "Only kiosk.toml sets it."


def told_values(
    running: Config, following: Resolved, below: Resolved, before: Mapping[str, Value | None]
) -> list[dict[str, Any]]:
    """Every value in the order of the tree, as `kiosk.web.ports.settings` describes one.

    `running` holds now, `following` from the next start, `below` would hold without the admin's
    settings; `before` is what a key was set to before its newest change, None for not set.
    """
    origins = following.origins
    command_line = {name for name in origins if origins[name].layer == COMMAND_LINE}
    now, then, under = flatten(running), flatten(following.config), flatten(below.config)
    return [
        {
            **_declared(key),
            "value": as_text(then[name]),
            "running": as_text(now[name]),
            "pending": now[name] != then[name],
            "origin": _origin_words(origins[name]),
            "set_here": origins[name].layer == ADMIN,
            "below": as_text(under[name]),
            "below_origin": _origin_words(below.origins[name]),
            "fixed": fixed_because(key, command_line),
            "changed": name in before,
            "before": _text_or_none(key, before.get(name)),
        }
        for name, key in KEYS.items()
    ]


def fixed_because(key: Key, command_line: Collection[str]) -> str | None:
    """Why no page changes this value now, one or two sentences; None where one may."""
    if not key.declared.by_admin:
        return f"{IN_FILE_ONLY} {key.declared.because or ''}".rstrip()
    return ON_COMMAND_LINE if key.name in command_line else None


def _declared(key: Key) -> dict[str, Any]:
    declared = key.declared
    return {
        "name": key.name,
        "kind": "choice" if declared.choices else key.kind.__name__.lower(),
        "meaning": declared.meaning,
        "unit": declared.unit,
        "takes": wanted(key, with_unit=False),
        "default": as_text(key.default),
        "low": declared.low,
        "high": declared.high,
        "choices": [as_text(choice) for choice in declared.choices],
    }


def _origin_words(origin: Origin) -> str:
    """The layer, a local file by its path, and the note of who and when where there is one."""
    words = "set here" if origin.layer == ADMIN else origin.layer
    words = origin.where if origin.layer == FILE and origin.where else words
    return f"{words}, {origin.note}" if origin.note else words


def _text_or_none(key: Key, value: Value | None) -> str | None:
    if value is None:
        return None
    return as_text(tuple(value) if key.kind is tuple and isinstance(value, list) else value)
